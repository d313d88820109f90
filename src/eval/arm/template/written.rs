//! Evaluates the JSON of a template: expressions, and loops in objects (`copy`).

use super::TWICE;
use super::copies::{Copies, Loop};
use super::engine::Engine;
use super::names::Context;
use super::sections::get;
use crate::eval::arm::expression::{Site, faulty};
use crate::eval::{Data, EvalError, Fuel, Number, Object, Unknown, Value};
use crate::source::{FileId, Span};
use crate::syntax::arm_expression::{TemplateString, is_expression, unescape};
use crate::syntax::tree::{self, Member, Node};
use crate::text::Text;
use std::sync::Arc;

/// How deep values may be nested where each may be an expression that yields another one. The stack of the evaluating thread is sized
/// for this limit.
const MAX_DEPTH: usize = 4_000;

impl<'c> Engine<'c> {
    /// The value of a node. Without a context nothing in it is evaluated.
    pub(super) fn written(&self, node: &'c Node<'c>, file: FileId, context: Option<&Context<'_, 'c>>) -> Value {
        let at = Span::new(file, node.bytes.start, node.bytes.end);
        self.data(node, at, context).unwrap_or_else(|fault| faulty(&fault, at))
    }

    fn data(&self, node: &'c Node<'c>, at: Span, context: Option<&Context<'_, 'c>>) -> Result<Value, EvalError> {
        self.fuel().take(1)?;
        let is_expression = context.is_some() && node.as_str().is_some_and(is_expression);
        if let Some(value) = self.links.computed(node).filter(|_| !is_expression) {
            return Ok(value.clone());
        }
        let data = match &node.value {
            tree::Value::Null => Data::Null,
            tree::Value::Unknown(expression) => Data::Unknown(Arc::new(expression.unknown.clone())),
            tree::Value::Bool(value) => Data::Bool(*value),
            tree::Value::Number(text) => Data::Number(Number::parse(text).ok_or_else(|| EvalError::new("the number is too large"))?),
            tree::Value::String(text) => return self.string(text, at, context),
            tree::Value::Array(elements) => {
                self.fuel().take(elements.len() * Fuel::ELEMENT)?;
                self.deeper(|| Data::List(elements.iter().map(|element| self.written(element, at.file, context)).collect()))?
            }
            tree::Value::Object(members) => {
                self.fuel().take(members.len() * Fuel::ELEMENT)?;
                Data::Object(Arc::new(self.deeper(|| self.object(members, at.file, context))?))
            }
        };
        Ok(Value::literal(data, at))
    }

    fn deeper<T>(&self, compute: impl FnOnce() -> T) -> Result<T, EvalError> {
        if self.depth.get() >= MAX_DEPTH {
            return Err(EvalError::new("it is nested too deep"));
        }
        self.depth.set(self.depth.get() + 1);
        let result = compute();
        self.depth.set(self.depth.get() - 1);
        Ok(result)
    }

    fn string(&self, text: &'c str, at: Span, context: Option<&Context<'_, 'c>>) -> Result<Value, EvalError> {
        self.fuel().take_text(text.len())?;
        let literal = |text: &str| Ok(Value::literal(Data::Text(text.into()), at));
        let Some(context) = context else { return literal(text) };
        if !is_expression(text) {
            return literal(unescape(text));
        }
        match &*self.parsed(text, at) {
            Ok(TemplateString::Literal(text)) => literal(text),
            Ok(TemplateString::Expression(expression)) => {
                self.shallow(self.evaluator.evaluate(expression, &Site::new(context))?.placed(at))
            }
            Err(error) => Err(EvalError::new(Text::new("not an expression: {reason}").with("reason", error.message.clone()))),
        }
    }

    /// An object. A key that is unknown leaves it open.
    fn object(&self, members: &'c [Member<'c>], file: FileId, context: Option<&Context<'_, 'c>>) -> Object {
        let mut all: Vec<(Arc<str>, Value)> = Vec::with_capacity(members.len());
        let mut rest = None;
        for member in members {
            if let Some(context) = context
                && member.key.eq_ignore_ascii_case("copy")
                && let Some(loops) = property_loops(&member.value)
            {
                for (name, of) in loops {
                    all.push((name.into(), self.repeated_value(name, of, context)));
                }
                continue;
            }
            let at = Span::new(file, member.value.bytes.start, member.value.bytes.end);
            let value = || {
                if self.links.is_twice(file, member.key_bytes.start) {
                    return Value { at: Some(at), ..Value::unknown(TWICE) };
                }
                self.written(&member.value, file, context)
            };
            match self.key(member, file, context) {
                Ok(key) => all.push((key, value())),
                Err(unknown) => drop(rest.get_or_insert(unknown)),
            }
        }
        let object = Object::new(all);
        match rest {
            Some(rest) => object.open(rest),
            None => object,
        }
    }

    /// The text of a key, which may be an expression; or why it is unknown.
    fn key(&self, member: &'c Member<'c>, file: FileId, context: Option<&Context<'_, 'c>>) -> Result<Arc<str>, Arc<Unknown>> {
        if context.is_none() || !member.key.starts_with('[') {
            return Ok(member.key.as_ref().into());
        }
        let at = Span::new(file, member.key_bytes.start, member.key_bytes.end);
        let key = self.string(&member.key, at, context).unwrap_or_else(|fault| faulty(&fault, at));
        match key.data {
            Data::Text(text) => Ok(text),
            Data::Unknown(unknown) => Err(unknown),
            _ => Err(Arc::new(Unknown::new(Text::new("a key is a string, not {found}").with("found", key.kind_name())))),
        }
    }

    /// The array that a loop in an object computes: `{"name": …, "count": …, "input": …}`.
    pub(super) fn repeated_value(&self, name: &str, of: &'c Node<'c>, context: &Context<'_, 'c>) -> Value {
        let at = context.span(of);
        let indexes = match self.indexes(of, context) {
            Ok(indexes) => indexes,
            Err(unknown) => return Value { at: Some(at), ..Value::made(Data::Unknown(unknown)) },
        };
        let Some(input) = get(of, "input") else { return faulty(&EvalError::new("a loop without `input`"), at) };
        let elements = indexes.map(|index| {
            let turn = Loop { name: name.into(), index: Value::whole(index), of_resource: false };
            self.value(input, &context.with(Some(Copies::within(&context.copies, turn))))
        });
        let elements: Vec<Value> = elements.collect();
        Value { computed: false, ..Value::list(elements).placed(at) }
    }
}

/// The loops of a `copy` in an object, by name; `None` if the member is not a loop.
pub(super) fn property_loops<'c>(copy: &'c Node<'c>) -> Option<Vec<(&'c str, &'c Node<'c>)>> {
    let elements = copy.elements();
    let one = |node: &'c Node<'c>| {
        get(node, "count")?;
        Some((get(node, "name")?.as_str()?, node))
    };
    if elements.is_empty() { None } else { elements.iter().map(one).collect() }
}
