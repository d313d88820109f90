//! From a Terraform resource to the objects that Graph or ARM would return.

use super::bodies::wrapped;
use super::table::{Part, ResourceType, Satellite};
use super::{azuread, azurerm};
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::reader::rows::{Row, translate, written, written_as};
use crate::reader::value::write_members;
use crate::resource::{Kind, Place, Writer};
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

/// The kind, the rows and the parts of a resource type. A satellite of an object that is not in the input is an update of it.
fn translated(terraform_type: &str) -> Option<(&'static str, &'static [Row], &'static [Part])> {
    let own = resource_type(terraform_type).map(|known| (known.kind, known.rows, known.parts));
    own.or_else(|| satellite(terraform_type).map(|known| (known.kind, known.rows, &[][..])))
}

/// The known kinds of objects that a resource becomes, or is a part of.
pub(super) fn kinds(terraform_type: &str, attributes: &Value) -> Vec<Kind> {
    let kinds = if let Some(wrapped) = wrapped(terraform_type, attributes) {
        wrapped.kind().into_iter().collect()
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
    /// Whether it changes an existing object. A satellite of an object in the input is a part of that object.
    pub(super) fn is_update(&self) -> bool {
        const TYPES: [&str; 4] = ["azapi_resource_action", "azapi_update_resource", "msgraph_resource_action", "msgraph_update_resource"];
        let is_addition = || wrapped(self.terraform_type, self.attributes).is_some_and(|wrapped| wrapped.is_addition());
        TYPES.contains(&self.terraform_type) || satellite(self.terraform_type).is_some() || is_addition()
    }

    /// Writes each object that the resource creates, with its kind.
    pub(super) fn write(&self, mut give: impl FnMut(Kind, Writer)) {
        let Self { terraform_type, attributes, header, fuel, .. } = *self;
        let mut writer = Writer::in_root(self.root);
        if let Some((kind, rows, parts)) = translated(terraform_type) {
            let measured = Fuel::new(fuel.left());
            let whole = |value: &Value| fits(value, &measured, 0).is_ok();
            let too_large;
            let attributes = if whole(attributes) {
                attributes
            } else {
                too_large = unknown_in_all(fuel);
                &too_large
            };
            let mut object = translate(rows, attributes, header);
            for (rows, given, place) in self.satellites {
                let values = if whole(given) { given } else { &unknown_in_all(fuel) };
                object.absorb(translate(rows, values, place));
            }
            object.write(header, fuel, &mut writer);
            give(Kind::named(kind), writer);
            for part in parts {
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
        let wrapped = wrapped(terraform_type, attributes);
        match &wrapped {
            Some(wrapped) => wrapped.write(header, fuel, &mut writer),
            None => writer.object(header.clone(), |writer| write_members(attributes, header, fuel, writer)),
        }
        let kind = wrapped.and_then(|wrapped| wrapped.kind());
        give(kind.unwrap_or_else(|| Kind::Other(terraform_type.into())), writer);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Origin;
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
