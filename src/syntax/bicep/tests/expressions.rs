//! Expressions and their grouping.

use super::{problems, shape, under, valid, value};
use crate::syntax::bicep::ast::{ExpressionKind, StepKind};
use crate::syntax::bicep::parse;

fn shaped(text: &str) -> String {
    let text = format!("var a = {text}");
    // The tree keeps the author's parentheses; here only the grouping matters.
    shape(&value(&valid(&text)).kind).replace("Parenthesized(Expression { span: _, kind: ", "(").replace("kind: ", "")
}

/// Groups as the parser does, in a compact form: operators of one precedence share brackets.
fn grouped(text: &str) -> String {
    fn group(text: &str, value: &crate::syntax::bicep::ast::Expression<'_>) -> String {
        match &value.kind {
            ExpressionKind::Binary(binary) => {
                let rest = binary.rest.iter().map(|each| format!(" {} {}", under(text, each.operator_span), group(text, &each.value)));
                format!("[{}{}]", group(text, &binary.first), rest.collect::<String>())
            }
            ExpressionKind::Conditional(conditional) => {
                let branches =
                    conditional.branches.iter().map(|each| format!("{} ? {} : ", group(text, &each.condition), group(text, &each.value)));
                format!("[{}{}]", branches.collect::<String>(), group(text, &conditional.otherwise))
            }
            ExpressionKind::Unary(_, operand) => {
                let sign = &text[value.span.range()][..1];
                format!("{sign}[{}]", group(text, operand))
            }
            ExpressionKind::Parenthesized(inner) => format!("({})", group(text, inner)),
            _ => under(text, value.span).to_owned(),
        }
    }
    let text = format!("var a = {text}");
    group(&text, value(&valid(&text)))
}

/// A condition grouped differently would declare a resource that does not exist.
#[test]
fn operators_group_by_their_precedence_and_from_the_left() {
    for (written, expected) in [
        ("a + b - c", "[a + b - c]"),
        ("a + b * c - d", "[a + [b * c] - d]"),
        ("a * b + c * d", "[[a * b] + [c * d]]"),
        ("a ?? b || c && d == e < f + g * h", "[a ?? [b || [c && [d == [e < [f + [g * h]]]]]]]"),
        ("a * b + c < d == e && f || g ?? h", "[[[[[[[a * b] + c] < d] == e] && f] || g] ?? h]"),
        ("a =~ b !~ c != d", "[a =~ b !~ c != d]"),
        ("a <= b >= c > d", "[a <= b >= c > d]"),
        ("a % b / c", "[a % b / c]"),
        ("!a.b && -c[0] == d", "[![a.b] && [-[c[0]] == d]]"),
        ("a - -b", "[a - -[b]]"),
        ("a ?? b ? c : d || e ? f : g", "[[a ?? b] ? c : [d || e] ? f : g]"),
        ("a ? b ? c : d : e", "[a ? [b ? c : d] : e]"),
        ("(a || b) && c", "[([a || b]) && c]"),
        ("a != b", "[a != b]"),
        ("a! != b!", "[a! != b!]"),
    ] {
        assert_eq!(grouped(written), expected, "{written}");
    }
}

#[test]
fn steps_of_an_access_are_flat_and_have_their_bytes() {
    let text = "var a = b.c.?d[0][?'e'][^1][?^n]!::f.g(h, 1)";
    let file = valid(text);
    let ExpressionKind::Access(access) = &value(&file).kind else { panic!("{file:?}") };
    let spans: Vec<&str> = access.steps.iter().map(|step| under(text, step.span)).collect();
    assert_eq!(spans, [".c", ".?d", "[0]", "[?'e']", "[^1]", "[?^n]", "!", "::f", ".g(h, 1)"]);
    let flags: Vec<(bool, bool)> = access
        .steps
        .iter()
        .filter_map(|step| match &step.kind {
            StepKind::Member { safe, .. } => Some((*safe, false)),
            StepKind::Index { safe, from_end, .. } => Some((*safe, *from_end)),
            _ => None,
        })
        .collect();
    assert_eq!(flags, [(false, false), (true, false), (false, false), (true, false), (false, true), (true, true)]);
}

#[test]
fn lambdas_are_distinguished_from_parentheses_by_their_arrow() {
    for (lambda, parameters) in [("x => x", 1), ("(x) => x", 1), ("(x, y) => x", 2), ("() => 1", 0), ("(\n x\n,\n y\n) =>\n x", 2)] {
        let text = format!("var a = f({lambda})");
        let file = valid(&text);
        let ExpressionKind::Call(call) = &value(&file).kind else { panic!("{file:?}") };
        let ExpressionKind::Lambda(found) = &call.arguments[0].kind else { panic!("{file:?}") };
        assert_eq!(found.parameters.len(), parameters, "{lambda}");
        assert!(found.parameters.iter().all(|name| under(&text, name.span) == name.text));
    }
    assert!(shaped("(x)").starts_with("(Name"));
    let text = "var a = f((x, 1) => x)";
    assert_eq!(problems(text, &parse(text)), [("expected the name of a parameter".to_owned(), "1")]);
}

/// Variables and properties may have any name: `type` and `for` are properties of many resources.
#[test]
fn keywords_are_names_in_other_places() {
    for word in ["param", "var", "resource", "module", "output", "type", "func", "import", "as", "from", "with", "if", "in", "existing"] {
        valid(&format!("var {word} = {word}.{word}[{word}] + {word}({word})\nvar a = {{ {word}: {word} }}"));
        valid(&format!("param {word} string = {word}\noutput {word} {word} = {word}"));
        valid(&format!("resource {word} 'a@1' = {{\n  {word}: [\n    {word}\n  ]\n}}"));
    }
    // At the start of a line they look like statements, but are not.
    valid("func f(\ntype string,\nresource test) string => type\nimport {\ntype as test\nfunc as output\n} from 'a'");
    valid("var this = this.exists()\nvar for = 1\nvar a = { for: 1 }");
}

#[test]
fn lines_may_end_where_the_compiler_lets_them() {
    for text in [
        "f(\n)",
        "f(\n\n  a,\n  // why\n  b\n)",
        "f(a, b,\n c)",
        "(\na\n)",
        "a\n  ? b\n  : c\n  ? d\n  : e",
        "a ? {\n} : [\n]",
        "[\n]",
        "[a, b\n c, d,]",
        "{ a: 1, b: 2, }",
        "{\n\n  a: 1 // x\n\n  /* y */\n  b: 2\n}",
        "[\n\n  for a in b: c\n\n]",
    ] {
        valid(&format!("var a = {text}\nvar b = 1"));
    }
    for text in ["a +\n b", "a\n + b", "a.\n b", "a[\n0]", "a ?\n b : c", "[a,\n b]", "f(a\n b)", "f(a,\n)"] {
        assert!(!parse(&format!("var a = {text}\n")).diagnostics.is_empty(), "{text}");
    }
}

#[test]
fn an_integer_that_does_not_fit_is_not_cut() {
    let text = "var a = [18446744073709551615, 18446744073709551616]";
    let file = parse(text);
    assert_eq!(problems(text, &file).len(), 1);
    assert_eq!(problems(text, &file)[0].1, "18446744073709551616");
    assert!(shape(value(&file)).contains("Integer(18446744073709551615)"));
    assert!(shape(value(&file)).contains("Error"));
}
