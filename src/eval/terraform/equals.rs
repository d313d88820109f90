//! temporary
use crate::eval::{Data, Fault, Fuel, Value};
/// x
pub fn equals(a: &Value, b: &Value, _fuel: &Fuel) -> Result<Option<bool>, Fault> {
    Ok(match (&a.data, &b.data) {
        (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
        (Data::Text(a), Data::Text(b)) => Some(a == b),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::Null, Data::Null) => Some(true),
        _ => Some(false),
    })
}
