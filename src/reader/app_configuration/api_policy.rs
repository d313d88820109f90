//! API Management policies that validate tokens: each `validate-azure-ad-token` and `validate-jwt` is a resource.
//!
//! Source: Azure API Management, "Validate Microsoft Entra token" and "Validate JWT", August 2026.

use super::configuration::Out;
use super::form::{Form, Others};
use crate::parts::Parts;
use crate::reader::words::Words;
use crate::resource::{Kind, Origin, Place, Writer};
use crate::source::Span;
use crate::syntax::Unknown;
use crate::syntax::tree::Bytes;
use crate::syntax::xml::{Piece, Pieces, Role, Tag, resolved};
use crate::text::Text;

pub(in crate::reader) static POLICY: Form = Form {
    what: "an API Management policy",
    is_named: |name| name.has_extension(&["xml"]),
    signs: Words::new(&ELEMENTS),
    others: Others::None,
    read: |text, out| {
        read(text, out);
        Ok(())
    },
};

pub(in crate::reader) const ELEMENTS: [&str; 2] = ["validate-azure-ad-token", "validate-jwt"];

/// Root elements of a policy or of a part of one.
const ROOTS: &[&str] = &["policies", "fragment", "inbound", "backend", "outbound", "on-error", "choose", "when", "otherwise"];

/// Attributes that default to `true`, and their names in the resource (`validate-jwt`).
const SWITCHES: [(&str, &str); 2] =
    [("require-signed-tokens", "requireSignedTokens"), ("require-expiration-time", "requireExpirationTime")];

/// The content of one element, as bytes of the text.
#[derive(Debug, Default)]
pub(in crate::reader) struct Element<'t> {
    pub name: &'t str,
    pub tag: Bytes,
    /// Whether the end tag is present.
    ended: bool,
    tenant: Option<Bytes>,
    switches: [Option<Bytes>; 2],
    openid_configurations: Vec<Bytes>,
    /// Texts in `issuer`, `audience` and `application-id`, with the list that contains them.
    texts: Vec<(&'static str, Bytes)>,
    claims: Vec<Claim>,
}

#[derive(Debug, Default)]
struct Claim {
    tag: Bytes,
    name: Option<Bytes>,
    how: Option<Bytes>,
    values: Vec<Bytes>,
}

/// Lists of texts: the parent element, the element, and the name in the resource.
const LISTS: [(&str, &str, &str); 4] = [
    ("issuers", "issuer", "issuers"),
    ("audiences", "audience", "audiences"),
    ("client-application-ids", "application-id", "clientApplicationIds"),
    ("backend-application-ids", "application-id", "backendApplicationIds"),
];

/// Reads a policy. A file that begins with another element is unrelated.
fn read(text: &str, out: &mut Out<'_>) {
    let file = out.file;
    let place = |bytes: &Bytes| Place::new(Span::new(file, bytes.start, bytes.end), Origin::Literal);
    elements(text, &mut |element| {
        if !element.ended {
            out.problem(
                text,
                &element.tag,
                Text::new("`</{name}>` is missing: the requirements of the policy are unknown").with("name", element.name),
            );
        }
        out.give(Kind::ApiManagementPolicy, element.name, &element.tag, |writer, _| element.write(text, &place, writer));
    });
}

/// Emits the elements that validate tokens, from a text that begins with an element of a policy.
pub(in crate::reader) fn elements<'t>(text: &'t str, take: &mut dyn FnMut(&Element<'t>)) {
    let mut pieces = Pieces::new(text);
    let mut is_first = true;
    while let Some(piece) = pieces.next() {
        let Piece::Tag(tag) = piece else { continue };
        if std::mem::take(&mut is_first) && !ROOTS.contains(&tag.name) && !ELEMENTS.contains(&tag.name) {
            return;
        }
        if tag.role != Role::Closes && ELEMENTS.contains(&tag.name) {
            take(&element(&tag, &mut pieces));
        }
    }
}

fn element<'t>(tag: &Tag<'t>, pieces: &mut Pieces<'t>) -> Element<'t> {
    let value = |tag: &Tag<'t>, name: &str| tag.attributes.iter().find(|(key, _)| *key == name).map(|(_, bytes)| bytes.clone());
    let mut element = Element { name: tag.name, tag: tag.bytes.clone(), tenant: value(tag, "tenant-id"), ..Element::default() };
    element.switches = SWITCHES.map(|(name, _)| value(tag, name));
    element.ended = tag.role == Role::Empty;
    let mut list = "";
    let mut leaf = "";
    while !element.ended {
        let Some(piece) = pieces.next() else { break };
        match piece {
            Piece::Tag(inner) if inner.role == Role::Closes && inner.name == tag.name => element.ended = true,
            Piece::Tag(inner) if inner.role == Role::Closes => {
                list = if inner.name == list { "" } else { list };
                leaf = "";
            }
            Piece::Tag(inner) if inner.name == "openid-config" => element.openid_configurations.extend(value(&inner, "url")),
            Piece::Tag(inner) if inner.name == "claim" && list == "required-claims" => {
                element.claims.push(Claim {
                    tag: inner.bytes.clone(),
                    name: value(&inner, "name"),
                    how: value(&inner, "match"),
                    values: Vec::new(),
                });
            }
            Piece::Tag(inner) if inner.role == Role::Empty => {}
            Piece::Tag(inner) if inner.name == "required-claims" || LISTS.iter().any(|(name, ..)| *name == inner.name) => list = inner.name,
            Piece::Tag(inner) => leaf = inner.name,
            Piece::Text(bytes) if list == "required-claims" && leaf == "value" => {
                element.claims.iter_mut().next_back().into_iter().for_each(|claim| claim.values.push(bytes.clone()));
            }
            Piece::Text(bytes) => {
                let known = LISTS.iter().find(|(holder, one, _)| *holder == list && *one == leaf);
                element.texts.extend(known.map(|(.., name)| (*name, bytes)));
            }
        }
    }
    element
}

impl Element<'_> {
    /// Writes the content of the element. `place` maps bytes of the text to a place.
    pub fn write(&self, text: &str, place: &dyn Fn(&Bytes) -> Place, writer: &mut Writer) {
        let (element, ended, at) = (self, self.ended, place(&self.tag));
        let is_jwt = element.name == "validate-jwt";
        let default = at.with_origin(Origin::Default);
        let string = |bytes: &Bytes, writer: &mut Writer| write(text.part(bytes), place(bytes), writer);
        let list = |name: &str, items: Vec<&Bytes>, writer: &mut Writer| {
            let writer = writer.key(name);
            match items.first() {
                _ if !ended => writer.unknown(at.with_origin(Origin::Computed), "the element is truncated"),
                // A policy is complete: a check that is not written is not made.
                None => writer.literal(default.clone(), "[]"),
                Some(_) => writer.array(at.with_origin(Origin::Computed), |writer| {
                    for bytes in items {
                        string(bytes, writer.element());
                    }
                }),
            }
        };
        writer.key("element").string(at.clone(), element.name);
        if let Some(tenant) = &element.tenant {
            string(tenant, writer.key("tenantId"));
        }
        if is_jwt {
            list("openidConfigurations", element.openid_configurations.iter().collect(), writer);
        }
        for (.., name) in LISTS.iter().filter(|(.., one, _)| (*one == "issuer") <= is_jwt && (*one == "application-id") <= !is_jwt) {
            list(name, element.texts.iter().filter(|(list, _)| list == name).map(|(_, bytes)| bytes).collect(), writer);
        }
        let writer = claims(text, element, &at, place, writer);
        if is_jwt {
            for ((_, name), bytes) in SWITCHES.iter().zip(&element.switches) {
                match bytes {
                    None => writer.key(name).literal(default.clone(), "true"),
                    Some(bytes) => switch(text.part(bytes), place(bytes), writer.key(name)),
                }
            }
        }
    }
}

fn claims<'w>(text: &str, element: &Element<'_>, at: &Place, place: &dyn Fn(&Bytes) -> Place, writer: &'w mut Writer) -> &'w mut Writer {
    let string = |bytes: &Bytes, writer: &mut Writer| write(text.part(bytes), place(bytes), writer);
    let list = writer.key("requiredClaims");
    match element.claims.first() {
        _ if !element.ended => list.unknown(at.with_origin(Origin::Computed), "the element is truncated"),
        None => list.literal(at.with_origin(Origin::Default), "[]"),
        Some(_) => list.array(at.with_origin(Origin::Computed), |writer| {
            for claim in &element.claims {
                writer.element().object(place(&claim.tag), |writer| {
                    if let Some(name) = &claim.name {
                        string(name, writer.key("name"));
                    }
                    match &claim.how {
                        Some(how) => string(how, writer.key("match")),
                        None => writer.key("match").string(place(&claim.tag).with_origin(Origin::Default), "all"),
                    }
                    writer.key("values").array(place(&claim.tag).with_origin(Origin::Computed), |writer| {
                        claim.values.iter().for_each(|value| string(value, writer.element()));
                    });
                });
            }
        }),
    }
    writer
}

/// The reason why a text is known only at request time, and the bytes of the unknown part.
fn dynamic(text: &str) -> Option<(usize, usize, Text)> {
    let trimmed = text.trim_start();
    if trimmed.starts_with("@(") || trimmed.starts_with("@{") {
        return Some((0, text.len(), "an expression that is evaluated at request time".into()));
    }
    let start = text.find("{{")?;
    let name = text.after(start + 2).split("}}").next().unwrap_or_default().trim();
    let end = text.rfind("}}").map_or(text.len(), |end| (end + 2).max(start));
    let name: String = name.chars().take(64).collect();
    Some((start, end, Text::new("the named value `{name}` of API Management").with("name", name)))
}

fn write(text: &str, place: Place, writer: &mut Writer) {
    match dynamic(text) {
        None => writer.string(place, &resolved(text)),
        Some((start, end, reason)) => {
            let unknown = Unknown::new(reason).between(resolved(text.before(start)), resolved(text.after(end)));
            writer.unknown_in_part(place, &unknown);
        }
    }
}

fn switch(text: &str, place: Place, writer: &mut Writer) {
    match text.trim() {
        on if on.eq_ignore_ascii_case("true") => writer.literal(place, "true"),
        off if off.eq_ignore_ascii_case("false") => writer.literal(place, "false"),
        other => match dynamic(other) {
            Some((.., reason)) => writer.unknown(place, reason),
            None => writer.unknown(place, "neither `true` nor `false`"),
        },
    }
}
