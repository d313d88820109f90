use super::super::{parse, parse_expression};
use super::show::{body, spans, tree};

fn read(text: &str) -> String {
    match parse_expression(text) {
        Ok(expr) => tree(&expr),
        Err(error) => format!("{:?}: {}", &text[error.bytes], error.message),
    }
}

fn texts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    spans(text, &parse_expression(text).unwrap(), &mut found);
    found
}

#[test]
fn conditions_match_terraform() {
    for (text, expected) in [
        ("a || b && c", "(Or a (And b c))"),
        ("a == b && c != d", "(And (Equal a b) (NotEqual c d))"),
        ("a < b == c >= d", "(Equal (Less a b) (GreaterOrEqual c d))"),
        ("1 - 2 - 3", "(Subtract (Subtract 1 2) 3)"),
        ("1 + 2 * 3 % 4 / 5", "(Add 1 (Divide (Modulo (Multiply 2 3) 4) 5))"),
        ("(1 + 2) * 3", "(Multiply (Add 1 2) 3)"),
        ("!a && -b.c + 1", "(And (Not a) (Add (Negate (.c b)) 1))"),
        ("!!a", "(Not (Not a))"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a ? b ? c : d : e", "(? a (? b c d) e)"),
        ("a-b", "a-b"), // a name
        ("a -b", "(Subtract a b)"),
        ("a <= b", "(LessOrEqual a b)"),
        ("a>b", "(Greater a b)"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_reference_keeps_all_its_steps() {
    for (text, expected) in [
        ("azuread_application.app.client_id", "(.client_id (.app azuread_application))"),
        ("a[0].b[\"c\"]", "(index (.b (index a 0)) \"c\")"),
        ("a.0.b", "(.b (index a 0))"),
        ("a . b", "(.b a)"),
        ("a.*.b.0.c[1]", "(index (splat a (.c (index (.b @) 0))) 1)"),
        ("a.*", "(splat a @)"),
        ("a[*].b[0].c", "(splat a (.c (index (.b @) 0)))"),
        ("a[*]", "(splat a @)"),
        ("a[*].b[*].c", "(splat a (splat (.b @) (.c @)))"),
        ("a.*.b[*].c", "(splat (splat a (.b @)) (.c @))"),
        ("f(x)[0].y", "(.y (index f(x) 0))"),
        ("[1][0]", "(index [1] 0)"),
        ("{a = 1}.a", "(.a {\"a\" = 1})"),
        ("\"x\".y", "(.y \"x\")"),
        ("null.a", "(.a null)"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn calls_collections_and_for_expressions_are_read_in_all_their_forms() {
    for (text, expected) in [
        ("f()", "f()"),
        ("f(a, b,)", "f(a b)"),
        ("f(a, b...)", "f(a b...)"),
        ("provider::azurerm::normalise_resource_id(x)", "provider::azurerm::normalise_resource_id(x)"),
        ("a :: b (x)", "a::b(x)"),
        ("true", "true"),
        ("trueish", "trueish"),
        ("[]", "[]"),
        ("[1, [2], ]", "[1 [2]]"),
        ("[\n1 # one\n,\n/* two */ 2\n]", "[1 2]"),
        ("{}", "{}"),
        ("{ a = 1, b : 2 }", "{\"a\" = 1, \"b\" = 2}"),
        ("{\n a = 1\n b = 2,\n\n c = 3 // last\n}", "{\"a\" = 1, \"b\" = 2, \"c\" = 3}"),
        ("{ (a) = 1, \"b\" = 2, \"${c}\" = 3, 4 = 5 }", "{a = 1, \"b\" = 2, (template $c) = 3, 4 = 5}"),
        ("{ true = 1, null : 2, if = 3 }", "{\"true\" = 1, \"null\" = 2, \"if\" = 3}"),
        ("{ a.b = 1, a[0] = 2 }", "{(.b a) = 1, (index a 0) = 2}"),
        ("{ a = 1, a = 2 }", "{\"a\" = 1, \"a\" = 2}"),
        ("[for x in xs : x.y]", "(for x in xs: (.y x))"),
        ("[for i, x in xs : x if i > 0]", "(for i x in xs: x if (Greater i 0))"),
        ("{for k, v in m : k => v...}", "(for k v in m: k => v...)"),
        ("{\nfor v in m :\n v.a => v.b\n if v.c\n}", "(for v in m: (.a v) => (.b v) if (.c v))"),
        ("{ format = 1 }", "{\"format\" = 1}"),
        ("[format(1)]", "[format(1)]"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn numbers_are_kept_as_they_are_written() {
    for text in ["0", "12", "1.50", "1e5", "1.5E-10", "2e+3", "99999999999999999999"] {
        assert_eq!(read(text), text);
    }
    assert_eq!(read("f(1...)"), "f(1...)");
    assert_eq!(read("1.2.3"), "\"1.2.3\": `1.2.3` is not a number");
    assert_eq!(read("a.0.1"), "\"0.1\": expected an index, found `0.1`: write `[0][1]` for two of them");
}

#[test]
fn newlines_end_a_value_but_not_in_brackets() {
    let parsed = parse("a = f(\n1,\n2\n)\nb = [\n{\n x = (1\n+ 2)\n}\n]\nc = x[\n0\n]\nd = {for a in b : a\n=> a}\n");
    assert_eq!(parsed.errors, []);
    let expected = "a = f(1 2); b = [{\"x\" = (Add 1 2)}]; c = (index x 0); d = (for a in b: a => a)";
    assert_eq!(body(&parsed.body), expected);
    for text in ["a = 1\n+ 2\n", "a = b\n.c\n", "a =\n1\n", "a = {\n b =\n 1\n}\n", "a = x ?\n1 : 2\n"] {
        assert!(!parse(text).errors.is_empty(), "{text:?}");
    }
}

#[test]
fn the_text_under_each_span_is_that_of_the_expression() {
    assert_eq!(texts(" ( a + b ) * c "), ["( a + b ) * c", "( a + b )", "a", "b", "c"]);
    assert_eq!(texts("(a.b).c[ 0 ] "), ["(a.b).c[ 0 ]", "(a.b).c", "(a.b)", "a", "b", "c", "0"]);
    assert_eq!(texts("a[*].b "), ["a[*].b", "a", "[*].b", "[*]", "b"]);
    assert_eq!(texts("a.*.b[0]"), ["a.*.b[0]", "a.*.b", "a", ".*.b", ".*", "b", "0"]);
    assert_eq!(texts("f ( \"x${ y }\" ) # z"), ["f ( \"x${ y }\" )", "\"x${ y }\"", "y"]);
    assert_eq!(texts("{ a = 1, (b) = -2 }"), ["{ a = 1, (b) = -2 }", "a", "1", "(b)", "-2", "2"]);
    assert_eq!(texts("c ? null : [ ]"), ["c ? null : [ ]", "c", "null", "[ ]"]);
    assert_eq!(texts("<<E\nx\n  E"), ["<<E\nx\n  E"]);
}

#[test]
fn an_error_contains_what_was_expected_and_found() {
    for (text, expected) in [
        ("", "\"\": expected a value, found the end of the file"),
        ("1 +", "\"\": expected a value, found the end of the file"),
        ("(1", "\"\": expected `)`, found the end of the file"),
        ("[1 2]", "\"2\": expected `,` or `]`, found `2`"),
        ("f(1; 2)", "\";\": expected `,` or `)`, found `;`"),
        ("f(a..., b)", "\",\": expected `)`, found `,`"),
        ("{ a 1 }", "\"1\": expected `=`, found `1`"),
        ("{ a => 1 }", "\"=\": expected `=`, found `=`"),
        ("{ a = 1 b = 2 }", "\"b\": expected `,`, `}` or the end of the line, found `b`"),
        ("a ? b", "\"\": expected `:` of a conditional, found the end of the file"),
        ("a.", "\"\": expected the name of an attribute, found the end of the file"),
        ("a.*.b.*", "\"*\": expected the name of an attribute, found `*`"),
        ("[for x : y]", "\":\": expected `in`, found `:`"),
        ("{for x in y : x}", "\"}\": expected `=>`, found `}`"),
        ("[for x in y : x => y]", "\"=\": expected `]`: a list has no keys, found `=`"),
        ("a b", "\"b\": expected the end of the expression, found `b`"),
        ("a & b", "\"&\": expected the end of the expression, found `&`"),
        ("'a'", "\"'\": expected a value, found `'`"),
        ("\u{1}", "\"\\u{1}\": expected a value, found the character U+0001"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}
