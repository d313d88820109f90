//! The resource types of Terraform providers.

use crate::eval::Value;
use crate::reader::rows::{Row, set};

/// A resource type of a provider.
#[derive(Debug)]
pub(in crate::reader) struct ResourceType {
    pub terraform: &'static str,
    /// The kind of object that it creates.
    pub kind: &'static str,
    pub rows: &'static [Row],
    /// Additional objects that it creates, which are separate in ARM.
    pub parts: &'static [Part],
}

/// A block that is a separate object in ARM.
#[derive(Debug)]
pub(in crate::reader) struct Part {
    /// The block or attribute without which the object does not exist.
    pub block: &'static str,
    /// The kind of object that it creates.
    pub kind: &'static str,
    /// The attributes of the resource that belong to the object, including the block.
    pub rows: &'static [Row],
}

/// A resource type that extends a resource of another type.
#[derive(Debug)]
pub(in crate::reader) struct Satellite {
    pub terraform: &'static str,
    /// The attribute that references the other resource by resource id or object id, with former names after `|`. It is read by
    /// [`Satellite::names`].
    pub of: &'static str,
    pub kind: &'static str,
    /// Its attributes, and their paths in the other resource.
    pub rows: &'static [Row],
}

impl Satellite {
    /// The reference to the other resource, if it is set.
    pub(in crate::reader) fn names(&self, attributes: &Value) -> Option<Value> {
        set(attributes, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::terraform::{azuread, azurerm};
    use std::collections::{BTreeMap, BTreeSet};

    fn types() -> impl Iterator<Item = &'static ResourceType> {
        azuread::TYPES.iter().chain(azurerm::TYPES).copied().flatten()
    }

    fn satellites() -> impl Iterator<Item = &'static Satellite> {
        azuread::SATELLITES.iter().copied().flatten()
    }

    /// All lists of rows that create one object, with their origin.
    fn lists() -> Vec<(String, &'static [Row])> {
        let mut lists: Vec<(String, &'static [Row])> = Vec::new();
        for known in types() {
            lists.push((known.terraform.to_owned(), known.rows));
            lists.extend(known.parts.iter().map(|part| (format!("{}.{}", known.terraform, part.block), part.rows)));
        }
        lists.extend(satellites().map(|known| (known.terraform.to_owned(), known.rows)));
        let mut at = 0;
        while let Some((name, rows)) = lists.get(at).cloned() {
            at += 1;
            for row in flat(rows) {
                if let Row::Block { from, rows, .. } | Row::Optional { from, rows, .. } | Row::Blocks { from, rows, .. } = row {
                    lists.push((format!("{name}.{from}"), rows));
                } else if let Row::Itself { rows, .. } = row {
                    lists.push((name.clone(), rows));
                }
            }
        }
        lists
    }

    /// Rows that apply to the same object. Cases and fallbacks compete with other rows and are omitted.
    fn flat(rows: &'static [Row]) -> Vec<&'static Row> {
        let inner = |row: &'static Row| match row {
            Row::Shared { rows } | Row::Block { to: "", rows, .. } | Row::Optional { to: "", rows, .. } => flat(rows),
            row => vec![row],
        };
        rows.iter().flat_map(inner).collect()
    }

    /// Whether the output of a row is merged with an existing value.
    fn is_joined(row: &Row) -> bool {
        matches!(row, Row::Block { .. } | Row::Blocks { .. } | Row::Itself { .. } | Row::Element { .. } | Row::Wrapped { .. })
    }

    #[test]
    fn a_type_is_in_the_tables_once() {
        let mut names = BTreeSet::new();
        for name in types().map(|known| known.terraform).chain(satellites().map(|known| known.terraform)) {
            assert!(names.insert(name), "{name} is listed twice");
        }
        assert!(types().all(|known| !known.rows.is_empty()) && satellites().all(|known| !known.rows.is_empty()));
    }

    #[test]
    fn a_satellite_extends_a_known_kind() {
        for known in satellites() {
            assert!(types().any(|other| other.kind == known.kind), "{}: {}", known.terraform, known.kind);
        }
    }

    #[test]
    fn kinds_are_graph_entities_or_arm_types() {
        for (name, kind) in
            types().flat_map(|known| known.parts.iter().map(|part| part.kind).chain([known.kind]).map(|kind| (known.terraform, kind)))
        {
            let is_entity =
                kind.starts_with(|first: char| first.is_ascii_lowercase()) && kind.chars().all(|letter| letter.is_ascii_alphanumeric());
            assert!(is_entity || kind.starts_with("Microsoft.") && kind.contains('/'), "{name}: {kind}");
            // An ARM type that the model knows must have the model's name, otherwise its resources would differ by format.
            if let Some(arm) = crate::reader::graph::arm_kind(kind) {
                assert_eq!(arm.name(), kind, "{name}");
            }
        }
    }

    #[test]
    fn a_path_is_written_by_one_row() {
        for (name, rows) in lists() {
            let mut paths: BTreeMap<&str, &Row> = BTreeMap::new();
            for row in flat(rows).into_iter().filter(|row| !matches!(row, Row::Case { .. } | Row::Fallback { .. })) {
                for to in row.targets() {
                    assert!(to.split('/').all(|part| !part.is_empty()), "{name}: {to}");
                    let other = paths.insert(to, row);
                    // Blocks that exclude each other may each set their own constant.
                    let are_alike = |other: &Row| {
                        is_joined(other) && is_joined(row) || matches!((other, row), (Row::Constant { .. }, Row::Constant { .. }))
                    };
                    assert!(other.is_none_or(are_alike), "{name}: {to} is written twice");
                }
            }
            // A row for a whole object would hide a row for a part of it.
            for (to, row) in &paths {
                let parents = to.match_indices('/').map(|(at, _)| &to[..at]);
                for parent in parents.filter_map(|parent| paths.get(parent)) {
                    assert!(matches!(parent, Row::Block { .. } | Row::Optional { .. }), "{name}: {to} ({row:?})");
                }
            }
        }
    }

    #[test]
    fn an_attribute_is_read_once_per_path() {
        for (name, rows) in lists() {
            let mut read = BTreeSet::new();
            for row in flat(rows) {
                let written = format!("{row:?}");
                assert!(read.insert(written.clone()), "{name}: {written}");
            }
        }
    }

    #[test]
    fn defaults_and_constants_are_json() {
        let is_json = |json: &str| serde_json::from_str::<serde_json::Value>(json).is_ok();
        for (name, rows) in lists() {
            let mut rest: Vec<&'static Row> = flat(rows);
            while let Some(row) = rest.pop() {
                let texts = match row {
                    Row::Attribute { default, .. }
                    | Row::Filled { default, .. }
                    | Row::Optional { default, .. }
                    | Row::Blocks { default, .. }
                    | Row::Entries { default, .. } => default.iter().copied().collect(),
                    Row::Spelt { default, pairs, .. } => pairs.iter().flat_map(|(theirs, ours)| [*theirs, *ours]).chain(*default).collect(),
                    Row::Wrapped { default, with, .. } => with.iter().map(|(_, json)| *json).chain(*default).collect(),
                    Row::Presence { set, unset, .. } => [*set].into_iter().chain(*unset).collect(),
                    Row::Switches { pairs, .. } => pairs.iter().map(|(_, json)| *json).collect(),
                    Row::Constant { json, .. } => vec![*json],
                    Row::Case { cases, otherwise, .. } => {
                        rest.extend(cases.iter().flat_map(|(_, rows)| *rows).chain(*otherwise));
                        cases.iter().map(|(json, _)| *json).collect()
                    }
                    Row::Fallback { rows } => {
                        rest.extend(*rows);
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
                for text in texts {
                    assert!(is_json(text), "{name}: {text}");
                }
            }
        }
    }

    #[test]
    fn no_secret_is_read() {
        // Provider names for the value of a secret or certificate.
        for (name, rows) in lists() {
            for row in flat(rows) {
                if let Row::Attribute { from, .. } | Row::Filled { from, .. } = row {
                    for secret in ["client_secret", "app_secret", "consumer_secret", "secret_text"] {
                        assert!(!from.split('|').any(|from| from == secret), "{name}: {from}");
                    }
                    // Scopes and roles have a public `value`, credentials a secret one.
                    let is_credential = rows.iter().any(|row| row.targets().contains(&"keyId"));
                    assert!(!is_credential || *from != "value", "{name}: {from}");
                    assert!(*from != "password", "{name}: {from}");
                }
            }
        }
    }
}
