//! Messages over standard input and output. They are read here because `lsp_server` allocates whatever length a message states.
//!
//! Source: Language Server Protocol 3.17, Base Protocol.

use super::Session;
use super::server::serve;
use crossbeam_channel::bounded;
use lsp_server::{Connection, Message};
use std::io::{self, BufRead, Read};
use std::thread::{Builder, JoinHandle};

/// Bytes of a message. Visual Studio Code sends no text of more than 50 MB, and JSON may need two bytes for one of them.
const LARGEST: u64 = 128 << 20;

/// Bytes of the headers of a message, which usually have about 80.
const LONGEST_HEADERS: u64 = 4 << 10;

/// Serves the client that started this process until it ends the connection.
///
/// # Errors
/// If the client does not follow the protocol, or cannot be written to.
pub fn serve_stdio(session: &dyn Session) -> io::Result<()> {
    // A message waits until the one before it is handled, so that messages do not accumulate.
    let (sender, outgoing) = bounded::<Message>(0);
    let (incoming, receiver) = bounded::<Message>(0);
    let writer = Builder::new().spawn(move || {
        let mut out = io::stdout().lock();
        outgoing.into_iter().try_for_each(|message| message.write(&mut out))
    })?;
    let reader = Builder::new().spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(message) = read(&mut input)? {
            let is_last = matches!(&message, Message::Notification(notification) if notification.method == "exit");
            if incoming.send(message).is_err() || is_last {
                break;
            }
        }
        Ok(())
    })?;
    let connection = Connection { sender, receiver };
    let served = serve(session, &connection);
    drop(connection); // the writing thread ends when nothing can be sent any more
    end_of(writer)?;
    match served {
        // The reading thread waits for a client that does not end.
        Err(error) if !error.channel_is_disconnected() => Err(io::Error::other(error)),
        served => end_of(reader).and(served.map_err(io::Error::other)),
    }
}

fn end_of(thread: JoinHandle<io::Result<()>>) -> io::Result<()> {
    thread.join().unwrap_or_else(|_| Err(io::Error::other("internal error")))
}

/// The next message; nothing at the end of the input.
fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = read_headers(&mut input.take(LONGEST_HEADERS))? else { return Ok(None) };
    if length > LARGEST {
        return Err(invalid("a message is larger than 128 MiB"));
    }
    let mut content = Vec::new(); // grows with what is sent, not with what is announced
    if input.take(length).read_to_end(&mut content)? as u64 != length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a message is incomplete"));
    }
    serde_json::from_slice(&content).map(Some).map_err(|error| invalid(&format!("a message is malformed: {error}")))
}

/// The length of the content; nothing at the end of the input.
fn read_headers(input: &mut io::Take<impl BufRead>) -> io::Result<Option<u64>> {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 && input.limit() > 0 {
            return Ok(None);
        }
        let header = line.strip_suffix("\r\n").ok_or_else(|| invalid("a header is malformed or too long"))?;
        if header.is_empty() {
            return length.map(Some).ok_or_else(|| invalid("`Content-Length` is missing"));
        }
        let (name, value) = header.split_once(": ").ok_or_else(|| invalid("a header is malformed"))?;
        if name.eq_ignore_ascii_case("Content-Length") {
            length = Some(value.parse().map_err(|_| invalid("`Content-Length` is not a number"))?);
        }
    }
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(input: impl Read) -> String {
        read(&mut io::BufReader::new(input)).map(|message| format!("{message:?}")).unwrap_err().to_string()
    }

    #[test]
    fn messages_are_read_until_the_end() {
        let note = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let text = format!("Content-Type: x\r\ncontent-length: {}\r\n\r\n{note}", note.len());
        let mut input = io::Cursor::new(text.repeat(2));
        for _ in 0..2 {
            assert!(matches!(read(&mut input), Ok(Some(Message::Notification(_)))));
        }
        assert!(matches!(read(&mut input), Ok(None)));
    }

    #[test]
    fn nothing_is_allocated_for_what_a_header_announces() {
        for length in [LARGEST + 1, u64::MAX] {
            assert_eq!(error(format!("Content-Length: {length}\r\n\r\n{{").as_bytes()), "a message is larger than 128 MiB");
        }
        assert_eq!(error(format!("Content-Length: {LARGEST}\r\n\r\n{{").as_bytes()), "a message is incomplete");
    }

    #[test]
    fn headers_without_an_end_are_an_error() {
        assert_eq!(error(io::repeat(b'a')), "a header is malformed or too long");
        assert_eq!(error("a: b\r\n".repeat(10_000).as_bytes()), "a header is malformed or too long");
    }
}
