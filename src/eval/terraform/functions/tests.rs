use super::*;
use crate::eval::terraform::{Environment, Evaluator, Given, Instance, Module, ModuleFile};
use crate::eval::{Data, Files, Fuel, Number};
use crate::source::{FileId, Span};
use crate::syntax::hcl;
use crate::text::Text;
use std::path::{Path, PathBuf};

/// The files of the recording.
struct Recorded;

impl Recorded {
    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/files")
    }
}

impl Files for Recorded {
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError> {
        std::fs::read(Self::root().join(path)).map_err(|_| EvalError::new("there is no such file"))
    }

    fn exists(&self, path: &str) -> Result<bool, EvalError> {
        let path = Self::root().join(path);
        if path.is_dir() { Err(EvalError::new("a folder is not a file")) } else { Ok(path.exists()) }
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError> {
        fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() { walk(&entry.path(), &format!("{name}/"), found) } else { found.push(name) }
            }
        }
        let mut found = Vec::new();
        walk(&Self::root().join(folder), "", &mut found);
        found.sort();
        Ok(found)
    }
}

fn with_fuel(name: &str, arguments: &[Value], amount: u64) -> Result<Value, EvalError> {
    let fuel = Fuel::new(amount);
    call(name, arguments, &EvalContext { fuel: &fuel, files: &Recorded, scope: None }).expect("there is such a function")
}

/// A configuration without modules and values.
struct Alone;

impl<'c> Environment<'c> for Alone {
    fn called(&self, _: &str, _: &str, _: &str) -> Result<&'c Module<'c>, Text> {
        Err("there are no modules".into())
    }

    fn given(&self, _: &str) -> Option<Given<'c>> {
        None
    }

    fn files(&self) -> &dyn Files {
        &Recorded
    }
}

/// The value of an expression, as a local of a module.
fn evaluate(text: &str) -> Result<Value, EvalError> {
    let parsed = hcl::parse(&format!("locals {{\n  value = {text}\n}}\n"));
    if let Some(error) = parsed.errors.first() {
        return Err(EvalError::new(error.message.clone()));
    }
    let module = Module::new(".".into(), &[ModuleFile { id: FileId(0), overrides: false, body: &parsed.body }]);
    let evaluator = Evaluator::new(Box::new(Alone), Fuel::new(10_000_000));
    evaluator.local(&Instance::root(&module), &"value".into(), FileId(0))
}

/// A result in the format of the recording.
fn shown(result: Result<Value, EvalError>) -> String {
    let fuel = Fuel::new(10_000_000);
    match result {
        Err(_) => "error".to_owned(),
        Ok(value) if value.first_unknown(&fuel).unwrap().is_some() => "unknown".to_owned(),
        Ok(value) => json::encode(&value, &fuel).unwrap(),
    }
}

#[test]
fn functions_match_terraform() {
    compare(include_str!("../../../../tests/terraform/functions.tsv"));
}

#[test]
fn expressions_match_terraform() {
    compare(include_str!("../../../../tests/terraform/expressions.tsv"));
}

/// Evaluates the recorded expressions. A known difference that no longer exists also fails.
fn compare(recorded: &str) {
    let mut differences = Vec::new();
    for line in recorded.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (expression, expected, known) = (columns.next().unwrap(), columns.next().unwrap(), columns.next());
        let result = shown(evaluate(&expression.replace('␤', "\n")));
        if (result == expected) == known.is_some() {
            differences.push(format!("{expression}\n    terraform {expected}\n    here      {result}"));
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}

fn list(elements: impl IntoIterator<Item = Value>) -> Value {
    Value::list(elements.into_iter().collect::<Vec<_>>())
}

/// A value of 2^60 leaves that takes sixty allocations.
fn shared() -> Value {
    (0..60).fold(list([Value::text("a")]), |value, _| list([value.clone(), value]))
}

/// A value nested this deep.
fn nested(depth: usize) -> Value {
    (0..depth).fold(list([]), |value, _| list([value]))
}

/// The results that the documentation of OpenTofu 1.11 and Terraform 1.15 describes.
#[test]
fn functions_of_later_versions() {
    for (expression, expected) in [
        (r#"base64gunzip("H4sIAAAAAAACA3OsKi1KdXTxLc0pySzISfUvSi8GABMdX74TAAAA")"#, r#""AzureADMultipleOrgs""#),
        // The header contains the name of a file.
        (r#"base64gunzip("H4sICAAAAAAC/2EudHh0AMvIBACsKpPYAgAAAA==")"#, r#""hi""#),
        (r#"base64gunzip("H4sI")"#, "error"),
        (r#"base64gunzip("aGVsbG8gd29ybGQ=")"#, "error"),
        (r#"cidrcontains("192.168.2.0/20", "192.168.2.1")"#, "true"),
        (r#"cidrcontains("192.168.2.0/20", "192.168.2.0/22")"#, "true"),
        (r#"cidrcontains("192.168.2.0/20", "192.126.2.1")"#, "false"),
        (r#"cidrcontains("10.0.0.0/16", "10.0.0.0/8")"#, "false"),
        (r#"cidrcontains("fe80::/48", "fe80::192:168:2:1")"#, "true"),
        (r#"cidrcontains("fe80::/48", "10.0.0.1")"#, "error"),
        (r#"urldecode("Hello+World%21")"#, r#""Hello World!""#),
        (r#"urldecode("%E2%98%83")"#, "\"\u{2603}\""),
        (r#"urldecode("%zz")"#, "error"),
        (r#"urldecode("%4")"#, "error"),
        (r#"convert("true", bool)"#, "true"),
        (r#"convert(["a", 1], list(string))"#, r#"["a","1"]"#),
        (r#"convert({ test = {} }, map(object({ a = optional(string, "b") })))"#, r#"{"test":{"a":"b"}}"#),
        (r#"convert("a", number)"#, "error"),
        (r#"convert("a", nothing)"#, "error"),
        (r#"convert("a")"#, "error"),
    ] {
        assert_eq!(shown(evaluate(expression)), expected, "{expression}");
    }
}

#[test]
fn a_compressed_bomb_is_refused() {
    let zeros = miniz_oxide::deflate::compress_to_vec(&vec![b'0'; 64 << 20], 9);
    let bomb = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0], zeros.as_slice()].concat();
    let bomb = crate::eval::encoding::to_base64(&bomb);
    let message = with_fuel("base64gunzip", &[Value::text(&*bomb)], 20_000_000).unwrap_err().message;
    assert!(message.to_string().contains("longer than"), "{message}");
    assert!(with_fuel("base64gunzip", &[Value::text(&*bomb)], 1_000_000).unwrap_err().message.to_string().contains("limit"));
}

#[test]
fn functions_are_found_by_name() {
    for group in GROUPS {
        assert!(group.is_sorted_by(|a, b| a.name < b.name), "{:?}", group.iter().map(|function| function.name).collect::<Vec<_>>());
    }
    let mut names: Vec<&str> = GROUPS.iter().flat_map(|group| group.iter().map(|function| function.name)).collect();
    names.sort_unstable();
    assert!(names.is_sorted_by(|a, b| a < b));
    let context = EvalContext { fuel: &Fuel::new(1000), files: &Recorded, scope: None };
    assert!(call("templatefile", &[], &context).is_none());
    assert!(call("core::upper", &[Value::text("a")], &context).unwrap().is_ok());
}

#[test]
fn small_calls_that_make_much_end_with_the_fuel() {
    let text = |text: &str| Value::text(text);
    let many = || list((0..1000).map(Value::whole));
    let large = || Value::whole(i64::MAX);
    for (name, arguments) in [
        ("range", vec![Value::whole(1_000_000_000_000_i64)]),
        ("range", vec![Value::whole(0), Value::made(Data::Number(Number::Real(1e300)))]),
        ("format", vec![text("%1000000000d"), Value::whole(1)]),
        ("format", vec![text("%.999999999999999999999f"), Value::whole(1)]),
        ("format", vec![text(&"%999999s".repeat(100)), text("a")]),
        ("indent", vec![large(), text("\n\n")]),
        ("indent", vec![Value::whole(1000), text(&"\n".repeat(100_000))]),
        ("setproduct", vec![many(), many(), many(), many()]),
        ("setproduct", vec![many(); 20]),
        ("replace", vec![text(&"a".repeat(10_000)), text("a"), text(&"b".repeat(10_000))]),
        ("replace", vec![text(&"a".repeat(10_000)), text("/.*/"), text(&"$0".repeat(10_000))]),
        ("replace", vec![text(&"a".repeat(100_000)), text("/a/"), text(&"b".repeat(1000))]),
        ("regexall", vec![text(".*[^a]|a"), text(&"a".repeat(100_000))]),
        ("regex", vec![text("((((a{1000}){1000}){1000}){1000})"), text("a")]),
        ("regex", vec![text(&"(".repeat(100_000)), text("a")]),
        ("cidrsubnet", vec![text("0.0.0.0/0"), large(), large()]),
        ("parseint", vec![text(&"9".repeat(1000)), Value::whole(10)]),
        ("chunklist", vec![list([]), Value::whole(i128::MIN)]),
        ("slice", vec![many(), Value::whole(5), large()]),
        ("element", vec![many(), Value::whole(i128::MIN)]),
        ("jsonencode", vec![shared()]),
        ("yamlencode", vec![shared()]),
        ("flatten", vec![shared()]),
        ("tolist", vec![shared()]),
        ("toset", vec![shared()]),
        ("distinct", vec![list([shared()])]),
        ("contains", vec![list([shared()]), shared()]),
        ("index", vec![list([shared()]), shared()]),
        ("format", vec![text("%v"), shared()]),
        ("coalesce", vec![shared()]),
        ("jsonencode", vec![nested(5000)]),
        ("yamlencode", vec![nested(5000)]),
        ("flatten", vec![nested(5000)]),
        ("tolist", vec![nested(5000)]),
        ("contains", vec![list([nested(5000)]), nested(5000)]),
        ("merge", vec![Value::text("a"); 100_000]),
        ("yamldecode", vec![text(&"[".repeat(100_000))]),
        ("jsondecode", vec![text(&"[".repeat(100_000))]),
        ("timeadd", vec![text("2020-01-01T00:00:00Z"), text("99999999999999999999999999999999999999h")]),
        ("abs", vec![Value::text("1e999")]),
        ("pow", vec![large(), large()]),
        ("log", vec![Value::whole(0), Value::whole(0)]),
    ] {
        assert!(with_fuel(name, &arguments, 2_000_000).is_err(), "{name}");
    }
}

#[test]
fn an_alias_bomb_is_shared() {
    let line = |level: usize| format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
    let bomb: String = std::iter::once("a0: &a0 [x, x]\n".to_owned()).chain((1..100).map(line)).collect();
    let value = with_fuel("yamldecode", &[Value::text(&*bomb)], 2_000_000).unwrap();
    assert!(with_fuel("jsonencode", &[value], 2_000_000).is_err());
    let deep = bomb + &(100..200).map(line).collect::<String>();
    assert!(with_fuel("yamldecode", &[Value::text(&*deep)], 2_000_000).is_err());
}

#[test]
fn each_function_takes_anything_without_a_panic() {
    let odd = || {
        let open = crate::eval::Object::new([("é".into(), Value::null())]).open(std::sync::Arc::new(crate::eval::Unknown::new("unknown")));
        let set = with_fuel("toset", &[list([Value::text("a"), Value::text("")])], 1000).unwrap();
        vec![
            Value::null(),
            Value::bool(true),
            Value::whole(0),
            Value::whole(-1),
            Value::whole(i128::MIN),
            Value::whole(i128::MAX),
            Value::made(Data::Number(Number::Real(f64::MAX))),
            Value::made(Data::Number(Number::Real(-5e-324))),
            Value::text(""),
            Value::text("é🇩🇪\n%'/\"{"),
            Value::text("%[9]s%.*f%"),
            Value::text("10.0.0.0/8"),
            Value::text("2020-01-01T00:00:00Z"),
            list([]),
            list([Value::null(), Value::unknown("unknown"), list([Value::whole(1)])]),
            set,
            Value::object([]),
            Value::object([("a".into(), list([Value::text("b")]))]),
            Value::made(Data::Object(std::sync::Arc::new(open))),
            Value::unknown("unknown"),
            shared(),
            nested(1000),
        ]
    };
    for function in GROUPS.iter().flat_map(|group| group.iter()) {
        for first in odd() {
            let _ = with_fuel(function.name, std::slice::from_ref(&first), 20_000);
            for second in odd() {
                let _ = with_fuel(function.name, &[first.clone(), second.clone()], 20_000);
                for third in [Value::whole(-1), Value::whole(i128::MAX), Value::text("$1"), Value::unknown("unknown"), list([])] {
                    let _ = with_fuel(function.name, &[first.clone(), second.clone(), third], 20_000);
                }
            }
        }
    }
}

#[test]
fn results_independent_of_unknown_arguments_stay_known() {
    let unknown = || Value::unknown("no one knows");
    let member = |name: &str, value: Value| (name.into(), value);
    let merged = with_fuel(
        "merge",
        &[
            Value::object([member("a", Value::whole(1)), member("b", Value::whole(1))]),
            unknown(),
            Value::object([member("b", Value::whole(2))]),
        ],
        1000,
    )
    .unwrap();
    assert_eq!(merged.member("a").unwrap().as_unknown().unwrap().reason, "no one knows");
    assert_eq!(shown(Ok(merged.member("b").unwrap())), "2");
    assert_eq!(merged.member("c").unwrap().as_unknown().unwrap().reason, "no one knows");
    for (name, expected) in [("keys", "unknown"), ("length", "unknown"), ("values", "unknown"), ("jsonencode", "unknown")] {
        assert_eq!(shown(with_fuel(name, std::slice::from_ref(&merged), 1000)), expected);
    }
    assert_eq!(shown(with_fuel("lookup", &[merged.clone(), Value::text("b"), Value::null()], 1000)), "2");
    assert_eq!(shown(with_fuel("lookup", &[merged, Value::text("z"), Value::null()], 1000)), "unknown");
    assert_eq!(shown(with_fuel("flatten", &[list([list([Value::whole(1)]), unknown()])], 1000)), "unknown");
    for name in ["timestamp", "plantimestamp", "uuid"] {
        assert_eq!(shown(with_fuel(name, &[], 1000)), "unknown");
    }
    for name in ["bcrypt", "base64gzip", "abspath"] {
        assert_eq!(shown(with_fuel(name, &[Value::text("a")], 1000)), "unknown");
    }
}

#[test]
fn parts_keep_their_places_and_what_is_made_its_way() {
    let span = |start| Span { file: FileId(0), start, end: start + 1 };
    let literal = |text: &str, start| Value::literal(Data::Text(text.into()), span(start));
    let written = Value::literal(Data::List([literal("b", 1), literal("a", 2), literal("", 3)].into()), span(0));
    for name in ["sort", "compact", "toset", "distinct", "reverse", "flatten"] {
        let result = with_fuel(name, std::slice::from_ref(&written), 1000).unwrap();
        let a = result.elements().unwrap().find(|element| element.as_text() == Some("a")).unwrap();
        assert_eq!(a.at, Some(span(2)), "{name}");
    }
    let element = with_fuel("element", &[written.clone(), Value::whole(1)], 1000).unwrap();
    assert_eq!((element.at, element.computed), (Some(span(2)), false));
    // By a reference at 9: the span is that of the reference, and the provenance leads to the literal.
    let used = written.used_at(span(9));
    let element = with_fuel("element", &[used.clone(), Value::whole(1)], 1000).unwrap();
    assert_eq!((element.at, element.provenance.steps().next().unwrap().at), (Some(span(9)), span(2)));
    let joined = with_fuel("join", &[Value::text(","), used], 1000).unwrap();
    assert_eq!((joined.at, joined.provenance.steps().next().unwrap().at, joined.computed), (None, span(0), true));
    let merged = with_fuel("merge", &[Value::object([]), Value::object([("a".into(), literal("x", 5))])], 1000).unwrap();
    assert_eq!(merged.member("a").unwrap().at, Some(span(5)));
    let converted = with_fuel("tostring", &[Value::literal(Data::Bool(true), span(7))], 1000).unwrap();
    assert_eq!((converted.at, converted.computed), (Some(span(7)), false));
}

#[test]
fn a_pattern_that_is_nested_too_deeply_is_an_error() {
    let pattern = format!("{}b{}", "{a,".repeat(200), "}".repeat(200));
    let context = EvalContext { fuel: &Fuel::new(1_000_000), files: &Recorded, scope: None };
    assert!(call("fileset", &[Value::text("."), Value::text(pattern)], &context).unwrap().is_err());
}
