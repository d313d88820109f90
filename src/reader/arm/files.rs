//! Which files belong together: a template, its parameter files, and its linked templates.

use super::names::{is_json, linked_paths, parameter_paths, template_names};
use super::role::{Role, role};
use crate::eval::arm::template::upward;
use crate::reader::folders::{boundary, join, lies_in, split};
use crate::reader::pipelines::Pipelines;
use crate::source::{FileId, Source, Sources, shown};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Maximum number of files that are read in addition to the named ones.
const MAX_DEPENDENCIES: usize = 1_000;

/// The templates of a run and their relations.
#[derive(Debug, Default)]
pub(in crate::reader) struct Templates {
    roles: HashMap<FileId, Role>,
    /// Templates by path.
    by_path: HashMap<String, FileId>,
    /// Parameter files by template, ordered by path.
    parameters: HashMap<FileId, Vec<FileId>>,
    /// The template of each parameter file.
    template_of: HashMap<FileId, FileId>,
    /// The paths that each template may link, as written.
    links: BTreeMap<FileId, Vec<String>>,
    /// Templates that are evaluated where others deploy them.
    linked: HashSet<FileId>,
    /// What the pipelines of the repository deploy.
    pipelines: Pipelines,
    /// The folder that relative paths are relative to.
    working_directory: PathBuf,
    /// Files that were read only because others reference them; findings that are only in these files are not reported.
    dependencies: BTreeSet<FileId>,
}

impl Templates {
    /// Finds the templates among the sources and reads the files that they need: linked templates, the parameter files of a template that
    /// was named explicitly, and the template of a parameter file that was named explicitly.
    pub(in crate::reader) fn load(sources: &mut Sources, working_directory: &Path) -> Self {
        let mut own = Self { working_directory: working_directory.to_owned(), ..Self::default() };
        own.take(sources, 0);
        own.load_files(sources, working_directory);
        own.join_parameters(sources);
        own.linked = own.find_linked(sources);
        own
    }

    /// Records the templates from this source on.
    fn take(&mut self, sources: &Sources, from: usize) {
        let new: Vec<(FileId, &Source)> = sources.iter().skip(from).filter(|(_, source)| is_json(&source.path)).collect();
        let look = |(id, source): (FileId, &Source)| {
            let role = role(source)?;
            Some((id, role, if role == Role::Template { linked_paths(source) } else { Vec::new() }))
        };
        let found: Vec<(FileId, Role, Vec<String>)> = new.into_par_iter().filter_map(look).collect();
        for (id, role, links) in found {
            self.roles.insert(id, role);
            if role == Role::Template {
                self.by_path.insert(sources.get(id).path.clone(), id);
            }
            if !links.is_empty() {
                self.links.insert(id, links);
            }
        }
    }

    fn load_files(&mut self, sources: &mut Sources, working_directory: &Path) {
        let mut next: Vec<FileId> = self.roles.keys().copied().collect();
        let mut wanted = self.wanted(&next, sources, working_directory);
        if wanted.is_empty() {
            return;
        }
        let folders: BTreeSet<&str> = next.iter().map(|id| split(&sources.get(*id).path).0).collect();
        let boundaries: BTreeSet<PathBuf> =
            folders.into_iter().map(|folder| boundary(&working_directory.join(folder), working_directory)).collect();
        let mut tried: HashSet<String> = sources.iter().map(|(_, source)| source.path.clone()).collect();
        while !wanted.is_empty() && self.dependencies.len() < MAX_DEPENDENCIES {
            let from = sources.len();
            for path in std::mem::take(&mut wanted) {
                let full = working_directory.join(&path);
                if tried.insert(path)
                    && lies_in(&full, &boundaries)
                    && let Ok(source) = sources.load(&full, &shown(&full, working_directory))
                    && role(&source).is_some()
                {
                    self.dependencies.insert(sources.add(source));
                }
            }
            self.take(sources, from);
            next.clear();
            next.extend(sources.iter().skip(from).map(|(id, _)| id).filter(|id| self.roles.contains_key(id)));
            wanted = self.wanted(&next, sources, working_directory);
        }
    }

    /// The paths of the files that these files need and that are not loaded yet.
    fn wanted(&self, files: &[FileId], sources: &Sources, working_directory: &Path) -> BTreeSet<String> {
        let mut wanted = BTreeSet::new();
        for id in files {
            let source = sources.get(*id);
            let folder = split(&source.path).0;
            let links = self.links.get(id).into_iter().flatten().map(|path| join(folder, path));
            wanted.extend(links.filter(|path| !self.by_path.contains_key(path)));
            match self.roles.get(id).filter(|_| source.named) {
                Some(Role::Template) => wanted.extend(parameter_paths(&source.path, working_directory)),
                Some(Role::Parameters) => {
                    let mut names = template_names(&source.path).into_iter();
                    wanted.extend(names.find(|name| self.by_path.contains_key(name) || working_directory.join(name).is_file()));
                }
                None => {}
            }
        }
        wanted
    }

    fn join_parameters(&mut self, sources: &Sources) {
        let path = |id: &FileId| &sources.get(*id).path;
        for (file, _) in self.roles.iter().filter(|(_, role)| **role == Role::Parameters) {
            if let Some(template) = template_names(path(file)).iter().find_map(|name| self.by_path.get(name)) {
                self.parameters.entry(*template).or_default().push(*file);
                self.template_of.insert(*file, *template);
            }
        }
        for files in self.parameters.values_mut() {
            files.sort_by_key(path);
        }
    }

    /// Templates that others link. In a cycle, the first one is evaluated by itself.
    fn find_linked(&self, sources: &Sources) -> HashSet<FileId> {
        let targets: BTreeSet<FileId> = self.links.keys().flat_map(|file| self.targets(*file, sources)).collect();
        let mut linked: HashSet<FileId> = HashSet::new();
        let first = self.links.keys().copied().filter(|file| !targets.contains(file));
        for root in first.chain(targets.iter().copied()) {
            if !linked.contains(&root) {
                linked.extend(self.reached(root, sources).into_iter().filter(|file| *file != root));
            }
        }
        linked
    }

    fn targets<'s>(&'s self, template: FileId, sources: &'s Sources) -> impl Iterator<Item = FileId> + 's {
        let from = &sources.get(template).path;
        let find = move |path: &String| upward(path).find_map(|path| self.linked(from, &path));
        self.links.get(&template).into_iter().flatten().filter_map(find).filter(move |target| *target != template)
    }

    /// All templates that a template links, directly or indirectly.
    pub(super) fn reached(&self, template: FileId, sources: &Sources) -> BTreeSet<FileId> {
        let mut reached = BTreeSet::new();
        let mut next = vec![template];
        while let Some(file) = next.pop() {
            next.extend(self.targets(file, sources).filter(|target| reached.insert(*target)));
        }
        reached
    }

    /// How many evaluations there are at most: each template with its defaults, or with each of its parameter files.
    pub(in crate::reader) fn evaluations(&self) -> usize {
        self.roles.len()
    }

    /// Whether a file is a template or a parameter file.
    pub(in crate::reader) fn holds(&self, file: FileId) -> bool {
        self.roles.contains_key(&file)
    }

    /// All templates, in the order of the sources.
    pub(super) fn all(&self) -> impl Iterator<Item = FileId> + '_ {
        let mut all: Vec<FileId> = self.by_path.values().copied().collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// Whether a file was read only because another one references it.
    pub(in crate::reader) fn is_dependency(&self, file: FileId) -> bool {
        self.dependencies.contains(&file)
    }

    pub(super) fn role(&self, file: FileId) -> Option<Role> {
        self.roles.get(&file).copied()
    }

    pub(super) fn parameters(&self, template: FileId) -> &[FileId] {
        self.parameters.get(&template).map_or(&[], Vec::as_slice)
    }

    pub(super) fn template_of(&self, parameters: FileId) -> Option<FileId> {
        self.template_of.get(&parameters).copied()
    }

    /// Whether a file is read after those that may deploy it.
    pub(in crate::reader) fn is_linked(&self, template: FileId) -> bool {
        self.linked.contains(&template)
    }

    /// Whether a template is deployed by itself, whatever else deploys it.
    pub(super) fn is_deployed(&self, template: FileId, sources: &Sources) -> bool {
        let path = || self.working_directory.join(&sources.get(template).path);
        !self.parameters(template).is_empty() || self.pipelines.deploy(&path())
    }

    /// The template at this path.
    pub(super) fn at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The template that a path in this file refers to.
    pub(super) fn linked(&self, from: &str, path: &str) -> Option<FileId> {
        self.at(&join(split(from).0, path))
    }
}
