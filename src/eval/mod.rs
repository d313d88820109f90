//! Values of infrastructure as code, and the evaluation of its languages.
//!
//! A [`Value`] records where it was written and how it reached the place where it is used. An unknown value carries the reason why it
//! is unknown, and makes only values that depend on it unknown.

pub mod arm;
pub mod bicep;
mod call;
pub mod defaults;
mod diagnostics;
mod encoding;
mod files;
mod fuel;
mod json;
mod network;
pub mod terraform;
mod text;
mod value;

pub use crate::syntax::{Part, Reference, Unknown};
pub use call::{EvalContext, Scope};
pub use diagnostics::Diagnostics;
pub use files::{Files, NoFiles};
pub use fuel::Fuel;
pub use text::{TextBuilder, join_text};
pub use value::{Data, EvalError, Number, Object, Value};
