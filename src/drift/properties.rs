//! The properties that rules read, as a tree for each kind.
//!
//! `properties.md` lists them: for each kind, each property without which, or with another value of which, a rule reports something else in one
//! of its cases. A test writes the list, so it changes with the rules.

use crate::metadata::{Metadata, Severity};
use crate::resource::{Format, Kind};
use crate::rules::Rule;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

const TABLE: &str = include_str!("properties.md");

/// What services record about the use of an object, which changes without anyone changing a setting.
const OBSERVED: &[&str] = &["signInActivity"];

/// A rule that reads a property, with the severity of its findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub rule: &'static Metadata,
    pub severity: Severity,
}

/// A property, with those inside it.
#[derive(Debug, Default)]
pub(super) struct Property {
    pub inside: BTreeMap<&'static str, Self>,
    /// The rules that read it, the most severe first.
    pub readers: Vec<Reader>,
}

/// The properties that the rules of a run read.
#[derive(Debug)]
pub(super) struct Properties {
    kinds: HashMap<&'static str, Property>,
    /// For each kind, the rules that are about its objects.
    objects: HashMap<&'static Kind, Vec<Reader>>,
}

impl Properties {
    /// Those of these rules, with the severity of each.
    pub fn new(rules: &[&'static Rule], severity: impl Fn(&Metadata) -> Severity) -> Self {
        let mut readers: Vec<(Reader, &Rule)> =
            rules.iter().map(|rule| (Reader { rule: &rule.metadata, severity: severity(rule) }, *rule)).collect();
        readers.sort_by_key(|(reader, _)| (Reverse(reader.severity), reader.rule.id));
        let mut all = Self { kinds: HashMap::new(), objects: HashMap::new() };
        for (kind, entry) in Kind::table() {
            let of = |is_about: &dyn Fn(&Rule) -> bool| -> Vec<Reader> {
                readers.iter().filter(|(_, rule)| is_about(rule)).map(|(reader, _)| *reader).collect()
            };
            let needs = |rule: &Rule| rule.needs.iter().copied().flatten().any(|needed| needed.family().contains(kind));
            let closest: [&dyn Fn(&Rule) -> bool; 3] =
                [&|rule| rule.check.is_of(kind), &|rule| needs(rule) && rule.parts.is_empty(), &|rule| rule.declares(kind)];
            let of_kind = closest.iter().map(|is_about| of(is_about)).find(|readers| !readers.is_empty()).unwrap_or_default();
            // The reader of a configuration of an app passes on only what rules read.
            if entry.format == Format::AppConfiguration && !of_kind.is_empty() {
                all.kinds.insert(entry.name, Property { inside: BTreeMap::new(), readers: of_kind.clone() });
            }
            if !of_kind.is_empty() {
                all.objects.insert(kind, of_kind);
            }
        }
        let mut kind = "";
        for line in TABLE.lines() {
            if let Some(name) = line.strip_prefix("# ") {
                kind = name;
            }
            let Some((path, names)) = line.strip_prefix("- ").and_then(|line| line.split_once(": ")) else { continue };
            let is_observed = OBSERVED.iter().any(|observed| path.split('/').next() == Some(*observed));
            let is_named = |(reader, _): &&(Reader, &Rule)| names.split(", ").any(|name| name == reader.rule.id);
            let of_property: Vec<Reader> = readers.iter().filter(is_named).map(|(reader, _)| *reader).collect();
            if !is_observed && !of_property.is_empty() {
                let of_kind = all.kinds.entry(kind).or_default();
                path.split('/').fold(of_kind, |property, name| property.inside.entry(name).or_default()).readers = of_property;
            }
        }
        all
    }

    /// The properties of a kind; nothing if no rule reads any.
    pub fn of(&self, kind: &Kind) -> Option<&Property> {
        self.kinds.get(kind.name())
    }

    /// The rules that are about objects of a kind, the most severe first: those that check each object, or else those that need the kind,
    /// or else those that join it. A single object says less about an attack path.
    pub fn readers(&self, kind: &Kind) -> &[Reader] {
        self.objects.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Whether any rule reads objects of a kind.
    pub fn has(&self, kind: &Kind) -> bool {
        self.of(kind).is_some() || self.objects.contains_key(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn every_line_of_the_table_names_a_kind_and_rules() {
        let kinds = TABLE.lines().filter_map(|line| line.strip_prefix("# "));
        let unknown: Vec<&str> = kinds.filter(|kind| Kind::named(kind).name() != *kind).collect();
        assert_eq!(unknown, Vec::<&str>::new());
        for (_, rules) in TABLE.lines().filter_map(|line| line.strip_prefix("- ")?.split_once(": ")) {
            assert!(rules.split(", ").all(|id| crate::rules::find(id).is_some()), "{rules}");
        }
    }

    #[test]
    fn properties_that_only_disabled_rules_read_are_left_out() {
        let all = |except: &str| RULES.iter().copied().filter(|rule| rule.id != except).collect::<Vec<_>>();
        let reads = |except| {
            let properties = Properties::new(&all(except), |rule| rule.severity);
            properties.of(&Kind::AuthorizationPolicy).unwrap().inside.contains_key("guestUserRoleId")
        };
        assert!(reads(""));
        assert!(!reads("guest-role-too-wide"));
    }
}
