//! Copy loops: their number of iterations, and the current one.

use super::MAX_COPIES;
use super::engine::Engine;
use super::names::Context;
use super::sections::get;
use crate::eval::{Data, EvalError, Number, Unknown, Value};
use crate::syntax::tree::Node;
use crate::text::Text;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// One iteration of a loop.
#[derive(Debug, Clone)]
pub(super) struct Loop {
    pub name: Arc<str>,
    /// The index from 0; unknown if the number of iterations is unknown.
    pub index: Value,
    /// Whether it creates resources, not elements of an array.
    pub of_resource: bool,
}

/// The loops around a place, innermost first.
#[derive(Debug)]
pub(super) struct Copies {
    turn: Loop,
    around: Around,
}

/// The loops around a place, as a shared list.
pub(super) type Around = Option<Rc<Copies>>;

impl Copies {
    /// The loops around a place inside this iteration.
    pub(super) fn within(around: &Around, turn: Loop) -> Rc<Self> {
        Rc::new(Self { turn, around: around.clone() })
    }

    fn find(around: &Around, is: impl Fn(&Loop) -> bool) -> Option<&Loop> {
        std::iter::successors(around.as_deref(), |copies| copies.around.as_deref()).map(|copies| &copies.turn).find(|turn| is(turn))
    }
}

/// The value of `copyIndex()`, `copyIndex(offset)`, `copyIndex(name)`, `copyIndex(name, offset)`.
pub(super) fn copy_index(arguments: &[Value], around: &Around) -> Result<Value, EvalError> {
    let (name, offset) = match arguments {
        [] => (None, None),
        [only] if only.as_text().is_some() => (only.as_text(), None),
        [only] => (None, Some(only)),
        [name, offset] => (name.as_text(), Some(offset)),
        _ => return Err(EvalError::new("`copyIndex` requires the name of a loop and a number")),
    };
    let found = match name {
        Some(name) => Copies::find(around, |turn| turn.name.eq_ignore_ascii_case(name)),
        // Inside a resource loop, a loop in an object is found only by its name.
        None => Copies::find(around, |turn| turn.of_resource).or_else(|| Copies::find(around, |_| true)),
    };
    let turn = found.ok_or_else(|| match name {
        Some(name) => EvalError::new(Text::new("there is no loop `{name}` around `copyIndex`").with("name", name)),
        None => EvalError::new("there is no loop around `copyIndex`"),
    })?;
    let Some(offset) = offset else { return Ok(turn.index.clone()) };
    match (&turn.index.data, &offset.data) {
        (Data::Number(Number::Whole(index)), Data::Number(Number::Whole(offset))) => Ok(Value::whole(index.saturating_add(*offset))),
        (_, Data::Unknown(_)) => Ok(offset.clone()),
        (Data::Unknown(_), _) => Ok(turn.index.clone()),
        _ => Err(EvalError::new("`copyIndex` requires the name of a loop and an integer")),
    }
}

impl<'c> Engine<'c> {
    /// The iterations of a loop, `{"count": …}`; or why their number is unknown.
    pub(super) fn indexes(&self, of: &'c Node<'c>, context: &Context<'_, 'c>) -> Result<Range<usize>, Arc<Unknown>> {
        let unknown = |reason: Text| Arc::new(Unknown::new(reason));
        let Some(count) = get(of, "count") else { return Err(unknown("a loop without `count`".into())) };
        let value = self.value(count, context);
        match &value.data {
            Data::Number(Number::Whole(count)) if *count > MAX_COPIES => Err(unknown(
                Text::new("a loop has at most {limit} iterations, not {count}")
                    .with("limit", MAX_COPIES.to_string())
                    .with("count", count.to_string()),
            )),
            Data::Number(Number::Whole(count)) => usize::try_from(*count)
                .map(|count| 0..count)
                .map_err(|_| unknown(Text::new("a loop cannot have {count} iterations").with("count", count.to_string()))),
            Data::Unknown(unknown) => Err(unknown.clone()),
            _ => Err(unknown(Text::new("`count` must be an integer, not {found}").with("found", value.kind_name()))),
        }
    }

    /// The iterations of a resource: exactly one without a loop.
    pub(super) fn turns(&self, resource: &'c Node<'c>, context: &Context<'_, 'c>) -> Vec<Option<Loop>> {
        let Some(copy) = get(resource, "copy").filter(|copy| !copy.members().is_empty()) else { return vec![None] };
        let name: Arc<str> = get(copy, "name").and_then(Node::as_str).unwrap_or_default().into();
        let turn = |index| Some(Loop { name: name.clone(), index, of_resource: true });
        match self.indexes(copy, context) {
            Ok(indexes) => indexes.map(|index| turn(Value::whole(index))).collect(),
            // If the number of iterations is unknown, the resource is checked as if it existed once.
            Err(unknown) => vec![turn(Value::made(Data::Unknown(unknown)))],
        }
    }
}
