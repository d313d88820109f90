//! The meaning of names and the following steps: variables, locals, resources, modules, indexes, splats.

use super::evaluator::{Children, Evaluator, Instance};
use super::expression::{Result, because, text};
use super::repetitions::{RepeatedBy, Repetitions};
use super::scope::{Key, Scope};
use super::types::Type;
use crate::eval::defaults::place;
use crate::eval::{Data, EvalError, Fuel, Reference, Unknown, Value};
use crate::parts::Parts;
use crate::source::{Provenance, Span};
use crate::syntax::hcl::{Expr, ExprKind, Name};
use crate::text::Text;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone, Copy)]
enum Step<'e> {
    Attribute(&'e Name),
    Index(&'e Expr),
}

impl<'c> Evaluator<'c> {
    pub(super) fn traversal(&self, expression: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let mut steps = Vec::new();
        let mut root = expression;
        loop {
            match &root.kind {
                ExprKind::Attribute(of, name) => {
                    steps.push(Step::Attribute(name));
                    root = of;
                }
                ExprKind::Index(of, index) => {
                    steps.push(Step::Index(index));
                    root = of;
                }
                _ => break,
            }
        }
        steps.reverse();
        let (value, taken) = match &root.kind {
            ExprKind::Variable(name) => self.named(name, root, &steps, scope)?,
            ExprKind::Element => (scope.element.cloned().ok_or_else(|| EvalError::new("there is no splat here"))?, 0),
            _ => (self.evaluate(root, scope)?, 0),
        };
        steps.after(taken).iter().try_fold(value, |value, step| self.step(&value, *step, scope))
    }

    fn step(&self, value: &Value, step: Step<'_>, scope: &Scope<'_, 'c>) -> Result {
        match step {
            Step::Attribute(name) => attribute(value, &name.text),
            Step::Index(index) => {
                let index = self.evaluate(index, scope)?;
                self.index(value, &index)
            }
        }
    }

    fn index(&self, value: &Value, index: &Value) -> Result {
        if let Some(unknown) = value.as_unknown().or(index.as_unknown()) {
            return Ok(because(unknown));
        }
        match &value.data {
            Data::List(elements) => {
                let Data::Number(number) = Type::Number.convert(index, &self.fuel)?.data else {
                    return Err(EvalError::new("the index of a list is a number"));
                };
                let element = number.as_whole().and_then(|index| usize::try_from(index).ok()).and_then(|index| value.element(index));
                element.ok_or_else(|| {
                    EvalError::new(
                        Text::new("the index {number} is out of range: the list has {given} elements")
                            .with("number", number.to_string())
                            .with("given", elements.len().to_string()),
                    )
                })
            }
            Data::Object(_) => attribute(value, &text(index)?),
            Data::Null => Err(EvalError::new("it is null, which has no elements")),
            _ => Err(EvalError::new(Text::new("it is {found}, which has no elements").with("found", value.kind_name()))),
        }
    }

    /// The value of a name, and how many of the following steps belong to the name.
    fn named(&self, name: &Arc<str>, root: &Expr, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let at = scope.span(&root.bytes);
        if let Some(value) = scope.bound(name) {
            return Ok((visited(value, at), 0));
        }
        let second = match steps.first() {
            Some(Step::Attribute(second)) => Some(*second),
            _ => None,
        };
        let instance = scope.instance;
        let used = |value: Value| Ok((value.used_at(at), 1));
        match (&**name, second) {
            ("var", Some(second)) => used(self.variable(instance, &second.text)?),
            ("local", Some(second)) => used(self.local(instance, &second.text, scope.file)?),
            ("component" | "stack", Some(second)) if instance.module.call_names.contains_key(&second.text) => {
                self.module(&second.text, steps.after(1), scope).map(|(value, taken)| (value.used_at(at), 1 + taken))
            }
            ("module", Some(second)) => {
                self.module(&second.text, steps.after(1), scope).map(|(value, taken)| (value.used_at(at), 1 + taken))
            }
            ("each", Some(second)) => {
                let repeated = scope.repeated;
                let value = match &*second.text {
                    "key" => repeated.and_then(|repeated| repeated.each_key.as_ref()),
                    "value" => repeated.and_then(|repeated| repeated.each_value.as_ref()),
                    _ => None,
                };
                let value = value
                    .ok_or_else(|| EvalError::new(Text::new("there is no `each.{name}` here").with("name", second.text.to_string())))?;
                Ok((visited(value, at), 1))
            }
            ("count", Some(second)) => {
                let index = scope.repeated.and_then(|repeated| repeated.count_index.as_ref()).filter(|_| &*second.text == "index");
                let index = index
                    .ok_or_else(|| EvalError::new(Text::new("there is no `count.{name}` here").with("name", second.text.to_string())))?;
                Ok((visited(index, at), 1))
            }
            ("path", Some(second)) => match &*second.text {
                "root" => Ok((Value::text("."), 1)),
                "cwd" if self.is_path.get() => Ok((Value::text("."), 1)),
                "module" => Ok((Value::text(instance.folder_from_root()), 1)),
                other => Ok((Value::unknown(Text::new("`path.{other}` depends on the machine").with("other", other)), 1)),
            },
            ("terraform", Some(second)) => Ok((
                Value::unknown(Text::new("`terraform.{name}` is known only when Terraform runs").with("name", second.text.to_string())),
                1,
            )),
            ("identity_token", Some(second)) => {
                let reference = Reference::new(format!("{name}.{}", second.text), "jwt");
                let unknown = Unknown { reference: Some(reference), ..Unknown::new("a token exists only when Terraform runs") };
                Ok((because(&Arc::new(unknown)), steps.len()))
            }
            ("self", _) => Ok((Value::unknown("`self` is known only when Terraform runs"), steps.len())),
            ("data" | "ephemeral", Some(second)) => {
                let third = match steps.get(1) {
                    Some(Step::Attribute(third)) => &third.text,
                    _ => {
                        return Err(EvalError::new(
                            Text::new("`{name}.{of}` needs a name").with("name", name.to_string()).with("of", second.text.to_string()),
                        ));
                    }
                };
                let reason = Text::new("data source `{name}.{of}.{third}` is read only when Terraform runs")
                    .with("name", name.to_string())
                    .with("of", second.text.to_string())
                    .with("third", third.to_string());
                let attribute = match steps.get(2) {
                    Some(Step::Attribute(attribute)) if steps.len() == 3 && &**name == "data" => &*attribute.text,
                    _ => "",
                };
                let dot = if instance.address.is_empty() { "" } else { "." };
                let address = || format!("{}{dot}data.{}.{third}", instance.address, second.text);
                let unknown = Unknown::new(reason);
                match attribute {
                    "id" => {
                        let unknown = unknown.read_from(address(), attribute);
                        self.id_of_data(&second.text, third, unknown, scope).map(|value| (value, steps.len()))
                    }
                    "tenant_id" => Ok((Value::made(Data::Unknown(Arc::new(unknown.read_from(address(), attribute)))), steps.len())),
                    _ => Ok((Value::made(Data::Unknown(Arc::new(unknown))), steps.len())),
                }
            }
            (_, Some(second)) => {
                self.resource(name, &second.text, steps.after(1), scope).map(|(value, taken)| (value.used_at(at), 1 + taken))
            }
            (_, None) => Err(EvalError::new(Text::new("`{name}` is not known here").with("name", name.to_string()))),
        }
    }

    /// A resource, an instance of it, or an attribute; and the number of steps consumed.
    fn resource(&self, of: &str, name: &str, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let instance = scope.instance;
        let Some(index) = instance.module.resource(of, name, scope.file) else {
            let reason = if instance.module.resource_names.get(of).is_some_and(|names| names.contains_key(name)) {
                Text::new("several resources have the address `{of}.{name}`").with("of", of).with("name", name)
            } else {
                Text::new("the module has no resource `{of}.{name}`").with("of", of).with("name", name)
            };
            return Ok((Value::unknown(reason), steps.len()));
        };
        let (repetitions, read) = self.defaults.recording(|| self.resource_repetitions(instance, index));
        // An alternative of what refers to it may not exist where that exists.
        let is_there = self.defaults.is_as_found(&place(instance.module.resource_at(index).header(), &instance.calls), read);
        if !is_there {
            return Ok((
                Value::unknown(Text::new("`{of}.{name}` may not exist where this exists").with("of", of).with("name", name)),
                steps.len(),
            ));
        }
        let taken = match (&repetitions.by, steps.first()) {
            (RepeatedBy::Nothing, _) if repetitions.each.is_empty() => return Ok((Value::null(), 0)),
            (RepeatedBy::Nothing, _) => 0,
            // It is evaluated as if it existed once, and an instance of it is referenced only where it exists.
            (RepeatedBy::Unknown(_), Some(Step::Index(_))) => 1,
            (RepeatedBy::Unknown(unknown), _) => return Ok((because(unknown), steps.len())),
            (_, Some(Step::Index(_))) => 1,
            _ => {
                let each = &repetitions.each;
                let values = each.iter().map(|repeated| self.whole_resource(instance, index, repeated)).collect();
                return Ok((gather(&repetitions.by, each.iter().map(|repeated| repeated.key.as_ref()), values), 0));
            }
        };
        let is_once = matches!(repetitions.by, RepeatedBy::Unknown(_));
        let position = if let Some(Step::Index(key)) = steps.first().filter(|_| taken == 1 && !is_once) {
            let key = self.evaluate(key, scope)?;
            if let Some(unknown) = key.as_unknown() {
                return Ok((because(unknown), steps.len()));
            }
            position(&repetitions, &key)?
        } else {
            Some(0)
        };
        let repeated = position.and_then(|position| repetitions.each.get(position));
        let repeated = repeated
            .ok_or_else(|| EvalError::new(Text::new("`{of}.{name}` has no instance with this key").with("of", of).with("name", name)))?;
        match steps.get(taken) {
            Some(Step::Attribute(attribute)) => Ok((self.attribute(instance, index, repeated, &attribute.text)?, taken + 1)),
            _ => Ok((self.whole_resource(instance, index, repeated), taken)),
        }
    }

    /// A module, an instance of it, or an output; and the number of steps consumed.
    fn module(&self, name: &Arc<str>, steps: &[Step<'_>], scope: &Scope<'_, 'c>) -> Result<(Value, usize)> {
        let instance = scope.instance;
        let Some(&index) = instance.module.call_names.get(name) else {
            return Err(EvalError::new(Text::new("there is no module `{name}`").with("name", name.to_string())));
        };
        let (children, read) = self.defaults.recording(|| self.children(instance, index));
        let children: Rc<Children<'c>> = match children {
            Ok(children) => children,
            Err(fault) => {
                return Ok((
                    Value::unknown(Text::new("module `{name}`: {reason}").with("name", name.to_string()).with("reason", fault.message)),
                    steps.len(),
                ));
            }
        };
        if !self.defaults.is_as_found(&place(instance.module.call_at(index).header(), &instance.calls), read) {
            return Ok((
                Value::unknown(Text::new("`module.{name}` may not exist where this exists").with("name", name.to_string())),
                steps.len(),
            ));
        }
        let none = || EvalError::new(Text::new("`module.{name}` has no instance with this key").with("name", name.to_string()));
        let (child, taken): (&Rc<Instance<'c>>, usize) = match (&children.by, steps.first()) {
            (RepeatedBy::Nothing, _) => match children.each.first() {
                Some((_, child)) => (child, 0),
                None => return Ok((Value::null(), 0)),
            },
            (RepeatedBy::Unknown(_), Some(Step::Index(_))) => (&children.each.first().ok_or_else(none)?.1, 1),
            (RepeatedBy::Unknown(unknown), _) => return Ok((because(unknown), steps.len())),
            (_, Some(Step::Index(key))) => {
                let key = self.evaluate(key, scope)?;
                if let Some(unknown) = key.as_unknown() {
                    return Ok((because(unknown), steps.len()));
                }
                let wanted = |own: &Option<Key>| matches_key(own.as_ref(), &key);
                let child = children.each.iter().find(|(own, _)| wanted(own));
                (&child.ok_or_else(none)?.1, 1)
            }
            (by, _) => {
                let outputs: Vec<Value> = children.each.iter().map(|(_, child)| self.outputs(child)).collect();
                return Ok((gather(by, children.each.iter().map(|(key, _)| key.as_ref()), outputs), 0));
            }
        };
        match steps.get(taken) {
            Some(Step::Attribute(output)) => Ok((self.output(child, &output.text)?, taken + 1)),
            _ => Ok((self.outputs(child), taken)),
        }
    }

    pub(super) fn splat(&self, list: &Expr, each: &Expr, scope: &Scope<'_, 'c>) -> Result {
        let value = self.evaluate(list, scope)?;
        let apply = |element: &Value| -> Result { self.evaluate(each, &Scope { element: Some(element), ..scope.clone() }) };
        match &value.data {
            Data::Unknown(unknown) => Ok(because(unknown)),
            Data::Null => Ok(Value::list([])),
            Data::List(_) | Data::Set(_) => {
                self.fuel.take(value.elements().map_or(0, |elements| elements.len()) * Fuel::ELEMENT)?;
                let elements: Result<Vec<Value>> = value.elements().into_iter().flatten().map(|element| apply(&element)).collect();
                Ok(Value::list(elements?))
            }
            _ => Ok(Value::list([apply(&value)?])),
        }
    }
}

/// The value of the variable of a loop or of `each`. The collection that is iterated over is not recorded as a step of its provenance.
fn visited(value: &Value, at: Span) -> Value {
    match value.at {
        Some(before) if !value.referenced => {
            Value { at: Some(at), provenance: Provenance::through(before, &value.provenance), referenced: true, ..value.clone() }
        }
        Some(_) => Value { at: Some(at), ..value.clone() },
        // A pair that the loop itself created.
        None => Value { referenced: false, at: None, ..value.clone() },
    }
}

fn attribute(value: &Value, name: &str) -> Result {
    match &value.data {
        Data::Unknown(unknown) => Ok(because(unknown)),
        Data::Object(_) => {
            value.member(name).ok_or_else(|| EvalError::new(Text::new("the object has no attribute `{name}`").with("name", name)))
        }
        // `list.attribute` of a list of one block is a common mistake that Terraform rejects.
        _ => Err(EvalError::new(
            Text::new("it is {found}, which has no attribute `{name}`").with("found", value.kind_name()).with("name", name),
        )),
    }
}

/// The position of the repetition that has this key.
fn position(repetitions: &Repetitions, key: &Value) -> Result<Option<usize>> {
    if let (RepeatedBy::Count, Data::Number(number)) = (&repetitions.by, &key.data) {
        return Ok(number.as_whole().and_then(|index| usize::try_from(index).ok()).filter(|index| *index < repetitions.each.len()));
    }
    if matches!(key.data, Data::List(_) | Data::Object(_) | Data::Set(_) | Data::Null) {
        return Err(EvalError::new("the key of an instance is a string or a number"));
    }
    Ok(repetitions.each.iter().position(|repeated| matches_key(repeated.key.as_ref(), key)))
}

fn matches_key(own: Option<&Key>, key: &Value) -> bool {
    match (own, &key.data) {
        (Some(Key::Index(own)), Data::Number(number)) => number.as_whole() == i128::try_from(*own).ok(),
        (Some(Key::Name(own)), Data::Text(name)) => own == name,
        (Some(Key::Index(own)), Data::Text(name)) => own.to_string() == **name,
        (Some(Key::Name(own)), Data::Number(number)) => **own == number.to_string(),
        _ => false,
    }
}

/// All repetitions of a block as one value.
fn gather<'k>(by: &RepeatedBy, keys: impl Iterator<Item = Option<&'k Key>>, values: Vec<Value>) -> Value {
    match by {
        RepeatedBy::ForEach => Value::object(keys.zip(values).filter_map(|(key, value)| match key {
            Some(Key::Name(name)) => Some((name.clone(), value)),
            _ => None,
        })),
        _ => Value::list(values),
    }
}
