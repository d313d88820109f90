//! From a resource as it is declared to the object that Graph or Resource Manager would return of it.

use super::defaults::{self, Default};
use crate::eval::arm::canonical;
use crate::eval::{Data, Fuel, Value};
use crate::reader::graph::arm_kind;
use crate::reader::value::{place, write};
use crate::resource::{Kind, Origin, Place, Writer};
use crate::source::Span;

/// A resource as Bicep or a template declares it.
pub(in crate::reader) struct Declared<'d> {
    /// Its whole type, without version.
    pub resource_type: &'d str,
    /// The version of its type.
    pub api_version: Option<&'d Value>,
    /// Its whole name: `parent/child`.
    pub name: Option<&'d Value>,
    /// Its id, as far as it is known.
    pub id: Option<&'d Value>,
    /// The id of what it is deployed to, or extends. That of the tenant is empty.
    pub scope: Option<&'d Value>,
    /// What its body says: of a resource of Graph the members that Graph has, else those of Resource Manager.
    pub body: &'d Value,
    /// Where it is declared.
    pub header: Span,
    /// What people call it.
    pub address: &'d str,
    /// The calls in which it stands, innermost first.
    pub calls: &'d [Span],
}

/// Members of a body that say how a resource is deployed, and not what it is.
const META: &[&str] = &["dependsOn", "parent", "scope"];

/// Members that are written from elsewhere.
const WRITTEN: &[&str] = &["apiVersion", "id", "name", "type"];

/// The provider of Graph's types.
const GRAPH: &str = "Microsoft.Graph/";

impl Declared<'_> {
    /// Writes the object, and tells its kind.
    pub(super) fn write(&self, header: &Place, fuel: &Fuel) -> (Kind, Writer) {
        let mut writer = Writer::default();
        let body = place(self.body, header);
        let of_graph = self.resource_type.get(..GRAPH.len()).filter(|start| start.eq_ignore_ascii_case(GRAPH));
        if of_graph.is_some() {
            let kind = Kind::of_path(&self.resource_type[GRAPH.len()..]).unwrap_or_else(|| Kind::Other(self.resource_type.into()));
            writer.object(header.clone(), |writer| members(Some(self.body), META, defaults::of(kind.name()), &body, fuel, writer));
            return (kind, writer);
        }
        let Some(kind) = arm_kind(self.resource_type) else {
            // A type of another extension, such as `core/Service` of Kubernetes.
            writer.object(header.clone(), |writer| members(Some(self.body), META, &[], &body, fuel, writer));
            return (Kind::Other(self.resource_type.into()), writer);
        };
        let skipped: Vec<&str> = META.iter().chain(WRITTEN).copied().collect();
        writer.object(header.clone(), |writer| {
            let made = header.with_origin(Origin::Computed);
            if let Some(id) = self.id {
                write(id, &made, fuel, writer.key("id"));
            }
            writer.key("type").string(header.clone(), &canonical(self.resource_type));
            if let Some(version) = self.api_version {
                write(version, header, fuel, writer.key("apiVersion"));
            }
            if let Some(name) = self.name {
                write(name, header, fuel, writer.key("name"));
            }
            // What a role is assigned on: of other types the id tells it.
            if let Some(scope) = self.scope.filter(|_| kind == Kind::RoleAssignment) {
                match scope.as_text() {
                    Some("") => writer.key("scope").string(made, "/"),
                    _ => write(scope, &made, fuel, writer.key("scope")),
                }
            }
            members(Some(self.body), &skipped, defaults::of(self.resource_type), &body, fuel, writer);
        });
        (kind, writer)
    }
}

/// Writes the members of an object, and the defaults of those that it does not have. What cannot be known may have any.
fn members(of: Option<&Value>, skipped: &[&str], defaults: &[(&str, Default)], holder: &Place, fuel: &Fuel, writer: &mut Writer) {
    let is = |known: &str, key: &str| known.eq_ignore_ascii_case(key);
    for (key, member) in of.and_then(Value::members).into_iter().flatten() {
        if skipped.iter().any(|skipped| is(skipped, key)) {
            continue;
        }
        let default = defaults.iter().find(|(known, _)| is(known, key)).map(|(_, default)| default);
        match (default, &member.data) {
            (Some(Default::Object(inner)), Data::Object(_)) => {
                let place = place(&member, holder);
                writer.key(key).object(place.clone(), |writer| members(Some(&member), &[], inner, &place, fuel, writer));
            }
            _ => write(&member, holder, fuel, writer.key(key)),
        }
    }
    let rest = match of.map(|of| &of.data) {
        Some(Data::Unknown(unknown)) => Some(unknown),
        Some(Data::Object(object)) => object.rest.as_ref(),
        _ => None,
    };
    if let Some(rest) = rest {
        return writer.key("$unknown").unknown(holder.clone(), &rest.reason);
    }
    let has = |name: &str| {
        let Some(Data::Object(object)) = of.map(|of| &of.data) else { return false };
        object.members().iter().any(|(key, _)| is(name, key))
    };
    for (name, default) in defaults.iter().filter(|(name, _)| !has(name)) {
        let place = holder.with_origin(Origin::Default);
        match default {
            Default::Json(json) => writer.key(name).literal(place, json),
            Default::Object(inner) => writer.key(name).object(place, |writer| members(None, &[], inner, holder, fuel, writer)),
        }
    }
}
