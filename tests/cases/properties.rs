//! The properties that each rule reads, in `src/drift/properties.md`: those without which, or with another value of
//! which, the rule reports something else in one of its cases.
//! `UPDATE_EXPECTED=1` writes it.

use crate::document::Case;
use crate::omission::{Run, Step, properties, remove};
use crate::rules::document;
use crate::{plain, root};
use libtest_mimic::{Failed, Trial};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tenantlint::judge::Judged;
use tenantlint::resource::{Resource, SourceMap};
use tenantlint::rules::{RULES, Rule};

const PATH: &str = "src/drift/properties.md";

/// Properties by kind.
type Read = BTreeSet<(String, String)>;

pub fn trial() -> Trial {
    Trial::test("properties::the_properties_that_rules_read_are_up_to_date", || compare().map_err(Failed::from))
}

fn compare() -> Result<(), String> {
    let read: Vec<(&str, Read)> = RULES.par_iter().map(|rule| (rule.id, read_by(rule))).collect();
    let mut table: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for (rule, property) in read.into_iter().flat_map(|(rule, read)| read.into_iter().map(move |property| (rule, property))) {
        table.entry(property).or_default().insert(rule);
    }
    let mut expected = String::new();
    let mut last = "";
    for ((kind, property), rules) in &table {
        if kind != last {
            let _ = write!(expected, "{}# {kind}\n\n", if last.is_empty() { "" } else { "\n" });
            last = kind;
        }
        let _ = writeln!(expected, "- {property}: {}", rules.iter().copied().collect::<Vec<_>>().join(", "));
    }
    let path = root().join(PATH);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(path, expected).map_err(|error| error.to_string());
    }
    let actual = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if actual == expected { Ok(()) } else { Err(format!("{PATH} is not up to date: run `cargo xtask update`")) }
}

/// The properties that a rule reads in its cases.
fn read_by(rule: &'static Rule) -> Read {
    let mut read = Read::new();
    for case in &document(rule).cases {
        add_read(rule, case, &mut read);
    }
    read
}

fn add_read(rule: &'static Rule, case: &Case, read: &mut Read) {
    let run = Run::new(rule, case);
    let sources = &run.loaded.sources;
    let is_exported = |resource: &Resource<'_>| resource.format.is_exported() && matches!(resource.map, SourceMap::Identity { .. });
    let mut before = None;
    for resource in run.resources(sources).iter().filter(|resource| is_exported(resource)) {
        let Ok(object) = serde_json::from_str::<Value>(&resource.json) else { continue };
        for path in properties(&object) {
            let keys: Vec<&str> = path.iter().filter_map(|step| if let Step::Key(key) = step { Some(&**key) } else { None }).collect();
            let property = (resource.kind.name().to_owned(), keys.join("/"));
            if read.contains(&property) {
                continue;
            }
            let before = before.get_or_insert_with(|| results(&run.judged(sources)));
            let is_read = |object: &Value| {
                let changed = run.with(resource, &object.to_string());
                // Without a property that shows its kind, the object is not read at all.
                let place = |resource: &Resource<'_>| (resource.span.file, resource.span.start, resource.kind.clone());
                results(&run.judged(&changed)) != *before && run.resources(&changed).iter().any(|other| place(other) == place(resource))
            };
            let mut without = object.clone();
            remove(&mut without, &path);
            if is_read(&without) || with_other(&object, &path).is_some_and(|other| is_read(&other)) {
                read.insert(property);
            }
        }
    }
}

/// The object with another value of a property: what a rule reads may be what it would be without the property.
fn with_other(object: &Value, path: &[Step]) -> Option<Value> {
    let mut other = object.clone();
    let value = path.iter().fold(&mut other, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Index(index) => &mut value[*index],
    });
    *value = match value {
        Value::Bool(is_set) => Value::Bool(!*is_set),
        Value::Array(elements) if !elements.is_empty() => Value::Array(Vec::new()),
        Value::String(text) => Value::String(format!("{text}x")),
        _ => return None,
    };
    Some(other)
}

/// What a rule reports, without the names of objects.
fn results(judged: &Judged) -> Vec<String> {
    let findings = judged.findings.iter().map(|finding| format!("{:?} {:?} {}", finding.severity, finding.confidence, finding.pointer));
    let undecided = judged.undecided.iter().map(|undecided| plain(&undecided.missing));
    let mut results: Vec<String> = findings.chain(undecided).collect();
    results.sort();
    results
}
