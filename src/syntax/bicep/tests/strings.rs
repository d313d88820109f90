//! Strings: their text, and the spans of their parts.

use super::{problems, under, valid, value};
use crate::syntax::bicep::ast::{ExpressionKind, File, StringPart, StringValue};
use crate::syntax::bicep::parse;

/// The value of a variable that is a string without holes.
fn plain(text: &str) -> String {
    let text = format!("var a = {text}");
    let file = valid(&text);
    match &value(&file).kind {
        ExpressionKind::String(StringValue::Plain(value)) => value.clone().into_owned(),
        other => panic!("{other:?}"),
    }
}

/// The parts of a variable's string: literal text, holes as written.
fn parts<'a>(text: &'a str, file: &File<'a>) -> Vec<(String, &'a str)> {
    let ExpressionKind::String(StringValue::Interpolated(parts)) = &value(file).kind else { panic!("no holes: {file:?}") };
    let part = |part: &StringPart<'_>| match part {
        StringPart::Text { span, value } => (value.clone().into_owned(), under(text, *span)),
        StringPart::Hole { span, value } => (format!("<{}>", under(text, value.span)), under(text, *span)),
    };
    parts.iter().map(part).collect()
}

fn owned<'a>(parts: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
    parts.iter().map(|&(value, written)| (value.to_owned(), written)).collect()
}

/// A wrong text would change the result for a redirect URI or a claim.
#[test]
fn a_string_has_the_same_text_as_in_the_compiler() {
    for (written, expected) in [
        ("''", ""),
        ("'é 😀'", "é 😀"),
        (r"'a\n\r\t\\\'\$b'", "a\n\r\t\\'$b"),
        (r"'\u{1f600}\u{0}\u{00e9}'", "😀\0é"),
        (r"'\u{d800}'", "\u{fffd}"), // not a character, but accepted by the compiler
        (r"'\${a} $a $ {a} $'", "${a} $a $ {a} $"),
        ("'// no comment /* none */'", "// no comment /* none */"),
        ("''''''", ""),
        ("'''a'''", "a"),
        ("'''\na\n'''", "a\n"),
        ("'''\r\na\r\n'''", "a\r\n"),
        ("'''\n\na'''", "\na"),
        ("'''''a'''''", "''a''"),
        ("''''''''", "''"),
        (r"'''\n ${a} \u{61} '' '''", r"\n ${a} \u{61} '' "),
        ("$''''''", ""),
        ("$'''\n$ {a} $$a\n'''", "$ {a} $$a\n"),
        ("$$'''${a}'''", "${a}"),
    ] {
        assert_eq!(plain(written), expected, "{written}");
    }
}

#[test]
fn holes_and_the_texts_between_them_have_their_places() {
    let text = "var a = 'x\\n${b}${'c${d}'}\\u{e9}y'";
    let file = valid(text);
    let expected = [("x\n", "x\\n"), ("<b>", "${b}"), ("<'c${d}'>", "${'c${d}'}"), ("éy", "\\u{e9}y")];
    assert_eq!(parts(text, &file), owned(&expected));

    // A `}` in a hole ends the hole only if it closes nothing else.
    let text = "var a = '${map(b, x => { y: { z: '${x}}' } })}}'";
    let file = valid(text);
    assert_eq!(parts(text, &file), owned(&[("<map(b, x => { y: { z: '${x}}' } })>", &text[9..text.len() - 2]), ("}", "}")]));
}

#[test]
fn strings_over_lines_have_holes_with_as_many_dollars_as_they_begin_with() {
    // The compiler's own example, `MultilineStrings_LF`: extra dollars belong to the text.
    let text = "var a = $$$'''\n${n}\n$${n}\n$$${n}\n$$$${n}\n'''";
    let file = valid(text);
    let expected = [("${n}\n$${n}\n", "${n}\n$${n}\n"), ("<n>", "$$${n}"), ("\n$", "\n$"), ("<n>", "$$${n}"), ("\n", "\n")];
    assert_eq!(parts(text, &file), owned(&expected));

    let text = "var a = $'''\r\n${b}''${'''\n'c'\n'''}'''\nvar d = 1";
    let file = valid(text);
    assert_eq!(file.statements.len(), 2);
    assert_eq!(parts(text, &file), owned(&[("<b>", "${b}"), ("''", "''"), ("<'''\n'c'\n'''>", "${'''\n'c'\n'''}")]));
}

#[test]
fn an_invalid_escape_is_reported_and_kept() {
    let text = "var a = 'x\\qy\\u{110000}\\u{}\\u41\\é'\nvar b = 1";
    let file = parse(text);
    let found: Vec<&str> = problems(text, &file).iter().map(|(_, place)| *place).collect();
    assert_eq!(found, ["\\q", "\\u{110000}", "\\u{}", "\\u", "\\é"]);
    assert_eq!(file.diagnostics[0].message, r"expected `\\`, `\'`, `\n`, `\r`, `\t`, `\$` or `\u{…}`, found `\q`");
    assert_eq!(file.statements.len(), 2);
    assert!(matches!(value(&file).kind, ExpressionKind::String(_)));
}

#[test]
fn an_unclosed_string_ends_with_its_line_and_is_unknown() {
    for (written, place) in [("'abc", "'abc"), ("'a${b", ""), ("'a${b}c", "}c"), ("'a${", ""), ("'a${b c", "c"), ("'\\", "'\\")] {
        let text = format!("var a = {written}\nvar b = 'whole'");
        let file = parse(&text);
        assert_eq!(problems(&text, &file).len(), 1, "{text}: {:?}", file.diagnostics);
        assert_eq!(problems(&text, &file)[0].1, place, "{text}");
        assert_eq!(value(&file).kind, ExpressionKind::Error, "{text}");
        assert_eq!(file.statements.len(), 2, "{text}");
        assert_eq!(under(&text, value(&file).span), written, "{text}");
    }
}

#[test]
fn a_string_over_lines_without_an_end_ends_at_the_next_statement() {
    for open in ["'''", "$'''", "$'''${a}"] {
        let text = format!("var a = {open}\n  text }}\nresource b 'c@1' = {{\n  name: 'd'\n}}\n");
        let file = parse(&text);
        assert_eq!(file.diagnostics.len(), 1, "{text}: {:?}", file.diagnostics);
        assert_eq!(value(&file).kind, ExpressionKind::Error);
        assert_eq!(super::property(&text, &file.statements[1], "name"), "'d'");
    }
}

#[test]
fn objects_are_not_allowed_in_strings() {
    let text = "var a = '${ {b: 1} } ${[c]}'\nvar d = 1";
    let file = parse(text);
    assert_eq!(problems(text, &file).iter().map(|(_, place)| *place).collect::<Vec<_>>(), ["{", "["]);
    valid("var a = '${map(b, c => { d: [c] })}'"); // objects are allowed in lambdas inside of holes
}
