mod bounds;
mod documented;
mod expression;
mod ids;
mod lambdas;
mod unknowns;

use super::GROUPS;
use crate::eval::{EvalContext, Fuel, NoFiles, Value};
use expression::shown;

fn agree(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(expression, expected)| (expression, expected, shown(expression)))
        .filter(|(_, expected, result)| **expected != result)
        .map(|(expression, expected, result)| format!("{expression}\n  expected {expected}\n  found    {result}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn functions_are_found_in_any_case_except_those_of_the_evaluator() {
    let fuel = Fuel::new(1000);
    let call = |name: &str| super::call(name, &[Value::text("A")], &EvalContext { fuel: &fuel, files: &NoFiles, scope: None });
    assert_eq!(call("TOLOWER").unwrap().unwrap().as_text(), Some("a"));
    assert!(call("listKeys").unwrap().unwrap().as_unknown().is_some());
    for own in ["parameters", "variables", "copyIndex", "lambda", "lambdaVariables", "map", "nameof", "lis", "é", ""] {
        assert!(call(own).is_none(), "{own}");
    }
}

#[test]
fn each_group_is_sorted_without_duplicates() {
    let mut names: Vec<&str> = Vec::new();
    for group in GROUPS {
        assert!(group.is_sorted_by(|a, b| a.name.to_lowercase() < b.name.to_lowercase()));
        names.extend(group.iter().map(|function| function.name));
    }
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
