//! The rules of an organization in Rego: from the files under `rego` to rules.

use super::custom::{About, kind_named};
use super::error::{PolicyError, PolicyErrors, nearest};
use super::inventory::Files;
use super::schema::drafted;
use super::validate::{by_schema, cut, did_you_mean, without_nulls};
use crate::message::Text;
use crate::metadata::Severity;
use crate::model::pointed::Pointer;
use crate::resource::Kind;
use crate::rules::RuleSet;
use crate::rules::custom::rego::{Annotated, Mistake, Program, Reads, Rego, annotations};
use crate::rules::custom::{Custom, Test, keep};
use crate::source::{FileId, Source, Span};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is read of the metadata of a rule. OPA defines the other keys.
#[derive(Debug, Deserialize, JsonSchema)]
struct Annotation {
    #[serde(default)]
    #[schemars(schema_with = "super::custom::line")]
    title: String,
    #[serde(default)]
    description: String,
    custom: Written,
}

/// What tenantlint reads of `custom`, in which other programs may have keys, too.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Written {
    #[schemars(schema_with = "super::custom::id")]
    id: String,
    #[serde(default)]
    severity: Severity,
    #[serde(default)]
    controls: Vec<String>,
    #[serde(default)]
    #[schemars(schema_with = "super::custom::line")]
    help: String,
    #[serde(default)]
    #[schemars(schema_with = "super::custom::line")]
    kind: String,
    #[serde(default)]
    #[schemars(schema_with = "super::custom::pointers")]
    reads: Option<Vec<String>>,
    #[serde(default)]
    #[schemars(schema_with = "super::custom::joined")]
    joins: BTreeMap<String, Vec<String>>,
}

const KEYS: [&str; 7] = ["id", "severity", "controls", "help", "kind", "reads", "joins"];

/// More files, or larger ones, are no rules that people read.
const MOST_FILES: usize = 1_000;
const MOST_BYTES: u64 = 128 << 10;

/// Whether a file contains tests of rules, as OPA names them.
pub(crate) fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.starts_with("test_") || stem.ends_with("_test")
}

/// The files of Rego in a folder and below, in the order of their names; without those behind links.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rego")).take(MOST_FILES + 1).collect()
}

/// A file of rules.
struct File {
    id: FileId,
    path: String,
    text: String,
}

/// The rules in the files that the policy file names under `rego`, added to those that are known.
pub(super) fn rules(root: &Node<'_>, files: &mut Files<'_>, known: &mut RuleSet, errors: &mut Vec<PolicyError>) {
    let before = errors.len();
    let Some(names) = root.get("rego") else { return };
    let mut read = Vec::new();
    for name in names.elements() {
        if let Err(error) = open(name, files, &mut read) {
            errors.push(error);
        }
    }
    let mut found = Vec::new();
    for file in &read {
        for annotated in annotations(&file.text) {
            let mut own = Vec::new();
            if let Some(annotation) = annotation(&annotated, &mut own) {
                found.push((file, annotated.query.clone(), annotated.bytes.clone(), annotation));
            }
            let start = annotated.bytes.start;
            errors.extend(own.into_iter().map(|error| {
                let bytes = |at: u32| start + at as usize;
                PolicyError { span: Span::new(file.id, bytes(error.span.start), bytes(error.span.end)), ..error }
            }));
        }
    }
    if errors.len() > before {
        return;
    }
    let texts: Vec<(String, String)> = read.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let queries: Vec<String> = found.iter().map(|(_, query, ..)| query.clone()).collect();
    let program = match Program::new(&texts, &queries) {
        Ok(program) => Arc::new(program),
        Err(mistakes) => return errors.extend(mistakes.into_iter().filter_map(|mistake| in_file(&read, mistake))),
    };
    if found.is_empty() {
        let message = "no rule in these files has metadata with `custom.id`";
        errors.push(PolicyError::new(&names.bytes, message).help("write a comment `# METADATA` before a rule, as docs/own-rules.md shows"));
    }
    for ((file, query, bytes, Annotation { title, description, custom }), access) in found.into_iter().zip(program.accesses()) {
        let at = |message: Text| PolicyError { span: Span::new(file.id, bytes.start, bytes.end), ..PolicyError::new(&(0..0), message) };
        if known.find(&custom.id).is_some() {
            errors.push(at(Text::new("the rule `{rule}` is already defined").with("rule", cut(&custom.id))).help("choose another id"));
            continue;
        }
        let joins =
            custom.joins.iter().map(|(kind, reads)| Ok((kind_named(kind)?, reads.iter().filter_map(|text| Pointer::new(text)).collect())));
        let reads = match custom.reads {
            Some(reads) => Ok(Reads::Resource(reads.iter().filter_map(|text| Pointer::new(text)).collect())),
            None => joins.collect::<Result<_, _>>().map(Reads::Tenant),
        };
        let kind = Some(&custom.kind).filter(|kind| !kind.is_empty()).map(|kind| kind_named(kind)).transpose();
        let (reads, kind) = match (reads, kind) {
            (Ok(reads), Ok(kind)) => (reads, kind),
            (Err((message, help)), _) | (_, Err((message, help))) => {
                errors.push(at(message).help(help));
                continue;
            }
        };
        if let Some(names) = access.unlisted(|names| reads.lists(names)) {
            let key = if kind.is_some() { "reads" } else { "joins" };
            let message = Text::new("the rule reads `{pointer}`, which is not in `{key}`").with("pointer", cut(&Pointer::text(names)));
            errors.push(at(message.with("key", key)).help(
                "add it, so that the rule is undecided without the value instead of finding nothing; or ask for its state with `tenantlint.state`",
            ));
            continue;
        }
        let kinds: Vec<Kind> = match &reads {
            Reads::Resource(_) => kind.iter().cloned().collect(),
            Reads::Tenant(kinds) => kinds.iter().map(|(kind, _)| kind.clone()).collect(),
        };
        let about = About {
            summary: if title.is_empty() { custom.id.clone() } else { title },
            id: custom.id,
            description,
            severity: custom.severity,
            controls: custom.controls,
            file: file.path.clone(),
        };
        // A change of any file can change what the rule finds.
        let definition = json!({ "rule": query, "files": read.iter().map(|file| &*file.text).collect::<Vec<_>>() });
        let test = Test::Rego(Rego::new(Arc::clone(&program), query, access, reads, bytes));
        known.add(keep(about.metadata(&kinds), Custom { kind, definition, help: custom.help, file: file.path.clone(), test }));
    }
}

/// Reads the files of a name: one file, or all in a folder that contain no tests.
fn open(name: &Node<'_>, files: &mut Files<'_>, read: &mut Vec<File>) -> Result<(), PolicyError> {
    let text = name.as_str().unwrap_or_default();
    let error = |message: &'static str| PolicyError::new(&name.bytes, Text::new(message).with("file", cut(text)));
    let path = files.inside(text, &name.bytes)?;
    let paths = if path.is_dir() {
        files_in(&path).into_iter().filter(|path| !is_test(path)).collect()
    } else if path.is_file() {
        vec![path]
    } else {
        return Err(error("`{file}` does not exist").help("paths are relative to the policy file"));
    };
    if paths.is_empty() {
        return Err(error("no file in `{file}` ends with `.rego`"));
    }
    for path in paths {
        if read.len() >= MOST_FILES {
            return Err(error("`{file}` has too many files: at most 1000 are read"));
        }
        let shown =
            crate::source::shown(&path, &files.working_directory.canonicalize().unwrap_or_else(|_| files.working_directory.to_owned()));
        let unusable = |reason: Text| {
            let message = Text::new("cannot use `{path}`: {reason}").with("path", shown.clone()).with("reason", reason);
            PolicyError::new(&name.bytes, message)
        };
        if path.metadata().is_ok_and(|metadata| metadata.len() > MOST_BYTES) {
            return Err(unusable("it is larger than 128 KiB".into()));
        }
        let source = crate::source::load(&path, &shown).map_err(|error| unusable(error.text()))?;
        let text = source.text().map_err(|error| unusable(error.text()))?.to_owned();
        read.push(File { id: files.next_id(), path: shown, text });
        files.read.push(source);
    }
    Ok(())
}

/// The metadata of a rule of tenantlint; nothing for other metadata, and for one with mistakes.
fn annotation(annotated: &Annotated, errors: &mut Vec<PolicyError>) -> Option<Annotation> {
    let root = match yaml::parse(&annotated.yaml) {
        Ok(root) => root,
        Err(error) => {
            errors.push(PolicyError::new(&error.bytes, error.message));
            return None;
        }
    };
    let custom = root.member("custom")?;
    custom.value.get("id")?;
    for key in custom.value.members().iter().filter(|member| !KEYS.contains(&&*member.key)) {
        if let Some(nearest) = nearest(&key.key, KEYS) {
            let message = Text::new("unknown key `{key}`").with("key", cut(&key.key));
            errors.push(PolicyError::new(&key.key_bytes, message).help(did_you_mean(nearest)));
        }
    }
    by_schema(&root, &drafted().into_root_schema_for::<Annotation>().to_value(), errors);
    let (kind, reads, joins) = (custom.value.get("kind"), custom.value.get("reads"), custom.value.get("joins"));
    let wrong = match (kind, reads, joins) {
        (Some(_), Some(_), None) | (None, None, Some(_)) => None,
        (Some(_), None, None) => {
            Some(("`reads` is missing", "list the JSON pointers that the rule reads: without their values, it is undecided"))
        }
        _ => Some(("expected `kind` and `reads`, or `joins`", "a rule checks each resource of a `kind`, or `joins` several kinds")),
    };
    if let Some((message, help)) = wrong {
        errors.push(PolicyError::new(&custom.key_bytes, message).help(help));
    }
    if !errors.is_empty() {
        return None;
    }
    serde_json::from_value(without_nulls(&root)).ok()
}

/// A mistake at its place in a file.
fn in_file(read: &[File], mistake: Mistake) -> Option<PolicyError> {
    let file = read.get(mistake.file)?;
    let offset = mistake.place.map_or(0, |(line, column)| {
        let start: usize = file.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let line = file.text.get(start..).unwrap_or_default();
        start + line.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
    });
    let end = file.text.get(offset..).and_then(|rest| rest.chars().next()).map_or(offset, |next| offset + next.len_utf8());
    let message = Text::new("{reason}").with("reason", mistake.message);
    Some(PolicyError { span: Span::new(file.id, offset, end), ..PolicyError::new(&(0..0), message) })
}

/// The result of each test in files, each with its displayed path and its text: the name of the test, and why it failed.
///
/// # Errors
/// The mistakes in the files.
pub(crate) fn run_tests(texts: &[(String, String)]) -> Result<Vec<(String, Option<String>)>, PolicyErrors> {
    let sources = || texts.iter().map(|(path, text)| Source::new(path.clone(), text.clone()));
    let program = Program::new(texts, &[]).map_err(|mistakes| {
        let files: Vec<File> =
            (0..).map(FileId).zip(texts).map(|(id, (path, text))| File { id, path: path.clone(), text: text.clone() }).collect();
        let errors = mistakes.into_iter().filter_map(|mistake| in_file(&files, mistake)).collect();
        PolicyErrors { files: sources().collect(), errors }
    })?;
    let mut all: Vec<(usize, &str)> = program.tests().collect();
    all.sort_unstable();
    let path = |file: usize| texts.get(file).map_or("", |(path, _)| path);
    Ok(all.into_iter().map(|(file, test)| (format!("{}: {test}", path(file)), program.test(test).err())).collect())
}
