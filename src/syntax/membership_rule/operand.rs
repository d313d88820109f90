//! The values and operators that a property accepts.
//!
//! Strict where the documentation is, lenient where it is not: the service has accepted every exported rule.

use super::ast::{Comparison, Literal, Operator, Value};
use super::pattern;
use super::vocabulary::PropertyKind;
use super::{Dialect, RuleError};
use crate::text::Text;

/// Checks a comparison of `shown`, which is of this type.
pub(super) fn check(comparison: &Comparison<'_>, kind: PropertyKind, shown: &str, dialect: Dialect) -> Result<(), RuleError> {
    let Comparison { operator, operator_bytes, value, .. } = comparison;
    let wrong_operator = |message| Err(RuleError { at: operator_bytes.clone(), message });
    let name = operator.name();
    match operator {
        Operator::Le | Operator::Ge if kind != PropertyKind::Date => {
            return wrong_operator(Text::new("`-{name}` compares times, and `{shown}` is not one").with("name", name).with("shown", shown));
        }
        Operator::Match | Operator::NotMatch if dialect == Dialect::DeviceFilter => {
            return wrong_operator(Text::new("a device filter has no `-{name}`").with("name", name));
        }
        _ if is_textual(*operator) && matches!(kind, PropertyKind::Bool | PropertyKind::Date) => {
            let what = if kind == PropertyKind::Bool { "true or false" } else { "a time" };
            return wrong_operator(
                Text::new("`-{name}` compares text, and `{shown}` is {what}").with("name", name).with("shown", shown).with("what", what),
            );
        }
        _ => {}
    }
    match (&value.value, operator) {
        (Value::List(elements), Operator::In | Operator::NotIn) => {
            elements.iter().try_for_each(|element| check_value(element, kind, *operator, shown))
        }
        (Value::List(_), _) => wrong(value, Text::new("a list requires `-in` or `-notIn`, not `-{name}`").with("name", name)),
        // The documentation of filters shows such a text, with several values in it.
        (Value::Text(_), Operator::In | Operator::NotIn) if dialect == Dialect::DeviceFilter => Ok(()),
        (_, Operator::In | Operator::NotIn) => wrong(value, Text::new("expected a list in `[` and `]` after `-{name}`").with("name", name)),
        _ => check_value(value, kind, *operator, shown),
    }
}

fn check_value(value: &Literal<'_>, kind: PropertyKind, operator: Operator, shown: &str) -> Result<(), RuleError> {
    use PropertyKind::{Bool, Date, Extension, Groups, Plans, Texts};
    let name = operator.name();
    match (&value.value, kind) {
        (Value::Null, _) if !matches!(operator, Operator::Eq | Operator::Ne) => {
            wrong(value, Text::new("`null` requires `-eq` or `-ne`, not `-{name}`").with("name", name))
        }
        (Value::Null, _) | (Value::Bool(_), Bool) | (Value::Date(_) | Value::Now(_) | Value::Text(_), Date) => Ok(()),
        (Value::Text(text), Bool) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => Ok(()),
        (_, Bool) => wrong(value, Text::new("expected `true` or `false`, the only values of `{shown}`").with("shown", shown)),
        (_, Date) => wrong(value, Text::new("expected a time or `system.now`: `{shown}` is a time").with("shown", shown)),
        (Value::Date(_) | Value::Now(_), _) => wrong(value, Text::new("`{shown}` is not a time").with("shown", shown)),
        (Value::Text(text), _) if matches!(operator, Operator::Match | Operator::NotMatch) => match pattern::mistake(text) {
            Some(mistake) => wrong(value, Text::new("not a regular expression: {reason}").with("reason", mistake)),
            None => Ok(()),
        },
        (Value::Bool(_), _) if is_textual(operator) => {
            wrong(value, Text::new("expected text in quotes after `-{name}`").with("name", name))
        }
        (Value::Text(_) | Value::Number(_) | Value::Bool(_), PropertyKind::Text | Texts | Plans | Groups | Extension) => Ok(()),
        (Value::List(_), _) => wrong(value, "a list cannot contain a list".into()),
    }
}

/// Whether an operator searches in a text.
fn is_textual(operator: Operator) -> bool {
    use Operator::{Contains, EndsWith, Match, NotContains, NotEndsWith, NotMatch, NotStartsWith, StartsWith};
    matches!(operator, StartsWith | NotStartsWith | EndsWith | NotEndsWith | Contains | NotContains | Match | NotMatch)
}

fn wrong<T>(value: &Literal<'_>, message: Text) -> Result<T, RuleError> {
    Err(RuleError { at: value.bytes.clone(), message })
}
