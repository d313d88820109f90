//! `init --inventory`: drafts the inventory of a tenant from its exports.

use super::{Error, InputArgs, inspect};
use crate::draft::{self, DraftFile};
use crate::language::Language;
use crate::outcome::Exit;
use crate::policy;
use crate::report::{self, say};
use crate::source::shown;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes the files, none of which may exist yet, and prints what to add to the policy file.
pub(super) fn write(folder: &Path, mut paths: Vec<PathBuf>, language: Language, out: &mut impl Write) -> Result<Exit, Error> {
    if paths.is_empty() {
        paths.push(".".into());
    }
    let loaded = InputArgs::exports(paths).load()?;
    let (files, problems) = draft::draft(&loaded, language);
    if let Some(there) = files.iter().filter(|file| file.text.is_some()).map(|file| folder.join(&file.name)).find(|path| path.exists()) {
        return Err(Error::InventoryExists(there));
    }
    for file in &files {
        if let Some(text) = &file.text {
            create(&folder.join(&file.name), text)?;
        }
    }
    report(folder, &files, language, out)?;
    Ok(if inspect::report(&problems, &loaded.sources, language) { Exit::Clean } else { Exit::Unreadable })
}

/// Writes a file that does not exist yet.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::InventoryExists(path.to_owned())),
        Err(source) => Err(Error::Write { path: path.to_owned(), source }),
    }
}

/// Prints which files were written, which were not and why, and what to add to the policy file.
fn report(folder: &Path, files: &[DraftFile], language: Language, out: &mut impl Write) -> Result<(), Error> {
    for file in files {
        let path = report::harmless(&folder.join(&file.name).to_string_lossy());
        let template = match (&file.text, file.entries) {
            (Some(_), 1) => "wrote {path}: 1 entry",
            (Some(_), _) => "wrote {path}: {count} entries",
            (None, _) => "did not write {path}: no `{kind}` in the input",
        };
        let values = [("path", path), ("count", file.entries.to_string()), ("kind", file.needs.to_owned())];
        writeln!(out, "{}", say(language, template, &values))?;
        if file.left_out > 0 {
            let skipped =
                say(language, "{number} skipped, because the export contains no id for them", &[("number", file.left_out.to_string())]);
            writeln!(out, "  {skipped}")?;
        }
    }
    let written: Vec<_> = files.iter().filter(|file| file.text.is_some()).collect();
    if written.is_empty() {
        return Ok(());
    }
    let working_directory = std::env::current_dir()?;
    let policy_file = policy::find(Path::new("."), &working_directory)?;
    let policy_folder = policy_file.as_ref().and_then(|paths| paths.first.parent()).unwrap_or(&working_directory);
    let folder = working_directory.join(folder);
    let folder = folder.canonicalize().unwrap_or(folder);
    let beside = shown(&folder, &policy_folder.canonicalize().unwrap_or_else(|_| policy_folder.to_owned()));
    let path = |file: &DraftFile| if beside == "." { file.name.clone() } else { format!("{beside}/{}", file.name) };
    let files: Vec<_> = written.iter().map(|file| (file.key, path(file))).collect();
    let next = language.text("review every entry, then add this to the policy file:");
    Ok(write!(out, "\n{next}\n\n{}", listed(&files))?)
}

/// The lists of the policy file, each in a file of its own; nothing without files.
pub(super) fn listed(files: &[(&'static str, String)]) -> String {
    let lines = files.iter().map(|(key, path)| format!("  {key}: {{ file: {} }}\n", scalar(path)));
    if files.is_empty() { String::new() } else { std::iter::once("inventory:\n".to_owned()).chain(lines).collect() }
}

/// A path as YAML.
fn scalar(path: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "./_-".contains(character);
    if path.chars().all(is_plain) && !path.starts_with('-') { path.to_owned() } else { draft::yaml_quoted(path) }
}
