//! Which files belong together: a template, its files of parameters, and the templates that it links.

use super::role::{Role, role};
use crate::reader::folders::{boundary, join, split};
use crate::source::{FileId, Source, Sources, load, shown};
use crate::syntax::json::parse_lenient;
use crate::syntax::tree::Node;
use memchr::memmem;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// How many files are read besides those that were named.
const MAX_BROUGHT: usize = 1_000;

/// The templates of a run, and how they belong together.
#[derive(Debug, Default)]
pub(in crate::reader) struct Templates {
    roles: HashMap<FileId, Role>,
    /// Files of parameters by the template to which they belong, in the order of their paths.
    parameters: BTreeMap<FileId, Vec<FileId>>,
    /// Templates by their path.
    by_path: HashMap<String, FileId>,
    /// The templates that each template links.
    links: BTreeMap<FileId, Vec<FileId>>,
    /// Templates that are evaluated where others deploy them.
    linked: HashSet<FileId>,
}

impl Templates {
    /// Those among the sources.
    pub(in crate::reader) fn new(sources: &Sources) -> Self {
        let all: Vec<(FileId, &Source)> = sources.iter().filter(|(_, source)| is_json(&source.path)).collect();
        let roles: HashMap<FileId, Role> = all.into_par_iter().filter_map(|(id, source)| Some((id, role(source)?))).collect();
        let path = |id: &FileId| sources.get(*id).path.clone();
        let of = |wanted: Role| roles.iter().filter(move |(_, role)| **role == wanted).map(|(id, _)| *id);
        let by_path: HashMap<String, FileId> = of(Role::Template).map(|id| (path(&id), id)).collect();
        let mut parameters: BTreeMap<FileId, Vec<FileId>> = BTreeMap::new();
        for file in of(Role::Parameters) {
            if let Some(template) = template_names(&path(&file)).iter().find_map(|name| by_path.get(name)) {
                parameters.entry(*template).or_default().push(file);
            }
        }
        for files in parameters.values_mut() {
            files.sort_by_key(path);
        }
        let mut links: BTreeMap<FileId, Vec<FileId>> = BTreeMap::new();
        for template in of(Role::Template) {
            let targets = linked_paths(sources.get(template)).into_iter().filter_map(|path| by_path.get(&path));
            let targets: Vec<FileId> = targets.copied().filter(|target| *target != template).collect();
            if !targets.is_empty() {
                links.insert(template, targets);
            }
        }
        let mut templates = Self { roles, parameters, by_path, links, linked: HashSet::new() };
        templates.linked = templates.find_linked();
        templates
    }

    /// Templates that are reached from others. Of those that only link each other the first one is evaluated by itself.
    fn find_linked(&self) -> HashSet<FileId> {
        let targets: BTreeSet<FileId> = self.links.values().flatten().copied().collect();
        let mut linked: HashSet<FileId> = HashSet::new();
        let first = self.links.keys().copied().filter(|file| !targets.contains(file));
        for root in first.chain(targets.iter().copied()) {
            if !linked.contains(&root) {
                linked.extend(self.reached(root).into_iter().filter(|file| *file != root));
            }
        }
        linked
    }

    /// The templates that a template links, and those that these link.
    pub(super) fn reached(&self, template: FileId) -> BTreeSet<FileId> {
        let mut reached = BTreeSet::new();
        let mut next = vec![template];
        while let Some(file) = next.pop() {
            for target in self.links.get(&file).into_iter().flatten() {
                if reached.insert(*target) {
                    next.push(*target);
                }
            }
        }
        reached
    }

    /// Whether a file is a template, or holds parameters.
    pub(in crate::reader) fn holds(&self, file: FileId) -> bool {
        self.roles.contains_key(&file)
    }

    pub(super) fn role(&self, file: FileId) -> Option<Role> {
        self.roles.get(&file).copied()
    }

    /// The files of parameters of a template.
    pub(super) fn parameters(&self, template: FileId) -> &[FileId] {
        self.parameters.get(&template).map_or(&[], Vec::as_slice)
    }

    /// The template to which a file of parameters belongs.
    pub(super) fn template_of(&self, parameters: FileId) -> Option<FileId> {
        self.parameters.iter().find(|(_, files)| files.contains(&parameters)).map(|(template, _)| *template)
    }

    /// Whether another template links this one.
    pub(super) fn is_linked(&self, template: FileId) -> bool {
        self.linked.contains(&template)
    }

    /// The template that a path means in this file.
    pub(super) fn linked(&self, from: &str, path: &str) -> Option<FileId> {
        self.by_path.get(&join(split(from).0, path)).copied()
    }
}

fn is_json(path: &str) -> bool {
    // A file that was named may have any name.
    !path.ends_with(".tf.json") && !path.ends_with(".tfvars.json")
}

/// The paths of the templates to which a file of parameters of this path may belong, the likeliest first.
///
/// `azuredeploy.parameters.json`, `main.parameters.prod.json`, `main.prod.parameters.json`, `main.parameters-prod.json`, and
/// `parameters.json` beside `template.json`, as the portal exports it.
fn template_names(path: &str) -> Vec<String> {
    let (folder, name) = split(path);
    let in_folder = |stem: &str| if folder == "." { format!("{stem}.json") } else { format!("{folder}/{stem}.json") };
    let lower = name.to_ascii_lowercase();
    let Some(at) = lower.find("parameters").or_else(|| lower.find("param")) else { return Vec::new() };
    let mut stem = name[..at].trim_end_matches(['.', '-', '_']);
    if stem.is_empty() {
        return ["template", "azuredeploy", "mainTemplate", "main"].map(in_folder).to_vec();
    }
    let mut names = vec![in_folder(stem)];
    while let Some((before, _)) = stem.rsplit_once('.') {
        names.push(in_folder(before));
        stem = before;
    }
    names
}

/// The paths of the templates that a template links, as far as they are written as they are.
fn linked_paths(source: &Source) -> Vec<String> {
    let Ok(text) = source.text() else { return Vec::new() };
    if memmem::find(text.as_bytes(), b"elativePath").is_none() {
        return Vec::new();
    }
    let Ok(root) = parse_lenient(text, 0) else { return Vec::new() };
    let mut paths = Vec::new();
    collect_paths(&root, &mut paths);
    paths.into_iter().map(|path| join(split(&source.path).0, &path)).collect()
}

fn collect_paths(node: &Node<'_>, paths: &mut Vec<String>) {
    for member in node.members() {
        if member.key.eq_ignore_ascii_case("templateLink") {
            let path = crate::eval::arm::template::get(&member.value, "relativePath").and_then(Node::as_str);
            paths.extend(path.map(str::to_owned));
        }
        collect_paths(&member.value, paths);
    }
    for element in node.elements() {
        collect_paths(element, paths);
    }
}

/// Reads what templates that were named one by one need besides: their files of parameters, the templates that they link, and the
/// templates of files of parameters. Tells which files were added.
pub(crate) fn bring(sources: &mut Sources, working_directory: &Path) -> BTreeSet<FileId> {
    let mut brought = BTreeSet::new();
    let mut known: HashSet<String> = sources.iter().map(|(_, source)| source.path.clone()).collect();
    let mut next: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    while !next.is_empty() && brought.len() < MAX_BROUGHT {
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for id in next.drain(..) {
            let source = sources.get(id);
            if !is_json(&source.path) {
                continue;
            }
            match role(source) {
                Some(Role::Template) => {
                    wanted.extend(linked_paths(source));
                    if source.named {
                        wanted.extend(parameter_paths(&source.path, working_directory));
                    }
                }
                Some(Role::Parameters) if source.named => {
                    let names = template_names(&source.path);
                    let found = names.into_iter().find(|name| known.contains(name) || working_directory.join(name).is_file());
                    wanted.extend(found);
                }
                _ => {}
            }
        }
        for path in wanted {
            let full = working_directory.join(&path);
            if known.insert(path.clone())
                && is_inside(&full, sources, working_directory)
                && let Ok(source) = load(&full, &shown(&full, working_directory))
            {
                let id = sources.add(source);
                brought.insert(id);
                next.push(id);
            }
        }
    }
    brought
}

/// Whether a path is there and, links followed, lies where the templates of this run lie.
fn is_inside(full: &Path, sources: &Sources, working_directory: &Path) -> bool {
    let Ok(path) = full.canonicalize() else { return false };
    if path.starts_with(boundary(working_directory, working_directory)) {
        return true;
    }
    let folders: BTreeSet<&str> = sources.iter().map(|(_, source)| split(&source.path).0).collect();
    folders.into_iter().any(|folder| path.starts_with(boundary(&working_directory.join(folder), working_directory)))
}

/// The files of parameters that lie beside a template.
fn parameter_paths(template: &str, working_directory: &Path) -> Vec<String> {
    let (folder, _) = split(template);
    let Ok(entries) = std::fs::read_dir(working_directory.join(folder)) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let names = names.filter(|name| has_json_extension(name) && name.to_ascii_lowercase().contains("param"));
    let paths = names.map(|name| if folder == "." { name } else { format!("{folder}/{name}") });
    paths.filter(|path| template_names(path).iter().any(|name| name == template)).collect()
}

fn has_json_extension(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_of_parameters_tells_its_template() {
        for (parameters, template) in [
            ("azuredeploy.parameters.json", "azuredeploy.json"),
            ("a/main.parameters.json", "a/main.json"),
            ("main.parameters.prod.json", "main.json"),
            ("main.parameters-prod.json", "main.json"),
            ("main.param.json", "main.json"),
            ("parameters.json", "template.json"),
        ] {
            assert_eq!(template_names(parameters)[0], template, "{parameters}");
        }
        assert_eq!(template_names("main.prod.parameters.json"), ["main.prod.json", "main.json"]);
        assert!(template_names("main.json").is_empty());
    }
}
