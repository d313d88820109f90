//! Trees in one line, to keep expectations readable.

use super::super::{Body, Expr, ExprKind, Part};
use std::fmt::Write;

/// An expression: `(+ 1 (* 2 x))`.
pub(super) fn tree(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(text) => text.to_string(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Template(list) => format!("(template{})", parts(list)),
        ExprKind::Tuple(elements) => format!("[{}]", trees(elements)),
        ExprKind::Object(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("{} = {}", tree(&item.key), tree(&item.value))).collect();
            format!("{{{}}}", items.join(", "))
        }
        ExprKind::Variable(name) => name.to_string(),
        ExprKind::Attribute(value, name) => format!("(.{} {})", name.text, tree(value)),
        ExprKind::Index(value, index) => format!("(index {} {})", tree(value), tree(index)),
        ExprKind::Splat { list, each } => format!("(splat {} {})", tree(list), tree(each)),
        ExprKind::Element => "@".into(),
        ExprKind::Call { name, arguments, expands } => {
            format!("{}({}{})", name.text, trees(arguments), if *expands { "..." } else { "" })
        }
        ExprKind::Conditional(values) => format!("(? {})", trees(&values[..])),
        ExprKind::Unary(operator, value) => format!("({operator:?} {})", tree(value)),
        ExprKind::Binary(operator, values) => format!("({operator:?} {})", trees(&values[..])),
        ExprKind::For(all) => {
            let mut text = format!("(for {} in {}:", all.value.text, tree(&all.list));
            if let Some(key) = &all.key {
                text = text.replacen("for ", &format!("for {} ", key.text), 1);
            }
            if let Some(key) = &all.result_key {
                write!(text, " {} =>", tree(key)).unwrap();
            }
            write!(text, " {}{}", tree(&all.result), if all.groups { "..." } else { "" }).unwrap();
            if let Some(condition) = &all.condition {
                write!(text, " if {}", tree(condition)).unwrap();
            }
            text + ")"
        }
        ExprKind::Error => "ERROR".into(),
    }
}

fn trees(list: &[Expr]) -> String {
    list.iter().map(tree).collect::<Vec<_>>().join(" ")
}

/// The parts of a template, each with a space before it.
pub(super) fn parts(list: &[Part]) -> String {
    let mut text = String::new();
    for part in list {
        match part {
            Part::Literal(literal) => write!(text, " {literal:?}"),
            Part::Interpolation(value) => write!(text, " ${}", tree(value)),
            Part::If { condition, then, otherwise } => {
                write!(text, " (if {}{} else{})", tree(condition), parts(then), parts(otherwise))
            }
            Part::For { key, value, list, parts: each } => {
                let key = key.as_ref().map_or(String::new(), |key| format!("{key} "));
                write!(text, " (for {key}{value} in {}{})", tree(list), parts(each))
            }
        }
        .unwrap();
    }
    text
}

/// A body: attributes, then blocks.
pub(super) fn body(body: &Body) -> String {
    let mut items: Vec<String> = body.attributes.iter().map(|item| format!("{} = {}", item.name.text, tree(&item.value))).collect();
    for block in &body.blocks {
        let mut header = block.kind.text.to_string();
        for label in &block.labels {
            write!(header, " {:?}", label.text).unwrap();
        }
        items.push(format!("{header} {{{}}}", self::body(&block.body)));
    }
    items.join("; ")
}

/// The text of an expression and of each one in it, outermost first.
pub(super) fn spans<'t>(text: &'t str, expr: &Expr, found: &mut Vec<&'t str>) {
    found.push(&text[expr.bytes.clone()]);
    match &expr.kind {
        ExprKind::Tuple(values) | ExprKind::Call { arguments: values, .. } => values.iter().for_each(|value| spans(text, value, found)),
        ExprKind::Object(items) => {
            for item in items {
                spans(text, &item.key, found);
                spans(text, &item.value, found);
            }
        }
        ExprKind::Attribute(value, name) => {
            spans(text, value, found);
            found.push(&text[name.bytes.clone()]);
        }
        ExprKind::Unary(_, value) => spans(text, value, found),
        ExprKind::Index(first, second) | ExprKind::Splat { list: first, each: second } => {
            spans(text, first, found);
            spans(text, second, found);
        }
        ExprKind::Conditional(values) => values.iter().for_each(|value| spans(text, value, found)),
        ExprKind::Binary(_, values) => values.iter().for_each(|value| spans(text, value, found)),
        ExprKind::Template(list) => {
            for part in list {
                if let Part::Interpolation(value) = part {
                    spans(text, value, found);
                }
            }
        }
        _ => {}
    }
}
