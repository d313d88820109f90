//! YAML as a [`super::tree`]: scalars by the core schema of YAML 1.2.
//!
//! Our own files ([`parse`]) reject constructs that expand a short text or obscure its meaning: aliases and anchors, merge keys, tags,
//! several documents. Other files ([`parse_all`]) may contain them.
//! Specification: <https://yaml.org/spec/1.2.2/>.

mod aliases;

use super::tree::{Bytes, MAX_DEPTH, Member, Node, Value};
use crate::parts::Parts;
use crate::text::Text;
use aliases::Aliases;
use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, Span, StrInput, StructureStyle, options};
use std::borrow::Cow;

/// Text that is not YAML, or uses unsupported features.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct YamlError {
    /// What was expected, and what was found.
    pub message: Text,
    pub bytes: Bytes,
}

/// Parses a whole text: one document; an empty one is `null`.
///
/// Duplicate keys of a mapping are kept. Numbers are converted to JSON format (`0x1F` is `31`). Offsets count the bytes of `text`,
/// including a byte order mark.
///
/// Time is linear in the length of `text`, and the depth is bounded by [`MAX_DEPTH`].
///
/// # Errors
/// [`YamlError`] with its place.
///
/// # Example
/// ```
/// let node = tenantlint::syntax::yaml::parse("name: é\nport: 0x1F")?;
/// assert_eq!(node.get("port").unwrap().bytes, 15..19);
/// assert_eq!(node.to_json(), serde_json::json!({ "name": "é", "port": 31 }));
/// # Ok::<(), tenantlint::syntax::yaml::YamlError>(())
/// ```
pub fn parse(text: &str) -> Result<Node<'_>, YamlError> {
    let mut reader = Reader::new(text, None);
    let mut document = None;
    loop {
        let (event, bytes) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(document.unwrap_or(Node { bytes: 0..0, value: Value::Null })),
            Event::DocumentStart(..) if document.is_some() => {
                return Err(refuse("expected one document, found a second one", bytes));
            }
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => document = Some(reader.node(event, bytes, 1)?),
        }
    }
}

/// Parses every document of a text: those before the first syntax error, and that error.
///
/// Aliases are replaced by their value, which keeps its span, and merge keys by the merged members; repetition is limited. Tags are
/// ignored. Numbers that JSON cannot represent are text. Duplicate keys of a mapping are kept.
///
/// # Example
/// ```
/// let (documents, error) = tenantlint::syntax::yaml::parse_all("a: &x { b: 1 }\nc: { <<: *x, d: !!str 2 }\n---\n- e\n");
/// assert_eq!(documents[0].pointer("/c/b").unwrap().bytes, 11..12);
/// assert_eq!((documents.len(), error), (2, None));
/// ```
pub fn parse_all(text: &str) -> (Vec<Node<'_>>, Option<YamlError>) {
    let mut reader = Reader::new(text, Some(Aliases::default()));
    let mut documents = Vec::new();
    loop {
        let read = match reader.next() {
            Ok((Event::StreamEnd, _)) => return (documents, None),
            Ok((Event::DocumentStart(..), _)) => {
                reader.aliases.iter_mut().for_each(Aliases::next_document);
                continue;
            }
            Ok((Event::StreamStart | Event::DocumentEnd, _)) => continue,
            Ok((event, bytes)) => reader.node(event, bytes, 1),
            Err(error) => Err(error),
        };
        match read {
            Ok(document) => documents.push(document),
            Err(error) => return (documents, Some(error)),
        }
    }
}

fn reading(emit_anchor_events: bool) -> Options {
    options! {
        emit_anchor_events: emit_anchor_events,
        emit_unresolved_aliases: true, // rejected like any alias, with its place
        emit_comments: false,
        // One more than our own limit, because the scanner looks ahead.
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    }
}

fn too_deep() -> Text {
    Text::new("nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string())
}

fn refuse(message: impl Into<Text>, bytes: Bytes) -> YamlError {
    YamlError { message: message.into(), bytes }
}

struct Reader<'a> {
    text: &'a str,
    events: Parser<'a, StrInput<'a>>,
    /// The anchors, if aliases are allowed.
    aliases: Option<Aliases<'a>>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, aliases: Option<Aliases<'a>>) -> Self {
        Self { text, events: Parser::new_from_str_with_options(text, reading(aliases.is_none())), aliases }
    }

    /// The next event that is part of the tree.
    fn next(&mut self) -> Result<(Event<'a>, Bytes), YamlError> {
        match self.events.next_event() {
            None => Ok((Event::StreamEnd, self.text.len()..self.text.len())),
            Some(Ok((event, span))) => {
                let bytes = self.bytes(&span);
                match event {
                    Event::Anchor(..) => Err(refuse("anchors (`&`) are not supported: write the value out", bytes)),
                    Event::UnresolvedAlias(name) if self.aliases.is_some() => {
                        Err(refuse(Text::new("no anchor `&{name}` before it").with("name", name), bytes))
                    }
                    event if self.aliases.is_some() => Ok((event, bytes)),
                    Event::Alias(_) | Event::UnresolvedAlias(_) => {
                        Err(refuse("aliases (`*`) are not supported: write the value out", bytes))
                    }
                    event if event.tag().is_some() => {
                        let bytes = span.tag_span().map_or(bytes, |tag| self.bytes(&tag));
                        Err(refuse("tags (`!`) are not supported: write the value without one", bytes))
                    }
                    event => Ok((event, bytes)),
                }
            }
            Some(Err(error)) => {
                let start = self.boundary(error.marker().byte_offset().unwrap_or(self.text.len()));
                let length = self.text.after(start).chars().next().map_or(0, char::len_utf8);
                let message = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => too_deep(),
                    _ => Text::new("not YAML: {reason}").with("reason", error.info().replace("`\\u{0}'", "U+0000")),
                };
                Err(YamlError { message, bytes: start..start + length })
            }
        }
    }

    /// The bytes of a span without trailing white space, because that of a block scalar extends into the next line.
    fn bytes(&self, span: &Span) -> Bytes {
        let Some(range) = span.byte_range() else { return self.text.len()..self.text.len() };
        let start = self.boundary(range.start);
        let end = self.boundary(range.end).max(start);
        start..start + self.text.part(start..end).trim_end().len()
    }

    /// The parser's offsets, moved to a character boundary of the text.
    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0)
    }

    fn node(&mut self, event: Event<'a>, bytes: Bytes, depth: usize) -> Result<Node<'a>, YamlError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = match scalar(text.clone(), style, &bytes) {
                    Err(_) if self.aliases.is_some() => Value::String(text),
                    value => value?,
                };
                self.anchored(anchor, Node { bytes, value })
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if depth > MAX_DEPTH => Err(YamlError { message: too_deep(), bytes }),
            Event::SequenceStart(style, anchor, _) => {
                let node = self.sequence(bytes, style, depth)?;
                self.anchored(anchor, node)
            }
            Event::MappingStart(style, anchor, _) => {
                let node = self.mapping(bytes, style, depth)?;
                self.anchored(anchor, node)
            }
            Event::Alias(anchor) => {
                let aliases = self.aliases.as_mut().ok_or_else(|| refuse("expected a value", bytes.clone()))?;
                aliases.resolve(anchor, depth).map_err(|message| YamlError { message, bytes })
            }
            _ => Err(refuse("expected a value", bytes)),
        }
    }

    /// Records a value under its anchor, if aliases are allowed.
    fn anchored(&mut self, anchor: usize, node: Node<'a>) -> Result<Node<'a>, YamlError> {
        match self.aliases.as_mut().map_or(Ok(()), |aliases| aliases.anchor(anchor, &node)) {
            Ok(()) => Ok(node),
            Err(message) => Err(YamlError { message, bytes: node.bytes }),
        }
    }

    fn sequence(&mut self, start: Bytes, style: StructureStyle, depth: usize) -> Result<Node<'a>, YamlError> {
        let mut elements: Vec<Node<'a>> = Vec::new();
        loop {
            let (event, bytes) = self.next()?;
            if event == Event::SequenceEnd {
                let bytes = whole(&start, style, &bytes, elements.last());
                return Ok(Node { bytes, value: Value::Array(elements) });
            }
            elements.push(self.node(event, bytes, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Bytes, style: StructureStyle, depth: usize) -> Result<Node<'a>, YamlError> {
        let mut members: Vec<Member<'a>> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (key, key_bytes) = match self.next()? {
                (Event::MappingEnd, bytes) => {
                    let bytes = whole(&start, style, &bytes, members.last().map(|member| &member.value));
                    if let Some(aliases) = self.aliases.as_mut().filter(|_| !merged.is_empty()) {
                        let merge = aliases.merge(&mut members, merged);
                        merge.map_err(|message| YamlError { message, bytes: bytes.clone() })?;
                    }
                    return Ok(Node { bytes, value: Value::Object(members) });
                }
                (Event::Scalar(text, ScalarStyle::Plain, ..), _) if text == "<<" && self.aliases.is_some() => {
                    let (event, bytes) = self.next()?;
                    merged.push(self.node(event, bytes, depth)?);
                    continue;
                }
                (Event::Scalar(text, ScalarStyle::Plain, ..), bytes) if text == "<<" => {
                    return Err(refuse("merge keys (`<<`) are not supported: write the members out", bytes));
                }
                (Event::Scalar(text, ..), bytes) => (text, bytes),
                (_, bytes) => return Err(refuse("expected a key, found a list or a mapping", bytes)),
            };
            let (event, bytes) = self.next()?;
            let value = self.node(event, bytes, depth + 1)?;
            members.push(Member { key, key_bytes, value });
        }
    }
}

/// The bytes of a collection. A block ends with its last element, not where the parser detected the end.
fn whole(start: &Bytes, style: StructureStyle, end: &Bytes, last: Option<&Node<'_>>) -> Bytes {
    let end = match (style, last) {
        (StructureStyle::Flow, _) => end.end,
        (StructureStyle::Block, Some(last)) => last.bytes.end,
        (StructureStyle::Block, None) => start.end,
    };
    start.start..end.max(start.end)
}

/// The value of a scalar in the core schema: only a plain one can be anything but a string.
///
/// Source: YAML 1.2.2, section 10.3.2.
fn scalar<'a>(text: Cow<'a, str>, style: ScalarStyle, bytes: &Bytes) -> Result<Value<'a>, YamlError> {
    if style != ScalarStyle::Plain {
        return Ok(Value::String(text));
    }
    Ok(match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        other if is_infinite(other) => return Err(beyond_json(other, bytes)),
        other => match number(other) {
            None => Value::String(text),
            Some(number) if serde_json::from_str::<serde_json::Number>(&number).is_err() => return Err(beyond_json(other, bytes)),
            // It is kept as written if that is valid JSON.
            Some(number) if number == *other => Value::Number(text),
            Some(number) => Value::Number(number.into()),
        },
    })
}

fn is_infinite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn beyond_json(text: &str, bytes: &Bytes) -> YamlError {
    let text: String = text.chars().take(20).collect();
    YamlError {
        message: Text::new("`{text}` is a number that JSON cannot represent: quote it if it is text").with("text", text),
        bytes: bytes.clone(),
    }
}

/// A number of the core schema in JSON format; `None` if it is not a number.
fn number(text: &str) -> Option<String> {
    let radix = |digits: &str, radix: u32| {
        let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        // A longer one is also an integer, which JSON represents as the nearest float.
        valid.then(|| u128::from_str_radix(digits, radix).map_or_else(|_| "1e999".to_owned(), |number| number.to_string()))
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digit = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let has_exponent = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    if !has_digit || !has_exponent || !digits(whole) || !digits(fraction.unwrap_or_default()) {
        return None;
    }
    let significant = whole.trim_start_matches('0');
    let mut json = format!("{sign}{}", if significant.is_empty() { "0" } else { significant });
    match fraction {
        None => {}
        Some("") => json.push_str(".0"),
        Some(fraction) => json.extend([".", fraction]),
    }
    if let Some(exponent) = exponent {
        json.extend(["e", exponent]);
    }
    Some(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> serde_json::Value {
        parse(text).unwrap().to_json()
    }

    fn error(text: &str) -> (String, &str) {
        let error = parse(text).unwrap_err();
        (error.message.to_string(), &text[error.bytes])
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (text, expected) in [
            ("~", json!(null)),
            ("Null", json!(null)),
            ("TRUE", json!(true)),
            ("yes", json!("yes")),
            ("on", json!("on")),
            ("0o17", json!(15)),
            ("0x1F", json!(31)),
            ("0x", json!("0x")),
            ("+012", json!(12)),
            ("-0", json!(-0.0)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("1e3", json!(1000.0)),
            ("12e03", json!(12000.0)),
            ("1_000", json!("1_000")),
            (".", json!(".")),
            ("-", json!([null])),
            ("e5", json!("e5")),
            ("2027-03-31", json!("2027-03-31")),
            ("12:30", json!("12:30")),
            ("'1'", json!("1")),
            ("\"true\"", json!("true")),
            ("|\n  1\n", json!("1\n")),
            ("# nothing", json!(null)),
            ("123456789012345678901234567890", json!(1.234_567_890_123_456_8e29)),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        assert_eq!(parse("0.10").unwrap().value, Value::Number("0.10".into()));
        for text in [".inf", "-.Inf", ".nan", "1e999", &format!("0x{}", "f".repeat(40))] {
            assert!(parse(text).unwrap_err().message.to_string().contains("JSON cannot represent"), "{text}");
        }
    }

    #[test]
    fn spans_are_bytes_even_after_wide_characters() {
        let text = "é: 経費 😀\nlist:\n  - ü\n  -\n  - { ñ: x }\nempty:\nquoted: \"q é\"\nblock: |\n  hi\n  ü\nlast: [a, b]\n\n# end\n";
        let node = parse(text).unwrap();
        let under = |pointer: &str| &text[node.pointer(pointer).unwrap().bytes.clone()];
        assert_eq!(under("/é"), "経費 😀");
        assert_eq!(under("/list"), "- ü\n  -\n  - { ñ: x }");
        assert_eq!(under("/list/1"), "");
        assert_eq!(under("/list/2/ñ"), "x");
        assert_eq!(under("/empty"), "");
        assert_eq!(under("/quoted"), "\"q é\"");
        assert_eq!(under("/block"), "hi\n  ü");
        assert_eq!(under("/last"), "[a, b]");
        assert!(under("").ends_with("[a, b]"));
        for member in node.members() {
            assert_eq!(&text[member.key_bytes.clone()], member.key);
        }
    }

    #[test]
    fn expanding_or_misleading_constructs_are_rejected_with_their_place() {
        assert_eq!(error("é: &x 1\nb: *x\n").1, "&x");
        assert_eq!(error("é: 1\nb: *x\n").1, "*x");
        assert_eq!(error("é: &x [*x]\n").1, "&x");
        assert_eq!(error("é: !!str 1\n").1, "!!str");
        assert_eq!(error("é: 1\n<<: { b: 2 }\n").1, "<<");
        assert_eq!(error("é: 1\n---\nb: 2\n"), ("expected one document, found a second one".to_owned(), "---"));
        assert_eq!(error("? [é]\n: 1\n").1, "[");
        assert_eq!(error("é: a\0b\n").1, "\0");
        assert_eq!(error("é:\n\t- b\n").1, "-");
    }

    #[test]
    #[allow(clippy::format_collect, reason = "short texts of a test")]
    fn other_files_may_repeat_values_up_to_a_limit() {
        let (documents, error) = parse_all("a: &x {b: 1, c: 2}\nd: {<<: [*x, {e: 3}], c: 4}\nn: .inf\n---\n!t x\n---\na: *x\n");
        assert_eq!(documents[0].to_json(), json!({ "a": {"b": 1, "c": 2}, "d": {"c": 4, "b": 1, "e": 3}, "n": ".inf" }));
        assert_eq!((documents[1].to_json(), documents.len()), (json!("x"), 2));
        assert_eq!(error.unwrap().message, "no anchor `&x` before it");

        let bomb: String = (0..40).map(|n| format!("a{}: &a{0} [{}]\n", n + 1, format!("*a{n},").repeat(9))).collect();
        let (_, error) = parse_all(&format!("a0: &a0 lol\n{bomb}"));
        assert!(error.unwrap().message.to_string().starts_with("aliases repeat more than"));

        let deep: String = (0..1_000).map(|n| format!("a{}: &a{0} [*a{n}]\n", n + 1)).collect();
        let (_, error) = parse_all(&format!("a0: &a0 lol\n{deep}"));
        assert_eq!(error.unwrap().message, too_deep());
        assert!(parse_all("a: &a [*a]").1.is_some());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert!(parse(&nested("[", "]", MAX_DEPTH)).is_ok());
        for text in [nested("[", "]", MAX_DEPTH + 1), nested("{a: ", "}", 100_000), nested("- ", "", 100_000), nested("? ", "", 100_000)] {
            assert!(parse(&text).is_err());
        }
    }

    #[test]
    fn line_ends_and_a_byte_order_mark_change_nothing() {
        assert_eq!(value("a: 1\r\nb:\r\n  - x\r\n"), json!({ "a": 1, "b": ["x"] }));
        let text = "\u{feff}a: b\n";
        assert_eq!(&text[parse(text).unwrap().get("a").unwrap().bytes.clone()], "b");
    }

    #[test]
    fn both_of_two_equal_keys_are_kept() {
        let node = parse("a: 1\na: 2\n").unwrap();
        assert_eq!(node.members().iter().map(|member| member.key_bytes.start).collect::<Vec<_>>(), [0, 5]);
    }

    #[test]
    fn no_cut_text_panics() {
        let text = "%YAML 1.2\n---\né: &x [1, 'a', \"\\u00e9\"]\n? k\n: |2-\n    ü\n<<: *x\nt: !<a> {b: >\n c}\n...\n---\n\tx";
        for (end, _) in text.char_indices() {
            for (start, _) in text[..end].char_indices() {
                if let Err(error) = parse(&text[start..end]) {
                    assert!(text[start..end].get(error.bytes).is_some());
                }
                drop(parse(&format!("{}\0\u{feff}\r\t", &text[start..end])));
                if let (_, Some(error)) = parse_all(&text[start..end]) {
                    assert!(text[start..end].get(error.bytes).is_some());
                }
            }
        }
    }
}
