//! From the text of a policy file to a [`Policy`], or to all mistakes in it.

use super::complete::Complete;
use super::custom;
use super::entry::Entry;
use super::error::{MOST_MISTAKES, PolicyError, PolicyErrors};
use super::extends::{MOST_FILES, about_paths};
use super::file::{COMMON_KEYS, PolicyFile, schema};
use super::inventory::{Files, inventory};
use super::tenants::Tenants;
use super::validate::{by_hand, by_schema, cut, take_duplicates, without_nulls};
use super::{Inventories, Policy, RuleEntry};
use crate::message::Text;
use crate::rules::policy_file::allow_list_entry_unsound;
use crate::rules::{Options, RULES, RuleSet};
use crate::source::{Buffers, LoadError, Source, Sources, shown};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Reads and checks a policy file; a relative path starts at the working directory. It is returned for the report, followed by
/// the files of its inventories.
///
/// # Errors
/// [`PolicyErrors`] with all mistakes.
pub fn load(path: &Path, working_directory: &Path) -> Result<(Policy, Sources), PolicyErrors> {
    load_over(&Buffers::default(), path, working_directory)
}

/// The same, with the texts of files that are open in an editor.
///
/// # Errors
/// [`PolicyErrors`] with all mistakes.
pub fn load_over(buffers: &Buffers, path: &Path, working_directory: &Path) -> Result<(Policy, Sources), PolicyErrors> {
    load_in(buffers, path, working_directory, &mut Vec::new(), &RuleSet::default())
}

/// The same for a policy file below this one, which may name its rules.
///
/// # Errors
/// [`PolicyErrors`] with all mistakes.
pub fn load_below(buffers: &Buffers, policy: &Policy, path: &Path, working_directory: &Path) -> Result<Policy, PolicyErrors> {
    load_in(buffers, path, working_directory, &mut Vec::new(), &policy.rule_set).map(|(policy, _)| policy)
}

/// `above` are the files that extend this one, and `known` are the rules of an organization that it may name.
fn load_in(
    buffers: &Buffers,
    path: &Path,
    working_directory: &Path,
    above: &mut Vec<PathBuf>,
    known: &RuleSet,
) -> Result<(Policy, Sources), PolicyErrors> {
    let full = working_directory.join(path);
    let name = shown(&full, working_directory);
    let folder = full.parent().unwrap_or(working_directory).to_owned();
    match buffers.load(&full, &name) {
        Ok(source) => {
            above.push(full.canonicalize().unwrap_or(full));
            parse_in(buffers, source, &folder, working_directory, above, known)
        }
        Err(error) => {
            let (text, offset) = match &error {
                LoadError::Decode(error) => (error.lossy.clone(), error.offset),
                _ => (String::new(), 0),
            };
            let message = Text::new("cannot use the policy file: {reason}").with("reason", error.text());
            let errors = vec![PolicyError::new(&(offset..offset), message)];
            Err(PolicyErrors { files: Sources::from_iter([Source::new(name, text)]), errors })
        }
    }
}

/// Checks the text of a policy file that lies in `folder`.
///
/// # Errors
/// [`PolicyErrors`] with all mistakes.
pub fn parse(source: Source, folder: &Path, working_directory: &Path) -> Result<(Policy, Sources), PolicyErrors> {
    parse_in(&Buffers::default(), source, folder, working_directory, &mut Vec::new(), &RuleSet::default())
}

fn parse_in(
    buffers: &Buffers,
    source: Source,
    folder: &Path,
    working_directory: &Path,
    above: &mut Vec<PathBuf>,
    known: &RuleSet,
) -> Result<(Policy, Sources), PolicyErrors> {
    let mut read = Files::new(folder, working_directory, buffers);
    match policy_in(&source, &mut read, above, known) {
        Ok((policy, extended)) => {
            let mut files: Sources = std::iter::once(source).chain(read.read).collect();
            files.append(extended);
            Ok((policy, files))
        }
        Err(Failure::Extended(errors)) => Err(errors),
        Err(Failure::Own(mut errors)) => {
            errors.sort_by_key(|error| error.span);
            let errors = errors.chunk_by(|before, error| before.span.file == error.span.file).flat_map(shortened).collect();
            Err(PolicyErrors { files: std::iter::once(source).chain(read.read).collect(), errors })
        }
    }
}

/// Where the mistakes are.
enum Failure {
    /// In the file or in its inventories.
    Own(Vec<PolicyError>),
    /// In the file that it extends.
    Extended(PolicyErrors),
}

impl From<Vec<PolicyError>> for Failure {
    fn from(errors: Vec<PolicyError>) -> Self {
        Self::Own(errors)
    }
}

/// The policy in a file, and the files that it extends.
fn policy_in(source: &Source, read: &mut Files<'_>, above: &mut Vec<PathBuf>, known: &RuleSet) -> Result<(Policy, Sources), Failure> {
    let text = source.text().map_err(|error| vec![PolicyError::new(&(0..0), error.text())])?;
    let root = tree(text)?;
    if above.len() > 1 {
        let mistakes = about_paths(&root, &above.first().map(|first| shown(first, read.working_directory)).unwrap_or_default());
        if !mistakes.is_empty() {
            return Err(mistakes.into());
        }
    }
    let extended = match root.get("extends").and_then(|name| Some((name.as_str()?, name))) {
        Some((name, place)) => Some(extended(name, place, read, above, known)?),
        None => None,
    };
    // The file may name the rules of the one that it extends.
    let known = extended.as_ref().map_or(known, |(extended, _)| &extended.rule_set);
    let mut own = Policy { files: vec![source.path.clone()], ..policy(&root, &source.path, read, known)? };
    own.locked.values_mut().for_each(|file| file.clone_from(&source.path));
    match extended {
        Some((extended, files)) => Ok((own.extending(extended, &root, read.next_id())?, files)),
        None => Ok((own, Sources::default())),
    }
}

/// The policy that a file extends, and its files.
fn extended(
    name: &str,
    place: &Node<'_>,
    read: &Files<'_>,
    above: &mut Vec<PathBuf>,
    known: &RuleSet,
) -> Result<(Policy, Sources), Failure> {
    let path = read.inside(name, &place.bytes).map_err(|error| vec![error])?;
    let mistake = |message: &'static str| vec![PolicyError::new(&place.bytes, Text::new(message).with("file", cut(name)))];
    if !path.is_file() {
        return Err(mistake("`{file}` does not exist").into());
    }
    if above.contains(&path) {
        return Err(mistake("`{file}` extends this file").into());
    }
    if above.len() >= MOST_FILES {
        return Err(mistake("`{file}` is one file too many: at most 8 can extend each other").into());
    }
    load_in(read.buffers, &path, read.working_directory, above, known).map_err(Failure::Extended)
}

/// The tree of a valid text.
fn tree(text: &str) -> Result<Node<'_>, Vec<PolicyError>> {
    let mut root = yaml::parse(text).map_err(|error| vec![PolicyError::new(&error.bytes, error.message)])?;
    let mut errors = Vec::new();
    take_duplicates(&mut root, &mut errors);
    by_schema(&root, &schema(), &mut errors);
    by_hand(&root, &mut errors);
    if errors.is_empty() { Ok(root) } else { Err(errors) }
}

fn policy(root: &Node<'_>, path: &str, files: &mut Files<'_>, known: &RuleSet) -> Result<Policy, Vec<PolicyError>> {
    let (folder, working_directory) = (files.folder, files.working_directory);
    let mut errors = Vec::new();
    // The schema is generated from the same types, so only numbers that are too large can fail here.
    let mut file: PolicyFile = serde_json::from_value(without_nulls(root)).map_err(|error| vec![misfit(root, "the file", &error)])?;
    let mut rule_set = known.clone();
    custom::rules(root, std::mem::take(&mut file.custom), path, &mut rule_set, &mut errors);
    #[cfg(feature = "rego")]
    super::rego::rules(root, files, &mut rule_set, &mut errors);
    #[cfg(not(feature = "rego"))]
    if let Some(rego) = root.member("rego") {
        errors.push(PolicyError::new(&rego.key_bytes, "this program was built without Rego").help("build it with the feature `rego`"));
    }
    if errors.is_empty() {
        custom::unknown_rules(root, &rule_set, &mut errors);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let rules = rules(root, file.rules, &rule_set)?;
    let allow_list = rules.get(allow_list_entry_unsound::RULE.id).map(|entry| serde_json::from_value(entry.options.clone()));
    let order = root.get("tenants").map(Node::members).unwrap_or_default();
    let tenants: Vec<_> = order
        .iter()
        .map(|tenant| (tenant.key.to_string(), file.tenants.get(&*tenant.key).map(|entry| entry.paths.clone()).unwrap_or_default()))
        .collect();
    let common = inventory(file.inventory, root.get("inventory"), files, &mut errors);
    let own = order.iter().map(|tenant| {
        let written = file.tenants.remove(&*tenant.key).map(|entry| entry.inventory).unwrap_or_default();
        inventory(written, tenant.value.get("inventory"), files, &mut errors)
    });
    let inventories = Inventories { common, own: own.collect() };
    if !errors.is_empty() {
        return Err(errors);
    }
    let places = root.get("allow").map(Node::elements).unwrap_or_default();
    let entries = file.allow.into_iter().zip(places).enumerate();
    Ok(Policy {
        fail_on: file.fail_on,
        rules,
        allow_list: allow_list.transpose().map_err(|error| vec![misfit(root, "the file", &error)])?.unwrap_or_default(),
        entries: entries.filter_map(|(number, (entry, node))| Entry::new(number, entry, node, &tenants, &rule_set)).collect(),
        complete: Complete::new(&file.complete, folder).map_err(|error| vec![misfit(root, "`complete`", &error)])?,
        tenants: Tenants::new(&tenants, folder, working_directory).map_err(|error| vec![misfit(root, "`tenants`", &error)])?,
        inventories,
        locked: file.locked.iter().filter_map(|name| Some((rule_set.find(name)?.id, String::new()))).collect(),
        extends: Vec::new(),
        rule_set,
        baseline: None,
        base: None,
        below: Vec::new(),
        not_used: Vec::new(),
        files: Vec::new(),
    })
}

/// The first mistakes of a file, and a note that there are more.
fn shortened(of_file: &[PolicyError]) -> Vec<PolicyError> {
    let mut mistakes: Vec<_> = of_file.iter().take(MOST_MISTAKES).cloned().collect();
    if let Some(next) = of_file.get(MOST_MISTAKES) {
        let more = PolicyError {
            message: "the file has more mistakes from here on".into(),
            help: "fix the mistakes above first".into(),
            ..next.clone()
        };
        mistakes.push(more);
    }
    mistakes
}

/// The entry of each rule. Options are read once, so that an invalid value is reported as a mistake in the file.
fn rules(
    root: &Node<'_>,
    entries: impl IntoIterator<Item = (String, Map<String, Value>)>,
    known: &RuleSet,
) -> Result<HashMap<&'static str, RuleEntry>, Vec<PolicyError>> {
    let mut rules = HashMap::with_capacity(RULES.len());
    let mut errors = Vec::new();
    for (id, mut entry) in entries {
        let Some(rule) = known.find(&id) else { continue };
        let [enabled, _reason, severity] = COMMON_KEYS.map(|key| entry.remove(key));
        let options = Value::Object(entry);
        if let Err(error) = Options::default().read(rule, options.clone()) {
            let place = root.get("rules").and_then(|rules| rules.get(&id)).unwrap_or(root);
            errors.push(misfit(place, "the options of the rule", &error));
        }
        let severity = severity.and_then(|severity| serde_json::from_value(severity).ok());
        rules.insert(rule.id, RuleEntry { enabled: enabled != Some(Value::Bool(false)), severity, options });
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

fn misfit(place: &Node<'_>, what: &'static str, error: &dyn std::error::Error) -> PolicyError {
    let message = Text::new("{what} cannot be read: {reason}").with("what", what).with("reason", error.to_string());
    PolicyError::new(&place.bytes, message)
}
