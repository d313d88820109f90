//! `yamldecode`. Unlike our own YAML parser it supports anchors, merge keys, tags, and words such as `yes`.
//!
//! Source: `terraform console` 1.11; zclconf/go-cty-yaml, `resolve.go`.

use super::dates::Timestamp;
use super::signature::{Call, Function, TEXT};
use crate::eval::{Data, EvalError, Fuel, Number, Object, Value};
use crate::syntax::tree::MAX_DEPTH;
use crate::text::Text;
use data_encoding::BASE64;
use granit_parser::{Event, Options, Parser, ScalarStyle, StrInput, Tag, options};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("yamldecode", &[TEXT], |call: &Call<'_>| {
    call.fuel().take_text(call.text(0).len().saturating_mul(4))?;
    decode(call.text(0), call.fuel())
})];

fn decode(text: &str, fuel: &Fuel) -> Result<Value, EvalError> {
    let mut reader = Reader { events: Parser::new_from_str_with_options(text, reading()), anchors: HashMap::new(), fuel };
    let mut document = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => return document.ok_or_else(|| EvalError::new("the YAML has no document")),
            Event::DocumentStart(..) if document.is_some() => return Err(EvalError::new("the YAML has more than one document")),
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => document = Some(reader.node(event, 1)?.value),
        }
    }
}

fn reading() -> Options {
    options! {
        emit_comments: false,
        // One more than our own limit, because the scanner looks ahead.
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    }
}

/// A value and its nesting, which aliases may make deeper than the text.
#[derive(Clone)]
struct Node {
    value: Value,
    height: usize,
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    fuel: &'t Fuel,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, EvalError> {
        match self.events.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, _))) => Ok(event),
            Some(Err(_)) => Err(EvalError::new("the string is not YAML")),
        }
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Node, EvalError> {
        self.fuel.take(Fuel::ELEMENT)?;
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let (anchor, node) = match event {
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                return node.ok_or_else(|| EvalError::new("an alias in the YAML refers to a value that contains it"));
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.fuel.take_text(text.len())?;
                (anchor, Node { value: scalar(&text, style, tag.as_deref())?, height: 0 })
            }
            Event::SequenceStart(_, anchor, tag) => {
                only(tag, "seq")?;
                (anchor, self.sequence(depth)?)
            }
            Event::MappingStart(_, anchor, tag) => {
                only(tag, "map")?;
                (anchor, self.mapping(depth)?)
            }
            _ => return Err(EvalError::new("the string is not YAML")),
        };
        if node.height > MAX_DEPTH {
            return Err(too_deep());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn sequence(&mut self, depth: usize) -> Result<Node, EvalError> {
        let mut elements = Vec::new();
        let mut height = 0;
        loop {
            let event = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Node { value: Value::list(elements), height: height + 1 });
            }
            let element = self.node(event, depth + 1)?;
            height = height.max(element.height);
            elements.push(element.value);
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Node, EvalError> {
        let mut members: Vec<(Arc<str>, Value)> = Vec::new();
        let mut height = 0;
        loop {
            let event = self.next()?;
            if event == Event::MappingEnd {
                let object = Object::new(members); // the last of duplicate keys wins
                return Ok(Node { value: Value::made(Data::Object(Arc::new(object))), height: height + 1 });
            }
            let merges = matches!(&event, Event::Scalar(text, _, _, None) if text == "<<");
            let key = if merges { None } else { Some(self.key(event, depth)?) };
            let event = self.next()?;
            let node = self.node(event, depth + 1)?;
            height = height.max(node.height);
            if let Some(key) = key {
                members.push((key, node.value));
                continue;
            }
            let inherited = node.value.members().ok_or_else(|| EvalError::new("only a mapping can be merged into a mapping"))?;
            self.fuel.take(inherited.len().saturating_mul(Fuel::ELEMENT))?;
            members.extend(inherited.map(|(key, member)| (key.clone(), member)));
        }
    }

    fn key(&mut self, event: Event<'t>, depth: usize) -> Result<Arc<str>, EvalError> {
        let key = self.node(event, depth + 1)?.value;
        if key.is_null() {
            return Err(EvalError::new("a key in the YAML must not be null"));
        }
        let key = crate::eval::terraform::Type::String.convert(&key, self.fuel);
        let Ok(Value { data: Data::Text(key), .. }) = key else { return Err(EvalError::new("a key in the YAML must be a string")) };
        Ok(key)
    }
}

fn too_deep() -> EvalError {
    EvalError::new(Text::new("the YAML is nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string()))
}

/// The name of one of YAML's own tags.
fn name(tag: &Tag) -> Option<String> {
    tag.suffix_in_namespace("tag:yaml.org,2002:").map(Cow::into_owned)
}

fn only(tag: Option<Cow<'_, Tag>>, expected: &str) -> Result<(), EvalError> {
    match tag {
        Some(tag) if name(&tag).as_deref() != Some(expected) => Err(EvalError::new("the YAML has an unsupported tag")),
        _ => Ok(()),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, EvalError> {
    let tag = match tag {
        None => None,
        Some(tag) => Some(name(tag).ok_or_else(|| EvalError::new("the YAML has an unsupported tag"))?),
    };
    let wrong = || EvalError::new("the YAML has a tag that its value does not fit");
    let plain = style == ScalarStyle::Plain;
    let word = word(text).filter(|_| plain);
    match tag.as_deref() {
        Some("binary") => BASE64.decode(text.as_bytes()).map(|_| Value::text(text)).map_err(|_| wrong()),
        Some("null") => Ok(Value::null()),
        Some("str") => Ok(Value::text(text)),
        None | Some("bool" | "int" | "float" | "timestamp") if !plain => Ok(Value::text(text)),
        Some("bool") => word.filter(|word| word.as_bool().is_some()).ok_or_else(wrong),
        Some("int" | "float") => number(text)?.ok_or_else(wrong),
        Some("timestamp") => timestamp(text).ok_or_else(wrong),
        None => match word.or_else(|| timestamp(text)) {
            Some(value) => Ok(value),
            None => Ok(number(text)?.unwrap_or_else(|| Value::text(text))),
        },
        Some(_) => Err(EvalError::new("the YAML has an unsupported tag")),
    }
}

/// The constants of YAML 1.1.
fn word(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::null()),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(Value::bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(Value::bool(false)),
        _ => None,
    }
}

fn timestamp(text: &str) -> Option<Value> {
    Timestamp::parse_yaml(text).map(|time| Value::text(time.to_text()))
}

/// Decimal numbers, and `0x1F` and `0o17`.
fn number(text: &str) -> Result<Option<Value>, EvalError> {
    let beyond = || EvalError::new("the YAML has an invalid or too large number");
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(beyond());
    }
    let radix = |digits: &str, radix: u32| {
        let valid = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
        valid.then(|| i128::from_str_radix(digits, radix).map(Number::Whole).map_err(|_| beyond())).transpose()
    };
    let number = if let Some(digits) = text.strip_prefix("0x") {
        radix(digits, 16)?
    } else if let Some(digits) = text.strip_prefix("0o") {
        radix(digits, 8)?
    } else if unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        // Only a number has such a start and can be parsed.
        Number::parse(text)
    } else {
        None
    };
    Ok(number.map(|number| Value::made(Data::Number(number))))
}
