use super::*;
use crate::source::{FileId, Span};

fn convert(of: &Type, value: &Value) -> Result<Value, EvalError> {
    of.convert(value, &Fuel::new(1_000_000))
}

fn text_of(value: &Value) -> String {
    super::super::order::text_of(value, &Fuel::new(1_000_000)).unwrap()
}

fn attribute(name: &str, of: Type, default: Option<Value>) -> Attribute {
    Attribute { name: name.into(), of, optional: true, default }
}

fn object(attributes: Vec<Attribute>) -> Type {
    Type::Object(attributes.into())
}

fn list(elements: Vec<Value>) -> Value {
    Value::list(elements)
}

#[test]
fn any_is_the_one_type_that_fits_all_elements() {
    let any = |of: fn(Arc<Type>) -> Type| of(Arc::new(Type::Any));
    let mixed = list(vec![Value::text("a"), Value::whole(1), Value::bool(true)]);
    assert_eq!(text_of(&convert(&any(Type::List), &mixed).unwrap()), r#"["a";"1";"true";]"#);
    assert!(convert(&any(Type::List), &list(vec![Value::whole(1), Value::bool(true)])).is_err());
    let nested = list(vec![list(vec![Value::whole(1)]), list(vec![Value::text("a"), Value::text("b")])]);
    assert_eq!(text_of(&convert(&any(Type::List), &nested).unwrap()), r#"[["1";];["a";"b";];]"#);
    let unlike = list(vec![list(vec![Value::whole(1)]), Value::object([])]);
    assert!(convert(&any(Type::List), &unlike).is_err());
    let lists = Type::List(Arc::new(any(Type::List)));
    assert_eq!(text_of(&convert(&lists, &nested).unwrap()), r#"[["1";];["a";"b";];]"#);
    let map = Value::object([("a".into(), Value::whole(1)), ("b".into(), Value::text("x"))]);
    assert_eq!(text_of(&convert(&any(Type::Map), &map).unwrap()), r#"{"a":"1";"b":"x";}"#);
    let with_null = list(vec![Value::null(), Value::whole(1), Value::text("a")]);
    assert_eq!(text_of(&convert(&any(Type::List), &with_null).unwrap()), r#"[~;"1";"a";]"#);
}

#[test]
fn a_default_replaces_a_missing_or_null_value() {
    let inner = object(vec![attribute("deep", Type::Number, Some(Value::whole(7))), attribute("none", Type::String, None)]);
    let outer = object(vec![
        attribute("name", Type::String, Some(Value::whole(1))),
        attribute("inner", inner.clone(), Some(Value::object([]))),
        attribute("list", Type::List(Arc::new(inner)), None),
    ]);
    let inner = r#"{"deep":7;"none":~;}"#;
    assert_eq!(text_of(&convert(&outer, &Value::object([])).unwrap()), format!(r#"{{"inner":{inner};"list":~;"name":"1";}}"#));
    let given = Value::object([
        ("name".into(), Value::null()),
        ("inner".into(), Value::object([("deep".into(), Value::null())])),
        ("list".into(), list(vec![Value::object([]), Value::null()])),
        ("other".into(), Value::whole(1)),
    ]);
    let expected = format!(r#"{{"inner":{inner};"list":[{inner};~;];"name":"1";}}"#);
    assert_eq!(text_of(&convert(&outer, &given).unwrap()), expected);
}

#[test]
fn required_arguments_must_be_present() {
    let of = object(vec![Attribute { name: "a".into(), of: Type::Number, optional: false, default: None }]);
    assert_eq!(convert(&of, &Value::object([])).unwrap_err().message, "attribute `a` is required");
    let wrong = Value::object([("a".into(), Value::text("x"))]);
    assert_eq!(convert(&of, &wrong).unwrap_err().message, "attribute `a`: a number is required, not a string that does not contain one");
    let open = Object::default().open(Arc::new(Unknown::new("no one knows")));
    let converted = convert(&of, &Value::made(Data::Object(Arc::new(open)))).unwrap();
    assert_eq!(converted.member("a").unwrap().as_unknown().unwrap().reason, "no one knows");
}

#[test]
fn places_stay() {
    let span = |start| Span { file: FileId(0), start, end: start + 1 };
    let value = Value::literal(Data::List(Arc::new([Value::literal(Data::Number(Number::Whole(1)), span(1))])), span(0)).used_at(span(9));
    let converted = convert(&Type::Set(Arc::new(Type::String)), &value).unwrap();
    assert_eq!((converted.at, &converted.provenance, converted.referenced), (value.at, &value.provenance, true));
    let element = converted.element(0).unwrap();
    assert_eq!(element.as_text(), Some("1"));
    assert_eq!(element.provenance.steps().map(|step| step.at).collect::<Vec<_>>(), [span(1)]);
    assert!(!element.computed);
}

#[test]
fn a_set_with_an_unknown_element_is_unknown() {
    let value = list(vec![Value::text("a"), Value::unknown("no one knows")]);
    assert!(convert(&Type::Set(Arc::new(Type::Any)), &value).unwrap().as_unknown().is_some());
    let kept = convert(&Type::List(Arc::new(Type::String)), &value).unwrap();
    assert!(kept.element(1).unwrap().as_unknown().is_some());
}

#[test]
fn values_that_share_their_parts_many_times_over_end_with_the_fuel() {
    let mut value = list(vec![]);
    for _ in 0..60 {
        value = list(vec![value.clone(), value]);
    }
    assert!(convert(&Type::List(Arc::new(Type::Any)), &value).is_err());
}
