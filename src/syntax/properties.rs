//! Java `.properties` files: keys and values line by line.
//!
//! Source: `java.util.Properties.load`; Spring Boot, "Externalized Configuration": `#---` and `!---` separate documents.

use super::escapes::unescaped;
use super::tree::{Member, Node, Value};
use crate::parts::Parts;

/// Parses the documents of a file: the members of each, in source order.
pub fn documents(text: &str) -> Vec<Node<'_>> {
    let mut documents = vec![Vec::new()];
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text.part(at..end);
        let trimmed = line.trim_start();
        let start = at + line.len() - trimmed.len();
        if matches!(trimmed.trim_end(), "#---" | "!---") {
            documents.push(Vec::new());
        }
        at = end + 1;
        if trimmed.is_empty() || trimmed.starts_with(['#', '!']) {
            continue;
        }
        let end = logical_end(text, end);
        at = end + 1;
        documents.last_mut().into_iter().for_each(|members| members.push(member(text, start, end)));
    }
    documents.into_iter().map(|members| Node { bytes: 0..text.len(), value: Value::Object(members) }).collect()
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', text.as_bytes().after(at)).map_or(text.len(), |length| at + length)
}

/// The end of a logical line, which continues after an odd number of backslashes.
fn logical_end(text: &str, mut end: usize) -> usize {
    loop {
        let before = text.before(end).strip_suffix('\r').unwrap_or(text.before(end));
        let slashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes % 2 == 0 || end >= text.len() {
            return end;
        }
        end = line_end(text, end + 1);
    }
}

/// The member in these bytes.
fn member(text: &str, start: usize, end: usize) -> Member<'_> {
    let bytes = text.as_bytes().before(end);
    let mut key_end = start;
    while let Some(byte) = bytes.get(key_end).filter(|byte| !matches!(byte, b'=' | b':' | b' ' | b'\t' | b'\r' | b'\n')) {
        key_end += if *byte == b'\\' { 2 } else { 1 };
    }
    let key_end = text.ceil_char_boundary(key_end.min(end));
    let rest = text.part(key_end..end);
    let after = rest.trim_start();
    let value = after.strip_prefix(['=', ':']).unwrap_or(after).trim_start();
    let value_start = end - value.len();
    let value = value.trim_end();
    let value_bytes = value_start..value_start + value.len();
    Member {
        key: unescaped(text.part(start..key_end), false),
        key_bytes: start..key_end,
        value: Node::string(value_bytes, unescaped(value, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_as_java_reads_them() {
        let text = "# c\na.b=x\n! c\nc\\ d : \\u00fc\\=1  \r\ne f\ng=1,\\\n   2\n#---\nh=\ni";
        let documents = documents(text);
        let shown = |document: &Node<'_>| -> Vec<(String, String)> {
            document.members().iter().map(|member| (member.key.to_string(), member.value.text().unwrap().to_owned())).collect()
        };
        let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        assert_eq!(shown(&documents[0]), pairs(&[("a.b", "x"), ("c d", "ü=1"), ("e", "f"), ("g", "1,2")]));
        assert_eq!(shown(&documents[1]), pairs(&[("h", ""), ("i", "")]));
        assert_eq!(&text[documents[0].members()[1].value.bytes.clone()], "\\u00fc\\=1");
    }
}
