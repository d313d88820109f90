//! Graph objects in the spelling of `PowerShell`: `Get-Mg… | ConvertTo-Json` capitalizes each key, puts unknown properties into
//! `AdditionalProperties`, and writes dates in its own format. Azure objects are in [`azure`].

mod azure;

pub use azure::SHAPES as AZURE_SHAPES;

use super::cut_off;
use super::frame::Frame;
use super::graph::classify;
use super::relation;
use crate::parts::Parts;
use crate::resource::{Format, Kind, Origin, Place, Resource, Sink, Writer};
use crate::syntax::json::{Scan, parse, scan};
use crate::syntax::tree::{Node, Value};
use jiff::Timestamp;
use std::borrow::Cow;

/// The member with properties that the SDK does not know.
const REST: &str = "AdditionalProperties";

/// Keys of `Microsoft365DSC` reports, whose properties and values differ from those of Graph.
const OTHERS: &[&str] = &["Ensure", "IsSingleInstance", "ResourceInstanceName", "ResourceName"];

/// Graph names that differ in more than the case of the first letter.
const NAMES: &[&str] = &[
    "allowedToUseSSPR",
    "azureADJoin",
    "azureADRegistration",
    "b2bCollaborationInbound",
    "b2bCollaborationOutbound",
    "b2bDirectConnectInbound",
    "b2bDirectConnectOutbound",
    "blockAzureADGraphAccess",
    "isHybridAzureADJoinedDeviceAccepted",
];

/// The Graph name of this key.
fn graph_name(key: &str) -> Cow<'_, str> {
    if let Some(name) = NAMES.iter().find(|name| name.eq_ignore_ascii_case(key)) {
        return Cow::Borrowed(name);
    }
    match key.chars().next() {
        Some(first) if first.is_ascii_uppercase() => Cow::Owned(format!("{}{}", first.to_ascii_lowercase(), key.after(1))),
        _ => Cow::Borrowed(key),
    }
}

/// Whether an object has this spelling.
pub fn is_spelt_so(members: &Scan<'_>) -> bool {
    let is_capital = |key: &str| key.starts_with(|first: char| first.is_ascii_uppercase()) || key.contains('@');
    members.members.len() >= 2 && members.members.iter().all(|(key, _)| is_capital(key)) && !OTHERS.iter().any(|key| members.has(key))
}

/// The type of an object in this spelling; `None` for any other object.
pub fn kind<'s>(json: &'s str, members: &Scan<'s>) -> Option<(Kind, Format)> {
    // A property of an object that was not requested is written with all its properties, which are null.
    let is_set = members.members.iter().any(|(_, bytes)| json.part(bytes) != "null");
    if !is_spelt_so(members) || !is_set {
        return None;
    }
    let graph = || graph_kind(json, members).map(|kind| (kind, Format::Graph));
    azure::kind(json, members).map(|kind| (kind, Format::Azure)).or_else(graph)
}

fn graph_kind<'s>(json: &'s str, members: &Scan<'s>) -> Option<Kind> {
    let mut named = Scan::default();
    named.members = members.members.iter().map(|(key, bytes)| (graph_name(key), bytes.clone())).collect();
    if let Some((_, bytes)) = members.members.iter().find(|(key, bytes)| key == REST && json.after(bytes.start).starts_with('{')) {
        let mut rest = Scan::default();
        scan(json, bytes.start, &mut rest).ok()?;
        named.members.append(&mut rest.members);
    }
    let context = named.get(json, "@odata.context").and_then(|context| serde_json::from_str::<String>(context).ok());
    let by_context = context.and_then(|context| relation::context(&context)).map(|holds| holds.kind);
    by_context.or_else(|| classify(json, &named).filter(|(_, format)| *format == Format::Graph).map(|(kind, _)| kind))
}

/// Passes the object at `start` to the sink in the spelling of Graph.
pub fn give(frame: Frame, start: usize, json: &str, kind: Kind, format: Format, sink: &mut dyn Sink) {
    if let Ok(node) = parse(json) {
        let translation = Translation::of_sdk(frame, start, json);
        let of = kind.clone();
        let write = |writer: &mut Writer| match format {
            Format::Azure => azure::members(&translation, &of, &node, writer),
            _ => translation.members(&node, writer),
        };
        translation.resource(kind, format, None, &node, write).give(sink);
    }
}

/// Writes values of one object in the spelling of Graph, with their places.
#[derive(Debug, Clone, Copy)]
pub struct Translation<'t> {
    frame: Frame,
    start: usize,
    text: &'t str,
    /// Whether the object comes from the Graph SDK, which writes every property of its type: one that was not requested is null. A null is
    /// therefore omitted, because it does not show the value in the service.
    is_typed: bool,
}

impl<'t> Translation<'t> {
    /// For an SDK object in a tree parsed from `text`, which begins at `start`.
    pub fn of_sdk(frame: Frame, start: usize, text: &'t str) -> Self {
        Self { frame, start, text, is_typed: true }
    }

    /// The same, if `object` may also be a Graph response that only has another spelling.
    pub fn of_sdk_or_answer(frame: Frame, start: usize, text: &'t str, object: &Node<'_>) -> Self {
        Self { is_typed: object.get(REST).is_some(), ..Self::of_sdk(frame, start, text) }
    }

    /// The place of a literal value.
    pub fn place(&self, node: &Node<'_>) -> Place {
        Place::new(self.frame.moved(self.start, &node.bytes), Origin::Literal)
    }

    /// A resource whose members `write` adds.
    pub fn resource(
        &self,
        kind: Kind,
        format: Format,
        address: Option<String>,
        node: &Node<'_>,
        write: impl FnOnce(&mut Writer),
    ) -> Resource<'static> {
        let place = self.place(node);
        let span = place.span;
        let mut writer = Writer::default();
        writer.object(place, write);
        Resource { address: address.map(Cow::Owned), ..Resource::written(kind, format, span, writer) }
    }

    pub fn members(&self, node: &Node<'_>, writer: &mut Writer) {
        for member in node.members() {
            self.member(&member.key, &member.value, writer);
        }
    }

    pub fn member(&self, key: &str, node: &Node<'_>, writer: &mut Writer) {
        if key == REST && matches!(node.value, Value::Object(_)) {
            return self.members(node, writer);
        }
        self.property(&graph_name(key), node, writer);
    }

    /// Writes a property under this name.
    pub fn property(&self, name: &str, node: &Node<'_>, writer: &mut Writer) {
        if !(self.is_typed && is_empty(node)) {
            self.value(node, writer.key(name));
        }
    }

    pub fn value(&self, node: &Node<'_>, writer: &mut Writer) {
        let place = self.place(node);
        match &node.value {
            Value::Object(_) => writer.object(place, |writer| self.members(node, writer)),
            Value::Array(elements) => writer.array(place, |writer| {
                for element in elements {
                    self.value(element, writer.element());
                }
            }),
            Value::String(text) if cut_off::is(text) => writer.unknown(place, cut_off::REASON),
            Value::String(text) => match date(text) {
                Some(date) => writer.string(place.with_origin(Origin::Computed), &date),
                None => writer.string(place, text),
            },
            Value::Unknown(expression) => writer.unknown_in_part(place, &expression.unknown),
            Value::Number(_) | Value::Bool(_) | Value::Null => writer.literal(place, self.text.part(&node.bytes)),
        }
    }
}

/// Whether nothing is set: a null, or an object with only empty members.
fn is_empty(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Object(members) => members.iter().all(|member| is_empty(&member.value)),
        _ => false,
    }
}

/// The date that Windows `PowerShell` writes as `/Date(1749850417546)/`, in milliseconds, or as `\/Date(…)\/` if it was escaped twice.
fn date(text: &str) -> Option<String> {
    let text = text.strip_prefix('\\').unwrap_or(text).strip_prefix("/Date(")?;
    let (milliseconds, _) = text.split_once(')')?;
    Timestamp::from_millisecond(milliseconds.parse().ok()?).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(json: &str) -> Option<Kind> {
        let mut members = Scan::default();
        scan(json, 0, &mut members).unwrap();
        kind(json, &members).map(|(kind, _)| kind)
    }

    #[test]
    fn names_are_those_of_graph() {
        for (key, name) in [
            ("SignInAudience", "signInAudience"),
            ("AllowedToUseSspr", "allowedToUseSSPR"),
            ("B2BCollaborationInbound", "b2bCollaborationInbound"),
            ("AuthenticationStrength@odata.context", "authenticationStrength@odata.context"),
            ("@odata.type", "@odata.type"),
            ("Ä", "Ä"),
            ("", ""),
        ] {
            assert_eq!(graph_name(key), name);
        }
    }

    #[test]
    fn dates_are_those_of_graph() {
        assert_eq!(date("/Date(1733343742000)/").as_deref(), Some("2024-12-04T20:22:22Z"));
        assert_eq!(date("\\/Date(1733343742123)\\/").as_deref(), Some("2024-12-04T20:22:22.123Z"));
        assert_eq!(date("/Date(-1)/").as_deref(), Some("1969-12-31T23:59:59.999Z"));
        for text in ["/Date(", "/Date()/", "/Date(99999999999999999999)/", "/Date(9223372036854775807)/", "2024-12-04"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn properties_identify_the_kind_in_this_spelling() {
        assert_eq!(kind_of(r#"{"Id":"1","AppId":"2","SignInAudience":"AzureADMyOrg"}"#), Some(Kind::Application));
        assert_eq!(kind_of(r#"{"AppRoleId":"1","PrincipalId":"2","ResourceId":"3"}"#), Some(Kind::AppRoleAssignment));
        assert_eq!(kind_of(r##"{"Id":"1","AdditionalProperties":{"@odata.type":"#microsoft.graph.user"}}"##), Some(Kind::User));
        let policy = r#"{"IsEnabled":false,"AdditionalProperties":{"@odata.context":"https://x/$metadata#policies/adminConsentRequestPolicy/$entity"}}"#;
        assert_eq!(kind_of(policy), Some(Kind::AdminConsentRequestPolicy));
        // A Microsoft365DSC report, an object of an Azure module, a mixed object, and an unrelated object.
        assert_eq!(kind_of(r#"{"ResourceName":"AADAuthorizationPolicy","AllowInvitesFrom":"Everyone"}"#), None);
        assert_eq!(kind_of(r#"{"RoleDefinitionId":"1","PrincipalId":"2","Scope":"/"}"#), None);
        assert_eq!(kind_of(r#"{"Id":"1","signInAudience":"AzureADMyOrg","AppId":"2"}"#), None);
        assert_eq!(kind_of(r#"{"Id":"1","Name":"x"}"#), None);
    }
}
