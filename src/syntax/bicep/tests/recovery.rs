//! Broken files: an error loses the expression, never its resource; the resource, never the file.

use super::{object, problems, property, resource, resources, under, value};
use crate::syntax::bicep::ast::{ArrayItem, Declaration, ExpressionKind, ObjectItem};
use crate::syntax::bicep::{parse, parse_parameters};

/// A resource with this line in the middle, and another one after it.
fn around(line: &str) -> String {
    format!("resource a 'b@1' = {{\n  first: 'f'\n  {line}\n  last: 'l'\n}}\n\nresource z 'y@1' = {{\n  name: 'z'\n}}\n")
}

/// An error in one property must not affect the rest of the resource.
#[test]
fn a_broken_property_loses_neither_its_neighbours_nor_the_next_resource() {
    for line in [
        "bad: ",
        "bad: @",
        "bad: )",
        "bad: ]",
        "bad: f(",
        "bad: f(x",
        "bad: f(x,",
        "bad: f(x y)",
        "bad: f(, )",
        "bad: (x",
        "bad: (x y)",
        "bad: (@)",
        "bad: [x",
        "bad: [x y]",
        "bad: [@]",
        "bad: x[",
        "bad: x[1 2]",
        "bad: x.",
        "bad: x +",
        "bad: x ? y",
        "bad: x ? y :",
        "bad: 'x",
        "bad: 'x${y",
        "bad: '${y z}'",
        "bad: '${f(}'",
        "bad: '${f(x}' )",
        "bad: \"x\"",
        "bad: x y z",
        "bad: x; y",
        "bad x",
        "bad",
        "'bad'",
        "'bad",
        "1: 2",
        ": x",
        "= x",
        "bad = x",
        "bad: x,",
        ", bad: x",
        "bad: { x: @, y: 1 }",
        "bad: [ { x: ) } ]",
        "bad: @ { x: [\n 1 ]\n }",
        "bad: [for x y: z]",
        "bad: [for x in y: z",
        "bad: x => ",
        "bad: () ",
        "...",
        "bad: true x",
        "bad: 99999999999999999999999",
        "@bad()",
        "resource bad",
        "resource bad 'x' = @",
    ] {
        let text = around(line);
        let file = parse(&text);
        assert!(!file.diagnostics.is_empty(), "{text}");
        assert_eq!(resources(&file), ["a", "z"], "{text}\n{:?}", file.diagnostics);
        assert_eq!(property(&text, &file.statements[0], "first"), "'f'", "{text}");
        assert_eq!(property(&text, &file.statements[0], "last"), "'l'", "{text}");
        assert_eq!(property(&text, &file.statements[1], "name"), "'z'", "{text}");
        assert!(file.diagnostics.len() <= 3, "{text}\n{:?}", file.diagnostics);
        // An unparsable value must not be treated as a value; an extra comma makes none unreliable.
        if let Some(bad) = object(&file.statements[0]).property("bad") {
            assert!(super::shape(bad).contains("Error") || line.starts_with(',') || line.ends_with(','), "{text}\n{bad:?}");
        }
    }
}

/// An unclosed bracket loses at most the rest of its resource.
#[test]
fn a_bracket_without_an_end_leaves_the_next_statements() {
    for (line, lost_last) in [("bad: {", false), ("bad: f({", false), ("bad: [{", false), ("resource bad 'x' = {", false), ("} }", true)] {
        let text = around(line);
        let file = parse(&text);
        assert!(!file.diagnostics.is_empty(), "{text}");
        assert_eq!(resources(&file), ["a", "z"], "{text}\n{:?}", file.diagnostics);
        assert_eq!(property(&text, &file.statements[0], "first"), "'f'", "{text}");
        assert_eq!(property(&text, file.statements.last().unwrap(), "name"), "'z'", "{text}");
        assert_eq!(object(&file.statements[0]).property("last").is_none(), lost_last || line.ends_with('{'), "{text}");
    }
    let text =
        "var a = f(\nparam b string\nvar c = [\n  1\n\ntype d = e<\nvar g = (\n@secure()\nparam h string\noutput i string = {\n  j: 1\n";
    let file = parse(text);
    let keywords: Vec<&str> = file.statements.iter().map(|statement| statement.keyword.text).collect();
    assert_eq!(keywords, ["var", "param", "var", "type", "var", "param", "output"], "{:?}", file.diagnostics);
    assert_eq!(file.statements[5].decorators.len(), 1);
}

#[test]
fn a_broken_statement_keeps_what_was_read_of_it() {
    for (text, body) in [
        ("resource app 'Microsoft.Graph/applications@v1.0'", false),
        ("resource app 'Microsoft.Graph/applications@v1.0' =", false),
        ("resource app 'Microsoft.Graph/applications@v1.0' = @", false),
        ("resource app 'Microsoft.Graph/applications@v1.0' { name: 'x' }", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = if { name: 'x' }", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = if (a b) { name: 'x' }", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = if (a { name: 'x' }", false),
        ("resource app 'Microsoft.Graph/applications@v1.0' = [for x in y: { name: 'x' }", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = [for x in y { name: 'x' }]", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = { name: 'x' } extra", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' = { name: 'x'", true),
        ("resource app 'Microsoft.Graph/applications@v1.0' existing { name: 'x' }", true),
    ] {
        let text = format!("{text}\nvar next = 1\n");
        let file = parse(&text);
        assert!(!file.diagnostics.is_empty(), "{text}");
        let app = resource(&file.statements[0]);
        assert_eq!((app.name.text, app.resource_type.plain()), ("app", Some("Microsoft.Graph/applications@v1.0")), "{text}");
        assert_eq!(app.body.object.as_ref().is_some_and(|object| object.property("name").is_some()), body, "{text}\n{file:?}");
        assert!(matches!(file.statements.last().unwrap().declaration, Declaration::Variable(_)), "{text}\n{file:?}");
    }
}

#[test]
fn unknown_statements_are_skipped_with_their_brackets() {
    let text = "oops a = {\n  b: [\n    c\n  ]\n}\nvar d = 1\n}\n)]\nvar e = 2\n@description('x')\nfoo\n@secure()\n";
    let file = parse(text);
    let keywords: Vec<&str> = file.statements.iter().map(|statement| statement.keyword.text).collect();
    assert_eq!(keywords, ["", "var", "", "", "var", "", ""], "{:?}", file.diagnostics);
    assert_eq!(under(text, file.statements[0].span), "oops a = {\n  b: [\n    c\n  ]\n}");
    assert_eq!(file.statements[5].decorators.len(), 1); // decorators are kept
    assert_eq!(file.diagnostics.len(), 5, "{:?}", file.diagnostics);
}

#[test]
fn a_missing_comma_or_colon_loses_nothing() {
    let text = "var a = [for b in c { d: b }]";
    let file = parse(text);
    assert_eq!(problems(text, &file), [("expected `:`, found `{`".to_owned(), "{")]);
    let ExpressionKind::For(repeat) = &value(&file).kind else { panic!("{file:?}") };
    assert_eq!(under(text, repeat.value.span), "{ d: b }");
    let text = "var a = { b: 1 c: 2 }\nvar d = [\n  f('x'\n  )\n]";
    let file = parse(text);
    assert_eq!(problems(text, &file), [("expected `,` or the end of the line, found `c`".to_owned(), "c")]);
    let ExpressionKind::Object(object) = &value(&file).kind else { panic!("{file:?}") };
    assert_eq!(object.properties().map(|property| under(text, property.value.span)).collect::<Vec<_>>(), ["1", "2"]);
}

#[test]
fn a_broken_item_loses_neither_its_array_nor_its_call() {
    let text = "var a = [\n  'x'\n  @ (\n  )\n  'y' 'z'\n  f(1, @, 3)\n]";
    let file = parse(text);
    let ExpressionKind::Array(items) = &value(&file).kind else { panic!("{file:?}") };
    let shown: Vec<(bool, &str)> = items
        .iter()
        .map(|item| match item {
            ArrayItem::Value(value) => (value.kind == ExpressionKind::Error, under(text, value.span)),
            ArrayItem::Spread(spread) => panic!("{spread:?}"),
        })
        .collect();
    assert_eq!(shown, [(false, "'x'"), (true, "@ (\n  )"), (true, "'y' 'z'"), (false, "f(1, @, 3)")]);
}

#[test]
fn messages_contain_what_was_expected_and_found() {
    for (text, message, place) in [
        ("var a = ", "expected a value, found the end of the file", ""),
        ("var a =\nvar b = 1", "expected a value, found the end of the line", ""),
        ("var = 1", "expected the name of the variable, found `=`", "="),
        ("var a 1", "expected `=`, found the end of the file", ""),
        ("var a = \"x\"", "expected a value, found `\"`: strings are written in `'`", "\""),
        ("var a = \u{a0}1", "expected a value, found the character U+00A0", "\u{a0}"),
        ("var a = \u{202e}1", "expected a value, found the character U+202E", "\u{202e}"),
        ("var a = b c", "expected the end of the line, found `c`", "c"),
        ("resource 'a@1' = {}", "expected the name of the resource, found `'a@1'`", "'a@1'"),
        ("resource a b@1 = {}", "expected the type of the resource in `'`, found `b`", "b"),
        ("resource a 'b@1' = c", "expected `{`, `[` or `if`, found `c`", "c"),
        ("module a 'b' = [c]", "expected `for`, found `c`", "c"),
        ("var a = 'x", "expected `'` at the end of the string, found the end of the file", "'x"),
        ("/* x", "expected `*/`, found the end of the file", "/*"),
        ("var a = {\n  b: 'a very long string that goes on and on' c\n}", "expected `,` or the end of the line, found `c`", "c"),
        ("var a = [1, 2", "expected `]`, found the end of the file", ""),
        ("type a = ", "expected a type, found the end of the file", ""),
        ("foo", "expected a declaration, found `foo`", "foo"),
        ("import a from 'b'", "expected `{` or `*`, found `a`", "a"),
        ("import { 'a-b' } from 'c'", "expected `as`, found `}`", "}"),
        ("var a = b.?c()", "expected a property after `.?`, found a call", "("),
    ] {
        assert_eq!(problems(text, &parse(text))[0], (message.to_owned(), place), "{text}");
    }
    let text = "resource a 'b' = {}";
    let message = "expected `using`, `extends`, `param`, `var`, `import`, `type`, `extension` or `extensionConfig`, found `resource`";
    assert_eq!(problems(text, &parse_parameters(text)), [(message.to_owned(), "resource")]);
}

/// Each place is reported once: a mistake must not be hidden by follow-up errors of another one.
#[test]
fn one_mistake_yields_one_diagnostic() {
    for text in [
        "var a = f(g(h([@",
        "resource a 'b@1' = {\n  c: {\n    d: [\n      @\n    ]\n  }\n}",
        "param a string = {\n  b: c d e f g\n}",
        "var a = '${b",
        "var a = @ b c ( d ) e\nvar f = 1",
    ] {
        let file = parse(text);
        assert!(file.diagnostics.len() <= 2, "{text}: {:?}", file.diagnostics);
    }
    let ObjectItem::Error(span) = &object(&parse("resource a 'b@1' = {\n  1: 2, c: 3\n}").statements[0]).items[0].clone() else { panic!() };
    assert_eq!((span.start, span.end), (23, 27));
}
