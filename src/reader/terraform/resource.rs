//! From a Terraform resource to the objects that Graph or ARM would return.

use super::table::{ResourceType, Satellite};
use super::{azuread, azurerm};
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::reader::graph::arm_kind;
use crate::reader::rows::{Row, translate, written, written_as};
use crate::reader::value::{place, write, write_members};
use crate::resource::{Kind, Origin, Place, Writer};
use crate::syntax::json::parse;
use std::sync::Arc;

/// A resource as a plan or a configuration declares it.
pub(super) struct Declared<'d> {
    pub terraform_type: &'d str,
    /// Its attributes and blocks.
    pub attributes: &'d Value,
    /// The satellites of this resource, with the rows of their types and the places of their headers.
    pub satellites: &'d [(&'static [Row], Value, Place)],
    pub header: &'d Place,
    /// What its address is unique in.
    pub root: &'d Arc<str>,
    /// Limits the output.
    pub fuel: &'d Fuel,
}

pub(super) fn satellite(terraform_type: &str) -> Option<&'static Satellite> {
    azuread::SATELLITES.iter().copied().flatten().find(|known| known.terraform == terraform_type)
}

/// The resource type of this name, unless it only wraps a body of ARM or Graph.
pub(super) fn resource_type(terraform_type: &str) -> Option<&'static ResourceType> {
    azuread::TYPES.iter().chain(azurerm::TYPES).copied().flatten().find(|known| known.terraform == terraform_type)
}

/// The known kinds of objects that a resource becomes, or is a part of.
pub(super) fn kinds(terraform_type: &str, attributes: &Value) -> Vec<Kind> {
    let text = |name: &str| attributes.member(name).and_then(|value| value.as_text().map(str::to_owned));
    let kinds = if terraform_type.starts_with("azapi_") {
        text("type").and_then(|name| arm_kind(name.split('@').next().unwrap_or(&name))).into_iter().collect()
    } else if terraform_type.starts_with("msgraph_") {
        text("url").and_then(|url| url_kind(&url)).into_iter().collect()
    } else {
        let known = resource_type(terraform_type).into_iter();
        let own = known.flat_map(|known| std::iter::once(known.kind).chain(known.parts.iter().map(|part| part.kind)));
        own.chain(satellite(terraform_type).map(|known| known.kind)).map(Kind::named).collect::<Vec<Kind>>()
    };
    kinds.into_iter().filter(|kind| kind.entry().is_some()).collect()
}

/// The lists of rows by which a resource type creates objects of a kind.
fn rows_of(terraform_type: &str, kind: &Kind) -> impl Iterator<Item = &'static [Row]> {
    let known = resource_type(terraform_type);
    let parts = known.into_iter().flat_map(|known| known.parts).map(|part| (part.kind, part.rows));
    let own = known.into_iter().map(|known| (known.kind, known.rows));
    own.chain(parts).filter(move |(name, _)| Kind::named(name) == *kind).map(|(_, rows)| rows)
}

/// The name of a property of a kind in this type, and its value (JSON) in the spelling of the type.
pub(crate) fn attribute_for<'j>(terraform_type: &str, kind: &Kind, path: &str, json: &'j str) -> Option<(String, &'j str)> {
    rows_of(terraform_type, kind).find_map(|rows| written_as(rows, path, json))
}

/// A resource of the type that creates this object, as lines of HCL.
pub(crate) fn block_for(
    terraform_type: &str,
    kind: &Kind,
    object: &serde_json::Value,
    line: &dyn Fn(&str, &serde_json::Value) -> String,
) -> Vec<String> {
    let block = |name: &str, lines: Vec<String>| {
        let lines = lines.into_iter().map(|line| format!("  {line}"));
        [format!("{name} {{")].into_iter().chain(lines).chain(["}".to_owned()]).collect()
    };
    rows_of(terraform_type, kind).next().map(|rows| written(rows, object, &block, line)).unwrap_or_default()
}

impl Declared<'_> {
    /// Writes each object that the resource creates, with its kind.
    pub(super) fn write(&self, mut give: impl FnMut(Kind, Writer)) {
        let Self { terraform_type, attributes, header, fuel, .. } = *self;
        let mut writer = Writer::in_root(self.root);
        if let Some(known) = resource_type(terraform_type) {
            let measured = Fuel::new(fuel.left());
            let whole = |value: &Value| fits(value, &measured, 0).is_ok();
            let too_large;
            let attributes = if whole(attributes) {
                attributes
            } else {
                too_large = unknown_in_all(fuel);
                &too_large
            };
            let mut object = translate(known.rows, attributes, header);
            for (rows, given, place) in self.satellites {
                let values = if whole(given) { given } else { &unknown_in_all(fuel) };
                object.absorb(translate(rows, values, place));
            }
            object.write(header, fuel, &mut writer);
            give(Kind::named(known.kind), writer);
            for part in known.parts {
                let mut writer = Writer::in_root(self.root);
                let row = translate(part.rows, attributes, header);
                let block = attributes.member(part.block).filter(|block| !block.is_null());
                if block.is_some_and(|block| block.elements().is_none_or(|mut blocks| blocks.next().is_some())) {
                    row.write(header, fuel, &mut writer);
                    give(Kind::named(part.kind), writer);
                }
            }
            return;
        }
        let kind = match terraform_type {
            "azapi_resource" | "azapi_update_resource" | "azapi_resource_action" | "azapi_data_plane_resource" => {
                writer.object(header.clone(), |writer| {
                    for key in ["type", "name", "id"] {
                        self.keep(key, writer);
                    }
                    self.arm_id(writer);
                    self.body(writer);
                });
                self.text("type").and_then(|name| arm_kind(name.split('@').next().unwrap_or(&name)))
            }
            "msgraph_resource" | "msgraph_update_resource" | "msgraph_resource_action" => {
                writer.object(header.clone(), |writer| {
                    self.keep("id", writer);
                    self.body(writer);
                });
                self.text("url").and_then(|url| url_kind(&url))
            }
            _ => {
                writer.object(header.clone(), |writer| write_members(attributes, header, fuel, writer));
                None
            }
        };
        give(kind.unwrap_or_else(|| Kind::Other(terraform_type.into())), writer);
    }

    /// The value of an attribute, if it is set.
    fn get(&self, name: &str) -> Option<Value> {
        self.attributes.member(name).filter(|value| !value.is_null())
    }

    /// The value of an attribute, if it is a known string.
    fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_text().map(str::to_owned)
    }

    /// Writes the id that ARM will assign, if the parent is known and the id is not; also the name at the end of an id, if it is not
    /// written elsewhere in the resource.
    fn arm_id(&self, writer: &mut Writer) {
        let Some(arm_type) = self.text("type") else { return };
        let arm_type = arm_type.split('@').next().unwrap_or(&arm_type);
        if self.get("id").is_some_and(|id| id.as_unknown().is_none()) {
            return;
        }
        // An update or action references the resource by its full id.
        let (id, from) = if let Some(id) = self.text("resource_id") {
            (id, "resource_id")
        } else {
            let (Some(name), Some(parent)) = (self.text("name"), self.text("parent_id")) else { return };
            let Some((of_parent, own)) = arm_type.rsplit_once('/') else { return };
            let parent = parent.trim_end_matches('/');
            let is_child =
                of_parent.contains('/') && parent.to_ascii_lowercase().contains(&format!("/{}/", of_parent.to_ascii_lowercase()));
            let id = if is_child { format!("{parent}/{own}/{name}") } else { format!("{parent}/providers/{arm_type}/{name}") };
            (id, "parent_id")
        };
        let place = self.get(from).map_or_else(|| self.header.clone(), |value| place(&value, self.header));
        let place = place.with_origin(Origin::Computed);
        writer.key("id").string(place.clone(), &id);
        if let Some(name) = id.rsplit('/').next().filter(|_| from == "resource_id" && self.get("name").is_none()) {
            writer.key("name").string(place, name);
        }
    }

    /// Copies an attribute under its name, unless the body contains it.
    fn keep(&self, key: &str, writer: &mut Writer) {
        let is_in_body = self.get("body").is_some_and(|body| matches!(&body.data, Data::Object(body) if body.get(key).is_some()));
        if let Some(value) = self.get(key).filter(|value| !is_in_body && (key != "id" || value.as_unknown().is_none())) {
            write(&value, self.header, self.fuel, writer.key(key));
        }
    }

    /// Writes the members of `body`: an object, or JSON in a string as in older configurations.
    fn body(&self, writer: &mut Writer) {
        let Some(body) = self.get("body") else { return };
        let place = place(&body, self.header);
        if let Some(unknown) = body.as_unknown() {
            // No member is absent: each is unknown.
            return writer.key("$unknown").unknown(place, &unknown.reason);
        }
        match body.as_text().map(parse) {
            None => write_members(&body, &place, self.fuel, writer),
            Some(Ok(inner)) => {
                for member in inner.members() {
                    writer.key(&member.key).node(&member.value, &|_| place.span);
                }
            }
            Some(Err(_)) => writer.key("$unknown").unknown(place, "the body is a string that is not JSON"),
        }
    }
}

/// Whether a value is small enough to be written. Its parts may be shared many times, and the tables copy each of them.
fn fits(value: &Value, fuel: &Fuel, depth: usize) -> Result<(), EvalError> {
    // A document shares no parts.
    if fuel.left() == u64::MAX {
        return Ok(());
    }
    Value::check_depth(depth)?;
    fuel.take_text(value.as_text().map_or(0, str::len))?;
    match &value.data {
        Data::List(elements) | Data::Set(elements) => elements.iter().try_for_each(|element| fits(element, fuel, depth + 1)),
        Data::Object(object) => object.members().iter().try_for_each(|(_, member)| fits(member, fuel, depth + 1)),
        _ => Ok(()),
    }
}

/// An object whose members are all unknown because they are too large. The caller detects it by the exhausted fuel.
fn unknown_in_all(fuel: &Fuel) -> Value {
    let _ = fuel.take(usize::MAX);
    let reason = Unknown::new("the values of the resource are too large to be checked");
    Value::made(Data::Object(Arc::new(Object::default().open(Arc::new(reason)))))
}

/// The kind of objects at a Graph path, without the ids in it.
fn url_kind(url: &str) -> Option<Kind> {
    let path = url.trim_start_matches('/').split('?').next()?;
    let is_id = |part: &&str| {
        part.len() == 36 && part.chars().all(|character| character.is_ascii_hexdigit() || character == '-') || part.contains(['{', '$'])
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !is_id(part) && !part.is_empty()).collect();
    Kind::of_path(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn values_that_are_shared_too_often_are_unknown_and_the_resource_is_kept() {
        let part = |inner: Value, name: &str| Value::list(vec![Value::object([(name.into(), inner)]); 2000]);
        let roles = part(part(Value::text("x"), "resource_access"), "required_resource_access");
        let attributes = Value::object([("display_name".into(), Value::text("a")), ("required_resource_access".into(), roles)]);
        let header = Place::new(Span { file: FileId(0), start: 0, end: 1 }, Origin::Literal);
        let fuel = Fuel::new(Fuel::RESOURCE);
        let declared = Declared {
            terraform_type: "azuread_application",
            attributes: &attributes,
            satellites: &[],
            header: &header,
            root: &Arc::default(),
            fuel: &fuel,
        };
        let mut made = Vec::new();
        declared.write(|kind, writer| made.push((kind, writer.finish().0)));
        assert_eq!(made.len(), 1);
        assert!(made[0].1.starts_with(r#"{"id":{"$unknown":"the values"#), "{}", made[0].1);
        assert!(made[0].1.len() < 10_000 && fuel.is_spent());
    }
}
