//! Templates that another language computes.

use super::engine::Links;
use super::sections::Template;
use crate::eval::{Data, EvalError, Fuel, Value};
use crate::source::FileId;
use crate::syntax::tree::{self, Bytes, Expression, Member, Node};
use std::collections::HashMap;

/// The tree of a template that is a value, with the values at its leaves, which have their own places.
pub struct Computed<'v> {
    file: FileId,
    links: &'v dyn Links,
    node: Node<'static>,
    /// By the addresses of the nodes.
    values: HashMap<usize, &'v Value>,
}

impl<'v> Computed<'v> {
    /// The template that a value in this file is.
    ///
    /// # Errors
    /// [`EvalError`] when it is too large or nested too deep.
    pub fn new(value: &'v Value, file: FileId, links: &'v dyn Links, fuel: &Fuel) -> Result<Self, EvalError> {
        let node = node(value, file, &(0..0), fuel, 0)?;
        let mut own = Self { file, links, node: Node { bytes: 0..0, value: tree::Value::Null }, values: HashMap::new() };
        // The addresses of inner nodes do not change when the tree is moved.
        place(&node, value, &mut own.values);
        own.node = node;
        Ok(own)
    }

    pub fn template(&self) -> Template<'_> {
        Template { file: self.file, node: &self.node }
    }
}

impl Links for Computed<'_> {
    fn linked(&self, from: FileId, path: &str) -> Option<Template<'_>> {
        self.links.linked(from, path)
    }

    fn deploys(&self, file: FileId) {
        if file != self.file {
            self.links.deploys(file);
        }
    }

    fn computed(&self, node: &Node<'_>) -> Option<&Value> {
        self.values.get(&address(node)).copied()
    }

    fn is_twice(&self, file: FileId, key: usize) -> bool {
        file != self.file && self.links.is_twice(file, key)
    }
}

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node) as usize
}

fn node(value: &Value, file: FileId, around: &Bytes, fuel: &Fuel, depth: usize) -> Result<Node<'static>, EvalError> {
    fuel.take(Fuel::ELEMENT)?;
    Value::check_depth(depth)?;
    let own = value.at.filter(|at| at.file == file).map(|at| at.start as usize..at.end as usize);
    let bytes = own.unwrap_or_else(|| around.clone());
    let value = match &value.data {
        Data::Null => tree::Value::Null,
        Data::Bool(value) => tree::Value::Bool(*value),
        Data::Number(number) => tree::Value::Number(number.to_string().into()),
        Data::Text(text) => {
            fuel.take_text(text.len())?;
            tree::Value::String(text.to_string().into())
        }
        Data::List(elements) | Data::Set(elements) => {
            tree::Value::Array(elements.iter().map(|element| node(element, file, &bytes, fuel, depth + 1)).collect::<Result<_, _>>()?)
        }
        Data::Object(object) => {
            // It may have other members.
            if let Some(rest) = &object.rest {
                unknown(rest)
            } else {
                let member = |(key, value): &(std::sync::Arc<str>, Value)| {
                    let value = node(value, file, &bytes, fuel, depth + 1)?;
                    Ok(Member { key: key.to_string().into(), key_bytes: bytes.clone(), value })
                };
                tree::Value::Object(object.members().iter().map(member).collect::<Result<_, EvalError>>()?)
            }
        }
        Data::Unknown(of) => unknown(of),
    };
    Ok(Node { bytes, value })
}

fn unknown(of: &crate::eval::Unknown) -> tree::Value<'static> {
    tree::Value::Unknown(Box::new(Expression { unknown: of.clone(), default: None }))
}

/// Collects the values of the leaves.
fn place<'v>(node: &Node<'_>, value: &'v Value, values: &mut HashMap<usize, &'v Value>) {
    match (&node.value, &value.data) {
        (tree::Value::Array(nodes), Data::List(elements) | Data::Set(elements)) => {
            nodes.iter().zip(elements.iter()).for_each(|(node, value)| place(node, value, values));
        }
        (tree::Value::Object(members), Data::Object(object)) => {
            members.iter().zip(object.members()).for_each(|(member, (_, value))| place(&member.value, value, values));
        }
        _ => drop(values.insert(address(node), value)),
    }
}
