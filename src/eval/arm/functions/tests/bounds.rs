//! Hostile input: values that are large, deep or shared many times end in an error, and quickly.

use super::GROUPS;
use super::expression::evaluate;
use crate::eval::EvalContext;
use crate::eval::NoFiles;
use crate::eval::arm::{equals, interpolate, member, order, to_text};
use crate::eval::{Data, Fuel, Number, Value};
use std::sync::Arc;

fn call(name: &str, arguments: &[Value], amount: u64) -> Result<Value, crate::eval::EvalError> {
    let fuel = Fuel::new(amount);
    super::super::call(name, arguments, &EvalContext { fuel: &fuel, files: &NoFiles, scope: None }).unwrap()
}

#[test]
fn a_large_width_or_count_exhausts_no_memory() {
    let fuel = Fuel::new(10_000);
    for expression in [
        "padLeft('a', 9223372036854775807)",
        "padLeft('a', 1000000000, 'é')",
        "format('{0,2000000000}', 1)",
        "format('{0,-2147483648}', 1)",
        "format('{0:D999999999}', 1)",
        "range(0, 10000)",
    ] {
        assert!(
            evaluate(expression, None, &fuel).is_err() || evaluate(expression, None, &fuel).unwrap().as_unknown().is_some(),
            "{expression}"
        );
    }
}

#[test]
fn text_that_grows_at_each_step_ends() {
    let long = Value::text("a".repeat(10_000));
    for (name, arguments) in [
        ("replace", vec![long.clone(), Value::text("a"), long.clone()]),
        ("join", vec![Value::list(vec![long.clone(); 100]), long.clone()]),
        ("concat", vec![long.clone(); 100]),
        ("format", vec![Value::text("{0}".repeat(100)), long.clone()]),
        ("split", vec![long.clone(), Value::list(vec![Value::text("b"); 1000])]),
        ("uriComponent", vec![Value::text("é".repeat(200_000))]),
        ("tenantResourceId", vec![Value::text(format!("A{}", "/b".repeat(100))), long.clone()].into_iter().chain(vec![long; 99]).collect()),
    ] {
        assert!(call(name, &arguments, 100_000).is_err(), "{name}");
    }
}

/// A value of two to the power of `levels` elements, in a few bytes.
fn shared(levels: usize, wrap: fn(Value) -> Value) -> Value {
    (0..levels).fold(Value::text("x"), |value, _| wrap(value))
}

#[test]
fn an_exponentially_shared_value_ends() {
    let lists = shared(60, |value| Value::list([value.clone(), value]));
    let objects = shared(60, |value| Value::object([("a".into(), value.clone()), ("b".into(), value)]));
    for value in [lists, objects] {
        let (fuel, other) = (Fuel::new(100_000), value.clone());
        assert!(equals(&value, &other, &fuel).is_err());
        assert!(to_text(&value, &Fuel::new(100_000)).is_err_and(|_| true) || value.members().is_some());
        assert!(interpolate(std::slice::from_ref(&value), &Fuel::new(100_000)).is_err_and(|_| true) || value.members().is_some());
        for name in ["union", "intersection"] {
            assert!(call(name, &[Value::list([value.clone()]), Value::list([value.clone()])], 100_000).is_err(), "{name}");
        }
        if value.members().is_some() {
            assert!(call("union", &[value.clone(), value.clone()], 100_000).is_err());
        }
        assert!(call("guid", &[value], 100_000).is_err());
    }
}

#[test]
fn a_value_that_is_too_deep_is_an_error() {
    let deep = |wrap: fn(Value) -> Value| shared(1000, wrap);
    for value in [deep(|value| Value::list([value])), deep(|value| Value::object([("a".into(), value)]))] {
        let fuel = Fuel::new(1_000_000);
        assert!(equals(&value, &value.clone(), &fuel).is_err());
        assert!(to_text(&value, &fuel).is_err());
        assert!(call("base64", std::slice::from_ref(&value), 1_000_000).is_err());
        if value.members().is_some() {
            assert!(call("union", &[value.clone(), value.clone()], 1_000_000).is_err());
        }
    }
    let text = Value::text("[".repeat(100_000));
    assert!(call("json", &[text], 1_000_000).is_err());
}

#[test]
fn a_union_of_long_lists_takes_no_quadratic_time() {
    let texts = |prefix: &str| Value::list((0..20_000).map(|number| Value::text(format!("{prefix}{number}"))).collect::<Vec<_>>());
    let union = call("union", &[texts("a"), texts("b")], 1_000_000).unwrap();
    assert_eq!(union.elements().unwrap().len(), 40_000);
    let numbers = |start: i32| Value::list((start..start + 20_000).map(Value::whole).collect::<Vec<_>>());
    assert!(call("union", &[numbers(0), numbers(50_000)], 1_000_000).is_err(), "other values are compared one by one, and that is bounded");
}

#[test]
fn no_argument_makes_a_function_panic() {
    let partly = |text: &str| evaluate(&format!("partly('{text}', '{text}')"), None, &Fuel::new(100)).unwrap();
    let odd = [
        Value::null(),
        Value::bool(true),
        Value::whole(-1),
        Value::whole(i64::MAX),
        Value::whole(i128::MAX),
        Value::made(Data::Number(Number::Real(-1e300))),
        Value::text(""),
        Value::text("é😀\u{0}%"),
        Value::text("P1Y"),
        Value::text("2024-02-30T24:61:61+14:00"),
        Value::text("255.255.255.255/0"),
        Value::text("::/0"),
        Value::text("https://a:1/é?#"),
        Value::text("{0,1:D3}{"),
        Value::text("A/b"),
        Value::text("data:;;,"),
        Value::list([]),
        Value::list([Value::null(), Value::text("é")]),
        Value::object([("é".into(), Value::null()), ("value".into(), Value::whole(1))]),
        Value::unknown("a parameter"),
        partly("é😀"),
        Value::object([("a".into(), partly("x"))]),
    ];
    for function in GROUPS.iter().flat_map(|group| group.iter()) {
        let _ = call(function.name, &[], 10_000);
        for one in &odd {
            let _ = call(function.name, std::slice::from_ref(one), 10_000);
            for two in &odd {
                let _ = call(function.name, &[one.clone(), two.clone()], 10_000);
                for three in odd.iter().step_by(2) {
                    let _ = call(function.name, &[one.clone(), two.clone(), three.clone()], 10_000);
                }
            }
        }
    }
    for one in &odd {
        let _ = member(one, "É", &Fuel::new(100));
        for two in &odd {
            let _ = order(one.as_text().unwrap_or_default(), two.as_text().unwrap_or_default());
        }
    }
}

#[test]
fn a_lambda_in_a_lambda_ends() {
    let fuel = Fuel::new(10_000);
    let list: Arc<[Value]> = (0..1000).map(Value::whole).collect();
    let list = Value::list(list);
    let mut calls = 0;
    let result = super::super::lambdas::map(
        &list,
        &mut |_| {
            super::super::lambdas::map(
                &list,
                &mut |arguments| {
                    calls += 1;
                    Ok(arguments[0].clone())
                },
                &fuel,
            )
        },
        &fuel,
    );
    assert!(result.is_err() && calls < 10_000);
}
