use super::*;
use crate::eval::{Files, NoFiles, Object, Scope};
use crate::source::FileId;
use crate::syntax::bicep::ast::{self, Call, Declaration, Step, StepKind};
use crate::syntax::bicep::parse;

/// Names for the tests: `known`, `unknown`, `partly`, `open`, and `app`, whose first step belongs to the name.
struct Known;

impl Names for Known {
    fn span(&self, bytes: ast::Span) -> Span {
        Span { file: FileId(0), start: bytes.start, end: bytes.end }
    }

    fn files(&self) -> &dyn Files {
        &NoFiles
    }

    fn scope(&self) -> Option<Scope> {
        Some(Scope::ResourceGroup)
    }

    fn name(&self, name: &str, steps: &[Step<'_>], _: &Site<'_>) -> Option<Result<(Value, usize)>> {
        let unknown = |unknown: Unknown| Value::made(Data::Unknown(unknown.into()));
        let partly = Unknown { starts_with: "a-".into(), ends_with: "-z".into(), ..Unknown::new("it depends") };
        Some(Ok((
            match name {
                "known" => Value::text("text"),
                "unknown" => Value::unknown("it depends"),
                "partly" => unknown(partly),
                "open" => Value::made(Data::Object(Arc::new(
                    Object::new([("a".into(), Value::whole(1))]).open(Unknown::new("it depends").into()),
                ))),
                "app" => {
                    let StepKind::Member { name, .. } = &steps.first()?.kind else { return None };
                    return Some(Ok((Value::text(format!("app's {}", name.text)), 1)));
                }
                _ => return None,
            },
            0,
        )))
    }

    fn call(&self, call: &Call<'_>, site: &Site<'_>) -> Option<Result> {
        let _ = site;
        (call.name.text == "mine").then(|| Ok(Value::text("my own")))
    }
}

/// The value of an expression, rendered: `‹start…end›` if it is unknown, `!` for an error.
fn shown(expression: &str) -> String {
    evaluate(expression).map_or_else(|fault| format!("! {}", fault.message), |value| show(&value))
}

fn evaluate(expression: &str) -> Result {
    let text = format!("var x = {expression}");
    let file = parse(&text);
    assert_eq!(file.diagnostics, [], "{expression}");
    let Declaration::Variable(variable) = &file.statements[0].declaration else { panic!("a variable") };
    Evaluator::new(Fuel::new(1_000_000)).evaluate(&variable.value, &Site::new(&Known))
}

fn show(value: &Value) -> String {
    match &value.data {
        Data::Unknown(unknown) => format!("‹{}…{}›", unknown.starts_with, unknown.ends_with),
        Data::List(elements) | Data::Set(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(",")),
        Data::Object(object) => {
            let members = object.members().iter().map(|(key, member)| format!("{key}:{}", show(member)));
            format!("{{{}}}", members.chain(object.rest.iter().map(|_| "…".to_owned())).collect::<Vec<_>>().join(","))
        }
        Data::Text(text) => text.to_string(),
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Number(number) => number.to_string(),
    }
}

#[test]
fn expressions_match_bicep() {
    for (expression, expected) in [
        ("1 + 2 * 3 - 7 / 2", "4"),
        ("-(1 + 2) % 2", "-1"),
        ("!(1 < 2) || 'a' == 'b' || 'A' =~ 'a'", "true"),
        ("'A' !~ 'a'", "false"),
        ("null ?? known", "text"),
        ("known == 'text' ? 1 : 2", "1"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("{ a: 1, 'b-${1 + 1}': [2, ...[3, 4]], ...{ c: null } }", "{a:1,b-2:[2,3,4],c:null}"),
        ("[for (item, index) in ['x', 'y']: '${item}${index}']", "[x0,y1]"),
        ("{ a: { b: [1, 2, 3] } }.A.b[^1]", "3"),
        ("{ a: 1 }.?b.c.d", "null"),
        ("[1][?3]", "null"),
        ("{ a: 1 }['a']!", "1"),
        ("map([1, 2], (n, i) => n * 10 + i)", "[10,21]"),
        ("filter([1, 2, 3], n => n > 1)", "[2,3]"),
        ("sort([3, 1, 2], (a, b) => a < b)", "[1,2,3]"),
        ("reduce([1, 2, 3], 0, (sum, n) => sum + n)", "6"),
        ("toObject(['a', 'b'], n => n, n => '${n}!')", "{a:a!,b:b!}"),
        ("groupBy(['a', 'ab', 'b'], n => substring(n, 0, 1))", "{a:[a,ab],b:[b]}"),
        ("mapValues({ a: 1 }, n => n + 1)", "{a:2}"),
        ("map([1], a => map([2], b => a + b))", "[[3]]"),
        ("sys.toUpper('a')", "A"),
        ("az.subscription().id", "‹/subscriptions/…›"),
        ("mine()", "my own"),
        ("app.name", "app's name"),
    ] {
        assert_eq!(shown(expression), expected, "{expression}");
    }
}

#[test]
fn unknown_values_affect_only_dependents() {
    for (expression, expected) in [
        ("'x-${unknown}-${known}'", "‹x-…-text›"),
        ("'${partly}/y'", "‹a-…-z/y›"),
        ("'${partly}' == 'b'", "false"),
        ("unknown ? 1 : 1", "1"),
        ("unknown ? 1 : 2", "‹…›"),
        ("unknown ? 1 : true ? 1 : 2", "1"),
        ("false && unknown", "false"),
        ("unknown && false", "false"),
        ("unknown || true", "true"),
        ("unknown ?? 1", "‹…›"),
        ("partly ?? 1", "‹a-…-z›"),
        ("open.a", "1"),
        ("open.b.c", "‹…›"),
        ("{ a: 1, ...open, b: 2 }", "{a:1,b:2,…}"),
        ("{ c: 1, ...unknown, b: 2 }", "{b:2,c:‹…›,…}"),
        ("{ '${unknown}': 1, b: 2 }", "{b:2,…}"),
        ("[1, ...unknown]", "‹…›"),
        ("[unknown, 1 + 'a', nothing, 2]", "[‹…›,‹…›,‹…›,2]"),
        ("{ a: [][0] }", "{a:‹…›}"),
        ("[for item in unknown: item]", "‹…›"),
        ("map(unknown, n => n)", "‹…›"),
        ("map([0, 1], n => 4 / n)", "[‹…›,4]"),
        ("if(true, 1, fail('no'))", "1"),
        ("unknown.list.of['x'].things()", "‹…›"),
        ("nothing", "! `nothing` is not known here"),
        ("nothing()", "! there is no function `nothing`"),
        ("map([1], 2)", "! `map` requires a value and a lambda"),
        ("null.a", "! it is null, which has no property `a`"),
        ("[1][1]", "! the index 1 is out of range: the array has 1 elements"),
    ] {
        assert_eq!(shown(expression), expected, "{expression}");
    }
}

#[test]
fn a_value_has_the_span_where_it_is_written() {
    let text = "var x = { a: [for n in ['one']: { b: n }], c: known }";
    let value = evaluate(&text[8..]).unwrap();
    let at = |value: &Value| &text[value.at.unwrap().start as usize..value.at.unwrap().end as usize];
    let b = value.member("a").unwrap().element(0).unwrap().member("b").unwrap();
    assert_eq!(at(&b), "n");
    let origin = b.provenance.steps().next().unwrap().at;
    assert_eq!(&text[origin.start as usize..origin.end as usize], "'one'");
    assert_eq!(at(&value.member("c").unwrap()), "known");
}

#[test]
fn hostile_expressions_end() {
    let loops = (0..9).fold("1".to_owned(), |inner, _| format!("[for a in range(0, 99): {inner}]"));
    assert!(evaluate(&loops).is_ok());
    assert!(shown("[for a in range(0, 10000): a]").starts_with("[0,"));
    assert!(shown("[for a in concat(range(0, 10000), [1]): a]").starts_with("! a loop has more than"));
    let chain = format!("{{}}{}", ".?a".repeat(100_000));
    assert_eq!(shown(&chain), "null");
    let sums = format!("1{}", " + 1".repeat(100_000));
    assert_eq!(shown(&sums), "100001");
}
