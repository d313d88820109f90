//! Repetitions of blocks: `count`, `for_each`, and `enabled` of OpenTofu.

use super::evaluator::{Block, Evaluator, Instance};
use super::module::{Declaration, In};
use super::scope::{Key, Repeated, Scope};
use super::types::Type;
use crate::eval::{Data, Fuel, Unknown, Value};
use crate::source::Span;
use crate::syntax::hcl::Attribute;
use crate::text::Text;
use std::rc::Rc;
use std::sync::Arc;

/// The fuel that a repetition consumes, as its key and values are kept in memory until the end.
const REPETITION: usize = 8 * Fuel::ELEMENT;

/// The maximum number of repetitions of one block.
const MAX_REPETITIONS: usize = 10_000;

pub struct Repetitions {
    pub each: Vec<Repeated>,
    /// How they are distinguished.
    pub by: RepeatedBy,
}

/// How repetitions are distinguished.
#[derive(Debug, Clone)]
pub enum RepeatedBy {
    /// The block is not repeated; it exists once, or not at all.
    Nothing,
    Count,
    ForEach,
    /// The number of repetitions is unknown.
    Unknown(Arc<Unknown>),
}

impl<'c> Evaluator<'c> {
    pub(super) fn resource_repetitions(&self, instance: &Rc<Instance<'c>>, index: usize) -> Rc<Repetitions> {
        self.repetitions(instance, Block::Resource, index)
    }

    pub(super) fn repetitions(&self, instance: &Rc<Instance<'c>>, block: Block, index: usize) -> Rc<Repetitions> {
        let key = (block, index);
        if let Some(known) = instance.repetitions.borrow().get(&key) {
            // Still being computed: the number of repetitions depends on itself.
            let Some((repetitions, read)) = known else { return Rc::new(Repetitions::unknown("it depends on itself")) };
            self.defaults.note(*read);
            return repetitions.clone();
        }
        instance.repetitions.borrow_mut().insert(key, None);
        let declaration = match block {
            Block::Resource => instance.module.resource_at(index),
            Block::Call => instance.module.call_at(index),
        };
        let (repetitions, read) = self.defaults.recording(|| self.as_value(|| self.repeat(instance, declaration)));
        let repetitions = Rc::new(repetitions);
        instance.repetitions.borrow_mut().insert(key, Some((repetitions.clone(), read)));
        repetitions
    }

    fn repeat(&self, instance: &Rc<Instance<'c>>, declaration: &Declaration<'c>) -> Repetitions {
        let asked = |name| {
            let attribute = declaration.attribute(name)?;
            let scope = Scope::new(instance, attribute.file);
            Some((attribute.span(&attribute.of.value.bytes), self.evaluate(&attribute.of.value, &scope)))
        };
        let (count, each) = (asked("count"), asked("for_each"));
        let (at, value, is_count) = match (count, each) {
            (None, None) => return if self.is_disabled(instance, declaration) { Repetitions::none() } else { Repetitions::once() },
            (Some((at, value)), _) => (at, value, true),
            (None, Some((at, value))) => (at, value, false),
        };
        let value = match value {
            Ok(value) => value,
            Err(fault) => return Repetitions::unknown(fault.message),
        };
        if let Some(unknown) = value.as_unknown() {
            return Repetitions::because(unknown.clone());
        }
        if is_count { self.count(&value, at) } else { self.for_each(&value, at) }
    }

    /// Whether `lifecycle` states that the block does not exist (OpenTofu 1.11). If that is unknown, it exists once.
    fn is_disabled(&self, instance: &Rc<Instance<'c>>, declaration: &Declaration<'c>) -> bool {
        let asked = |attribute: In<'c, Attribute>| self.evaluate(&attribute.of.value, &Scope::new(instance, attribute.file));
        let in_json = || declaration.attribute("lifecycle").and_then(|lifecycle| asked(lifecycle).ok()?.member("enabled").map(Ok));
        let Some(enabled) = declaration.nested("lifecycle", "enabled").map(asked).or_else(in_json) else { return false };
        let value = enabled.and_then(|value| Type::Bool.convert(&value, &self.fuel));
        value.is_ok_and(|value| value.as_bool() == Some(false))
    }

    fn count(&self, value: &Value, at: Span) -> Repetitions {
        let number = Type::Number.convert(value, &self.fuel).ok();
        let number = number.and_then(|number| if let Data::Number(number) = number.data { number.as_whole() } else { None });
        let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else {
            return Repetitions::unknown("`count` is not an integer");
        };
        let taken = self.at_most(number, "count", at);
        if let Err(fault) = self.fuel.take(taken * REPETITION) {
            return Repetitions::unknown(fault.message);
        }
        let each = (0..taken).map(|index| Repeated {
            key: Some(Key::Index(index)),
            each_key: None,
            each_value: None,
            count_index: Some(Value { at: Some(at), ..Value::whole(index as i128) }),
        });
        Repetitions { each: each.collect(), by: RepeatedBy::Count }
    }

    pub(super) fn for_each(&self, value: &Value, at: Span) -> Repetitions {
        let repeated = |name: &Arc<str>, value: Value| {
            let key = Value { at: value.at, provenance: value.provenance.clone(), computed: value.computed, ..Value::text(name.clone()) };
            Repeated { key: Some(Key::Name(name.clone())), each_key: Some(key), each_value: Some(value), count_index: None }
        };
        let each: Vec<Repeated> = match &value.data {
            Data::Object(object) if object.rest.is_none() => {
                let members = value.members().into_iter().flatten();
                members.take(MAX_REPETITIONS).map(|(name, value)| repeated(name, value)).collect()
            }
            Data::Object(object) => {
                return Repetitions::because(object.rest.clone().expect("an object that is not open was handled before"));
            }
            Data::Set(_) => {
                let mut each = Vec::new();
                for element in value.elements().into_iter().flatten().take(MAX_REPETITIONS) {
                    match &element.data {
                        Data::Text(name) => each.push(repeated(&name.clone(), element)),
                        Data::Unknown(unknown) => return Repetitions::because(unknown.clone()),
                        _ => return Repetitions::unknown("`for_each` requires a set of strings"),
                    }
                }
                each
            }
            _ => return Repetitions::unknown("`for_each` requires a map or a set of strings"),
        };
        if let Err(fault) = self.fuel.take(each.len() * REPETITION) {
            return Repetitions::unknown(fault.message);
        }
        let number = value.members().map(|members| members.len()).or(value.elements().map(|elements| elements.len()));
        self.at_most(number.unwrap_or_default(), "for_each", at);
        Repetitions { each, by: RepeatedBy::ForEach }
    }

    /// Limits the number of repetitions, and reports when the limit is exceeded.
    fn at_most(&self, number: usize, name: &str, at: Span) -> usize {
        if number > MAX_REPETITIONS {
            self.problem(
                at,
                Text::new("`{name}` requests {number} repetitions: only the first {limit} are checked")
                    .with("name", name)
                    .with("number", number.to_string())
                    .with("limit", MAX_REPETITIONS.to_string()),
            );
        }
        number.min(MAX_REPETITIONS)
    }
}

impl Repetitions {
    fn once() -> Self {
        Self { each: vec![Repeated::default()], by: RepeatedBy::Nothing }
    }

    /// A block that does not exist; references to it are null.
    fn none() -> Self {
        Self { each: Vec::new(), by: RepeatedBy::Nothing }
    }

    /// A block with an unknown number of repetitions is checked as if it existed once, without keys and values.
    fn because(unknown: Arc<Unknown>) -> Self {
        let value = Value::made(Data::Unknown(unknown.clone()));
        let repeated = Repeated { key: None, each_key: Some(value.clone()), each_value: Some(value.clone()), count_index: Some(value) };
        Self { each: vec![repeated], by: RepeatedBy::Unknown(unknown) }
    }

    fn unknown(reason: impl Into<Text>) -> Self {
        Self::because(Arc::new(Unknown::new(reason)))
    }
}
