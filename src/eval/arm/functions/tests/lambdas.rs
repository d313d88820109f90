//! The examples of "Lambda functions for Bicep", and of `List_comprehension_function_evaluation_works` in `EvaluationTests.cs`.

use super::super::call;
use super::super::lambdas::{filter, group_by, map, map_values, reduce, sort, to_object};
use super::expression::{evaluate, show};
use crate::eval::EvalContext;
use crate::eval::NoFiles;
use crate::eval::{EvalError, Fuel, Value};

const DOGS: &str = "json('[{name:''Evie'',age:5},{name:''Casper'',age:3},{name:''Indy'',age:2},{name:''Kira'',age:8}]')";

fn fuel() -> Fuel {
    Fuel::new(100_000)
}

fn value(expression: &str) -> Value {
    evaluate(expression, None, &fuel()).unwrap()
}

fn function(name: &str, arguments: &[Value]) -> Result<Value, EvalError> {
    call(name, arguments, &EvalContext { fuel: &fuel(), files: &NoFiles, scope: None }).unwrap()
}

fn shown(result: Result<Value, EvalError>) -> String {
    result.map_or_else(|fault| format!("! {}", fault.message), |value| show(&value))
}

fn its(name: &'static str) -> impl FnMut(&[Value]) -> Result<Value, EvalError> {
    move |arguments| arguments[0].member(name).ok_or_else(|| EvalError::new("no such member"))
}

#[test]
fn lambdas_are_as_documented() {
    let dogs = value(DOGS);
    let numbers = value("range(0, 10)");
    let fuel = fuel();
    let old = filter(&dogs, &mut |dog| function("greaterOrEquals", &[its("age")(dog)?, Value::whole(5)]), &fuel);
    assert_eq!(shown(map(&old.unwrap(), &mut its("name"), &fuel)), "['Evie','Kira']");
    let even = |of: &Value| Ok(Value::bool(show(&function("mod", &[of.clone(), Value::whole(2)])?) == "0"));
    assert_eq!(shown(filter(&numbers, &mut |arguments| even(&arguments[0]), &fuel)), "[0,2,4,6,8]");
    assert_eq!(shown(map(&dogs, &mut its("name"), &fuel)), "['Evie','Casper','Indy','Kira']");
    assert_eq!(shown(map(&value("createArray()"), &mut its("name"), &fuel)), "[]");
    let ages = map(&dogs, &mut its("age"), &fuel).unwrap();
    let sum = &mut |arguments: &[Value]| function("add", &arguments[..2]);
    assert_eq!(shown(reduce(&ages, &Value::whole(0), sum, &fuel)), "18");
    assert_eq!(shown(reduce(&ages, &Value::whole(1), sum, &fuel)), "19");
    let objects = value("createArray(createObject('foo', 123), createObject('bar', 456), createObject('baz', 789))");
    let united = reduce(&objects, &Value::object([]), &mut |arguments| function("union", &arguments[..2]), &fuel);
    assert_eq!(shown(united), "{bar:456,baz:789,foo:123}");
    let younger = &mut |pair: &[Value]| function("less", &[its("age")(&pair[..1])?, its("age")(&pair[1..])?]);
    let sorted = sort(&dogs, younger, &fuel).unwrap();
    assert_eq!(shown(map(&sorted, &mut its("name"), &fuel)), "['Indy','Casper','Evie','Kira']");
    let less = &mut |pair: &[Value]| function("less", pair);
    assert_eq!(shown(sort(&value("createArray(8, 3, 10, -13, 5)"), less, &fuel)), "[-13,3,5,8,10]");
    assert_eq!(shown(sort(&value("createArray('ghi', 'abc', 'def')"), less, &fuel)), "['abc','def','ghi']");
    assert_eq!(shown(sort(&value("createArray()"), less, &fuel)), "[]");
    let by_name = to_object(&dogs, &mut its("name"), Some(&mut its("age")), &fuel);
    assert_eq!(shown(by_name), "{Casper:3,Evie:5,Indy:2,Kira:8}");
    assert_eq!(shown(to_object(&dogs, &mut its("name"), None, &fuel).map(|dogs| dogs.member("Kira").unwrap())), "{age:8,name:'Kira'}");
    // `Lambdas_LF` of Bicep's baselines.
    let doubled =
        map_values(&value("createObject('a', 123, 'b', 456)"), &mut |of| function("mul", &[of[0].clone(), Value::whole(2)]), &fuel);
    assert_eq!(shown(doubled), "{a:246,b:912}");
    let typed = value("json('[{type:''a'',value:123},{type:''b'',value:456},{type:''a'',value:789}]')");
    assert_eq!(shown(group_by(&typed, &mut its("type"), Some(&mut its("value")), &fuel)), "{a:[123,789],b:[456]}");
    let whole = "{a:[{type:'a',value:123},{type:'a',value:789}],b:[{type:'b',value:456}]}";
    assert_eq!(shown(group_by(&typed, &mut its("type"), None, &fuel)), whole);
}

#[test]
fn a_lambda_receives_the_index_after_the_element() {
    let letters = value("createArray('a', 'b', 'c')");
    let fuel = fuel();
    let index = &mut |arguments: &[Value]| Ok(arguments[1].clone());
    assert_eq!(shown(map(&letters, index, &fuel)), "[0,1,2]");
    let behind_first = &mut |arguments: &[Value]| function("greater", &[arguments[1].clone(), Value::whole(0)]);
    assert_eq!(shown(filter(&letters, behind_first, &fuel)), "['b','c']");
    let sum = &mut |arguments: &[Value]| function("add", &[arguments[0].clone(), arguments[2].clone()]);
    assert_eq!(shown(reduce(&letters, &Value::whole(0), sum, &fuel)), "3");
}

#[test]
fn unknown_results_of_a_lambda_affect_only_dependents() {
    let fuel = fuel();
    let list = value("createArray(createObject('k', 'a'), createObject('k', unknown()))");
    let key = || its("k");
    assert_eq!(shown(map(&list, &mut key(), &fuel)), "['a',‹…›]");
    assert_eq!(shown(filter(&list, &mut |item| function("equals", &[key()(item)?, Value::text("a")]), &fuel)), "‹…›");
    assert_eq!(shown(to_object(&list, &mut key(), None, &fuel)), "{a:{k:'a'},…}");
    assert_eq!(shown(group_by(&list, &mut key(), None, &fuel)), "‹…›");
    let less = &mut |pair: &[Value]| function("less", &[key()(&pair[..1])?, key()(&pair[1..])?]);
    assert_eq!(shown(sort(&list, less, &fuel)), "‹…›");
    assert_eq!(shown(map(&value("unknown()"), &mut key(), &fuel)), "‹…›");
    assert_eq!(shown(map_values(&value("open(createObject('a', 1))"), &mut |of| Ok(of[0].clone()), &fuel)), "{a:1,…}");
    assert_eq!(shown(filter(&list, &mut key(), &fuel)), "! true or false is required, not a string");
    assert_eq!(shown(map(&Value::text("x"), &mut key(), &fuel)), "! an array is required, not a string");
}

#[test]
fn a_comparison_that_contradicts_itself_ends_all_the_same() {
    let numbers = value("range(0, 100)");
    for answer in [true, false] {
        let sorted = sort(&numbers, &mut |_| Ok(Value::bool(answer)), &fuel()).unwrap();
        assert_eq!(sorted.elements().unwrap().len(), 100);
    }
}
