//! The types of `azapi` and `msgraph`, which wrap the body of a request to Resource Manager or Microsoft Graph.
//!
//! Sources: documentation of the providers `Azure/azapi` 2.x and `microsoft/msgraph` 0.x, August 2026.

use crate::eval::terraform::{IdOf, id_below};
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value, join_text};
use crate::reader::graph::arm_kind;
use crate::reader::relationships::{Addition, as_returned, objects};
use crate::reader::template::spelling;
use crate::reader::value::{place, write, write_members};
use crate::resource::{Kind, Origin, Place, Writer};
use crate::syntax::json::parse;
use std::sync::Arc;

/// A resource that wraps a body.
pub(super) enum Wrapped<'d> {
    Arm(Arm<'d>),
    Graph(Graph<'d>),
}

/// The service and attributes of a type that wraps a body; `None` for any other type.
pub(super) fn wrapped<'d>(terraform_type: &str, attributes: &'d Value) -> Option<Wrapped<'d>> {
    let request = Request { attributes, is_action: terraform_type.ends_with("_action") };
    match terraform_type {
        "azapi_resource" | "azapi_update_resource" | "azapi_resource_action" | "azapi_data_plane_resource" => {
            Some(Wrapped::Arm(Arm { request }))
        }
        "msgraph_resource" | "msgraph_resource_collection" | "msgraph_update_resource" | "msgraph_resource_action" => {
            Some(Wrapped::Graph(Graph { request }))
        }
        _ => None,
    }
}

/// How the provider computes the id of an `azapi_resource`. `written` returns attributes by name.
pub(super) fn id_of(terraform_type: &str, written: &dyn Fn(&str) -> Option<Value>) -> Option<IdOf> {
    let arm_type = if terraform_type == "azapi_resource" { arm_type(&written("type")?) } else { None };
    Some(IdOf { parent: "parent_id", between: between(&arm_type?)?.into(), name: "name" })
}

impl Wrapped<'_> {
    /// The kind of the object in the body; `None` if the body is not an object of the service.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Arm(arm) => arm.kind(),
            Self::Graph(graph) => graph.kind(),
        }
    }

    /// Whether it adds objects to a relationship of another object, which it therefore changes.
    pub(super) fn is_addition(&self) -> bool {
        matches!(self, Self::Graph(graph) if graph.addition().is_some())
    }

    pub(super) fn write(&self, header: &Place, fuel: &Fuel, writer: &mut Writer) {
        match self {
            Self::Arm(arm) => arm.write(header, fuel, writer),
            Self::Graph(graph) => graph.write(header, fuel, writer),
        }
    }
}

/// The attributes of a resource that sends a request.
struct Request<'d> {
    attributes: &'d Value,
    is_action: bool,
}

impl Request<'_> {
    /// The value of an attribute, if it is set.
    fn get(&self, name: &str) -> Option<Value> {
        self.attributes.member(name).filter(|value| !value.is_null())
    }

    /// Whether an attribute has this value, regardless of case.
    fn is(&self, name: &str, text: &str) -> bool {
        self.get(name).is_some_and(|value| value.as_text().is_some_and(|value| value.eq_ignore_ascii_case(text)))
    }

    /// Whether it writes its body when the configuration is applied.
    fn is_written(&self) -> bool {
        !self.is_action || !["GET", "DELETE"].iter().any(|method| self.is("method", method)) && !self.is("when", "destroy")
    }

    /// The path below the resource that an action is sent to; empty for the resource itself, `None` if unknown.
    fn action(&self) -> Option<String> {
        match self.get("action").filter(|_| self.is_action) {
            None => Some(String::new()),
            Some(action) => action.as_text().map(|action| action.trim_matches('/').to_owned()),
        }
    }

    /// The body that the provider sends: `sensitive_body` is a JSON merge patch for `body`.
    fn body(&self, fuel: &Fuel) -> Option<Value> {
        match (self.get("body"), self.get("sensitive_body")) {
            (Some(body), Some(sensitive)) => {
                Some(patched(&body, &sensitive, fuel).unwrap_or_else(|fault| Value { data: Value::unknown(fault.message).data, ..body }))
            }
            (body, sensitive) => body.or(sensitive),
        }
    }

    /// Writes a member that is not in the body; `holder` is the place of a value that has none.
    fn write(&self, key: &str, value: Option<&Value>, holder: &Place, fuel: &Fuel, writer: &mut Writer) {
        let is_in_body = self.get("body").is_some_and(|body| matches!(&body.data, Data::Object(body) if body.get(key).is_some()));
        if let Some(value) = value.filter(|_| !is_in_body) {
            write(value, holder, fuel, writer.key(key));
        }
    }
}

/// Writes the members of the body: an object, or JSON in a string as in older configurations.
fn write_body(body: Option<Value>, header: &Place, fuel: &Fuel, writer: &mut Writer) {
    let Some(body) = body else { return };
    let place = place(&body, header);
    if let Some(unknown) = body.as_unknown() {
        // No member is absent: each is unknown.
        return writer.key("$unknown").unknown(place, unknown.reason.to_string());
    }
    match body.as_text().map(parse) {
        None => write_members(&body, &place, fuel, writer),
        Some(Ok(inner)) => {
            for member in inner.members() {
                writer.key(&member.key).node(&member.value, &|_| place.span);
            }
        }
        Some(Err(_)) => writer.key("$unknown").unknown(place, "the body is a string that is not JSON"),
    }
}

/// A resource of Resource Manager.
pub(super) struct Arm<'d> {
    request: Request<'d>,
}

impl Arm<'_> {
    /// The type of the object in the body, without its version. An action that ends with a type and a name writes a child resource.
    fn arm_type(&self) -> Option<String> {
        let own = arm_type(&self.request.get("type")?)?;
        let action = self.request.action()?;
        let parts: Vec<&str> = action.split('/').filter(|part| !part.is_empty()).collect();
        let is_object = parts.len().is_multiple_of(2) && self.request.is_written();
        is_object.then(|| parts.into_iter().step_by(2).fold(own, |whole, part| format!("{whole}/{part}")))
    }

    fn kind(&self) -> Option<Kind> {
        arm_kind(&self.arm_type()?)
    }

    /// The id, as far as it is known, with the attribute that it is computed from.
    fn id(&self, fuel: &Fuel) -> Option<(Value, Value)> {
        let request = &self.request;
        if let Some(id) = request.get("id").filter(|id| id.as_unknown().is_none()) {
            return Some((id.clone(), id));
        }
        // An update or action references the resource by its full id.
        if let Some(of) = request.get("resource_id") {
            let action = request.action()?;
            let id = if action.is_empty() { of.clone() } else { join_text(&[of.clone(), Value::text(format!("/{action}"))], fuel).ok()? };
            return Some((id, of));
        }
        let parent = request.get("parent_id")?;
        let name = request.get("name").unwrap_or_else(|| Value::unknown("the resource has no name"));
        Some((id_below(&parent, &between(&self.arm_type()?)?, &name, fuel).ok()?, parent))
    }

    fn write(&self, header: &Place, fuel: &Fuel, writer: &mut Writer) {
        let request = &self.request;
        let id = self.id(fuel);
        let computed = |of: &Value| place(of, header).with_origin(Origin::Computed);
        writer.spell(spelling);
        writer.object(header.clone(), |writer| {
            request.write("type", request.get("type").as_ref(), header, fuel, writer);
            let from_id = || Some((Value::text(last_segment(&id.as_ref()?.0)?), computed(&id.as_ref()?.1)));
            let name = request.get("name").map(|name| (name, header.clone())).or_else(from_id);
            if let Some((name, holder)) = &name {
                request.write("name", Some(name), holder, fuel, writer);
            }
            if let Some((id, from)) = &id {
                // Only the value of the attribute itself is written there.
                let id = if id.at.is_some() && request.get("id").is_none() { &Value::made(id.data.clone()) } else { id };
                request.write("id", Some(id), &computed(from), fuel, writer);
            }
            if self.kind().is_some_and(|kind| Kind::RoleAssignment.family().contains(&kind)) {
                request.write("scope", request.get("parent_id").as_ref(), header, fuel, writer);
            }
            write_body(request.body(fuel), header, fuel, writer);
        });
    }
}

/// A resource of Microsoft Graph.
pub(super) struct Graph<'d> {
    request: Request<'d>,
}

impl Graph<'_> {
    fn addition(&self) -> Option<Addition> {
        let url = self.request.get("url").filter(|_| !self.request.is_action)?;
        Addition::of(&url).filter(|addition| url_kind(&addition.path).is_some_and(|kind| kind.entry().is_some()))
    }

    fn kind(&self) -> Option<Kind> {
        let request = &self.request;
        if let Some(addition) = self.addition() {
            return url_kind(&addition.path);
        }
        let mut path = path(&request.get(if request.is_action { "resource_url" } else { "url" })?)?;
        // The id of the only object of its kind is the end of its path: `policies/authorizationPolicy`.
        let end = if request.is_action {
            request.action()?
        } else {
            request.get("id").and_then(|id| id.as_text().map(str::to_owned)).unwrap_or_default()
        };
        if !end.is_empty() {
            path = format!("{path}/{end}");
        }
        request.is_written().then(|| url_kind(&path)).flatten()
    }

    fn write(&self, header: &Place, fuel: &Fuel, writer: &mut Writer) {
        if let Some(addition) = self.addition() {
            let one = || Some(Value::list([self.request.body(fuel)?.member("@odata.id")?]));
            let list = self.request.get("reference_ids").or_else(one).unwrap_or_else(|| Value::unknown("the body is not known"));
            return writer.object(header.clone(), |writer| {
                write(&addition.id, header, fuel, writer.key("id"));
                write(&objects(&list), header, fuel, writer.key(&addition.relationship));
            });
        }
        let id = self.request.get("id").filter(|id| id.as_unknown().is_none());
        let body = self.request.body(fuel).map(|body| as_returned(&body));
        writer.object(header.clone(), |writer| {
            self.request.write("id", id.as_ref(), header, fuel, writer);
            write_body(body, header, fuel, writer);
        });
    }
}

/// The ARM type in `<type>@<version>`, whose version may be unknown.
fn arm_type(of: &Value) -> Option<String> {
    let of_unknown = || of.as_unknown().map(|unknown| &*unknown.starts_with).filter(|start| start.contains('@'));
    let (arm_type, _) = of.as_text().map(|text| text.split_once('@').unwrap_or((text, ""))).or_else(|| of_unknown()?.split_once('@'))?;
    Some(arm_type.to_owned())
}

/// The text in an id between the id of the parent and the name. The parent of a child type is the resource of the type above it.
fn between(arm_type: &str) -> Option<String> {
    if arm_type.eq_ignore_ascii_case("Microsoft.Resources/resourceGroups") {
        return Some("/resourceGroups/".to_owned());
    }
    let (above, own) = arm_type.rsplit_once('/')?;
    Some(if above.contains('/') { format!("/{own}/") } else { format!("/providers/{arm_type}/") })
}

/// The last segment of a path, if it is known.
fn last_segment(path: &Value) -> Option<String> {
    let known = path.as_text().or_else(|| path.as_unknown().map(|unknown| &*unknown.ends_with))?;
    known.rsplit_once('/').map(|(_, last)| last.to_owned()).filter(|last| !last.is_empty())
}

/// A path in which `{}` is the unknown part.
fn path(url: &Value) -> Option<String> {
    if let Some(unknown) = url.as_unknown() {
        return Some(format!("{}{{}}{}", unknown.starts_with, unknown.ends_with));
    }
    url.as_text().map(str::to_owned)
}

/// The kind of objects at a Graph path, without the ids in it.
fn url_kind(url: &str) -> Option<Kind> {
    let path = url.trim_start_matches('/').split('?').next()?;
    let is_id = |part: &&str| {
        part.len() == 36 && part.chars().all(|character| character.is_ascii_hexdigit() || character == '-')
            || part.contains(['{', '$', '@'])
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !is_id(part) && !part.is_empty()).collect();
    Kind::of_path(&parts.join("/"))
}

/// The result of a JSON merge patch. If the patch is unknown, it may set members that the body leaves out.
fn patched(body: &Value, patch: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
    fuel.take(1)?;
    let with = |data: Data| Value { data, ..body.clone() };
    let open = |object: &Object, unknown: &Arc<Unknown>| Data::Object(Arc::new(Object::clone(object).open(unknown.clone())));
    Ok(match (&body.data, &patch.data) {
        (Data::Object(own), Data::Unknown(unknown)) => with(open(own, unknown)),
        (Data::Unknown(unknown), Data::Object(own)) => Value { data: open(own, unknown), ..patch.clone() },
        (Data::Object(own), Data::Object(other)) => {
            let mut members: Vec<(Arc<str>, Value)> = Vec::new();
            for (key, value) in body.members().into_iter().flatten() {
                match patch.member(key).filter(|_| other.get(key).is_some()) {
                    None => members.push((key.clone(), value)),
                    Some(patch) if patch.is_null() => {}
                    Some(patch) => members.push((key.clone(), patched(&value, &patch, fuel)?)),
                }
            }
            for (key, value) in patch.members().into_iter().flatten().filter(|(key, value)| own.get(key).is_none() && !value.is_null()) {
                fuel.take(1)?;
                members.push((key.clone(), value));
            }
            let mut object = Object::new(members);
            object.rest = own.rest.clone().or_else(|| other.rest.clone());
            with(Data::Object(Arc::new(object)))
        }
        _ => patch.clone(),
    })
}

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, object_unknown, unknown};
    use serde_json::json;

    #[test]
    fn a_sensitive_body_is_a_merge_patch() {
        let made = |body: &str, sensitive: &str| {
            let attributes = format!(r#"{{"type":"Microsoft.Web/sites/config@2024-04-01","body":{body},"sensitive_body":{sensitive}}}"#);
            let mut made = object("azapi_resource", &attributes).json();
            made.as_object_mut().unwrap().remove("type");
            made
        };
        assert_eq!(
            made(r#"{"properties":{"a":1,"b":[1],"c":{"x":1}}}"#, r#"{"properties":{"b":[2],"c":null,"d":{"y":2}},"tags":{}}"#),
            json!({"properties": {"a": 1, "b": [2], "d": {"y": 2}}, "tags": {}})
        );
        assert_eq!(made("null", r#"{"properties":{"a":1}}"#), json!({"properties": {"a": 1}}));
        assert_eq!(made(r#"{"properties":{"a":1}}"#, "null"), json!({"properties": {"a": 1}}));
        let planned = object_unknown(
            "azapi_resource",
            r#"{"type":"Microsoft.Web/sites/config@2024-04-01","body":{"properties":{"a":1}}}"#,
            r#"{"sensitive_body":true}"#,
        );
        assert_eq!(planned.json()["$unknown"], unknown());
        assert_eq!(planned.json()["properties"], json!({"a": 1}));
    }

    #[test]
    fn an_update_and_an_action_identify_the_object() {
        let site = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/shop";
        let of = |terraform_type: &str, attributes: &str| {
            let made = object(terraform_type, attributes);
            (made.kind.clone(), made.json()["id"].clone(), made.json()["name"].clone())
        };
        let update = format!(r#"{{"type":"Microsoft.Web/sites/config@2024-04-01","resource_id":"{site}/config/authsettingsV2"}}"#);
        let config = ("Microsoft.Web/sites/config".to_owned(), json!(format!("{site}/config/authsettingsV2")), json!("authsettingsV2"));
        assert_eq!(of("azapi_update_resource", &update), config);
        let action = |action: &str, more: &str| {
            let action = format!(r#"{{"type":"Microsoft.Web/sites@2024-04-01","resource_id":"{site}","action":"{action}"{more}}}"#);
            of("azapi_resource_action", &action)
        };
        assert_eq!(action("config/authsettingsV2", r#","method":"PUT""#), config);
        assert_eq!(action("", "").0, "Microsoft.Web/sites");
        assert_eq!(action("restart", "").0, "azapi_resource_action");
        assert_eq!(action("config/authsettingsV2", r#","method":"DELETE""#).0, "azapi_resource_action");
        assert_eq!(action("config/authsettingsV2", r#","when":"destroy""#).0, "azapi_resource_action");
    }

    #[test]
    fn a_url_identifies_the_kind() {
        let id = "0b0c2f0e-1111-4222-8333-444455556666";
        for (url, id, kind) in [
            ("applications", "", "application"),
            ("/applications?$select=id", "", "application"),
            (&*format!("applications/{id}/federatedIdentityCredentials"), "", "federatedIdentityCredential"),
            ("users/ana@contoso.example", "", "user"),
            ("policies", "authorizationPolicy", "authorizationPolicy"),
            ("applications", id, "application"),
        ] {
            assert_eq!(object("msgraph_resource", &format!(r#"{{"url":"{url}","id":"{id}"}}"#)).kind, kind, "{url}");
        }
        assert_eq!(object_unknown("msgraph_resource", "{}", r#"{"url":true}"#).kind, "msgraph_resource");
    }
}
