//! Attributes and blocks of resources: as declared, and as seen by references.

use super::environment::IdOf;
use super::evaluator::{Asked, Evaluator, Instance, faulty, or_unknown};
use super::module::In;
use super::scope::{Repeated, Scope};
use crate::eval::call::because;
use crate::eval::{Data, EvalError, Fuel, Object, Reference, Unknown, Value, join_text};
use crate::source::Span;
use crate::syntax::hcl::{Block, Body, Expr, ExprKind};
use crate::text::Text;
use std::rc::Rc;
use std::sync::Arc;

/// Meta-arguments that every resource accepts.
const META: &[&str] = &["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"];

impl<'c> Evaluator<'c> {
    /// The attributes and blocks of a repetition of a resource.
    pub(super) fn attributes(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Value {
        let declaration = instance.module.resource_at(index);
        let mut names: Vec<Arc<str>> = Vec::new();
        for block in declaration.blocks() {
            let attributes = block.of.body.attributes.iter().map(|attribute| &attribute.name.text);
            let blocks = block.of.body.blocks.iter().filter_map(|block| block_name(block));
            names.extend(attributes.chain(blocks).filter(|name| !META.contains(&&***name)).cloned());
        }
        let imported = self.imported(instance, declaration, repeated.key.as_ref());
        names.extend(imported.into_iter().map(|(name, _)| Arc::from(name)));
        names.sort_unstable();
        names.dedup();
        let attributes = names.into_iter().filter_map(|name| {
            let value = match self.encoded(instance, index, repeated, &name) {
                Some(value) => value,
                None => self.own_attribute(instance, index, repeated, &name)?,
            };
            Some((name, or_unknown(value)))
        });
        Value::literal(Data::Object(Arc::new(Object::new(attributes))), declaration.header())
    }

    /// The argument of `jsonencode` instead of its result, so that each value keeps its span.
    fn encoded(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated, name: &str) -> Option<Result<Value, EvalError>> {
        let attribute = instance.module.resource_at(index).attribute(name).filter(|_| matches!(name, "body" | "sensitive_body"))?;
        match &attribute.of.value.kind {
            ExprKind::Call { name, arguments, expands: false } if &*name.text == "jsonencode" => match &**arguments {
                [argument] => Some(self.evaluate(argument, &Scope::repeated(instance, attribute.file, repeated))),
                _ => None,
            },
            _ => None,
        }
    }

    /// An attribute as seen by a reference: unwritten attributes are known only after the resource is created.
    pub(super) fn attribute(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        name: &Arc<str>,
    ) -> Result<Value, EvalError> {
        if let Some(value) = self.own_attribute(instance, index, repeated, name) {
            return value;
        }
        let declaration = instance.module.resource_at(index);
        let address: Arc<str> = instance.resource_address(declaration, repeated.key.as_ref()).into();
        let reason = Text::new("`{of}.{declared}.{name}` is known only after `terraform apply`")
            .with("of", declaration.of.to_string())
            .with("declared", declaration.name.to_string())
            .with("name", name.to_string());
        let provider = self.subscription_of(instance, &declaration.of, &declaration.blocks().collect::<Vec<_>>());
        let reference = Reference { provider, ..Reference::new(address, name.clone()) };
        let unknown = Unknown { reference: Some(reference), ..Unknown::new(reason) };
        let written = |name: &str| self.own_attribute(instance, index, repeated, &name.into());
        let id = if &**name == "id" { self.environment.id_of(&declaration.of, &|name| written(name)?.ok()) } else { None };
        match id {
            Some(id) => made_id(&id, unknown, &self.fuel, written),
            None => Ok(Value::made(Data::Unknown(Arc::new(unknown)))),
        }
    }

    /// The id that a data source reads, as far as its arguments determine it.
    pub(super) fn id_of_data(
        &self,
        of: &Arc<str>,
        name: &Arc<str>,
        mut unknown: Unknown,
        scope: &Scope<'_, 'c>,
    ) -> Result<Value, EvalError> {
        let block = scope.instance.module.data_source(of, name, scope.file);
        if let Some((part, block)) = unknown.part.as_mut().zip(block) {
            part.of.provider = self.subscription_of(scope.instance, of, &[block]);
        }
        let Some((block, id)) = block.zip(self.environment.id_of_data(of)) else {
            return Ok(Value::made(Data::Unknown(Arc::new(unknown))));
        };
        self.remember(scope.instance, Asked::Data(of.clone(), name.clone(), block.file), || {
            made_id(&id, unknown, &self.fuel, |name| {
                let attribute = block.of.body.attribute(name)?;
                let value = self.evaluate(&attribute.value, &Scope::new(scope.instance, block.file));
                Some(value.or_else(|fault| Ok(faulty(&fault, block.span(&attribute.value.bytes)))))
            })
        })
    }

    /// A repetition of a resource as seen by a reference: an object with further, unwritten attributes.
    pub(super) fn whole_resource(&self, instance: &Rc<Instance<'c>>, index: usize, repeated: &Repeated) -> Value {
        let declaration = instance.module.resource_at(index);
        let written = self.attributes(instance, index, repeated);
        let address: Arc<str> = instance.resource_address(declaration, repeated.key.as_ref()).into();
        let reason = Text::new("attributes of `{of}.{name}` are known only after `terraform apply`")
            .with("of", declaration.of.to_string())
            .with("name", declaration.name.to_string());
        let provider = self.subscription_of(instance, &declaration.of, &declaration.blocks().collect::<Vec<_>>());
        let reference = Reference { provider, ..Reference::new(address, "") };
        let rest = Unknown { reference: Some(reference), ..Unknown::new(reason) };
        let data = match &written.data {
            Data::Object(object) => Data::Object(Arc::new(Object::clone(object).open(Arc::new(rest)))),
            _ => Data::Unknown(Arc::new(rest)),
        };
        Value { data, ..written }
    }

    /// A written attribute or the blocks of this name.
    fn own_attribute(
        &self,
        instance: &Rc<Instance<'c>>,
        index: usize,
        repeated: &Repeated,
        name: &Arc<str>,
    ) -> Option<Result<Value, EvalError>> {
        let declaration = instance.module.resource_at(index);
        let asked = || Asked::Attribute(index, repeated.key.clone(), name.clone());
        if let Some(attribute) = declaration.attribute(name) {
            let value = &attribute.of.value;
            let scope = Scope::repeated(instance, attribute.file, repeated);
            // Most attributes are plain values, for which caching costs more than evaluation.
            if is_plain(value) {
                return Some(self.evaluate(value, &scope));
            }
            return Some(self.remember(instance, asked(), || {
                self.evaluate(value, &scope).or_else(|fault| Ok(faulty(&fault, attribute.span(&value.bytes))))
            }));
        }
        let holds = |block: &In<'c, Block>| block.of.body.blocks.iter().any(|inner| block_name(inner) == Some(name));
        let Some(block) = declaration.blocks().rev().find(holds) else {
            let mut imported = self.imported(instance, declaration, repeated.key.as_ref()).into_iter();
            return imported.find(|(own, _)| *own == &**name).map(|(_, value)| Ok(value));
        };
        let scope = Scope::repeated(instance, block.file, repeated);
        Some(self.remember(instance, asked(), || Ok(self.blocks(&block.of.body, name, &scope))))
    }

    /// The blocks of a name as a list, including those of dynamic blocks.
    pub(super) fn blocks(&self, body: &Body, name: &Arc<str>, scope: &Scope<'_, 'c>) -> Value {
        let mut elements = Vec::new();
        let mut at = None;
        for block in body.blocks.iter().filter(|block| block_name(block) == Some(name)) {
            at.get_or_insert(scope.span(&block.kind.bytes));
            if &*block.kind.text == "dynamic" {
                self.dynamic(block, scope, &mut elements);
            } else {
                elements.push(self.block(&block.body, scope.span(&block.header()), scope));
            }
        }
        // It is unknown whether any block exists, so the attribute itself is unknown.
        if let [Value { data: Data::Unknown(unknown), .. }] = elements.as_slice() {
            return Value { data: Data::Unknown(unknown.clone()), at, ..Value::null() };
        }
        Value { at, computed: false, ..Value::list(elements) }
    }

    /// The content of a block, as an object with the span `at`.
    pub(super) fn block(&self, body: &Body, at: Span, scope: &Scope<'_, 'c>) -> Value {
        let attributes = body.attributes.iter().map(|attribute| {
            let value = self.evaluate(&attribute.value, scope);
            let value = value.unwrap_or_else(|fault| faulty(&fault, scope.span(&attribute.value.bytes)));
            (attribute.name.text.clone(), value)
        });
        let mut members: Vec<(Arc<str>, Value)> = attributes.collect();
        let mut names: Vec<&Arc<str>> = body.blocks.iter().filter_map(block_name).collect();
        names.sort_unstable();
        names.dedup();
        members.extend(names.into_iter().map(|name| (name.clone(), self.blocks(body, name, scope))));
        Value::literal(Data::Object(Arc::new(Object::new(members))), at)
    }
}

/// The id of a resource from the id of its parent and its name, as far as they are known. `…` in the text between them is unknown.
///
/// # Errors
/// [`EvalError`] when a part is no text, or when the fuel runs out.
pub fn id_below(parent: &Value, between: &str, name: &Value, fuel: &Fuel) -> Result<Value, EvalError> {
    let parent = match parent.as_text() {
        Some(path) => Value::text(path.trim_end_matches('/')),
        None => parent.clone(),
    };
    // A part of a name identifies nothing.
    let name = name.as_unknown().map_or_else(|| name.clone(), |unknown| because(unknown));
    match between.split_once('…') {
        Some((before, after)) => {
            let unknown = Value::unknown("a part of the id is known only when Terraform runs");
            join_text(&[parent, Value::text(before), unknown, Value::text(after), name], fuel)
        }
        None => join_text(&[parent, Value::text(between), name], fuel),
    }
}

/// The id that a provider computes. `written` returns attributes by name.
fn made_id(
    id: &IdOf,
    unknown: Unknown,
    fuel: &Fuel,
    written: impl Fn(&str) -> Option<Result<Value, EvalError>>,
) -> Result<Value, EvalError> {
    let attribute = |names: &str| {
        let mut values = names.split('|').filter_map(&written);
        values.find(|value| !value.as_ref().is_ok_and(Value::is_null)).transpose()
    };
    let missing = |value: Option<Value>| value.unwrap_or_else(|| Value::unknown(unknown.reason.clone()));
    let parent = if id.parent.is_empty() { Value::text("") } else { missing(attribute(id.parent)?) };
    let id = id_below(&parent, &id.between, &missing(attribute(id.name)?), fuel)?;
    Ok(match id.as_unknown() {
        None => id,
        Some(known) => {
            let Unknown { starts_with, ends_with, part, .. } = Unknown::clone(known);
            let part = part.or(unknown.part);
            Value::made(Data::Unknown(Arc::new(Unknown { starts_with, ends_with, part, ..unknown })))
        }
    })
}

/// The name of a block; for a dynamic block, that of the blocks it generates.
fn block_name(block: &Block) -> Option<&Arc<str>> {
    let name = if &*block.kind.text == "dynamic" { &block.labels.first()?.text } else { &block.kind.text };
    (!META.contains(&&**name)).then_some(name)
}

/// Whether an expression is a plain value, which costs nothing to evaluate.
fn is_plain(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Tuple(elements) => elements.len() < 8 && elements.iter().all(is_plain),
        _ => false,
    }
}
