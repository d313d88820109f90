//! An unknown value makes only values that depend on it unknown.

use super::super::call;
use super::agree;
use super::expression::{evaluate, show};
use crate::eval::EvalContext;
use crate::eval::NoFiles;
use crate::eval::arm::{equals_ignoring_case, interpolate, to_text};
use crate::eval::{Data, Fuel, Object, Value};
use crate::source::{FileId, Span};
use std::sync::Arc;

#[test]
fn decidable_results_are_known_despite_unknown_arguments() {
    agree(&[
        ("length(createArray(unknown(), 1))", "2"),
        ("empty(createArray(unknown()))", "false"),
        ("empty(unknown())", "‹…›"),
        ("empty(partly('a', ''))", "false"),
        ("empty(open(createObject()))", "‹…›"),
        ("empty(open(createObject('a', 1)))", "false"),
        ("length(open(createObject('a', 1)))", "‹…›"),
        ("first(createArray(1, unknown()))", "1"),
        ("last(createArray(1, unknown()))", "‹…›"),
        ("first(partly('ab', ''))", "'a'"),
        ("last(partly('', 'ab'))", "'b'"),
        ("concat(createArray(unknown()), createArray(1))", "[‹…›,1]"),
        ("concat(createArray(1), unknown())", "‹…›"),
        ("contains(createObject('a', unknown()), 'A')", "true"),
        ("contains(open(createObject('a', 1)), 'a')", "true"),
        ("contains(open(createObject('a', 1)), 'b')", "‹…›"),
        ("contains(createArray(unknown(), 'x'), 'x')", "true"),
        ("contains(createArray(unknown(), 'x'), 'y')", "‹…›"),
        ("contains(createArray(partly('kv-', '')), 'y')", "false"),
        ("contains(partly('/subscriptions/', ''), 'script')", "true"),
        ("contains(partly('/subscriptions/', ''), 'x')", "‹…›"),
        ("indexOf(createArray('x', unknown()), 'x')", "0"),
        ("indexOf(createArray(unknown(), 'x'), 'x')", "‹…›"),
        ("and(unknown(), false())", "false"),
        ("and(unknown(), true())", "‹…›"),
        ("or(unknown(), true())", "true"),
        ("or(unknown(), false())", "‹…›"),
        ("if(unknown(), 'a', 'a')", "'a'"),
        ("if(unknown(), 'a', 'b')", "‹…›"),
        ("if(true(), 'a', unknown())", "'a'"),
        ("coalesce(null(), 'a', unknown())", "'a'"),
        ("coalesce(unknown(), 'a')", "‹…›"),
        ("coalesce(partly('a', ''), 'b')", "‹a…›"),
        ("coalesce(unknown(), null())", "‹…›"),
        ("equals(unknown(), 1)", "‹…›"),
        ("equals(partly('kv-', ''), 'st-1')", "false"),
        ("equals(partly('kv-', ''), 'kv-1')", "‹…›"),
        ("equals(partly('kv-', ''), partly('st', ''))", "false"),
        ("equals(partly('kv-', ''), 1)", "false"),
        ("equals(createArray(1, unknown()), createArray(2, 2))", "false"),
        ("equals(createArray(unknown(), 1), createArray(2, 2))", "false"),
        ("equals(open(createObject('a', 1)), createObject('a', 1))", "‹…›"),
        ("equals(open(createObject('a', 1)), createObject('b', 1))", "false"),
        ("equals(open(createObject('a', 1)), createObject('a', 2))", "false"),
        ("startsWith(resourceId('s', 'g', 'M/x', unknown()), '/SUBSCRIPTIONS/s/')", "true"),
        ("startsWith(partly('/sub', ''), '/providers/')", "false"),
        ("startsWith(partly('/sub', ''), '/subscriptions/')", "‹…›"),
        ("endsWith(partly('', '/x/a'), '/A')", "true"),
        ("endsWith(partly('', '/x/a'), 'b')", "false"),
        ("endsWith(partly('', '/x/a'), '/y/x/a')", "‹…›"),
        ("toLower(partly('KV-', '-X'))", "‹kv-…-x›"),
        ("take(partly('abc', ''), 2)", "'ab'"),
        ("take(partly('abc', ''), 4)", "‹abc…›"),
        ("take(unknown(), 0)", "‹…›"),
        ("skip(partly('abc', 'z'), 1)", "‹bc…›"),
        ("substring(partly('abc', ''), 1, 2)", "'bc'"),
        ("substring(partly('abc', ''), 1, 3)", "‹bc…›"),
        ("substring(partly('abc', 'z'), 2)", "‹c…›"),
        ("substring(partly('abc', 'z'), 9)", "‹…›"),
        ("join(createArray('a', unknown(), 'b'), '-')", "‹a-…-b›"),
        ("join(createArray('a', 'b'), unknown())", "‹a…b›"),
        ("concat('a', unknown(), 'b')", "‹a…b›"),
        ("format('{0}-{1}-{2}', 'a', partly('b', 'c'), 'd')", "‹a-b…c-d›"),
        ("format('{0:D3}-x', unknown())", "‹…-x›"),
        ("string(createArray(1, unknown(), 2))", "‹[1,…,2]›"),
        ("string(json('{b:1,a:2}'))", "‹{…}›"),
        ("string(json('{b:1}'))", "'{\"b\":1}'"),
        ("createObject('a', 1, unknown(), 2)", "{a:1,…}"),
        ("items(createObject('a', unknown()))", "[{key:'a',value:‹…›}]"),
        ("items(open(createObject('a', 1)))", "‹…›"),
        ("tryGet(open(createObject('a', 1)), 'b')", "‹…›"),
        ("tryGet(createObject('a', unknown()), 'a', 'b')", "‹…›"),
        ("flatten(createArray(createArray(unknown()), createArray(1)))", "[‹…›,1]"),
        ("flatten(createArray(unknown()))", "‹…›"),
        ("guid('a', unknown())", "‹…›"),
        ("array(unknown())", "‹…›"),
        ("any(partly('a', ''))", "‹a…›"),
    ]);
}

#[test]
fn unknown_members_of_an_object_may_change_others() {
    agree(&[
        ("union(createObject('a', 1), unknown(), createObject('b', 2))", "{a:‹…›,b:2,…}"),
        ("union(createObject('a', 1), open(createObject('b', 2)))", "{a:‹…›,b:2,…}"),
        ("union(unknown(), createObject('a', createObject('x', 1)))", "{a:{x:1,…},…}"),
        ("union(createObject('a', unknown()), createObject('a', 1))", "{a:1}"),
        ("union(createObject('a', unknown()), createObject('a', createObject('x', 1)))", "{a:{x:1,…}}"),
        ("union(createObject('a', 1), createObject('a', unknown()))", "{a:‹…›}"),
        ("union(unknown(), unknown())", "‹…›"),
        ("union(createArray(1), unknown())", "‹…›"),
        ("union(createArray('a', unknown()), createArray('b'))", "‹…›"),
        (
            "union(createArray(createObject('n', 'a', 'l', unknown())), createArray(createObject('n', 'b', 'l', unknown())))",
            "[{l:‹…›,n:'a'},{l:‹…›,n:'b'}]",
        ),
        ("intersection(createArray('a', 'b'), createArray('b', unknown()))", "‹…›"),
        ("intersection(createArray('b'), createArray('b', unknown()))", "['b']"),
        ("intersection(createObject('a', 1, 'b', unknown()), createObject('a', 1, 'b', 2))", "{a:1,…}"),
        ("intersection(createObject('a', 1), open(createObject('b', 1)))", "{…}"),
        ("shallowMerge(createArray(createObject('a', 1), unknown()))", "{a:‹…›,…}"),
    ]);
}

fn at(start: u32) -> Span {
    Span { file: FileId(0), start, end: start + 1 }
}

fn called(name: &str, arguments: &[Value]) -> Value {
    let fuel = Fuel::new(1000);
    call(name, arguments, &EvalContext { fuel: &fuel, files: &NoFiles, scope: None }).unwrap().unwrap()
}

#[test]
fn parts_keep_their_places_and_what_is_made_keeps_the_way() {
    let list = Value::literal(Data::List(Arc::new([Value::literal(Data::Text("Allow".into()), at(10))])), at(9));
    let element = called("first", std::slice::from_ref(&list));
    assert_eq!((element.at, element.computed), (Some(at(10)), false));
    let more = called("concat", &[list.clone(), Value::list([Value::text("x")])]);
    assert_eq!((more.at, more.element(0).unwrap().at), (None, Some(at(10))));
    let object = Value::literal(Data::Object(Arc::new(Object::new([("a".into(), list.clone())]))), at(8));
    let merged = called("union", &[Value::object([]), object]);
    assert_eq!(merged.member("a").unwrap().at, Some(at(9)));
    // Through a variable: the span is that of the reference, and the provenance leads to the written value.
    let used = list.used_at(at(50));
    let element = called("last", std::slice::from_ref(&used));
    assert_eq!((element.at, element.provenance.steps().next().unwrap().at), (Some(at(50)), at(10)));
    assert!(!called("length", &[used]).provenance.is_empty());
}

#[test]
fn a_literal_object_keeps_its_source_order() {
    let fuel = Fuel::new(1000);
    let member = |key: &str, text: &'static str, start: u32| (Arc::from(key), Value::literal(Data::Text(text.into()), at(start)));
    let data = || Data::Object(Arc::new(Object::new([member("b", "1", 10), member("a", "2", 20)])));
    let written = Value::literal(data(), at(9));
    assert_eq!(to_text(&written, &fuel).unwrap().as_text(), Some(r#"{"b":"1","a":"2"}"#));
    assert_eq!(show(&interpolate(&[Value::text("x"), written], &fuel).unwrap()), "'x{'b':'1','a':'2'}'");
    assert_eq!(show(&to_text(&Value { at: Some(at(9)), ..Value::made(data()) }, &fuel).unwrap()), "‹{…}›");
}

#[test]
fn the_comparison_of_bicep_without_case_is_one_of_text() {
    let fuel = Fuel::new(1000);
    let equal = |a: &str, b: &str| equals_ignoring_case(&evaluate(a, None, &fuel).unwrap(), &evaluate(b, None, &fuel).unwrap(), &fuel);
    assert_eq!(equal("'ABC'", "'abc'"), Ok(Some(true)));
    assert_eq!(equal("null()", "''"), Ok(Some(true)));
    assert_eq!(equal("partly('KV-', '')", "'kv-1'"), Ok(None));
    assert_eq!(equal("partly('KV-', '')", "'st'"), Ok(Some(false)));
    assert!(equal("1", "'1'").is_err());
}
