//! Which Bicep files belong together: templates, modules, parameter files, and the files that they load.

use crate::eval::bicep::Named;
use crate::reader::folders::{boundary, join, lies_in, split};
use crate::reader::pipelines::Pipelines;
use crate::reader::variables::Variables;
use crate::reader::{Reading, arm};
use crate::resource::{Format, Problem};
use crate::source::{FileId, Source, Sources, Span, shown};
use crate::syntax::bicep::{ast, parse, parse_parameters};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// Maximum size of a parsed file. Files that people write are far smaller, and the compiler accepts templates of 4 MB.
const MAX_BYTES: usize = 16 << 20;

/// Maximum number of files that are read in addition to the requested ones.
const MAX_DEPENDENCIES: usize = 10_000;

/// Maximum number of repository files that are searched for callers of a module.
const MAX_SEARCHED: usize = 20_000;

/// The Bicep files of an input.
#[derive(Debug, Default)]
pub(in crate::reader) struct Files {
    /// Every file by its path, with its references.
    pub(super) files: BTreeMap<String, File>,
    /// The same files by id.
    ids: BTreeSet<FileId>,
    /// Files that were read only because others reference them; findings that are only in these files are not reported.
    dependencies: BTreeSet<FileId>,
    /// Values of parameters from the command line.
    pub(super) words: Vec<(String, String)>,
    /// The folder that relative paths are relative to.
    pub(super) working_directory: PathBuf,
    /// The folders that files must be inside of.
    boundaries: BTreeSet<PathBuf>,
    /// What the pipelines of the repository deploy.
    pipelines: Pipelines,
}

/// A Bicep file.
#[derive(Debug)]
pub(super) struct File {
    pub id: FileId,
    /// The files that it references, as display paths.
    named: Named,
    /// Whether it is a parameter file and not a template.
    is_parameters: bool,
}

/// A template that is deployed by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reader) struct Deployment {
    pub template: FileId,
    /// The parameter files; it is deployed once with each, and once with its defaults.
    pub values: Vec<FileId>,
}

impl Deployment {
    /// How often the template is evaluated.
    pub(in crate::reader) fn evaluations(&self) -> usize {
        self.values.len() + 1
    }
}

fn is_template(path: &str) -> bool {
    has_extension(path, "bicep")
}

pub(super) fn is_parameters(path: &str) -> bool {
    has_extension(path, "bicepparam")
}

/// Whether a path is that of a template in JSON, by its extension.
pub(super) fn is_arm(path: &str) -> bool {
    ["json", "jsonc", "arm"].iter().any(|extension| has_extension(path, extension))
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

/// Parses a file in the dialect of its extension.
///
/// # Errors
///
/// The reason why it cannot be read.
pub(super) fn parsed(source: &Source) -> Result<ast::File<'_>, Text> {
    if source.len() > MAX_BYTES {
        return Err(Text::new("the file has {number} bytes; Bicep files over {limit} bytes are not read")
            .with("number", source.len().to_string())
            .with("limit", MAX_BYTES.to_string()));
    }
    let text = source.text().map_err(|error| error.text())?;
    Ok(if is_parameters(&source.path) { parse_parameters(text) } else { parse(text) })
}

impl Files {
    /// Finds the Bicep files among the sources, and reads the files that they reference.
    pub(in crate::reader) fn load(
        sources: &mut Sources,
        working_directory: &Path,
        variables: &Variables,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut own = Self { words: variables.words.clone(), working_directory: working_directory.to_owned(), ..Self::default() };
        own.take(sources, 0, problems);
        if own.files.is_empty() {
            return own;
        }
        let folders: BTreeSet<&str> = own.files.keys().map(|path| split(path).0).collect();
        for folder in folders {
            let full = working_directory.join(folder);
            if !lies_in(&full, &own.boundaries) {
                own.boundaries.insert(boundary(&full, working_directory));
            }
        }
        own.load_parameters(sources, problems);
        own.load_referenced(sources, problems);
        own.load_callers(sources, problems);
        own.load_referenced(sources, problems);
        own
    }

    /// Parses the sources from this one on.
    fn take(&mut self, sources: &Sources, from: usize, problems: &mut Vec<Problem>) {
        let is_ours = |source: &Source| !source.unreadable && (is_template(&source.path) || is_parameters(&source.path));
        let new: Vec<(FileId, &Source)> = sources.iter().skip(from).filter(|(_, source)| is_ours(source)).collect();
        let read = |(id, source): (FileId, &Source)| match parsed(source) {
            Ok(tree) => {
                let diagnostics = tree.diagnostics.iter();
                let problem = |error: &crate::syntax::bicep::Diagnostic| {
                    Problem::error(Span { file: id, start: error.span.start, end: error.span.end }, error.message.clone())
                };
                (id, Named::of(&tree), diagnostics.map(problem).collect())
            }
            Err(message) => (id, Named::default(), vec![Problem::error(Span::new(id, 0, 0), message)]),
        };
        let read: Vec<(FileId, Named, Vec<Problem>)> = new.into_par_iter().map(read).collect();
        for (id, named, errors) in read {
            problems.extend(errors);
            let path = &sources.get(id).path;
            let folder = split(path).0;
            let whole = |paths: Vec<String>| paths.into_iter().map(|path| join(folder, &path)).collect();
            let named =
                Named { called: whole(named.called), taken: whole(named.taken), using: named.using.map(|path| join(folder, &path)) };
            self.ids.insert(id);
            self.files.insert(path.clone(), File { id, named, is_parameters: is_parameters(path) });
        }
    }

    /// Reads the parameter files beside each requested template that they use.
    fn load_parameters(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let named = self.files.iter().filter(|(_, file)| !file.is_parameters && sources.get(file.id).named);
        let named: BTreeSet<String> = named.map(|(path, _)| path.clone()).collect();
        let folders: BTreeSet<&str> = named.iter().map(|path| split(path).0).collect();
        let mut found = Vec::new();
        for folder in folders {
            let Ok(entries) = std::fs::read_dir(self.working_directory.join(folder)) else { continue };
            let beside = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| is_parameters(name));
            found.extend(beside.map(|name| join(folder, &name)));
        }
        found.sort_unstable();
        found.retain(|path| !self.files.contains_key(path));
        for path in found.into_iter().take(MAX_DEPENDENCIES) {
            let full = self.working_directory.join(&path);
            if !lies_in(&full, &self.boundaries) {
                continue;
            }
            let Ok(source) = sources.load(&full, &path) else { continue };
            let using = parsed(&source).ok().and_then(|tree| Named::of(&tree).using);
            if using.is_some_and(|using| named.contains(&join(split(&path).0, &using))) {
                let from = sources.len();
                self.dependencies.insert(sources.add(source));
                self.take(sources, from, problems);
            }
        }
    }

    /// Reads the referenced files, recursively.
    fn load_referenced(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let mut next: Vec<String> = self.files.keys().cloned().collect();
        let mut tried: BTreeSet<String> = BTreeSet::new();
        while !next.is_empty() {
            let from = sources.len();
            let named = next.iter().filter_map(|path| self.files.get(path)).flat_map(|file| file.named.paths());
            let wanted: BTreeSet<String> =
                named.filter(|path| !self.files.contains_key(*path) && !tried.contains(*path)).cloned().collect();
            next.clear();
            for path in wanted {
                tried.insert(path.clone());
                let full = self.working_directory.join(&path);
                let is_ours = is_template(&path) || is_parameters(&path);
                let is_json = is_arm(&path) && !sources.iter().any(|(_, source)| source.path == path);
                if !is_ours && !is_json || self.dependencies.len() >= MAX_DEPENDENCIES || !lies_in(&full, &self.boundaries) {
                    continue;
                }
                match sources.load(&full, &path) {
                    Ok(source) if is_json && !arm::is_template(&source) => continue,
                    Ok(source) => drop(self.dependencies.insert(sources.add(source))),
                    Err(error) => {
                        let id = sources.add(Source::unreadable(path.clone(), ""));
                        self.dependencies.insert(id);
                        problems.push(Problem::error(Span::new(id, 0, 0), error.text()));
                    }
                }
                next.push(path);
            }
            self.take(sources, from, problems);
        }
    }

    /// Reads the files of the repository that call a requested template or assign its parameters, recursively. Without a repository the
    /// search has no natural limit and is skipped.
    fn load_callers(&mut self, sources: &mut Sources, problems: &mut Vec<Problem>) {
        let named = self.files.iter().filter(|(_, file)| !file.is_parameters && sources.get(file.id).named);
        let mut wanted: Vec<String> = named.map(|(path, _)| path.clone()).collect();
        let called: BTreeSet<&String> = self.files.values().flat_map(|file| &file.named.called).collect();
        wanted.retain(|path| !called.contains(path));
        if wanted.is_empty() {
            return;
        }
        let mut callers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, named) in self.search(sources) {
            for target in named.called.iter().chain(&named.using) {
                callers.entry(join(split(&path).0, target)).or_default().insert(path.clone());
            }
        }
        let from = sources.len();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(path) = wanted.pop() {
            for caller in callers.get(&path).into_iter().flatten() {
                if self.files.contains_key(caller) || !seen.insert(caller.clone()) || seen.len() > MAX_DEPENDENCIES {
                    continue;
                }
                if let Ok(source) = sources.load(&self.working_directory.join(caller), caller) {
                    self.dependencies.insert(sources.add(source));
                    wanted.push(caller.clone());
                }
            }
        }
        self.take(sources, from, problems);
    }

    /// The files of the repository, with their references as written.
    fn search(&self, sources: &Sources) -> Vec<(String, Named)> {
        let mut repositories = self.boundaries.iter().filter(|boundary| boundary.join(".git").exists());
        let Some(first) = repositories.next() else { return Vec::new() };
        let mut walker = ignore::WalkBuilder::new(first);
        for other in repositories {
            walker.add(other);
        }
        let walker = walker.require_git(false).git_global(false).build();
        let is_ours = |entry: &ignore::DirEntry| {
            entry.file_name().to_str().is_some_and(|name| is_template(name) || is_parameters(name))
                && entry.file_type().is_some_and(|kind| kind.is_file())
        };
        let paths: Vec<PathBuf> =
            walker.filter_map(Result::ok).filter(is_ours).take(MAX_SEARCHED).map(ignore::DirEntry::into_path).collect();
        let working_directory = self.working_directory.canonicalize().unwrap_or_else(|_| self.working_directory.clone());
        let read = |path: &PathBuf| {
            let shown = shown(path, &working_directory);
            let source = sources.load(path, &shown).ok()?;
            let named = Named::of(&parsed(&source).ok()?);
            Some((shown, named))
        };
        paths.par_iter().filter_map(read).collect()
    }

    /// Whether a file was read only because another one references it.
    pub(in crate::reader) fn is_dependency(&self, file: FileId) -> bool {
        self.dependencies.contains(&file)
    }

    /// Whether the command line assigned values; other values may declare more.
    pub(in crate::reader) fn is_one_of_several(&self) -> bool {
        !self.files.is_empty() && !self.words.is_empty()
    }

    pub(in crate::reader) fn holds(&self, file: FileId) -> bool {
        self.ids.contains(&file)
    }

    /// The path of a file that an expression references, if reading it is allowed.
    pub(super) fn allowed(&self, shown: &str) -> Option<PathBuf> {
        let full = self.working_directory.join(shown);
        lies_in(&full, &self.boundaries).then_some(full)
    }

    /// The templates that are deployed by themselves: those that no file calls, and those that a parameter file or a pipeline uses. In
    /// a cycle of modules, the first one counts as such.
    pub(in crate::reader) fn deployments(&self) -> Vec<Deployment> {
        let mut values: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for file in self.files.values() {
            if let Some(using) = &file.named.using {
                values.entry(using).or_default().push(file.id);
            }
        }
        let called: BTreeSet<&str> = self.files.values().flat_map(|file| &file.named.called).map(String::as_str).collect();
        let templates = || self.files.iter().filter(|(_, file)| !file.is_parameters);
        let is_deployed = |path: &str| values.contains_key(path) || self.pipelines.deploy(&self.working_directory.join(path));
        let is_root = |path: &str| !called.contains(path) || is_deployed(path);
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut roots = Vec::new();
        let mut taken: BTreeSet<&String> = BTreeSet::new();
        let first = templates().filter(|(path, _)| is_root(path));
        for (path, file) in first.chain(templates()) {
            if reached.contains(path.as_str()) && !is_root(path) || !taken.insert(path) {
                continue;
            }
            roots.push((path.clone(), file));
            let mut next = vec![path.as_str()];
            while let Some(path) = next.pop() {
                if reached.insert(path) {
                    next.extend(self.files.get(path).into_iter().flat_map(|file| &file.named.called).map(String::as_str));
                }
            }
        }
        let deployments = roots.into_iter().filter(|(path, file)| {
            let own = values.get(path.as_str()).into_iter().flatten();
            !self.is_dependency(file.id) || own.into_iter().any(|id| !self.is_dependency(*id)) || self.reaches_asked(path)
        });
        deployments
            .map(|(path, file)| Deployment { template: file.id, values: values.get(path.as_str()).cloned().unwrap_or_default() })
            .collect()
    }

    /// The modules among these files, as deployments with their defaults.
    pub(in crate::reader) fn modules_among(&self, files: &HashSet<FileId>) -> Vec<Deployment> {
        if files.is_empty() {
            return Vec::new();
        }
        let deployed: HashSet<FileId> = self.deployments().iter().map(|deployment| deployment.template).collect();
        let modules = self.files.values().filter(|file| files.contains(&file.id) && !deployed.contains(&file.id));
        modules.filter(|file| !self.is_dependency(file.id)).map(|file| Deployment { template: file.id, values: Vec::new() }).collect()
    }

    /// Whether a template calls a requested file, directly or indirectly.
    fn reaches_asked(&self, path: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![path];
        while let Some(path) = next.pop() {
            let Some(file) = self.files.get(path).filter(|_| seen.insert(path)) else { continue };
            if !self.is_dependency(file.id) {
                return true;
            }
            next.extend(file.named.called.iter().map(String::as_str));
        }
        false
    }

    /// The detected format of each file.
    pub(in crate::reader) fn readings(&self) -> Vec<(FileId, Reading)> {
        let called: BTreeSet<&str> = self.files.values().flat_map(|file| &file.named.called).map(String::as_str).collect();
        let reason = |path: &str, file: &File| match &file.named.using {
            Some(using) => Text::new("parameters of the template `{using}`").with("using", using),
            None if file.is_parameters => "parameters of a template".into(),
            None if called.contains(path) => "a Bicep module that another file calls".into(),
            None => "a Bicep template".into(),
        };
        let reading = |(path, file): (&String, &File)| (file.id, Reading::new(Some(Format::Bicep), reason(path, file)));
        self.files.iter().map(reading).collect()
    }
}
