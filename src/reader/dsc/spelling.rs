//! Names of properties, whose case `PowerShell` ignores: `AllowedToUseSspr` is `AllowedToUseSSPR`.

use super::recode::recode;
use super::types::{ResourceType, TYPES};
use crate::eval::{Data, Object, Value};
use crate::reader::rows::Row;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The spelling of each name in the tables, by the name in lower case.
static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let all = TYPES.iter().copied().flatten().flat_map(names_of);
    all.map(|name| (name.to_ascii_lowercase(), name)).collect()
});

/// All names that the tables of a type read.
pub fn names_of(known: &'static ResourceType) -> Vec<&'static str> {
    let mut names = vec!["Ensure"];
    names.extend(known.rows.iter().chain(known.configured).chain(known.compared).flat_map(names_of_row));
    names.extend(known.gathered.iter().flat_map(|(_, members)| *members));
    names.extend(known.parts.iter().map(|part| part.list));
    names.extend(known.parts.iter().flat_map(|part| part.rows).flat_map(names_of_row));
    names.extend(known.recoded.iter().map(|(name, _)| *name));
    names
}

fn names_of_row(row: &'static Row) -> Vec<&'static str> {
    let (own, inner) = row.sources();
    own.into_iter().flat_map(|names| names.split('|')).chain(inner.into_iter().flatten().flat_map(names_of_row)).collect()
}

/// The value with the names of the tables, and with values decoded where only their spelling differs from Graph.
pub fn canonical(value: &Value, known: &'static ResourceType, depth: usize) -> Value {
    if Value::check_depth(depth).is_err() {
        return Value { data: Value::unknown("it is nested too deeply").data, ..value.clone() };
    }
    let data = match &value.data {
        Data::List(elements) => Data::List(elements.iter().map(|element| canonical(element, known, depth + 1)).collect()),
        Data::Object(object) => {
            let members = object.members().iter().map(|(key, member)| {
                let name = NAMES.get(&key.to_ascii_lowercase()).copied();
                let member = canonical(member, known, depth + 1);
                let recoded = name.and_then(|name| known.recoded.iter().find(|(recoded, _)| *recoded == name));
                let member = match recoded {
                    Some((_, how)) => recode(member, how),
                    None => member,
                };
                (name.map_or_else(|| key.clone(), Arc::from), member)
            });
            let named = Object::new(members);
            Data::Object(Arc::new(match &object.rest {
                Some(rest) => named.open(rest.clone()),
                None => named,
            }))
        }
        other => other.clone(),
    };
    Value { data, ..value.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling() {
        let mut spelt: HashMap<String, &str> = HashMap::new();
        for name in TYPES.iter().copied().flatten().flat_map(names_of) {
            let other = *spelt.entry(name.to_ascii_lowercase()).or_insert(name);
            assert_eq!(name, other);
        }
    }
}
