//! Conversion of one sign-in configuration to a resource. Only settings in the table are written, so no secret is.

use crate::reader::detector::FileName;
use crate::resource::{Format, Kind, Origin, Place, Problem, Resource, Sink, Writer};
use crate::source::{FileId, Span};
use crate::syntax::placeholders::{Style, filled};
use crate::syntax::tree::{Bytes, Node, Value};
use crate::text::Text;
use std::collections::HashMap;

/// The type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Switch,
    List,
}

/// The settings of a `signInConfiguration`, in the order of the resource.
const SETTINGS: &[(&str, Type)] = &[
    ("enabled", Type::Switch),
    ("instance", Type::Text),
    ("domain", Type::Text),
    ("tenantId", Type::Text),
    ("authority", Type::Text),
    ("metadataAddress", Type::Text),
    ("issuer", Type::Text),
    ("clientId", Type::Text),
    ("audiences", Type::List),
    ("validateIssuer", Type::Switch),
    ("validIssuers", Type::List),
    ("allowedTenants", Type::List),
    ("additionallyAllowedTenants", Type::List),
    ("allowedGroups", Type::List),
    ("emailDomains", Type::List),
    ("allowedEmailsFile", Type::Text),
    ("allowUnverifiedEmail", Type::Switch),
    ("nameClaim", Type::Text),
    ("emailClaim", Type::Text),
    ("userIdClaim", Type::Text),
    ("knownAuthorities", Type::List),
    ("signUpSignInPolicyId", Type::Text),
];

/// One section of a configuration.
#[derive(Debug)]
pub(super) struct Configuration<'t> {
    library: &'static str,
    section: String,
    /// The start of the section.
    at: Bytes,
    /// The style of placeholders, if the format has any.
    placeholders: Option<Style>,
    settings: Vec<Setting<'t>>,
}

/// A setting with its value and origin.
#[derive(Debug)]
struct Setting<'t> {
    name: &'static str,
    value: Node<'t>,
    origin: Origin,
}

impl<'t> Configuration<'t> {
    /// A section that begins at `at`.
    pub fn new(library: &'static str, section: impl Into<String>, at: Bytes, placeholders: Option<Style>) -> Self {
        Self { library, section: section.into(), at, placeholders, settings: Vec::new() }
    }

    /// Sets one of [`SETTINGS`]. A list that is set again grows; for other types both values are kept, because the format may forbid
    /// repetition.
    pub fn set(&mut self, name: &'static str, value: Node<'t>) {
        debug_assert!(SETTINGS.iter().any(|(known, _)| *known == name), "{name}");
        let value = match self.placeholders {
            Some(style) => filled(value, style),
            None => value,
        };
        self.settings.push(Setting { name, value, origin: Origin::Literal });
    }

    /// Sets a value that is not written literally: a default of the library, or a value derived from the one at this place.
    pub fn set_made(&mut self, name: &'static str, at: Bytes, value: Value<'t>, origin: Origin) {
        self.settings.push(Setting { name, value: Node { bytes: at, value }, origin });
    }

    /// Sets the inverse of a switch. Any other value is copied.
    pub fn set_not(&mut self, name: &'static str, value: &Node<'t>) {
        match value.switch() {
            Some(on) => self.set_made(name, value.text_bytes().clone(), Value::Bool(!on), Origin::Computed),
            None => self.set(name, value.clone()),
        }
    }

    /// The same, if there is a value.
    pub fn set_some(&mut self, name: &'static str, value: Option<&Node<'t>>) {
        if let Some(value) = value {
            self.set(name, value.clone());
        }
    }

    pub fn section(&self) -> &str {
        &self.section
    }

    pub fn is_empty(&self) -> bool {
        self.settings.is_empty()
    }

    /// Whether one of these is set.
    pub fn has(&self, names: &[&str]) -> bool {
        self.settings.iter().any(|setting| names.contains(&setting.name))
    }

    /// All values of a setting.
    pub fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Node<'t>> {
        self.named(name).map(|setting| &setting.value)
    }

    fn named<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Setting<'t>> {
        self.settings.iter().filter(move |setting| setting.name == name)
    }

    /// Emits the configuration to the sink.
    pub fn give(&self, out: &mut Out<'_>) {
        let file = out.file;
        let environment = FileName::of(out.path).environment().map(str::to_owned);
        out.give(Kind::SignInConfiguration, &self.section, &self.at, |writer, at| {
            writer.key("library").string(at.with_origin(Origin::Computed), self.library);
            if !self.section.is_empty() {
                writer.key("section").string(at.with_origin(Origin::Computed), &self.section);
            }
            if let Some(environment) = &environment {
                writer.key("environment").string(at.with_origin(Origin::Computed), environment);
            }
            for (name, is) in SETTINGS {
                match is {
                    Type::List if self.has(&[name]) => list(file, &self.values(name).collect::<Vec<_>>(), writer.key(name)),
                    Type::List => {}
                    Type::Text => self.named(name).for_each(|setting| scalar(&setting.value, setting.place(file), writer.key(name))),
                    Type::Switch => self.named(name).for_each(|setting| switch(&setting.value, setting.place(file), writer.key(name))),
                }
            }
        });
    }
}

impl Setting<'_> {
    fn place(&self, file: FileId) -> Place {
        let place = place(file, &self.value);
        if self.origin == Origin::Literal { place } else { place.with_origin(self.origin) }
    }
}

fn scalar(value: &Node<'_>, place: Place, writer: &mut Writer) {
    match (&value.value, value.text()) {
        (_, Some(text)) => writer.string(place, text),
        (Value::Bool(on), _) => writer.string(place, if *on { "true" } else { "false" }),
        (Value::Null, _) => writer.literal(place, "null"),
        (Value::Unknown(expression), _) => writer.unknown_in_part(place, &expression.unknown),
        _ => writer.unknown(place, "it is not a string"),
    }
}

/// Writes a list: its elements, the members of an object with indexes as keys, or the parts of one text.
fn list(file: FileId, values: &[&Node<'_>], writer: &mut Writer) {
    let unknown = values.iter().find(|value| matches!(value.value, Value::Unknown(_)) && value.text().is_none());
    let Some(first) = values.first() else { return };
    if let Some(value) = unknown {
        return scalar(value, place(file, value), writer);
    }
    writer.array(place(file, first), |writer| {
        for value in values {
            match &value.value {
                Value::Array(elements) => elements.iter().for_each(|one| element(file, one, writer)),
                Value::Object(members) => members.iter().for_each(|member| element(file, &member.value, writer)),
                Value::Null => {}
                _ if value.text().is_some() => {
                    value.parts().iter().for_each(|part| scalar(part, place(file, part), writer.element()));
                }
                _ => scalar(value, place(file, value), writer.element()),
            }
        }
    });
}

fn element(file: FileId, value: &Node<'_>, writer: &mut Writer) {
    let id = |key: &str| ["id", "tenantid", "value"].contains(&key.to_ascii_lowercase().as_str());
    let named = value.members().iter().find(|member| id(&member.key)).map(|member| &member.value);
    let value = named.unwrap_or(value);
    scalar(value, place(file, value), writer.element());
}

fn switch(value: &Node<'_>, place: Place, writer: &mut Writer) {
    match (&value.value, value.switch()) {
        (_, Some(on)) => writer.literal(place, if on { "true" } else { "false" }),
        (Value::Null, _) => writer.literal(place, "null"),
        (Value::Unknown(expression), _) => writer.unknown(place, expression.unknown.reason.to_string()),
        _ => writer.unknown(place, "neither `true` nor `false`"),
    }
}

pub(super) fn place(file: FileId, value: &Node<'_>) -> Place {
    let bytes = value.text_bytes();
    let is_default = matches!(value.value, Value::Unknown(_)) && value.text().is_some();
    Place::new(Span::new(file, bytes.start, bytes.end), if is_default { Origin::Computed } else { Origin::Literal })
}

pub(super) struct Out<'k> {
    pub file: FileId,
    /// Its display path.
    pub path: &'k str,
    sink: &'k mut dyn Sink,
    /// The number of emitted resources of each name.
    names: HashMap<String, usize>,
    /// The number of emitted resources.
    pub given: usize,
}

impl<'k> Out<'k> {
    pub fn new(file: FileId, path: &'k str, sink: &'k mut dyn Sink) -> Self {
        Self { file, path, sink, names: HashMap::new(), given: 0 }
    }

    /// Emits a resource with this name that begins at `at`, and whose members `write` adds.
    ///
    /// Its address is the path and the name, which distinguish it and its findings from those of other files.
    pub fn give(&mut self, kind: Kind, name: &str, at: &Bytes, write: impl FnOnce(&mut Writer, &Place)) {
        let number = self.names.entry(name.to_owned()).or_default();
        let mut address = self.path.to_owned();
        if !name.is_empty() {
            address.extend(["#", name]);
        }
        if *number > 0 {
            address.extend(["[", &number.to_string(), "]"]);
        }
        *number += 1;
        let span = Span::new(self.file, at.start, at.end);
        let at = Place::new(span, Origin::Literal);
        let mut writer = Writer::default();
        writer.object(at.clone(), |writer| write(writer, &at));
        self.given += 1;
        let written = Resource::written(kind, Format::AppConfiguration, span, writer);
        Resource { address: Some(address.into()), ..written }.give(self.sink);
    }

    /// Reports an unreadable part, limited to the text and to character boundaries.
    pub fn problem(&mut self, text: &str, bytes: &Bytes, message: impl Into<Text>) {
        let start = text.floor_char_boundary(bytes.start.min(text.len()));
        let end = text.ceil_char_boundary(bytes.end.clamp(start, text.len()));
        self.sink.problem(Problem::error(Span::new(self.file, start, end), message));
    }
}
