//! What infrastructure as code shows about the files of a run: which of them it loads, and which declarations were evaluated.

use crate::eval::Fuel;
use crate::resource::{Kind, Problem, Resource};
use crate::source::{FileId, Span};
use crate::text::Text;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Facts that are collected while code is read.
#[derive(Debug)]
pub(super) struct Code {
    pub loaded: LoadedFiles,
    pub declarations: Declarations,
    /// The fuel of each evaluation.
    pub fuel: u64,
}

impl Code {
    /// For a run with this number of evaluations.
    pub fn new(evaluations: usize) -> Self {
        Self { loaded: LoadedFiles::default(), declarations: Declarations::default(), fuel: Fuel::share(evaluations) }
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The display paths of files that were loaded since the last resource.
#[derive(Debug, Default)]
pub(super) struct Loading(Mutex<HashSet<String>>);

impl Loading {
    pub(super) fn add(&self, path: String) {
        locked(&self.0).insert(path);
    }
}

/// A declaration that loads files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Loader {
    pub header: Span,
    /// The kinds of objects that it becomes. Empty if nothing here reads what it contains, such as a script.
    pub kinds: Vec<Kind>,
}

/// The files that infrastructure as code loads (`file`, `loadJsonContent`), by display path.
#[derive(Debug, Default)]
pub(super) struct LoadedFiles {
    by_path: Mutex<HashMap<String, BTreeSet<Loader>>>,
    /// The paths by the headers of the declarations that load them.
    by_header: Mutex<HashMap<Span, BTreeSet<String>>>,
    /// The files that are read only as input of a declaration, by its header.
    inputs: Mutex<BTreeMap<Span, BTreeSet<String>>>,
}

impl LoadedFiles {
    /// Records that a declaration loaded files.
    pub(super) fn take(&self, loading: &Loading, header: Span, kinds: impl FnOnce() -> Vec<Kind>) {
        let paths = std::mem::take(&mut *locked(&loading.0));
        if paths.is_empty() {
            return;
        }
        let loader = Loader { header, kinds: kinds() };
        locked(&self.by_header).entry(header).or_default().extend(paths.iter().cloned());
        let mut by_path = locked(&self.by_path);
        for path in paths {
            by_path.entry(path).or_default().insert(loader.clone());
        }
    }

    /// The files that a declaration loads.
    pub(super) fn by(&self, header: Span) -> Vec<String> {
        locked(&self.by_header).get(&header).into_iter().flatten().cloned().collect()
    }

    /// Whether any declaration loads this file.
    pub(super) fn contains(&self, path: &str) -> bool {
        locked(&self.by_path).contains_key(path)
    }

    /// The header of the declaration whose input these objects of a file are. `None` if they are an export: an object that has an id
    /// exists in a tenant, and code that only mentions a file of other objects does not replace the check of that file.
    pub(super) fn input_of(&self, path: &str, objects: &[Resource<'_>]) -> Option<Span> {
        let by_path = locked(&self.by_path);
        let is_written_by = |loader: &&Loader| {
            !objects.is_empty() && objects.iter().all(|object| loader.kinds.contains(&object.kind) && !is_exported(object))
        };
        let loader = by_path.get(path)?.iter().find(is_written_by)?;
        locked(&self.inputs).entry(loader.header).or_default().insert(path.to_owned());
        Some(loader.header)
    }

    /// A warning for each declaration that has such input.
    pub(super) fn warnings(&self) -> Vec<Problem> {
        let warning = |(header, paths): (&Span, &BTreeSet<String>)| {
            let first = paths.first().map(String::as_str).unwrap_or_default();
            let message = match paths.len() {
                1 => Text::new("`{first}` is checked as input of this declaration, and not as an export"),
                2 => Text::new("`{first}` and one other file are checked as input of this declaration, and not as an export"),
                number => Text::new("`{first}` and {number} other files are checked as input of this declaration, and not as an export")
                    .with("number", (number - 1).to_string()),
            };
            Problem::warning(*header, message.with("first", first))
        };
        locked(&self.inputs).iter().map(warning).collect()
    }
}

/// Whether a service assigned the id of an object.
fn is_exported(object: &Resource<'_>) -> bool {
    let id = |key: &str| object.at(key).and_then(|id| serde_json::from_str::<Value>(id).ok());
    ["/id", "/Id"].into_iter().filter_map(id).any(|id| !id.is_null() && id != "")
}

/// The declarations of infrastructure as code: resources and module calls.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    written: Mutex<BTreeMap<FileId, BTreeSet<Span>>>,
    evaluated: Mutex<HashSet<Span>>,
    /// Templates that were evaluated where others deploy them.
    opened: Mutex<HashSet<FileId>>,
    /// Files of modules that a call turns off.
    turned_off: Mutex<HashSet<FileId>>,
}

impl Declarations {
    /// Records the headers of declarations.
    pub(super) fn add(&self, headers: impl IntoIterator<Item = Span>) {
        let mut written = locked(&self.written);
        for header in headers {
            written.entry(header.file).or_default().insert(header);
        }
    }

    /// Records what an evaluation found out.
    pub(super) fn take(&self, evaluated: HashSet<Span>, turned_off: HashSet<FileId>) {
        locked(&self.evaluated).extend(evaluated);
        locked(&self.turned_off).extend(turned_off);
    }

    /// Records that a template was evaluated where it is deployed.
    pub(super) fn opens(&self, template: FileId) {
        locked(&self.opened).insert(template);
    }

    pub(super) fn is_opened(&self, template: FileId) -> bool {
        locked(&self.opened).contains(&template)
    }

    /// A file of each module that calls turn off, and that no other call deploys.
    pub(super) fn never_deployed(&self) -> HashSet<FileId> {
        let mut files = locked(&self.turned_off).clone();
        if !files.is_empty() {
            for header in locked(&self.evaluated).iter() {
                files.remove(&header.file);
            }
        }
        files
    }

    /// The declarations of a file that were never evaluated, in source order.
    pub(super) fn missing(&self, file: FileId) -> Vec<Span> {
        let (written, evaluated) = (locked(&self.written), locked(&self.evaluated));
        written.get(&file).into_iter().flatten().filter(|header| !evaluated.contains(header)).copied().collect()
    }
}
