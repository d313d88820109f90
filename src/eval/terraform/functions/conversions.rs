//! Conversions, and the functions for sensitive values. Marks are not modeled: a sensitive value is its value.

use super::signature::{ANY, Call, Function};
use crate::eval::terraform::Type;
use crate::eval::{EvalError, Value};
use std::sync::Arc;

const GIVEN: &[super::signature::Parameter] = &[ANY.nullable().unknown()];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("ephemeralasnull", GIVEN, |call| Ok(call.value(0).clone())),
    Function::new("issensitive", GIVEN, |_| Ok(Value::unknown("sensitivity of values is not tracked"))),
    Function::new("nonsensitive", GIVEN, |call| Ok(call.value(0).clone())),
    Function::new("sensitive", GIVEN, |call| Ok(call.value(0).clone())),
    Function::new("tobool", GIVEN, |call| convert(call, &Type::Bool)),
    Function::new("tolist", GIVEN, |call| convert(call, &Type::List(Arc::new(Type::Any)))),
    Function::new("tomap", GIVEN, |call| convert(call, &Type::Map(Arc::new(Type::Any)))),
    Function::new("tonumber", GIVEN, |call| convert(call, &Type::Number)),
    Function::new("toset", GIVEN, |call| convert(call, &Type::Set(Arc::new(Type::Any)))),
    Function::new("tostring", GIVEN, |call| convert(call, &Type::String)),
];

fn convert(call: &Call<'_>, of: &Type) -> Result<Value, EvalError> {
    of.convert(call.value(0), call.fuel())
}
