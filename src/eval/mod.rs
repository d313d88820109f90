//! Values of infrastructure as code, and the languages that compute them.
//!
//! A [`Value`] knows where it was written and on what way it came where it is used. What cannot be known is a value too:
//! it says why, and taints only what depends on it.

mod fuel;
pub mod terraform;
mod value;

pub use fuel::Fuel;
pub use value::{Data, Fault, Number, Object, Reference, Unknown, Value};
