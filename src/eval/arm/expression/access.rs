//! Names, and the chains of members and elements after them.

use super::{Evaluator, Result, Site, because};
use crate::eval::arm::{member, to_text};
use crate::eval::{Data, EvalError, Reference, Unknown, Value};
use crate::parts::Parts;
use crate::source::{Provenance, Span};
use crate::syntax::bicep::ast::{Access, Expression, ExpressionKind, Step, StepKind};
use crate::text::Text;
use std::sync::Arc;

/// Namespaces of the built-in functions.
const NAMESPACES: [&str; 2] = ["az", "sys"];

/// Why the result of a resource method is unknown.
const METHOD: &str = "it is known only when the template is deployed";

impl Evaluator {
    /// A name without further steps.
    pub(super) fn whole_name(&self, name: &str, at: Span, site: &Site<'_>) -> Result {
        Ok(leads(self.named(name, &[], at, site)?.0, at))
    }

    /// The value of a name, and how many of the following steps belong to the name.
    fn named(&self, name: &str, steps: &[Step<'_>], at: Span, site: &Site<'_>) -> Result<(Value, usize)> {
        if let Some(value) = site.bound(name) {
            return Ok((visited(value, at), 0));
        }
        if let Some(found) = site.names.name(name, steps, site) {
            return found.map(|(value, taken)| (value.used_at(at), taken));
        }
        if let Some(Step { kind: StepKind::Call(call), .. }) = steps.first()
            && NAMESPACES.contains(&name)
        {
            return Ok((self.own_function(call, site)?, 1));
        }
        Err(EvalError::new(Text::new("`{name}` is not known here").with("name", name)))
    }

    pub(super) fn access(&self, access: &Access<'_>, at: Span, site: &Site<'_>) -> Result {
        let (mut value, taken) = match &access.base.kind {
            ExpressionKind::Name(name) => self.named(name, &access.steps, site.span(access.base.span), site)?,
            _ => (self.evaluate(&access.base, site)?, 0),
        };
        for step in access.steps.after(taken) {
            self.fuel.take(1)?;
            let found = match &step.kind {
                StepKind::NotNull => continue,
                StepKind::Member { name, safe } => self.member_of(&value, name.text, *safe)?,
                StepKind::Index { index, safe, from_end } => self.element_of(&value, index, *safe, *from_end, site)?,
                StepKind::Call(call) => {
                    Some(Value::unknown(Text::new("`{name}`: {reason}").with("name", call.name.text).with("reason", METHOD)))
                }
                StepKind::Nested(name) => {
                    return Err(EvalError::new(Text::new("it contains no resource `{name}`").with("name", name.text)));
                }
                StepKind::Error => return Err(EvalError::new("it has a syntax error")),
            };
            match found {
                Some(found) => value = found,
                // A missing value before `?` ends the whole chain.
                None => return Ok(Value { at: Some(at), provenance: value.provenance, ..Value::null() }),
            }
        }
        Ok(leads(value, at))
    }

    /// A member; `None` if it is missing and the access is safe.
    fn member_of(&self, value: &Value, name: &str, safe: bool) -> Result<Option<Value>> {
        match &value.data {
            Data::Unknown(unknown) => Ok(Some(part_of(unknown, name))),
            Data::Null if safe => Ok(None),
            Data::Object(_) => match member(value, name, &self.fuel)? {
                None if safe => Ok(None),
                None => Err(EvalError::new(Text::new("the object has no property `{name}`").with("name", name))),
                found => Ok(found),
            },
            _ => Err(EvalError::new(
                Text::new("it is {found}, which has no property `{name}`").with("found", value.kind_name()).with("name", name),
            )),
        }
    }

    /// An element or a member; `None` if it is missing and the access is safe.
    fn element_of(&self, value: &Value, index: &Expression<'_>, safe: bool, from_end: bool, site: &Site<'_>) -> Result<Option<Value>> {
        let index = self.evaluate(index, site)?;
        if let Some(unknown) = value.as_unknown().or(index.as_unknown()) {
            return Ok(Some(because(unknown)));
        }
        match (&value.data, &index.data) {
            (Data::Null, _) if safe => Ok(None),
            (Data::Object(_), Data::Text(name)) => self.member_of(value, name, safe),
            (Data::List(elements) | Data::Set(elements), Data::Number(number)) => {
                let whole = number.as_whole().and_then(|index| usize::try_from(index).ok());
                let position = if from_end { whole.and_then(|index| elements.len().checked_sub(index.max(1))) } else { whole };
                let found = position.and_then(|position| value.element(position));
                match found {
                    None if !safe => Err(EvalError::new(
                        Text::new("the index {number} is out of range: the array has {given} elements")
                            .with("number", number.to_string())
                            .with("given", elements.len().to_string()),
                    )),
                    found => Ok(found),
                }
            }
            _ => {
                let shown = to_text(&index, &self.fuel)?;
                let shown = shown.as_text().unwrap_or_default();
                Err(EvalError::new(
                    Text::new("it is {found}, which has no element `{shown}`").with("found", value.kind_name()).with("shown", shown),
                ))
            }
        }
    }
}

/// The result of a chain has the span of the whole chain, unless it leads into a value written here.
fn leads(value: Value, at: Span) -> Value {
    if value.referenced || value.at.is_none() { Value { at: Some(at), ..value } } else { value }
}

/// The value of the variable of a loop or lambda. The collection that is iterated over is not recorded as a step of its provenance.
fn visited(value: &Value, at: Span) -> Value {
    match value.at {
        Some(before) if !value.referenced => {
            Value { at: Some(at), provenance: Provenance::through(before, &value.provenance), referenced: true, ..value.clone() }
        }
        Some(_) => Value { at: Some(at), ..value.clone() },
        None => value.clone(),
    }
}

/// A member of an unknown value. If that is an attribute of a resource, so is the member: `identity.properties.principalId`.
fn part_of(unknown: &Unknown, name: &str) -> Value {
    let reference = unknown.reference.as_ref().map(|of| Reference { attribute: name.into(), ..of.clone() });
    Value::made(Data::Unknown(Arc::new(Unknown { reference, ..Unknown::new(unknown.reason.clone()) })))
}
