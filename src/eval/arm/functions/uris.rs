//! URIs, as far as .NET leaves them unchanged.

use super::signature::{Call, Function, because, partly, required, text, whole};
use crate::eval::arm::member;
use crate::eval::{Data, EvalError, Fuel, Value};
use crate::parts::Parts;
use std::fmt::Write as _;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("buildUri", 1, 1, build),
    Function::new("parseUri", 1, 1, parse),
    Function::new("uri", 2, 2, resolve).unknown(),
    Function::new("uriComponent", 1, 1, |call| {
        call.fuel().take_text(call.text(0)?.len().saturating_mul(3))?;
        call.made(encode(call.text(0)?))
    }),
    Function::new("uriComponentToString", 1, 1, |call| call.made(decode(call.text(0)?))),
];

/// Escapes all characters that are not unreserved in RFC 3986.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => write!(encoded, "%{byte:02X}").expect("memory takes everything"),
        }
    }
    encoded
}

/// Unescapes text; a plus sign is a space, as in forms.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|digit| char::from(*digit).to_digit(16));
        let unit = || (2..6).try_fold(0, |unit, offset| Some(unit * 16 + digit(offset)?));
        match byte {
            b'+' => decoded.push(b' '),
            b'%' if bytes.get(at + 1) == Some(&b'u') && unit().is_some() => {
                let letter = unit().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
                decoded.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                at += 5;
            }
            b'%' => match digit(1).zip(digit(2)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
                Some(escaped) => {
                    decoded.push(escaped);
                    at += 2;
                }
                None => decoded.push(byte),
            },
            _ => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// A URI with a host; the parts are as written.
struct Uri<'u> {
    scheme: &'u str,
    host: &'u str,
    port: Option<&'u str>,
    path: &'u str,
    query: &'u str,
}

/// Whether .NET leaves a part of a URI unchanged; other characters and escapes may be normalized.
fn stays_as_it_is(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte))
}

/// The length of the scheme: that of `https` in `https:…`.
fn scheme(text: &str) -> Option<usize> {
    let end = text.find(':')?;
    let letters = text.before(end).bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (letters && text.starts_with(|first: char| first.is_ascii_alphabetic())).then_some(end)
}

impl<'u> Uri<'u> {
    /// A web URI without unusual parts.
    fn parse(text: &'u str) -> Option<Self> {
        let (scheme, rest) = text.split_at(scheme(text)?);
        let plain = stays_as_it_is(text) && (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
        let rest = rest.strip_prefix("://").filter(|rest| plain && !rest.contains('#'))?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let is_host = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        // `1.2` is an address for .NET, not a name.
        let is_name =
            host.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit())) || host.split('.').count() == 4;
        let is_port = port.is_none_or(|port| !port.starts_with('0') && port.parse::<u16>().is_ok());
        (is_host && is_name && is_port).then_some(Self { scheme, host, port, path, query })
    }

    /// The port, if it is not the default of the scheme.
    fn unusual_port(&self) -> Option<&'u str> {
        let usual = if self.scheme.eq_ignore_ascii_case("http") { "80" } else { "443" };
        self.port.filter(|port| *port != usual)
    }

    fn show(&self, path: &str, query: &str) -> String {
        let (scheme, host) = (self.scheme.to_ascii_lowercase(), self.host.to_ascii_lowercase());
        let (colon, port) = self.unusual_port().map_or(("", ""), |port| (":", port));
        let path = if path.is_empty() { "/" } else { path };
        format!("{scheme}://{host}{colon}{port}{path}{query}")
    }
}

const UNUSUAL: &str = "the normalization of this URI is not supported";

/// RFC 3986, section 5.
fn resolve(call: &Call<'_>) -> Result<Value, EvalError> {
    if let Some(unknown) = call.value(1).as_unknown() {
        return Ok(because(unknown));
    }
    if let Some(unknown) = call.value(0).as_unknown() {
        // The last parts of the path are those of the relative path.
        let relative = call.text(1)?;
        call.fuel().take_text(relative.len())?;
        let is_path = scheme(relative).is_none() && !relative.is_empty() && stays_as_it_is(relative) && !relative.contains(['?', '#']);
        let parts: Vec<&str> = relative.split('/').filter(|part| !part.is_empty()).collect();
        let known = parts.iter().rposition(|part| matches!(*part, "." | "..")).map_or(0, |last| last + 1);
        let end = if is_path && known < parts.len() { format!("/{}", parts.after(known).join("/")) } else { String::new() };
        return Ok(partly(unknown, "", end));
    }
    let (base, relative) = (call.text(0)?, call.text(1)?);
    call.fuel().take_text(base.len() + relative.len())?;
    if scheme(base).is_none() {
        return Err(EvalError::new("the first string is not an absolute URI"));
    }
    let absolute = if scheme(relative).is_some() { Some(relative) } else { None };
    let Some(uri) = Uri::parse(absolute.unwrap_or(base)).filter(|_| stays_as_it_is(relative) && !relative.starts_with("//")) else {
        return Ok(Value::unknown(UNUSUAL));
    };
    if absolute.is_some() {
        return call.made(uri.show(&without_dots(uri.path), uri.query));
    }
    if relative.contains('#') {
        return Ok(Value::unknown(UNUSUAL));
    }
    let (path, query) = relative.split_at(relative.find('?').unwrap_or(relative.len()));
    call.made(match path {
        "" if query.is_empty() => uri.show(&without_dots(uri.path), uri.query),
        "" => uri.show(&without_dots(uri.path), query),
        path if path.starts_with('/') => uri.show(&without_dots(path), query),
        path => {
            let folder = uri.path.rfind('/').map_or("/", |slash| uri.path.before(slash + 1));
            uri.show(&without_dots(&format!("{folder}{path}")), query)
        }
    })
}

fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." | ".." => {
                if segment == ".." {
                    parts.pop();
                }
                if segments.peek().is_none() {
                    parts.push("");
                }
            }
            _ => parts.push(segment),
        }
    }
    if path.is_empty() { String::new() } else { format!("/{}", parts.join("/")) }
}

fn parse(call: &Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    call.fuel().take_text(text.len())?;
    call.fuel().take(5 * Fuel::ELEMENT)?;
    let Some(uri) = Uri::parse(text) else { return Ok(Value::unknown(UNUSUAL)) };
    let port = match uri.unusual_port().and_then(|port| port.parse::<u16>().ok()) {
        Some(port) => Value::whole(port),
        None => Value::unknown("the result of `parseUri` for the default port is not documented"),
    };
    let path = without_dots(uri.path);
    Ok(Value::object([
        ("scheme".into(), Value::text(uri.scheme.to_ascii_lowercase())),
        ("host".into(), Value::text(uri.host.to_ascii_lowercase())),
        ("port".into(), port),
        ("path".into(), Value::text(if path.is_empty() { "/".to_owned() } else { path })),
        ("query".into(), Value::text(uri.query)),
    ]))
}

fn build(call: &Call<'_>) -> Result<Value, EvalError> {
    let parts = call.value(0);
    if parts.members().is_none() {
        return Err(required("an object", parts));
    }
    let given = |name: &str| Ok::<_, EvalError>(member(parts, name, call.fuel())?.unwrap_or_else(Value::null));
    let port = match given("port")? {
        Value { data: Data::Null, .. } => String::new(),
        port => format!(":{}", whole(&port)?),
    };
    let (scheme, host, path, query) = (given("scheme")?, given("host")?, given("path")?, given("query")?);
    let (path, query) = (text(&path)?, text(&query)?);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mark = if query.is_empty() || query.starts_with('?') { "" } else { "?" };
    let built = format!("{}://{}{port}{slash}{path}{mark}{query}", text(&scheme)?, text(&host)?);
    match Uri::parse(&built).filter(|uri| !uri.path.contains("/.")) {
        Some(uri) => call.made(uri.show(uri.path, uri.query)),
        None => Ok(Value::unknown(UNUSUAL)),
    }
}
