//! The meaning of names at an expression.

use super::evaluator::Instance;
use crate::eval::Value;
use crate::source::{FileId, Span};
use crate::syntax::tree::Bytes;
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct Scope<'s, 'c> {
    pub instance: &'s Rc<Instance<'c>>,
    pub file: FileId,
    /// `each.key` and `each.value`, or `count.index`, if the block is repeated.
    pub repeated: Option<&'s Repeated>,
    /// Names that loops and dynamic blocks bind, innermost first.
    pub bound: Option<&'s Bound<'s>>,
    /// The element of the innermost splat.
    pub element: Option<&'s Value>,
}

/// One of the repetitions of a block.
#[derive(Debug, Clone, Default)]
pub struct Repeated {
    /// Its key in addresses: a string or a number. `None` without repetition, or if the repetitions are unknown.
    pub key: Option<Key>,
    pub each_key: Option<Value>,
    pub each_value: Option<Value>,
    pub count_index: Option<Value>,
}

/// The key of a repetition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Index(usize),
    Name(Arc<str>),
}

/// A bound name, and the names bound around it.
pub(super) struct Bound<'s> {
    pub name: &'s str,
    pub value: &'s Value,
    pub around: Option<&'s Self>,
}

impl<'s, 'c> Scope<'s, 'c> {
    /// A scope outside of repeated blocks.
    pub fn new(instance: &'s Rc<Instance<'c>>, file: FileId) -> Self {
        Self { instance, file, repeated: None, bound: None, element: None }
    }

    pub fn repeated(instance: &'s Rc<Instance<'c>>, file: FileId, repeated: &'s Repeated) -> Self {
        Self { repeated: Some(repeated), ..Self::new(instance, file) }
    }

    pub fn span(&self, bytes: &Bytes) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    /// The value that a loop or a dynamic block binds to a name.
    pub fn bound(&self, name: &str) -> Option<&'s Value> {
        std::iter::successors(self.bound, |bound| bound.around).find(|bound| bound.name == name).map(|bound| bound.value)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => {
                f.write_str("[\"")?;
                for character in name.chars() {
                    match character {
                        '"' | '\\' => write!(f, "\\{character}")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        other => write!(f, "{other}")?,
                    }
                }
                f.write_str("\"]")
            }
        }
    }
}
