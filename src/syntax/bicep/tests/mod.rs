//! Tests of the parser. Trees are compared by [`shape`]: their `Debug` text without spans.

mod corpus;
mod expressions;
mod hostile;
mod laws;
mod print;
mod recovery;
mod samples;
mod statements;
mod strings;
mod types;

use super::ast::{Declaration, Expression, File, Object, Resource, Span, Statement, TypeExpression};
use super::parse;

fn under(text: &str, span: Span) -> &str {
    &text[span.range()]
}

/// Parses a template that must have no errors.
fn valid(text: &str) -> File<'_> {
    let file = parse(text);
    assert_eq!(file.diagnostics, [], "{text}");
    file
}

/// The errors of a text: each message with the text at its span.
fn problems<'a>(text: &'a str, file: &File<'_>) -> Vec<(String, &'a str)> {
    file.diagnostics.iter().map(|problem| (problem.message.to_string(), under(text, problem.span))).collect()
}

fn value<'f, 'a>(file: &'f File<'a>) -> &'f Expression<'a> {
    let Declaration::Variable(variable) = &file.statements[0].declaration else { panic!("no variable: {file:?}") };
    &variable.value
}

fn first_type<'f, 'a>(file: &'f File<'a>) -> &'f TypeExpression<'a> {
    let Declaration::Type(declaration) = &file.statements[0].declaration else { panic!("no type: {file:?}") };
    &declaration.value
}

fn resource<'s, 'a>(statement: &'s Statement<'a>) -> &'s Resource<'a> {
    let Declaration::Resource(resource) = &statement.declaration else { panic!("no resource: {statement:?}") };
    resource
}

fn object<'s, 'a>(statement: &'s Statement<'a>) -> &'s Object<'a> {
    resource(statement).body.object.as_ref().expect("a body")
}

/// The text of a property's value in a resource.
fn property<'a>(text: &'a str, statement: &Statement<'_>, key: &str) -> &'a str {
    under(text, object(statement).property(key).unwrap_or_else(|| panic!("no `{key}` in {statement:?}")).value.span)
}

fn resources<'a>(file: &File<'a>) -> Vec<&'a str> {
    let named = |statement: &Statement<'a>| match &statement.declaration {
        Declaration::Resource(resource) => Some(resource.name.text),
        _ => None,
    };
    file.statements.iter().filter_map(named).collect()
}

/// A tree without its spans, which must survive printing and parsing.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let text = format!("{tree:?}");
    let mut shape = String::with_capacity(text.len());
    walk(&text, |piece| match piece {
        Piece::Span(_) => shape.push('_'),
        Piece::Text(text) => shape.push_str(text),
    });
    shape
}

/// A piece of the `Debug` text of a tree.
enum Piece<'t> {
    Span(Span),
    /// A quoted string, or one character.
    Text(&'t str),
}

/// Iterates over the `Debug` text of a tree.
fn walk<'t>(text: &'t str, mut see: impl FnMut(Piece<'t>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        if byte == b'"' {
            at += 1;
            while bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
        } else if byte.is_ascii_digit() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            if let Some((start, end)) = text[start..at].split_once("..") {
                see(Piece::Span(Span { start: start.parse().unwrap(), end: end.parse().unwrap() }));
                continue;
            }
        } else if byte.is_ascii_alphabetic() || byte == b'_' {
            // Words that contain digits are not numbers.
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        see(Piece::Text(&text[start..at]));
    }
}
