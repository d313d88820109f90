//! Values of infrastructure as code, and the languages that compute them.
//!
//! A [`Value`] knows where it was written and on what way it came where it is used. What cannot be known is a value too:
//! it says why, and taints only what depends on it.

pub mod arm;
pub mod bicep;
mod call;
mod diagnostics;
mod encoding;
mod files;
mod fuel;
mod json;
mod network;
pub mod terraform;
mod text;
mod value;

pub use crate::syntax::{Reference, Unknown};
pub use call::{EvalContext, Scope};
pub use diagnostics::Diagnostics;
pub use files::Files;
pub use fuel::Fuel;
pub use text::{TextBuilder, join_text};
pub use value::{Data, EvalError, Number, Object, Value};
