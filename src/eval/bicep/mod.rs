//! Bicep templates: files, instances of modules, references between resources.
//!
//! All values are computed lazily and only once. Expressions are evaluated by [`super::arm::expression`], which is shared with JSON
//! templates.

mod deployed;
mod evaluator;
mod names;
mod parameters;
mod planned;
mod reference;
mod repeated;
mod template;

pub use evaluator::{Environment, Evaluator};
pub use template::{Named, Template, is_local};
