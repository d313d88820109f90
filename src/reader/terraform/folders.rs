//! The folders of Terraform configurations: which files are read together, and which are read in addition to the named ones.
//!
//! A module consists of all files in a folder, so naming one file loads the others. A local module is loaded from anywhere in the
//! repository, and so are the callers of a file's module, because they assign its variables.

use super::units::{as_module, is_unit, module_of};
use crate::eval::terraform::CALLS;
use crate::reader::folders::{boundary, join, lies_in, split};
use crate::reader::pipelines::Pipelines;
use crate::reader::threads::on_deep_stacks;
use crate::reader::variables::Variables;
use crate::resource::Problem;
use crate::source::{FileId, Source, Sources, Span, load_bytes, shown};
use crate::syntax::hcl::{self, Block, Body, ExprKind, Parsed};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Maximum size of a parsed file. Files that people write are far smaller, and a generated file of this size is not a configuration.
const MAX_BYTES: usize = 16 << 20;

/// Maximum number of repository files that are searched for callers of a module.
const MAX_SEARCHED: usize = 20_000;

/// Maximum number of modules with a computed source that are called through each other.
const MAX_COMPUTED: usize = 8;

/// The folder of the modules that `terraform init` installed, and the file in which Terraform records them.
const FETCHED: &str = ".terraform/modules";
const INSTALLED: &str = ".terraform/modules/modules.json";

/// The file in a root module in which Terraform records the versions of providers.
const LOCK: &str = ".terraform.lock.hcl";

/// Maximum size of the list of installed modules.
const MAX_INSTALLED_BYTES: u64 = 4 << 20;

/// The Terraform configurations of an input.
#[derive(Debug, Default)]
pub struct Configuration {
    /// Every parsed file.
    pub(in crate::reader) files: BTreeMap<FileId, Parsed>,
    /// The files of each module by folder, ordered by name.
    pub(super) modules: BTreeMap<String, Vec<FileId>>,
    /// Files that are not evaluated: OpenTofu loads their twins, or there is no module that they deploy.
    pub(super) replaced: BTreeSet<FileId>,
    /// The folders of modules that a module calls by a computed source.
    pub(super) computed: BTreeMap<String, BTreeSet<String>>,
    /// The values files that Terraform loads automatically in each folder, in ascending precedence.
    pub(super) values: BTreeMap<String, Vec<FileId>>,
    /// Folders of installed modules, by the folder of the root module and the names of the calls.
    pub(super) installed: HashMap<(String, String), String>,
    /// Values of variables from the command line.
    pub(super) variables: Variables,
    /// Values files from the command line.
    pub(super) named_values: Vec<FileId>,
    /// Files that were read only because others reference them; findings that are only in these files are not reported.
    pub(super) dependencies: BTreeSet<FileId>,
    /// The folder that relative paths are relative to.
    pub(super) working_directory: PathBuf,
    /// The folders that files must be inside of.
    pub(super) boundaries: BTreeSet<PathBuf>,
    /// What the pipelines of the repository deploy.
    pipelines: Pipelines,
}

/// Whether a file of this name is part of a module. Terraform requires lower-case extensions, and `.tofu` is only for OpenTofu.
pub fn is_module_file(name: &str) -> bool {
    // The last two are for Terraform Stacks. Terraform does not read hidden files.
    let ends = [".tf", ".tf.json", ".tofu", ".tofu.json", ".tfcomponent.hcl", ".tfstack.hcl"];
    !name.starts_with('.') && ends.iter().any(|end| name.ends_with(end))
}

/// The file that OpenTofu loads instead of this one if both are in a folder: `main.tofu` instead of `main.tf`.
pub(super) fn twin(name: &str) -> Option<String> {
    let twin = |end: &str, of: &str| Some(format!("{}{of}", name.strip_suffix(end)?));
    twin(".tf", ".tofu").or_else(|| twin(".tf.json", ".tofu.json"))
}

/// Whether a file of this name contains values of variables.
pub fn is_values_file(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Whether Terraform loads a values file of this name automatically.
fn is_automatic(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    stem == "terraform.tfvars" || stem.ends_with(".auto.tfvars")
}

/// Whether a file of this name is an override file.
pub(super) fn overrides(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let stem = stem.strip_suffix(".tf").or_else(|| stem.strip_suffix(".tofu")).unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}

/// Whether the source of a module is a folder of the same repository.
pub(super) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../")
}

impl Configuration {
    /// Parses the Terraform files among the sources, and reads the files that they need.
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
            .map(|(_, source)| module_of(&source.path).to_owned())
            .collect();
        for folder in &alone {
            own.load_files(folder, sources, problems);
        }
        for folder in &asked {
            own.note_installed(folder);
        }
        own.load_called(sources, problems);
        if !alone.is_empty() {
            own.load_callers(&alone, sources, problems);
            own.load_called(sources, problems);
        }
        own.load_computed(sources, problems);
        own.drop_units();
        own
    }

    /// Whether it was evaluated with one of several sets of values: there are values files that do not apply, or the command line assigned
    /// values. Another environment may then declare more.
    pub fn is_one_of_several(&self) -> bool {
        let automatic = self.values.values().map(Vec::len).sum::<usize>();
        let modules = self.modules.values().map(Vec::len).sum::<usize>();
        self.files.len() > automatic + modules + self.replaced.len() || !self.named_values.is_empty() || !self.variables.words.is_empty()
    }

    /// Whether a file was read only because another one references it.
    pub fn is_dependency(&self, file: FileId) -> bool {
        self.dependencies.contains(&file)
    }

    /// Whether a file belongs to a configuration.
    pub fn holds(&self, file: FileId) -> bool {
        self.files.contains_key(&file)
    }

    /// Parses the sources from this one on.
    fn take(&mut self, sources: &Sources, from: usize, problems: &mut Vec<Problem>) {
        let ours = |source: &Source| {
            let name = split(&source.path).1;
            (is_module_file(name) || is_values_file(name) || is_unit(name)) && !source.unreadable
        };
        let new: Vec<(FileId, &Source)> = sources.iter().skip(from).filter(|(_, source)| ours(source)).collect();
        let parsed: Vec<(FileId, Result<Parsed, Text>)> = new.par_iter().map(|(id, source)| (*id, parse(source))).collect();
        for (id, parsed) in parsed {
            let path = &sources.get(id).path;
            let (folder, name) = split(path);
            let parsed = parsed.unwrap_or_else(|message| {
                problems.push(Problem::error(Span::new(id, 0, 0), message));
                Parsed::default()
            });
            problems.extend(
                parsed.errors.iter().map(|error| Problem::error(Span::new(id, error.bytes.start, error.bytes.end), error.message.clone())),
            );
            self.files.insert(id, parsed);
            if is_module_file(name) || is_unit(name) {
                self.modules.entry(module_of(path).to_owned()).or_default().push(id);
            } else if is_automatic(name) {
                self.values.entry(folder.to_owned()).or_default().push(id);
            }
        }
        let name = |id: &FileId| split(&sources.get(*id).path).1.to_owned();
        for files in self.modules.values_mut() {
            files.sort_by_key(name);
            let names: BTreeSet<String> = files.iter().map(name).collect();
            let is_replaced = |id: &FileId| twin(&name(id)).is_some_and(|twin| names.contains(&twin));
            self.replaced.extend(files.extract_if(.., |id| is_replaced(id)));
        }
        for files in self.values.values_mut() {
            // `terraform.tfvars` has the lowest precedence, then `terraform.tfvars.json`, then the others by name.
            files.sort_by_key(|id| (name(id).ends_with(".auto.tfvars") || name(id).ends_with(".auto.tfvars.json"), name(id)));
        }
    }

    /// Reads the values files from the command line.
    fn name_values(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        for path in self.variables.files.clone() {
            let full = self.working_directory.join(&path);
            let shown = shown(&full, &self.working_directory);
            let known = sources.iter().find(|(_, source)| source.path == shown).map(|(id, _)| id);
            let id = match known {
                Some(id) => id,
                None => match sources.load(&full, &shown) {
                    Ok(source) => {
                        let id = sources.add(source);
                        self.dependencies.insert(id);
                        id
                    }
                    Err(error) => {
                        let id = sources.add(Source::unreadable(shown, ""));
                        problems.push(Problem::error(Span::new(id, 0, 0), error.text()));
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

    /// Reads the files of a folder that are not loaded yet.
    fn load_files(&mut self, folder: &str, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let (parent, unit) = split(folder);
        let folder = if is_unit(unit) { parent } else { folder };
        let path = self.working_directory.join(folder);
        let Ok(entries) = std::fs::read_dir(&path) else { return };
        let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        if is_unit(unit) {
            names.retain(|name| name == unit);
        } else {
            names.retain(|name| is_module_file(name) || is_values_file(name) && is_automatic(name));
        }
        names.sort_unstable();
        let known: BTreeSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
        let shown = |name: &String| if folder == "." { name.clone() } else { format!("{folder}/{name}") };
        let missing: Vec<(PathBuf, String)> =
            names.iter().map(|name| (path.join(name), shown(name))).filter(|(_, shown)| !known.contains(shown.as_str())).collect();
        let from = sources.len();
        for (path, shown) in missing {
            if !self.holds_path(&path) {
                continue; // a link to a file outside
            }
            match sources.load(&path, &shown) {
                Ok(source) => drop(self.dependencies.insert(sources.add(source))),
                Err(error) => {
                    let id = sources.add(Source::unreadable(shown, ""));
                    problems.push(Problem::error(Span::new(id, 0, 0), error.text()));
                }
            }
        }
        self.take(sources, from, problems);
    }

    /// Reads the called modules, recursively.
    fn load_called(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        loop {
            let folders: Vec<String> = self.modules.keys().filter(|folder| !seen.contains(*folder)).cloned().collect();
            if folders.is_empty() {
                return;
            }
            for folder in folders {
                for target in self.called(&folder) {
                    if !self.modules.contains_key(&target) && self.is_inside(&target) {
                        self.load_files(&target, sources, problems);
                    }
                }
                seen.insert(folder);
            }
        }
    }

    /// Reads the modules that are called by a computed source. Its value depends on the callers of the calling module, so all configurations
    /// that contain such a call are evaluated, again after more modules are known.
    fn load_computed(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        for _ in 0..MAX_COMPUTED {
            let is_computed = |folder: &str| self.bodies(folder).any(computes_a_source);
            let mut roots = self.uncalled();
            roots.retain(|root| self.reached(root).into_iter().any(is_computed));
            let found: Vec<_> = on_deep_stacks(|| roots.par_iter().map(|root| self.sources(root, roots.len(), sources)).collect());
            let mut computed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (folder, source) in found.into_iter().flatten().filter(|(_, source)| is_local(source)) {
                let target = join(&folder, &source);
                computed.entry(folder).or_default().insert(target);
            }
            if computed == self.computed {
                return;
            }
            self.computed = computed;
            self.load_called(sources, problems);
        }
    }

    /// Removes the units in folders without a module: other files include them.
    fn drop_units(&mut self) {
        let is_unused = |folder: &String| {
            let (parent, unit) = split(folder);
            is_unit(unit) && self.called(folder).iter().all(|called| called == parent && !self.modules.contains_key(called))
        };
        let unused: Vec<String> =
            self.modules.keys().filter(|folder| is_unused(folder) && !self.bodies(folder).any(computes_a_source)).cloned().collect();
        for folder in unused {
            self.replaced.extend(self.modules.remove(&folder).into_iter().flatten());
        }
    }

    /// Whether a folder shows that it is deployed by itself: it configures a backend or a provider, it has values or a lock file, or a pipeline
    /// works in it.
    pub(super) fn is_deployed(&self, folder: &str) -> bool {
        let is_backend =
            |block: &Block| &*block.kind.text == "terraform" && ["backend", "cloud"].iter().any(|kind| has_block(&block.body, kind));
        self.bodies(folder).any(|body| has_block(body, "provider") || body.blocks.iter().any(is_backend))
            || self.values.contains_key(folder)
            || self.working_directory.join(folder).join(LOCK).is_file()
            || self.pipelines.deploy(&self.working_directory.join(folder))
    }

    /// The first file of the module in a folder.
    pub(in crate::reader) fn first_file(&self, folder: &str) -> Option<FileId> {
        self.modules.get(folder)?.first().copied()
    }

    fn bodies(&self, folder: &str) -> impl Iterator<Item = &Body> {
        self.modules.get(folder).into_iter().flatten().filter_map(|id| Some(&self.files.get(id)?.body))
    }

    pub(super) fn called(&self, folder: &str) -> BTreeSet<String> {
        let local = self.bodies(folder).flat_map(local_sources).map(|source| join(folder, &source));
        let computed = self.computed.get(folder).into_iter().flatten().cloned();
        let installed = self.installed.iter().filter(|((root, _), _)| root == folder).map(|(_, target)| target.clone());
        local.chain(computed).chain(installed).collect()
    }

    fn is_inside(&self, folder: &str) -> bool {
        self.holds_path(&self.working_directory.join(folder))
    }

    /// Whether a path exists and, after following links, is inside an allowed folder.
    pub(super) fn holds_path(&self, path: &Path) -> bool {
        lies_in(path, &self.boundaries)
    }

    /// Records where `terraform init` installed remote modules.
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
        let Ok(bytes) = load_bytes(&self.working_directory.join(folder).join(INSTALLED), MAX_INSTALLED_BYTES) else { return };
        let Ok(list) = serde_json::from_slice::<List>(&bytes) else { return };
        // The file may be committed, and what it says must not change what other folders are.
        let fetched = format!("{}/", join(folder, FETCHED));
        for Installed { key, dir } in list.modules.into_iter().filter(|entry| !entry.key.is_empty()) {
            let target = join(folder, &dir.replace('\\', "/"));
            if target.starts_with(&fetched) {
                self.installed.insert((folder.to_owned(), key), target);
            }
        }
    }

    /// Reads the modules of the repository that call one of these, recursively.
    fn load_callers(&mut self, folders: &BTreeSet<String>, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let called: BTreeSet<String> = self.modules.keys().flat_map(|folder| self.called(folder)).collect();
        if folders.iter().all(|folder| called.contains(folder)) {
            return;
        }
        let mut callers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        // What a computed source means is known only later, and roots that call none of the folders are not checked.
        let mut wanted: Vec<String> = Vec::new();
        for (folder, body) in self.search(sources) {
            for source in local_sources(&body) {
                callers.entry(join(&folder, &source)).or_default().insert(folder.clone());
            }
            if computes_a_source(&body) {
                wanted.push(folder);
            }
        }
        let callers_of = |folder: &String| callers.get(folder).into_iter().flatten().cloned();
        wanted.extend(folders.iter().flat_map(callers_of));
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(caller) = wanted.pop() {
            if seen.insert(caller.clone()) {
                self.load_files(&caller, sources, problems);
                self.note_installed(&caller);
                wanted.extend(callers_of(&caller));
            }
        }
    }

    /// The files of the repository that call modules, with their folders.
    fn search(&self, sources: &Sources) -> Vec<(String, Body)> {
        let mut boundaries = self.boundaries.iter();
        let Some(first) = boundaries.next() else { return Vec::new() };
        let mut walker = ignore::WalkBuilder::new(first);
        for other in boundaries {
            walker.add(other);
        }
        let walker = walker.require_git(false).git_global(false).build();
        let is_module = |entry: &ignore::DirEntry| entry.file_name().to_str().is_some_and(|name| is_module_file(name) || is_unit(name));
        let paths: Vec<PathBuf> = walker
            .filter_map(Result::ok)
            .filter(|entry| is_module(entry) && entry.file_type().is_some_and(|kind| kind.is_file()))
            .take(MAX_SEARCHED)
            .map(ignore::DirEntry::into_path)
            .collect();
        let working_directory = self.working_directory.canonicalize().unwrap_or_else(|_| self.working_directory.clone());
        let read = |path: &PathBuf| {
            let shown = shown(path, &working_directory);
            let source = sources.load(path, &shown).ok()?;
            let is_call = |text: &str| (text.contains("module") || text.contains("component")) && text.contains("source");
            let calls = is_unit(split(&shown).1) || source.text().is_ok_and(is_call);
            let body = calls.then(|| parse(&source).ok()).flatten()?.body;
            Some((module_of(&shown).to_owned(), body))
        };
        paths.par_iter().filter_map(read).collect()
    }
}

/// The calls of modules.
fn calls(body: &Body) -> impl Iterator<Item = &Block> {
    body.blocks.iter().filter(|block| CALLS.contains(&&*block.kind.text))
}

fn has_block(body: &Body, kind: &str) -> bool {
    body.blocks.iter().any(|block| &*block.kind.text == kind)
}

/// Whether the body calls a module whose source is not written as a string.
fn computes_a_source(body: &Body) -> bool {
    calls(body).filter_map(|block| block.body.attribute("source")).any(|source| !matches!(source.value.kind, ExprKind::String(_)))
}

fn local_sources(body: &Body) -> impl Iterator<Item = String> {
    calls(body).filter_map(|block| match &block.body.attribute("source")?.value.kind {
        ExprKind::String(source) if is_local(source) => Some(source.to_string()),
        _ => None,
    })
}

/// Parses a file in the syntax of its extension.
fn parse(source: &Source) -> Result<Parsed, Text> {
    let name = split(&source.path).1;
    if source.len() > MAX_BYTES {
        return Err(Text::new("the file has {number} bytes; Terraform files over {limit} bytes are not read")
            .with("number", source.len().to_string())
            .with("limit", MAX_BYTES.to_string()));
    }
    let text = source.text().map_err(|error| error.text())?;
    Ok(match name.strip_suffix(".json") {
        Some(name) if is_values_file(name) => hcl::parse_json_values(text),
        Some(_) => hcl::parse_json(text),
        None if is_unit(name) => as_module(name, hcl::parse(text)),
        None => hcl::parse(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_identify_the_type_of_file() {
        assert!(is_module_file("main.tf") && is_module_file("main.tf.json") && !is_module_file("main.tfvars"));
        assert!(is_module_file("main.tofu") && is_module_file("main.tofu.json") && !is_module_file("main.tofurc"));
        assert_eq!(twin("main.tf").as_deref(), Some("main.tofu"));
        assert_eq!(twin("main.tf.json").as_deref(), Some("main.tofu.json"));
        assert_eq!(twin("main.tofu"), None);
        assert!(is_automatic("terraform.tfvars") && is_automatic("a.auto.tfvars.json") && !is_automatic("prod.tfvars"));
        assert!(
            overrides("override.tf") && overrides("main_override.tf.json") && overrides("a_override.tofu") && !overrides("overrides.tf")
        );
    }
}
