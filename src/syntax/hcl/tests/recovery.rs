use super::super::{Parsed, parse};
use super::show::body;

fn messages(parsed: &Parsed) -> Vec<String> {
    parsed.errors.iter().map(|error| error.message.to_string()).collect()
}

/// A mistake in an attribute of a resource loses only that attribute.
#[test]
fn a_mistake_in_one_value_loses_only_that_value() {
    for (value, message) in [
        ("", "expected a value, found the end of the line"),
        ("1 +", "expected a value, found the end of the line"),
        ("\"abc", "expected the end of a string, found the end of the line"),
        ("\"abc${", "expected `}`, found `=`"),
        ("\"abc${f(\"", "expected the end of a string, found the end of the line"),
        ("f(1, [2", "expected `,` or `]`, found `a`"),
        ("f(", "expected `,` or `)`, found `=`"),
        ("(1", "expected `)`, found `a`"),
        ("a.", "expected the name of an attribute, found the end of the line"),
        ("f(1; 2)", "expected `,` or `)`, found `;`"),
        ("[for x in y]", "expected `:`, found `]`"),
        ("f(<<X\n broken = {\nX\n, ;)", "expected a value, found `;`"),
    ] {
        let text = format!("resource \"a\" \"b\" {{\n  x = {value}\n  after = 1\n}}\nb {{\n}}\n");
        let parsed = parse(&text);
        assert_eq!(parsed.errors.len(), 1, "{value:?} {:?}", parsed.errors);
        assert_eq!(body(&parsed.body), "resource \"a\" \"b\" {x = ERROR; after = 1}; b {}", "{value:?}");
        assert_eq!(messages(&parsed), [message], "{value:?}");
    }
}

#[test]
fn a_mistake_in_one_item_keeps_the_others() {
    for (text, expected) in [
        ("a = [1, ;, 3]\n", "a = [1 ERROR 3]"),
        ("a = [1 2, 3]\n", "a = [1 3]"),
        ("a = [\n  \"x,\n  3,\n]\n", "a = [ERROR]"),
        ("a = {\n b = \n c = 2\n}\n", "a = {\"b\" = ERROR, \"c\" = 2}"),
        ("a = {\n b 1\n c = 2\n}\n", "a = {\"c\" = 2}"),
        ("a = f([1, {\n b = (2 }\n], 3)\n", "a = f([1 {\"b\" = ERROR}] 3)"),
        ("a = { b = ;, c = 2 }\n", "a = {\"b\" = ERROR, \"c\" = 2}"),
        ("a = \"x ${b c} y ${d}\"\n", "a = (template \"x \" $ERROR \" y \" $d)"),
        ("a = \"x ${b\"\n", "a = (template \"x \" $ERROR)"),
        ("a = <<E\nx ${b c} y\nz ${d\nE\n", "a = (template \"x \" $ERROR \" y\\nz \" $ERROR \"\\n\")"),
    ] {
        let parsed = parse(&format!("{text}after = 1\n"));
        assert_eq!(body(&parsed.body), format!("{expected}; after = 1"), "{text}");
        let mistakes = if text.contains("<<E") { 2 } else { 1 };
        assert_eq!(parsed.errors.len(), mistakes, "{text} {:?}", parsed.errors);
    }
}

#[test]
fn text_that_is_not_a_block_is_skipped_with_one_error() {
    for (text, message) in [
        ("resource \"a\" = {\n  x = 1\n}\n", "expected `{`, found `=`"),
        ("<<<<<<< HEAD\nsome words here\nand more\n", "expected an attribute or a block, found `<`"),
        ("}\n", "expected an attribute or a block, found `}`"),
        ("\"a\" = 1\n", "expected an attribute or a block, found `\"`"),
        ("words\n", "expected `=` or `{`, found the end of the line"),
        ("a == 1\n", "expected `=` or `{`, found `=`"),
        ("a \"b\" 1 {\n x = {\n }\n}\n", "expected `{`, found `1`"),
    ] {
        let parsed = parse(&format!("{text}after = 1\nb \"c\" {{\n}}\n"));
        assert_eq!(messages(&parsed), [message], "{text}");
        assert_eq!(body(&parsed.body), "after = 1; b \"c\" {}", "{text}");
    }
}

#[test]
fn a_block_in_the_wrong_layout_is_read_all_the_same() {
    for (text, message, expected) in [
        ("a \"b\"\n{\n  x = 1\n}\n", "expected `{`, found the end of the line", "a \"b\" {x = 1}"),
        ("a {\n  x = 1 }\n", "expected the end of the line, found `}`", "a {x = 1}"),
        ("a { x = 1, y = 2, z = 3 }\n", "expected `}`, found `,`", "a {x = 1; y = 2; z = 3}"),
        ("a { x = 1\n  y = 2\n}\n", "expected `}`, found the end of the line", "a {x = 1; y = 2}"),
        ("a { b { x = 1 } }\n", "a one-line block can contain one attribute and no block", "a {b {x = 1}}"),
        ("a {\n  x = 1", "expected `}`, found the end of the file", "a {x = 1}"),
        ("a {\n  b {\n", "expected `}`, found the end of the file", "a {b {}}"),
        ("a {} b {}\n", "expected the end of the line, found `b`", "a {}"),
        ("a \"${b}\" {}\n", "a label cannot contain `${` or `%{`", "a \"${b}\" {}"),
        ("x = 1 y = 2\n", "expected the end of the line, found `y`", "x = 1"),
        ("x = 1\n/* y = 2\n", "expected `*/`, found the end of the file", "x = 1"),
    ] {
        let parsed = parse(text);
        assert_eq!(messages(&parsed), [message], "{text}");
        assert_eq!(body(&parsed.body), expected, "{text}");
    }
}

#[test]
fn an_unclosed_bracket_ends_where_the_next_block_begins() {
    let parsed = parse("locals {\n  a = {\n    b = 1\n\nresource \"c\" \"d\" {\n  e = 1\n}\n");
    // The block of locals is not closed either, so it contains the resource, which is parsed nevertheless.
    assert_eq!(body(&parsed.body), "locals {a = ERROR; resource \"c\" \"d\" {e = 1}}");
}

#[test]
fn at_most_twenty_errors_are_reported() {
    assert_eq!(parse(&"a = ;\n".repeat(100)).errors.len(), 20);
    assert_eq!(parse(&"a = ;\n".repeat(100)).body.attributes.len(), 100);
}
