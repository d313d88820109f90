//! From a declared resource to the object that Graph or Resource Manager would return.

use super::defaults::{self, Default};
use super::names::spelling;
use crate::eval::arm::canonical;
use crate::eval::arm::template::Planned;
use crate::eval::{Data, Fuel, Value};
use crate::parts::Parts;
use crate::reader::graph::arm_kind;
use crate::reader::relationships::as_returned;
use crate::reader::value::{place, write};
use crate::resource::{Kind, Origin, Place, Writer};
use crate::source::Span;
use std::sync::Arc;

/// A resource as Bicep or an ARM template declares it.
pub(super) struct Declared<'d> {
    /// Its full type, without the version.
    pub resource_type: &'d str,
    pub api_version: Option<&'d Value>,
    /// Its full name: `parent/child`.
    pub name: Option<&'d Value>,
    /// Its id, as far as it is known.
    pub id: Option<&'d Value>,
    /// The id of the scope that it is deployed to, or of the resource that it extends. Empty for the tenant.
    pub scope: Option<&'d Value>,
    /// Its body: the members of the Graph object for a Graph resource, else those of Resource Manager.
    pub body: &'d Value,
    /// The place of the declaration.
    pub header: Span,
    pub address: &'d str,
    /// The module calls that lead to it, innermost first.
    pub calls: &'d [Span],
    /// The parameters without which it does not exist.
    pub only_if: &'d [Arc<str>],
}

/// Members of a body that control the deployment and are not part of the resource.
const META: &[&str] = &["dependsOn", "parent", "scope"];

/// Members that are written from other fields.
const WRITTEN: &[&str] = &["apiVersion", "id", "name", "type"];

/// The provider of Graph types.
const GRAPH: &str = "Microsoft.Graph/";

fn is_graph(resource_type: &str) -> bool {
    resource_type.get(..GRAPH.len()).is_some_and(|start| start.eq_ignore_ascii_case(GRAPH))
}

/// The known kind of object that a resource of this type becomes.
pub(in crate::reader) fn kind_of(resource_type: &str) -> Option<Kind> {
    let kind = if is_graph(resource_type) { Kind::of_path(resource_type.after(GRAPH.len())) } else { arm_kind(resource_type) };
    kind.filter(|kind| kind.entry().is_some())
}

impl<'d> Declared<'d> {
    pub(super) fn of(planned: &'d Planned) -> Self {
        Self {
            resource_type: &planned.of,
            api_version: planned.version.as_ref(),
            name: planned.name.as_ref(),
            id: Some(&planned.id),
            scope: Some(&planned.scope),
            body: &planned.body,
            header: planned.header,
            address: &planned.address,
            calls: &planned.calls,
            only_if: &planned.only_if,
        }
    }
    /// Writes the object and returns its kind.
    pub(super) fn write(&self, header: &Place, mut writer: Writer, fuel: &Fuel) -> (Kind, Writer) {
        let body = place(self.body, header);
        if is_graph(self.resource_type) {
            let kind = Kind::of_path(self.resource_type.after(GRAPH.len())).unwrap_or_else(|| Kind::Other(self.resource_type.into()));
            let returned = as_returned(self.body);
            writer.object(header.clone(), |writer| members(Some(&returned), META, defaults::of(kind.name()), &body, fuel, writer));
            return (kind, writer);
        }
        let Some(kind) = arm_kind(self.resource_type) else {
            // A type of another extension, such as `core/Service` of Kubernetes.
            writer.object(header.clone(), |writer| members(Some(self.body), META, &[], &body, fuel, writer));
            return (Kind::Other(self.resource_type.into()), writer);
        };
        writer.spell(spelling);
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
            // The scope of a role assignment; for other types the id contains it.
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

/// Writes the members of an object and the defaults of missing ones. An unknown object may have any member.
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
        return writer.key("$unknown").unknown(holder.clone(), rest.reason.to_string());
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
