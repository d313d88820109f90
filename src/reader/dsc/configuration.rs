//! Configurations of `Microsoft365DSC`: blocks `AADApplication 'Portal' { … }` in a script of `PowerShell`.

use super::{DscResource, is_of_entra};
use crate::eval::{Data, Number, Object, Value};
use crate::reader::detector::{Claim, Detector, File, FileName, Reading};
use crate::resource::{Format, Origin, Place, Problem, Sink};
use crate::source::{FileId, Source, Span};
use crate::syntax::dsc::{Parsed, parse};
use crate::syntax::tree::{self, Bytes, Member, Node};
use crate::text::Text;
use memchr::memmem;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Maximum size of a script: `Export-M365DSCConfiguration` writes tens of megabytes for a large tenant.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// The prefix of all resources of Microsoft Entra. A script without it is unrelated.
const SIGN: &[u8] = b"AAD";

/// Whether a script may contain resources of Microsoft Entra.
fn claims(text: &str) -> bool {
    memmem::find(text.as_bytes(), SIGN).is_some()
}

/// `PowerShell` scripts, most of which are in no supported format.
pub struct Script;

impl Detector for Script {
    fn wants(&self, name: &FileName) -> bool {
        name.has_extension(&["ps1"])
    }

    fn may_hold(&self, text: &str) -> bool {
        claims(text)
    }

    fn is_foreign(&self, _path: &str, text: &str) -> bool {
        !claims(text)
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        Claim::Taken(configuration(file.id, file.source, sink))
    }
}

fn configuration(file: FileId, source: &Source, sink: &mut dyn Sink) -> Reading {
    if source.len() > MAX_BYTES {
        return Reading::none("larger than the limit for Microsoft365DSC configurations");
    }
    let Ok(text) = source.text() else { return Reading::none("it cannot be read as text") };
    let parsed = if claims(text) { parse(text, &is_resource) } else { Parsed::default() };
    if parsed.blocks.is_empty() {
        return Reading::none("it contains no Microsoft365DSC resource of Microsoft Entra");
    }
    for problem in parsed.problems {
        sink.problem(Problem::error(span(file, &problem.bytes), problem.message));
    }
    for block in &parsed.blocks {
        let (properties, twice) = object(file, &block.members);
        for member in twice {
            let message = Text::new("the property `{key}` is written twice: the effective value is uncertain").with("key", &*member.key);
            sink.problem(Problem::error(span(file, &member.key_bytes), message));
        }
        let header = Place::new(span(file, &block.header), Origin::Literal);
        let address = Some(format!("[{}]{}", block.name, block.instance));
        let properties = Value::made(Data::Object(Arc::new(properties)));
        DscResource { name: block.name, address, format: Format::Dsc, properties, header }.give(sink);
    }
    Reading::of(Format::Dsc, "a Microsoft365DSC configuration")
}

/// Whether a word is a resource type of Microsoft Entra; configurations do not use the UTCM names.
fn is_resource(name: &str) -> bool {
    name.starts_with("AAD") && is_of_entra(name)
}

/// The members, and those that repeat an earlier name.
fn object<'m, 'a>(file: FileId, members: &'m [Member<'a>]) -> (Object, Vec<&'m Member<'a>>) {
    let mut seen: HashMap<String, &Member<'_>> = HashMap::new();
    let (mut twice, mut ambiguous) = (Vec::new(), BTreeSet::new());
    for member in members {
        let name = member.key.to_ascii_lowercase();
        if seen.insert(name.clone(), member).is_some() {
            twice.push(member);
            ambiguous.insert(name);
        }
    }
    let value = |member: &Member<'_>| {
        let mut value = value(file, &member.value);
        if ambiguous.contains(&member.key.to_ascii_lowercase()) {
            value.data = Value::unknown("its name is written twice").data;
        }
        (Arc::from(&*member.key), value)
    };
    (Object::new(members.iter().map(value)), twice)
}

pub(super) fn value(file: FileId, node: &Node<'_>) -> Value {
    let data = match &node.value {
        tree::Value::Null => Data::Null,
        tree::Value::Bool(is) => Data::Bool(*is),
        tree::Value::Number(text) => Number::parse(text).map_or_else(|| Value::unknown("the number is too large").data, Data::Number),
        tree::Value::String(text) => Data::Text(text.as_ref().into()),
        tree::Value::Array(elements) => Data::List(elements.iter().map(|element| value(file, element)).collect()),
        tree::Value::Object(members) => Data::Object(Arc::new(object(file, members).0)),
        tree::Value::Unknown(expression) => Data::Unknown(Arc::new(expression.unknown.clone())),
    };
    Value::literal(data, span(file, &node.bytes))
}

pub(super) fn span(file: FileId, bytes: &Bytes) -> Span {
    Span::new(file, bytes.start, bytes.end)
}
