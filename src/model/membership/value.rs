//! The value of a comparison: which texts match, and which domains it requires.

use crate::syntax::membership_rule::{Comparison, Operand, Operator, PropertyKind, Value};
use regex::RegexBuilder;
use std::borrow::Cow;

/// The mark in the sign-in names of B2B guests, with the `@` after it.
const GUEST_MARK: &str = "#ext#@";

/// Maximum size of a compiled regular expression in bytes. Expressions in real rules need two or three kilobytes, and a hostile one takes
/// long to compile.
const MAX_PROGRAM: usize = 1 << 14;

/// Whether a text satisfies a comparison; `None` if unknown.
pub(super) fn matches(comparison: &Comparison<'_>, text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    let any = |passes: &dyn Fn(&str) -> bool| Some(comparison.value.texts().any(|value| passes(&value.to_lowercase())));
    let found = match comparison.operator {
        Operator::Eq | Operator::Ne | Operator::In | Operator::NotIn => any(&|value| value == text),
        Operator::StartsWith | Operator::NotStartsWith => any(&|value| text.starts_with(value)),
        Operator::EndsWith | Operator::NotEndsWith => any(&|value| text.ends_with(value)),
        Operator::Contains | Operator::NotContains => any(&|value| text.contains(value)),
        Operator::Match | Operator::NotMatch => {
            // The crate does not support all .NET syntax; such an expression is unknown.
            let pattern = comparison.value.texts().next()?;
            let expression = RegexBuilder::new(pattern).case_insensitive(true).size_limit(MAX_PROGRAM).build().ok()?;
            Some(expression.is_match(&text))
        }
        Operator::Le | Operator::Ge => None,
    }?;
    Some(found != comparison.operator.is_negative())
}

/// Whether a property with the value `true` satisfies the comparison; `None` if it is not a comparison of that kind.
pub(super) fn is_true(comparison: &Comparison<'_>) -> Option<bool> {
    let wanted = truth(&comparison.value.value).or_else(|| (comparison.value.value == Value::Null).then_some(false))?;
    Some(wanted != comparison.operator.is_negative())
}

fn truth(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whether an object without a value for the property satisfies the comparison.
///
/// `false` counts as no value: the service returns it for a device that is not compliant and a user who is not synchronized.
pub(super) fn wants_absence(comparison: &Comparison<'_>) -> bool {
    let is_nothing = comparison.value.value == Value::Null || comparison.value.value == Value::Bool(false) || is_false_text(comparison);
    comparison.operator.is_negative() != is_nothing
}

/// Whether the value is `"False"` and the property is Boolean.
fn is_false_text(comparison: &Comparison<'_>) -> bool {
    matches!(&comparison.left, Operand::Property(property) if property.kind == PropertyKind::Bool)
        && truth(&comparison.value.value) == Some(false)
}

/// Whether a comparison of a sign-in name asks only for the mark, which every B2B guest has.
pub(super) fn is_guest_mark(comparison: &Comparison<'_>) -> bool {
    let Value::Text(value) = &comparison.value.value else { return false };
    let value = value.to_lowercase();
    match comparison.operator {
        Operator::Contains | Operator::NotContains => is_mark(&value),
        Operator::EndsWith | Operator::NotEndsWith => value.starts_with(GUEST_MARK),
        Operator::Match | Operator::NotMatch => {
            // An anchor directly before the mark matches no name.
            let value = value.strip_prefix("^.*").unwrap_or(&value);
            let value = value.strip_suffix(".*$").unwrap_or(value);
            is_mark(&value.trim_start_matches(".*").trim_end_matches(".*").replace("\\#", "#"))
        }
        _ => false,
    }
}

/// Whether this is a part of the mark, or the mark followed by the tenant's domain.
fn is_mark(value: &str) -> bool {
    value.contains("ext") && (GUEST_MARK.contains(value) || value.starts_with(GUEST_MARK))
}

/// The domains of the addresses that a comparison asks for; `None` if any domain can match.
///
/// `"@contoso.com"` at the end of an address is that domain, and `".contoso.com"` is a subdomain of the same owner. A domain without `@` or
/// `.` also matches the end of `evilcontoso.com`.
pub(super) fn domains<'r>(comparison: &'r Comparison<'r>) -> Option<Vec<Cow<'r, str>>> {
    let wanted = |value| wanted_domain(comparison.operator, value).filter(|domain| domain.contains('.'));
    let domains: Vec<_> = comparison.value.texts().map(wanted).collect::<Option<_>>()?;
    (!domains.is_empty()).then_some(domains)
}

fn wanted_domain(operator: Operator, value: &str) -> Option<Cow<'_, str>> {
    let behind_at = value.rsplit_once('@').map(|(_, domain)| domain);
    match operator {
        Operator::EndsWith | Operator::NotEndsWith => behind_at.or_else(|| value.strip_prefix('.')).map(Cow::Borrowed),
        Operator::Eq | Operator::Ne | Operator::In | Operator::NotIn => behind_at.map(Cow::Borrowed),
        Operator::Match | Operator::NotMatch => anchored_domain(value),
        _ => None,
    }
}

/// The domain at the end of a regular expression: `@contoso\.com$`.
///
/// An unescaped dot matches any character. In a domain of two labels only the dot itself gives a valid domain, but in a domain of three
/// labels another character does (`sub.contoso.com`, `subxcontoso.com`).
fn anchored_domain(pattern: &str) -> Option<Cow<'_, str>> {
    let (before, domain) = pattern.strip_suffix('$')?.rsplit_once('@')?;
    let is_plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let plain = domain.replace("\\.", "");
    let dots = plain.matches('.').count();
    let is_literal = plain.chars().all(|character| is_plain(character) || character == '.');
    let is_exact = dots == 0 || domain.matches('.').count() == 1;
    (!before.contains('|') && is_literal && is_exact).then(|| Cow::Owned(domain.replace('\\', "")))
}
