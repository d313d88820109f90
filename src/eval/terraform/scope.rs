//! What names mean where an expression stands.

use super::evaluator::Instance;
use crate::eval::Value;
use crate::source::{FileId, Span};
use crate::syntax::tree::Bytes;
use std::rc::Rc;
use std::sync::Arc;

/// What names mean in an expression.
#[derive(Clone)]
pub(super) struct Scope<'s, 'c> {
    /// The instance of the module.
    pub instance: &'s Rc<Instance<'c>>,
    /// The file in which the expression stands.
    pub file: FileId,
    /// `each.key` and `each.value`, or `count.index`, where the block is repeated.
    pub repeated: Option<&'s Repeated>,
    /// Names that loops and dynamic blocks bind, innermost first.
    pub bound: Option<&'s Bound<'s>>,
    /// The element of the innermost splat.
    pub element: Option<&'s Value>,
}

/// One of the repetitions of a block.
#[derive(Debug, Clone)]
pub struct Repeated {
    /// Its key, as addresses have it: a string or a number. Nothing for a block that stands once, or whose repetitions are not known.
    pub key: Option<Key>,
    pub each_key: Option<Value>,
    pub each_value: Option<Value>,
    pub count_index: Option<Value>,
}

/// What tells one repetition from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Index(usize),
    Name(Arc<str>),
}

/// A name that is bound, and those around it.
pub(super) struct Bound<'s> {
    pub name: &'s str,
    pub value: &'s Value,
    pub around: Option<&'s Self>,
}

impl<'s, 'c> Scope<'s, 'c> {
    /// Outside of any block that repeats.
    pub fn new(instance: &'s Rc<Instance<'c>>, file: FileId) -> Self {
        Self { instance, file, repeated: None, bound: None, element: None }
    }

    pub fn repeated(instance: &'s Rc<Instance<'c>>, file: FileId, repeated: &'s Repeated) -> Self {
        Self { repeated: Some(repeated), ..Self::new(instance, file) }
    }

    /// The span of bytes in the file.
    pub fn span(&self, bytes: &Bytes) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    /// The value that a loop or a dynamic block has given a name.
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
