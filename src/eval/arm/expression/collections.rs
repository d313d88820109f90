//! Objects, arrays and loops over arrays.

use super::{Evaluator, Result, Site, because, faulty};
use crate::eval::arm::to_text;
use crate::eval::{Data, EvalError, Fuel, Object, Unknown, Value};
use crate::syntax::bicep::ast::{self, ArrayItem, For, Key, Loop, ObjectItem};
use crate::text::Text;
use std::sync::Arc;

/// The most iterations of a loop. Resource Manager allows 800 resources per loop.
pub const MAX_REPETITIONS: usize = 10_000;

/// The message for a loop with more iterations.
pub const TOO_MANY: &str = "a loop has more than {limit} iterations";

impl Evaluator {
    /// An object. A key that is unknown leaves it open.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out, or a key or a spread has the wrong type.
    pub fn object(&self, of: &ast::Object<'_>, site: &Site<'_>) -> Result<Object> {
        self.fuel.take(of.items.len() * Fuel::ELEMENT)?;
        let mut members: Vec<(Arc<str>, Value)> = Vec::with_capacity(of.items.len());
        let mut rest: Option<Arc<Unknown>> = None;
        for item in &of.items {
            match item {
                ObjectItem::Property(property) => match self.key(&property.key, site)? {
                    Ok(key) => members.push((key, self.evaluate_or_unknown(&property.value, site))),
                    Err(unknown) => drop(rest.get_or_insert(unknown)),
                },
                ObjectItem::Spread(spread) => {
                    let value = self.evaluate_or_unknown(&spread.value, site);
                    if let Some(unknown) = self.spread(&value, &mut members)? {
                        rest.get_or_insert(unknown);
                    }
                }
                ObjectItem::Resource(_) => {}
                ObjectItem::Error(_) => drop(rest.get_or_insert_with(|| Arc::new(Unknown::new("it has a syntax error")))),
            }
        }
        let object = Object::new(members);
        Ok(match rest {
            Some(rest) => object.open(rest),
            None => object,
        })
    }

    /// Adds the members of an object. Returns why there may be further members. Null adds nothing.
    fn spread(&self, value: &Value, members: &mut Vec<(Arc<str>, Value)>) -> Result<Option<Arc<Unknown>>> {
        let rest = match &value.data {
            Data::Unknown(unknown) => Some(unknown.clone()),
            Data::Object(object) => object.rest.clone(),
            Data::Null => None,
            _ => return Err(EvalError::new(Text::new("an object is required after `...`, not {found}").with("found", value.kind_name()))),
        };
        if let Some(rest) = &rest {
            // Members before the spread may be overwritten.
            for (_, member) in members.iter_mut() {
                *member = Value { at: member.at, ..because(rest) };
            }
        }
        if let Some(added) = value.members() {
            self.fuel.take(added.len() * Fuel::ELEMENT)?;
            members.extend(added.map(|(key, member)| (key.clone(), member)));
        }
        Ok(rest)
    }

    /// The text of a key, or why it is unknown.
    fn key(&self, key: &Key<'_>, site: &Site<'_>) -> Result<std::result::Result<Arc<str>, Arc<Unknown>>> {
        let string = match key {
            Key::Name(name) => return Ok(Ok(name.text.into())),
            Key::String(string) => self.string(&string.value, site)?,
        };
        match &to_text(&string, &self.fuel)?.data {
            Data::Text(text) => Ok(Ok(text.clone())),
            Data::Unknown(unknown) => Ok(Err(unknown.clone())),
            _ => Err(EvalError::new("a key is required")),
        }
    }

    pub(super) fn array(&self, items: &[ArrayItem<'_>], site: &Site<'_>) -> Result {
        self.fuel.take(items.len() * Fuel::ELEMENT)?;
        let mut elements = Vec::with_capacity(items.len());
        let mut is_written = true;
        for item in items {
            match item {
                ArrayItem::Value(value) => elements.push(self.evaluate_or_unknown(value, site)),
                ArrayItem::Spread(spread) => {
                    is_written = false;
                    let value = self.evaluate(&spread.value, site)?;
                    match (&value.data, value.elements()) {
                        // The number of elements is unknown.
                        (Data::Unknown(unknown), _) => return Ok(because(unknown)),
                        (Data::Null, _) => {}
                        (_, Some(more)) => {
                            self.fuel.take(more.len() * Fuel::ELEMENT)?;
                            elements.extend(more);
                        }
                        _ => {
                            return Err(EvalError::new(
                                Text::new("an array is required after `...`, not {found}").with("found", value.kind_name()),
                            ));
                        }
                    }
                }
            }
        }
        let list = Value::list(elements);
        Ok(Value { computed: !is_written, ..list })
    }

    pub(super) fn for_expression(&self, of: &For<'_>, site: &Site<'_>) -> Result {
        let elements = match self.visit(&of.header, site)? {
            Ok(elements) => elements,
            Err(unknown) => return Ok(because(&unknown)),
        };
        self.fuel.take(elements.len() * Fuel::ELEMENT)?;
        let names = loop_names(&of.header);
        let mut results = Vec::with_capacity(elements.len());
        for (index, element) in elements.into_iter().enumerate() {
            let values = [element, Value::whole(index)];
            let at = site.span(of.value.span);
            results.push(site.with(&names, &values, &mut |site| match self.evaluate(&of.value, site) {
                Ok(value) => value,
                Err(fault) => faulty(&fault, at),
            }));
        }
        Ok(Value::list(results))
    }

    /// The collection of a loop, or why it is unknown.
    ///
    /// # Errors
    /// [`EvalError`] when it is not an array, or has too many elements.
    pub fn visit(&self, header: &Loop<'_>, site: &Site<'_>) -> Result<std::result::Result<Vec<Value>, Arc<Unknown>>> {
        let items = self.evaluate(&header.items, site)?;
        match (&items.data, items.elements()) {
            (Data::Unknown(unknown), _) => Ok(Err(unknown.clone())),
            (_, Some(elements)) => {
                if elements.len() > MAX_REPETITIONS {
                    return Err(EvalError::new(Text::new(TOO_MANY).with("limit", MAX_REPETITIONS.to_string())));
                }
                self.fuel.take(elements.len() * Fuel::ELEMENT)?;
                Ok(Ok(elements.collect()))
            }
            _ => Err(EvalError::new(Text::new("a loop requires an array, not {found}").with("found", items.kind_name()))),
        }
    }
}

/// The names that a loop binds: the element and, if declared, the index.
pub fn loop_names<'a>(header: &Loop<'a>) -> Vec<&'a str> {
    std::iter::once(header.item.text).chain(header.index.map(|index| index.text)).collect()
}
