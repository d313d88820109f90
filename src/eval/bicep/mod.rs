//! Templates of Bicep: files, instances of modules, references between resources.
//!
//! Nothing is computed before somebody asks for it, and everything once. Expressions are evaluated by what is shared with templates in
//! JSON, [`super::arm::expression`].

mod evaluator;
mod names;
mod parameters;
mod planned;
mod reference;
mod repeated;
mod template;

pub use evaluator::{Environment, Evaluator};
pub use planned::Planned;
pub use template::{Named, Template, is_local};
