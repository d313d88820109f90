//! Reverse lookup: the name and spelling of a Graph or ARM property in a resource type.

use super::Row;

/// The name of a Graph or ARM property (names joined by `/`) in the provider, and its spelling of a value (JSON): names of blocks and of
/// the attribute, joined by `.`. `None` if no row has the property.
pub(in crate::reader) fn written_as<'j>(rows: &'static [Row], path: &str, json: &'j str) -> Option<(String, &'j str)> {
    let whole = |from: &'static str, to: &str, json: &'j str| (to == path).then(|| (first_of(from).to_owned(), json));
    let inner = |from: &'static str, to: &str, rows: &'static [Row]| {
        let rest = if to.is_empty() { path } else { path.strip_prefix(to)?.strip_prefix('/')? };
        let (name, json) = written_as(rows, rest, json)?;
        // The input of a gathered row has a name in parentheses, which does not occur in files.
        Some((if from.is_empty() || from.starts_with('(') { name } else { format!("{}.{name}", first_of(from)) }, json))
    };
    rows.iter().find_map(|row| match row {
        Row::Attribute { from, to, .. }
        | Row::Filled { from, to, .. }
        | Row::Wrapped { from, to, .. }
        | Row::Joined { from, to, .. }
        | Row::Tail { from, to }
        | Row::Element { from, to }
        | Row::Blocks { from, to, .. } => whole(from, to, json),
        Row::Spelt { from, to, pairs, .. } => {
            let theirs = pairs.iter().find(|(_, ours)| *ours == json).map(|(theirs, _)| *theirs);
            theirs.map_or_else(|| whole(from, to, json), |theirs| whole(from, to, theirs))
        }
        Row::Block { from, to, rows } | Row::Optional { from, to, rows, .. } => inner(from, to, rows).or_else(|| whole(from, to, json)),
        Row::Shared { rows } => inner("", "", rows),
        Row::Entries { from, to, .. } => {
            let name = path.strip_prefix(to)?.strip_prefix('/')?;
            Some((if from.starts_with('(') { name.to_owned() } else { format!("{from}.{name}") }, json))
        }
        Row::Case { cases, otherwise, .. } => cases.iter().map(|(_, rows)| *rows).chain([*otherwise]).find_map(|rows| inner("", "", rows)),
        _ => None,
    })
}

/// Blocks and attributes for the content of a Graph or ARM object, in the order of the rows: `block` renders a block from its name and
/// lines, `line` an attribute.
pub(in crate::reader) fn written(
    rows: &'static [Row],
    object: &serde_json::Value,
    block: &dyn Fn(&str, Vec<String>) -> Vec<String>,
    line: &dyn Fn(&str, &serde_json::Value) -> String,
) -> Vec<String> {
    let at = |to: &str| to.split('/').try_fold(object, |value, name| value.get(name)).filter(|value| !value.is_null());
    let mut lines = Vec::new();
    for row in rows {
        match row {
            Row::Attribute { from, to, .. } | Row::Filled { from, to, .. } => lines.extend(at(to).map(|value| line(first_of(from), value))),
            Row::Joined { from, to, by } => {
                let texts = at(to).and_then(|value| value.as_str()).map(|text| text.split(by).collect::<Vec<_>>());
                lines.extend(texts.map(|texts| line(first_of(from), &texts.into())));
            }
            Row::Block { from, to, rows } | Row::Optional { from, to, rows, .. } => {
                if let Some(object) = if to.is_empty() { Some(object) } else { at(to) } {
                    let inner = written(rows, object, block, line);
                    let is_own = !from.is_empty() && !from.starts_with('(');
                    lines.extend(if is_own && !inner.is_empty() { block(first_of(from), inner) } else { inner });
                }
            }
            Row::Shared { rows } => lines.extend(written(rows, object, block, line)),
            _ => {}
        }
    }
    lines
}

/// The current name of an attribute; former names follow it.
fn first_of(names: &'static str) -> &'static str {
    names.split('|').next().unwrap_or(names)
}
