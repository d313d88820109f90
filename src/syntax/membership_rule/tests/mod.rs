//! Real rules, rules that the service rejects, and hostile ones.

mod hostile;
mod invalid;
mod spelling;
mod tree;

use super::*;

/// The tree of a rule in one line, each node in brackets.
fn shown(rule: &str) -> String {
    match parse(rule, Dialect::Group).unwrap_or_else(|error| panic!("{rule}: {error}")).kind {
        RuleKind::DirectReports { manager } => format!("reports to {}", value(&manager)),
        RuleKind::Condition { condition, .. } => node(&condition),
    }
}

fn node(condition: &Condition<'_>) -> String {
    let list = |all: &[Condition<'_>], word: &str| format!("[{}]", all.iter().map(node).collect::<Vec<_>>().join(word));
    match &condition.kind {
        ConditionKind::And(operands) => list(operands, " and "),
        ConditionKind::Or(operands) => list(operands, " or "),
        ConditionKind::Not(operand) => format!("not {}", node(operand)),
        ConditionKind::Comparison(comparison) => {
            let left = match &comparison.left {
                Operand::Property(property) => property.name.to_owned(),
                Operand::Element { field, .. } => format!("_{}", field.unwrap_or_default()),
            };
            format!("{left} {} {}", comparison.operator.name(), value(&comparison.value))
        }
        ConditionKind::Quantified(Quantified { property, quantifier, condition, .. }) => {
            format!("{quantifier:?} {} {{{}}}", property.name, node(condition))
        }
    }
}

fn value(literal: &Literal<'_>) -> String {
    match &literal.value {
        Value::Text(text) => format!("<{text}>"),
        Value::Number(text) | Value::Date(text) => (*text).to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Now(None) => "now".to_owned(),
        Value::Now(Some(shift)) => format!("now{}{}", if shift.is_past { '-' } else { '+' }, shift.duration),
        Value::List(elements) => format!("{:?}", elements.iter().map(value).collect::<Vec<_>>()).replace('"', ""),
    }
}

/// The error of a rule: the text at its span, and the message.
fn mistake(rule: &str, dialect: Dialect) -> (String, String) {
    let error = parse(rule, dialect).map(|_| panic!("{rule} is read")).unwrap_err();
    (rule[error.at].to_owned(), error.message.to_string())
}
