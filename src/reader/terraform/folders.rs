//! The folders of Terraform configurations: what is read together, and what has to be read besides what was named.
//!
//! A module is all files of a folder, so a file that was named alone brings the others. A local module is read wherever it lies
//! in the repository, and so are those that call a file's module, because they say what its variables are.

use crate::reader::folders::{boundary, join, lies_in, split};
use crate::reader::variables::Variables;
use crate::resource::Problem;
use crate::source::{FileId, Source, Sources, Span, load, shown};
use crate::syntax::hcl::{self, Body, ExprKind, Parsed};
use rayon::prelude::*;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Largest file that is parsed. What people write stays far below; a generated one of this size is no configuration.
const MAX_BYTES: usize = 16 << 20;

/// How many files of a repository are looked at to find who calls a module.
const MAX_SEARCHED: usize = 20_000;

/// Where Terraform notes which modules `terraform init` has fetched.
const INSTALLED: &str = ".terraform/modules/modules.json";

/// The Terraform configurations in an input.
#[derive(Debug, Default)]
pub struct Configuration {
    /// Every file with what stands in it.
    pub(super) files: BTreeMap<FileId, Parsed>,
    /// The files of each folder that make its module, in the order of their names.
    pub(super) modules: BTreeMap<String, Vec<FileId>>,
    /// The files of values that Terraform reads by itself in each folder, the last word last.
    pub(super) values: BTreeMap<String, Vec<FileId>>,
    /// Folders of modules that were fetched, by the folder of the root module and the names of the calls.
    pub(super) installed: HashMap<(String, String), String>,
    /// What the command line says of variables.
    pub(super) variables: Variables,
    /// Files of values that the command line names.
    pub(super) named_values: Vec<FileId>,
    /// Files that others brought: what is found in them alone is not what was asked for.
    pub(super) brought: BTreeSet<FileId>,
    /// The folder that relative paths begin at.
    pub(super) working_directory: PathBuf,
    /// The folders that no file may lie outside of.
    pub(super) boundaries: BTreeSet<PathBuf>,
}

/// Whether a file of this name is a part of a module. Terraform knows its files by their endings in lower case.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "as Terraform does it")]
pub fn is_module_file(name: &str) -> bool {
    name.ends_with(".tf") || name.ends_with(".tf.json")
}

/// Whether a file of this name holds values of variables.
pub fn is_values_file(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Whether Terraform reads a file of values of this name by itself.
fn is_automatic(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    stem == "terraform.tfvars" || stem.ends_with(".auto.tfvars")
}

/// Whether a file of this name overrides what others say.
pub(super) fn overrides(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name).strip_suffix(".tf").unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}

/// Whether a module's source is a folder of the same repository.
pub(super) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../")
}

impl Configuration {
    /// Parses the Terraform files among the sources, and reads what they need besides.
    pub fn load(sources: &mut Sources, working_directory: &Path, variables: Variables, problems: &mut Vec<Problem>) -> Self {
        let mut own = Self { variables, working_directory: working_directory.to_owned(), ..Self::default() };
        own.take(sources, 0, problems);
        own.name_values(sources, problems);
        if own.modules.is_empty() {
            return own;
        }
        let asked: Vec<String> = own.modules.keys().cloned().collect();
        for folder in &asked {
            if !own.is_inside(folder) {
                own.boundaries.insert(boundary(&working_directory.join(folder), working_directory));
            }
        }
        let alone: BTreeSet<String> = sources
            .iter()
            .filter(|(id, source)| source.named && own.files.contains_key(id))
            .map(|(_, source)| split(&source.path).0.to_owned())
            .collect();
        for folder in &alone {
            own.bring(folder, sources, problems);
        }
        for folder in &asked {
            own.note_installed(folder);
        }
        own.bring_called(sources, problems);
        if !alone.is_empty() {
            own.bring_callers(&alone, sources, problems);
            own.bring_called(sources, problems);
        }
        own
    }

    /// Whether it was evaluated with some values of several: files of values lie there that do not hold, or the command line has
    /// given some. What is not declared then may be so in another environment.
    pub fn is_one_of_several(&self) -> bool {
        let automatic = self.values.values().map(Vec::len).sum::<usize>();
        let modules = self.modules.values().map(Vec::len).sum::<usize>();
        self.files.len() > automatic + modules || !self.named_values.is_empty() || !self.variables.words.is_empty()
    }

    /// Whether a file was read only because another one needs it.
    pub fn is_dependency(&self, file: FileId) -> bool {
        self.brought.contains(&file)
    }

    /// Whether a file is one of a configuration.
    pub fn holds(&self, file: FileId) -> bool {
        self.files.contains_key(&file)
    }

    /// Parses the sources from this one on.
    fn take(&mut self, sources: &Sources, from: usize, problems: &mut Vec<Problem>) {
        let ours = |source: &Source| {
            let name = split(&source.path).1;
            (is_module_file(name) || is_values_file(name)) && !source.unreadable
        };
        let new: Vec<(FileId, &Source)> = sources.iter().skip(from).filter(|(_, source)| ours(source)).collect();
        let parsed: Vec<(FileId, Result<Parsed, String>)> = new.par_iter().map(|(id, source)| (*id, parse(source))).collect();
        for (id, parsed) in parsed {
            let (folder, name) = split(&sources.get(id).path);
            let parsed = parsed.unwrap_or_else(|message| {
                problems.push(Problem::error(Span::new(id, 0, 0), message));
                Parsed::default()
            });
            problems.extend(
                parsed.errors.iter().map(|error| Problem::error(Span::new(id, error.bytes.start, error.bytes.end), error.message.clone())),
            );
            self.files.insert(id, parsed);
            if is_module_file(name) {
                self.modules.entry(folder.to_owned()).or_default().push(id);
            } else if is_automatic(name) {
                self.values.entry(folder.to_owned()).or_default().push(id);
            }
        }
        let name = |id: &FileId| split(&sources.get(*id).path).1.to_owned();
        for files in self.modules.values_mut() {
            files.sort_by_key(name);
        }
        for files in self.values.values_mut() {
            // `terraform.tfvars` comes before all others.
            files.sort_by_key(|id| (!name(id).starts_with("terraform.tfvars"), name(id)));
        }
    }

    /// Reads the files of values that the command line names.
    fn name_values(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        for path in self.variables.files.clone() {
            let full = self.working_directory.join(&path);
            let shown = shown(&full, &self.working_directory);
            let known = sources.iter().find(|(_, source)| source.path == shown).map(|(id, _)| id);
            let id = match known {
                Some(id) => id,
                None => match load(&full, &shown) {
                    Ok(source) => {
                        let id = sources.add(source);
                        self.brought.insert(id);
                        id
                    }
                    Err(error) => {
                        let id = sources.add(Source::unreadable(shown, ""));
                        problems.push(Problem::error(Span::new(id, 0, 0), error.to_string()));
                        continue;
                    }
                },
            };
            if let Entry::Vacant(file) = self.files.entry(id) {
                match parse(sources.get(id)) {
                    Ok(parsed) => drop(file.insert(parsed)),
                    Err(message) => problems.push(Problem::error(Span::new(id, 0, 0), message)),
                }
            }
            self.named_values.push(id);
        }
    }

    /// Reads the files of a folder that are not read yet.
    fn bring(&mut self, folder: &str, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let path = self.working_directory.join(folder);
        let Ok(entries) = std::fs::read_dir(&path) else { return };
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.retain(|name| is_module_file(name) || is_values_file(name) && is_automatic(name));
        names.sort_unstable();
        let known: BTreeSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
        let shown = |name: &String| if folder == "." { name.clone() } else { format!("{folder}/{name}") };
        let missing: Vec<(PathBuf, String)> =
            names.iter().map(|name| (path.join(name), shown(name))).filter(|(_, shown)| !known.contains(shown.as_str())).collect();
        let from = sources.len();
        for (path, shown) in missing {
            if !self.holds_path(&path) {
                continue; // a link that leads outside
            }
            match load(&path, &shown) {
                Ok(source) => drop(self.brought.insert(sources.add(source))),
                Err(error) => {
                    let id = sources.add(Source::unreadable(shown, ""));
                    problems.push(Problem::error(Span::new(id, 0, 0), error.to_string()));
                }
            }
        }
        self.take(sources, from, problems);
    }

    /// Reads the modules that are called, and those that these call.
    fn bring_called(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        loop {
            let folders: Vec<String> = self.modules.keys().filter(|folder| !seen.contains(*folder)).cloned().collect();
            if folders.is_empty() {
                return;
            }
            for folder in folders {
                for target in self.called(&folder) {
                    if !self.modules.contains_key(&target) && self.is_inside(&target) {
                        self.bring(&target, sources, problems);
                    }
                }
                seen.insert(folder);
            }
        }
    }

    /// The folders of the modules that a folder calls.
    pub(super) fn called(&self, folder: &str) -> BTreeSet<String> {
        let bodies = self.modules.get(folder).into_iter().flatten().map(|id| &self.files[id].body);
        let local = bodies.flat_map(local_sources).map(|source| join(folder, &source));
        let installed = self.installed.iter().filter(|((root, _), _)| root == folder).map(|(_, target)| target.clone());
        local.chain(installed).collect()
    }

    fn is_inside(&self, folder: &str) -> bool {
        self.holds_path(&self.working_directory.join(folder))
    }

    /// Whether a path is there and, links followed, lies where it may.
    pub(super) fn holds_path(&self, path: &Path) -> bool {
        lies_in(path, &self.boundaries)
    }

    /// Notes where `terraform init` has put modules that come from elsewhere.
    fn note_installed(&mut self, folder: &str) {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct List {
            modules: Vec<Installed>,
        }
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Installed {
            key: String,
            dir: String,
        }
        let Ok(text) = std::fs::read_to_string(self.working_directory.join(folder).join(INSTALLED)) else { return };
        let Ok(list) = serde_json::from_str::<List>(&text) else { return };
        for Installed { key, dir } in list.modules.into_iter().filter(|entry| !entry.key.is_empty()) {
            self.installed.insert((folder.to_owned(), key), join(folder, &dir.replace('\\', "/")));
        }
    }

    /// Reads the modules of the repository that call one of these, whoever calls them.
    fn bring_callers(&mut self, folders: &BTreeSet<String>, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let called: BTreeSet<String> = self.modules.keys().flat_map(|folder| self.called(folder)).collect();
        if folders.iter().all(|folder| called.contains(folder)) {
            return;
        }
        let mut callers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (folder, body) in self.search() {
            for source in local_sources(&body) {
                callers.entry(join(&folder, &source)).or_default().insert(folder.clone());
            }
        }
        let mut wanted: Vec<String> = folders.iter().cloned().collect();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(folder) = wanted.pop() {
            for caller in callers.get(&folder).into_iter().flatten() {
                if seen.insert(caller.clone()) {
                    self.bring(caller, sources, problems);
                    self.note_installed(caller);
                    wanted.push(caller.clone());
                }
            }
        }
    }

    /// The module files of the repository that call modules, with their folders.
    fn search(&self) -> Vec<(String, Body)> {
        let mut boundaries = self.boundaries.iter();
        let Some(first) = boundaries.next() else { return Vec::new() };
        let mut walker = ignore::WalkBuilder::new(first);
        for other in boundaries {
            walker.add(other);
        }
        let walker = walker.require_git(false).git_global(false).build();
        let is_module = |entry: &ignore::DirEntry| entry.file_name().to_str().is_some_and(is_module_file);
        let paths: Vec<PathBuf> = walker
            .filter_map(Result::ok)
            .filter(|entry| is_module(entry) && entry.file_type().is_some_and(|kind| kind.is_file()))
            .take(MAX_SEARCHED)
            .map(ignore::DirEntry::into_path)
            .collect();
        let working_directory = self.working_directory.canonicalize().unwrap_or_else(|_| self.working_directory.clone());
        let read = |path: &PathBuf| {
            let shown = shown(path, &working_directory);
            let source = load(path, &shown).ok()?;
            let calls = source.text().is_ok_and(|text| text.contains("module") && text.contains("source"));
            let body = calls.then(|| parse(&source).ok()).flatten()?.body;
            Some((split(&shown).0.to_owned(), body))
        };
        paths.par_iter().filter_map(read).collect()
    }
}

/// The sources of local modules that a file calls.
fn local_sources(body: &Body) -> impl Iterator<Item = String> {
    body.blocks("module").filter_map(|block| match &block.body.attribute("source")?.value.kind {
        ExprKind::String(source) if is_local(source) => Some(source.to_string()),
        _ => None,
    })
}

/// Parses a file, in the syntax that its name tells.
fn parse(source: &Source) -> Result<Parsed, String> {
    let name = split(&source.path).1;
    if source.len() > MAX_BYTES {
        return Err(format!("the file has {} bytes; Terraform files over {MAX_BYTES} bytes are not read", source.len()));
    }
    let text = source.text().map_err(|error| error.to_string())?;
    Ok(match name.strip_suffix(".json") {
        Some(name) if is_values_file(name) => hcl::parse_json_values(text),
        Some(_) => hcl::parse_json(text),
        None => hcl::parse(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is() {
        assert!(is_module_file("main.tf") && is_module_file("main.tf.json") && !is_module_file("main.tfvars"));
        assert!(is_automatic("terraform.tfvars") && is_automatic("a.auto.tfvars.json") && !is_automatic("prod.tfvars"));
        assert!(overrides("override.tf") && overrides("main_override.tf.json") && !overrides("overrides.tf"));
    }
}
