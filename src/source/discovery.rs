//! Finds the files of a run: the named paths, with folders walked like git does.

use super::exclude::Exclude;
use super::git_index::{GitIndex, is_top, is_within};
use crate::parts::Parts;
use crate::progress::FOUND;
use crate::text::Text;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where to read it.
    pub path: PathBuf,
    /// The displayed path: relative to the working directory, with `/`.
    pub shown: String,
    /// Whether the user named this file itself.
    pub named: bool,
}

/// A file or folder that the command line excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    pub path: PathBuf,
    /// The displayed path.
    pub shown: String,
    pub is_folder: bool,
}

/// The result of the search.
#[derive(Debug, Default)]
pub struct Input {
    /// Files, sorted by their displayed path, without duplicates.
    pub files: Vec<Found>,
    /// What the command line excludes, sorted by the displayed path, without duplicates; nothing that is in an excluded folder.
    pub excluded: Vec<Excluded>,
    /// Folders that were searched, in any order.
    pub folders: Vec<PathBuf>,
    /// Places that were not searched.
    pub problems: Vec<NotSearched>,
}

/// A place that could not be searched, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSearched {
    /// The displayed path.
    pub shown: String,
    pub reason: Text,
    /// Nothing is wrong with the input, but a file may be missing from it.
    pub is_warning: bool,
}

/// Searches `paths`; relative ones start at `working_directory`.
///
/// A named file is always read. A named folder is walked: `.gitignore` files apply (in a git repository or not) to files that git
/// does not track, `.git` is skipped, and links are followed only inside the repository. A folder that is itself ignored was named on
/// purpose, so the ignore files above it do not apply. What `exclude` matches is left out, whether it is named or found.
pub fn discover(paths: &[PathBuf], working_directory: &Path, exclude: &Exclude) -> Input {
    let mut input =
        Search { working_directory, exclude, files: HashMap::new(), excluded: BTreeMap::new(), folders: Vec::new(), problems: Vec::new() };
    for path in paths {
        let full = working_directory.join(path);
        let shown = shown(&full, working_directory);
        match std::fs::metadata(&full) {
            Ok(about) if exclude.covers(&shown, about.is_dir()) => input.exclude(full, about.is_dir()),
            Ok(about) if about.is_dir() => input.folder(&full),
            Ok(_) => drop(input.files.insert(shown.clone(), Found { path: full, shown, named: true })),
            Err(error) => input.problem(&full, unreadable(&error), false),
        }
    }
    let mut files: Vec<Found> = input.files.into_values().collect();
    files.sort_unstable_by(|one, other| one.shown.cmp(&other.shown));
    input.problems.sort_unstable_by(|one, other| (&one.shown, &one.reason).cmp(&(&other.shown, &other.reason)));
    Input { files, excluded: input.excluded.into_values().collect(), folders: input.folders, problems: input.problems }
}

/// What was found so far.
struct Search<'w> {
    working_directory: &'w Path,
    exclude: &'w Exclude,
    /// By the displayed path.
    files: HashMap<String, Found>,
    /// By the displayed path.
    excluded: BTreeMap<String, Excluded>,
    folders: Vec<PathBuf>,
    problems: Vec<NotSearched>,
}

/// What a walk leaves out besides ignored files.
#[derive(Debug, Clone)]
struct Limits {
    /// The folder that links must not leave.
    inside: PathBuf,
    working_directory: PathBuf,
    exclude: Exclude,
    /// Files and folders that match it.
    excluded: Arc<Mutex<Vec<(PathBuf, bool)>>>,
    /// Links that were not followed.
    links: Arc<Mutex<Vec<PathBuf>>>,
    /// Folders whose `.gitignore` is no regular file, which git does not read either.
    odd: Arc<Mutex<Vec<PathBuf>>>,
}

impl Limits {
    fn admit(&self, entry: &DirEntry) -> bool {
        let note = |list: &Mutex<Vec<PathBuf>>| list.lock().unwrap_or_else(PoisonError::into_inner).push(entry.path().to_owned());
        if entry.depth() == 0 {
            return true;
        }
        if entry.file_name() == OsStr::new(".git") {
            return false;
        }
        if !self.exclude.is_empty() {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            if self.exclude.matches(&shown(entry.path(), &self.working_directory), is_folder) {
                self.excluded.lock().unwrap_or_else(PoisonError::into_inner).push((entry.path().to_owned(), is_folder));
                return false;
            }
        }
        // A link in a hostile repository could point at `/`, or at the credentials in `.git/config`.
        if entry.path_is_symlink() && entry.path().canonicalize().is_ok_and(|target| !is_within(&target, &self.inside)) {
            note(&self.links);
            return false;
        }
        let is_odd = entry.file_type().is_some_and(|kind| kind.is_dir()) && has_odd_rules(entry.path());
        if is_odd {
            note(&self.odd);
        }
        !is_odd
    }
}

/// Whether the `.gitignore` of a folder is a link, a pipe or a device.
fn has_odd_rules(folder: &Path) -> bool {
    folder.join(".gitignore").symlink_metadata().is_ok_and(|about| !about.is_file())
}

fn taken<T>(list: &Mutex<Vec<T>>) -> Vec<T> {
    std::mem::take(&mut *list.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Search<'_> {
    /// Finds the files of a folder: those that are not ignored, and those that are tracked although they are.
    fn folder(&mut self, root: &Path) {
        let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        // The repository around the folder, then those in it.
        let around = inside.ancestors().find(|above| is_top(above));
        let limits = Limits {
            inside: around.unwrap_or(&inside).to_owned(),
            working_directory: self.working_directory.to_owned(),
            exclude: self.exclude.clone(),
            excluded: Arc::default(),
            links: Arc::default(),
            odd: Arc::default(),
        };
        let around = around.filter(|top| *top != inside);
        let mut tops: Vec<_> = around.map(|top| (top.to_owned(), inside.clone())).into_iter().collect();
        let has_rules = !has_odd_rules(root);
        let mut walker = WalkBuilder::new(root);
        walker
            .hidden(false)
            .require_git(false)
            .git_global(false) // the same files on every machine
            .ignore(false) // git does not know `.ignore`
            .git_ignore(has_rules)
            .parents(has_rules && !is_ignored(root) && !inside.ancestors().any(has_odd_rules))
            .follow_links(true);
        let is_input = {
            let limits = limits.clone();
            move |entry: &DirEntry| limits.admit(entry)
        };
        self.walk(walker.filter_entry(is_input.clone()), root, &mut |folder| {
            if is_top(folder) {
                tops.push((folder.to_owned(), folder.to_owned()));
            }
        });
        let missing: HashSet<PathBuf> = tops.iter().flat_map(|(top, inside)| self.missing(top, inside, root)).collect();
        if !missing.is_empty() {
            let wanted: HashSet<PathBuf> = missing.iter().flat_map(|path| path.ancestors().map(Path::to_owned)).collect();
            let tracked = walker.git_ignore(false).git_exclude(false);
            self.walk(tracked.filter_entry(move |entry| wanted.contains(entry.path()) && is_input(entry)), root, &mut |_| {});
        }
        for (path, is_folder) in taken(&limits.excluded) {
            self.exclude(path, is_folder);
        }
        for link in taken(&limits.links) {
            self.problem(&link, "a link to a place outside of the repository is not followed", true);
        }
        let odd = taken(&limits.odd);
        for folder in odd.iter().map(PathBuf::as_path).chain(Some(root).filter(|_| !has_rules)) {
            self.problem(&folder.join(".gitignore"), "not a regular file: it is not used", true);
        }
        for folder in odd {
            self.folder(&folder);
        }
    }

    /// Takes every file that the walker finds, and passes every folder.
    fn walk(&mut self, walker: &WalkBuilder, root: &Path, folder: &mut dyn FnMut(&Path)) {
        let found = Mutex::new(Vec::new());
        walker.build_parallel().run(|| {
            Box::new(|entry| {
                FOUND.done();
                found.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
                WalkState::Continue
            })
        });
        for entry in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                    folder(entry.path());
                    self.folders.push(entry.into_path());
                }
                Ok(entry) => {
                    let shown = shown(entry.path(), self.working_directory);
                    self.files.entry(shown.clone()).or_insert_with(|| Found { path: entry.into_path(), shown, named: false });
                }
                Err(error) => self.problem(error_path(&error).unwrap_or(root), describe(&error), false),
            }
        }
    }

    /// The files that git tracks in `top`, of those in the folder `inside`, which the walk from `root` did not find although they exist.
    fn missing(&self, top: &Path, inside: &Path, root: &Path) -> Vec<PathBuf> {
        let Some(index) = GitIndex::read(top) else { return Vec::new() };
        let root = if inside == top { top } else { root };
        let below = normal(inside.strip_prefix(top).unwrap_or(inside)).join("/");
        let shown = shown(root, self.working_directory);
        let mut missing = Vec::new();
        index.each(|path| {
            let path = path.strip_prefix(&*below).map(|path| if below.is_empty() { Some(path) } else { path.strip_prefix('/') });
            let Some(path) = path.flatten() else { return };
            let is_found = if shown == "." { self.files.contains_key(path) } else { self.files.contains_key(&format!("{shown}/{path}")) };
            let path = root.join(path);
            if !is_found && path.symlink_metadata().is_ok() {
                missing.push(path);
            }
        });
        missing
    }

    fn exclude(&mut self, path: PathBuf, is_folder: bool) {
        let shown = shown(&path, self.working_directory);
        self.excluded.insert(shown.clone(), Excluded { path, shown, is_folder });
    }

    fn problem(&mut self, path: &Path, reason: impl Into<Text>, is_warning: bool) {
        let problem = NotSearched { shown: shown(path, self.working_directory), reason: reason.into(), is_warning };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Whether the ignore files above `folder` exclude it or everything in it.
fn is_ignored(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let rules = |above: &Path| {
        let mut builder = GitignoreBuilder::new(above);
        if !has_odd_rules(above) {
            builder.add(above.join(".gitignore")); // a missing file adds nothing
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    };
    folder.ancestors().skip(1).any(|above| {
        let rules = rules(above);
        let ignores = |path: &Path, is_dir| rules.matched_path_or_any_parents(path, is_dir).is_ignore();
        !rules.is_empty() && (ignores(&folder, true) || ignores(&folder.join("any"), false))
    })
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        _ => None,
    }
}

fn unreadable(error: &dyn std::error::Error) -> Text {
    Text::new("cannot read the path: {reason}").with("reason", error.to_string())
}

fn describe(error: &ignore::Error) -> Text {
    match error {
        ignore::Error::Loop { .. } => "the folder links back to a folder above it".into(),
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            describe(err)
        }
        other => unreadable(other),
    }
}

/// The displayed path: relative to the working directory (with `..` if it is outside), with `/`.
pub(crate) fn shown(path: &Path, working_directory: &Path) -> String {
    // Almost all paths are in the working directory and need no calculation.
    if let Ok(below) = path.strip_prefix(working_directory)
        && let Some(below) = below.to_str().filter(|below| !below.is_empty() && std::path::MAIN_SEPARATOR == '/')
        && below.split('/').all(|part| !matches!(part, "" | "." | ".."))
    {
        return below.to_owned();
    }
    let path = normal(path);
    let from = normal(working_directory);
    let common = path.iter().zip(&from).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return path.join("/"); // another drive: nothing to be relative to
    }
    let relative: Vec<&str> = std::iter::repeat_n("..", from.len() - common).chain(path.after(common).iter().map(String::as_str)).collect();
    if relative.is_empty() { ".".to_owned() } else { relative.join("/") }
}

/// The components of a path, `.` and `..` resolved by name.
fn normal(path: &Path) -> Vec<String> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.len() > 1 => {
                parts.pop();
            }
            Component::RootDir => parts.push(String::new()),
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn discover(paths: &[PathBuf], working_directory: &Path) -> Input {
        super::discover(paths, working_directory, &Exclude::default())
    }

    fn names(found: &Input) -> Vec<&str> {
        found.files.iter().map(|file| file.shown.as_str()).collect()
    }

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn gitignore_holds_but_a_named_path_is_read() {
        let folder =
            tree(&[(".gitignore", "exports/**\n*.log\n"), ("a.json", ""), ("a.log", ""), ("exports/b.json", ""), (".git/c.json", "")]);
        let at = |path: &str| discover(&[path.into()], folder.path());
        assert_eq!(names(&at(".")), [".gitignore", "a.json"]);
        assert_eq!(names(&at("exports")), ["exports/b.json"]);
        assert_eq!(names(&at("a.log")), ["a.log"]);
        assert_eq!(names(&at("./exports/../a.json")), ["a.json"]);
    }

    #[test]
    fn what_is_excluded_is_listed_and_neither_read_nor_searched() {
        let folder = tree(&[
            (".gitignore", "ignored.json\n"),
            ("a.json", ""),
            ("ignored.json", ""),
            ("tests/fixtures/b.json", ""),
            ("tests/fixtures/c.json", ""),
            ("tests/d.json", ""),
        ]);
        git(folder.path(), &["init"]);
        git(folder.path(), &["add", "."]);
        let at = |paths: &[&str], globs: &[&str]| {
            let exclude = Exclude::new(globs.iter().copied()).unwrap();
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let found = super::discover(&paths, folder.path(), &exclude);
            let excluded: Vec<String> = found.excluded.iter().map(|path| path.shown.clone()).collect();
            (names(&found).join(" "), excluded.join(" "))
        };
        let both = |files: &str, excluded: &str| (files.to_owned(), excluded.to_owned());
        assert_eq!(at(&["."], &["fixtures/"]), both(".gitignore a.json tests/d.json", "tests/fixtures"));
        assert_eq!(at(&["tests"], &["tests/*/b.json"]), both("tests/d.json tests/fixtures/c.json", "tests/fixtures/b.json"));
        assert_eq!(at(&["a.json", "tests/d.json"], &["tests"]), both("a.json", "tests/d.json"));
        assert_eq!(at(&["tests/fixtures"], &["tests"]), both("", "tests/fixtures"));
        assert_eq!(at(&["."], &["*.json"]).1, "a.json tests/d.json tests/fixtures/b.json tests/fixtures/c.json", "and no ignored file");
        assert_eq!(at(&["."], &["nothing"]).1, "");
    }

    /// Runs git in a folder.
    fn git(folder: &Path, arguments: &[&str]) {
        let output = std::process::Command::new("git").args(arguments).current_dir(folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn a_tracked_file_is_read_although_it_is_ignored() {
        let ignores = ".gitignore";
        let folder = tree(&[
            (ignores, "*.tfvars\nbuild\n"),
            (".ignore", "secret\n"),
            ("in/a.tfvars", ""),
            ("in/b.tfvars", ""),
            ("in/build/c.json", ""),
            ("in/build/d.json", ""),
            ("secret/e.json", ""),
            ("in/build/gone.json", ""),
        ]);
        git(folder.path(), &["init"]);
        git(folder.path(), &["add", "-f", "in/a.tfvars", "in/build/c.json", "in/build/gone.json", "secret/e.json"]);
        fs::remove_file(folder.path().join("in/build/gone.json")).unwrap();
        let at = |path: &str| discover(&[path.into()], folder.path());
        assert_eq!(names(&at(".")), [ignores, ".ignore", "in/a.tfvars", "in/build/c.json", "secret/e.json"]);
        assert_eq!(names(&at("in")), ["in/a.tfvars", "in/build/c.json"]);
        assert_eq!(names(&discover(&["../in".into()], &folder.path().join("secret"))), ["../in/a.tfvars", "../in/build/c.json"]);
        // A repository in the folder, and one whose index is elsewhere.
        let above = tree(&[("x", "")]);
        fs::rename(folder.path().join("in"), above.path().join("in")).unwrap();
        fs::rename(folder.path().join(ignores), above.path().join("in/.gitignore")).unwrap();
        git(&above.path().join("in"), &["init", "--separate-git-dir", "../git"]);
        git(&above.path().join("in"), &["add", "-f", "a.tfvars", "build/c.json"]);
        fs::remove_dir_all(above.path().join("git/hooks")).unwrap();
        let found = discover(&["in".into(), "in/..".into()], above.path());
        let found: Vec<_> = names(&found).into_iter().filter(|name| name.starts_with("in/")).collect();
        assert_eq!(found, ["in/.gitignore", "in/a.tfvars", "in/build/c.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_tracked_link_to_the_outside_is_not_followed() {
        let outside = tree(&[("secret.json", "")]);
        let folder = tree(&[(".gitignore", "out\nlink.json\n")]);
        std::os::unix::fs::symlink(outside.path().join("secret.json"), folder.path().join("link.json")).unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        fs::write(folder.path().join("out/secret.json"), "").unwrap();
        git(folder.path(), &["init"]);
        git(folder.path(), &["add", "-f", "."]);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        assert_eq!(names(&discover(&[".".into()], folder.path())), [".gitignore"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_repository_but_not_into_git() {
        let folder = tree(&[("common/app.tf", ""), ("prod/main.tf", ""), (".git/config", "token"), (".git/HEAD", "")]);
        std::os::unix::fs::symlink("../common/app.tf", folder.path().join("prod/app.tf")).unwrap();
        std::os::unix::fs::symlink("../.git/config", folder.path().join("prod/x.bicep")).unwrap();
        let found = discover(&["prod".into()], folder.path());
        assert_eq!(names(&found), ["prod/app.tf", "prod/main.tf"]);
        assert_eq!(
            found.problems.iter().map(|problem| (&*problem.shown, problem.is_warning)).collect::<Vec<_>>(),
            [("prod/x.bicep", true)]
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_ignore_file_that_is_no_regular_file_is_not_used() {
        let folder = tree(&[("a.json", ""), ("in/b.json", ""), ("in/c/d.json", ""), ("in/c/.gitignore", "*.json")]);
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("in/.gitignore")).unwrap();
        let found = discover(&[".".into()], folder.path());
        assert_eq!(names(&found), ["a.json", "in/b.json", "in/c/.gitignore", "in/c/d.json"]);
        assert!(found.problems.iter().all(|problem| problem.shown == "in/.gitignore" && problem.is_warning));
    }

    #[test]
    fn a_missing_path_is_a_problem() {
        let folder = tree(&[("a.json", "")]);
        let found = discover(&["a.json".into(), "gone".into()], folder.path());
        assert_eq!(names(&found), ["a.json"]);
        assert_eq!(found.problems[0].shown, "gone");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_is_a_problem_and_a_link_to_the_outside_is_not_followed() {
        let outside = tree(&[("secret.json", "")]);
        let folder = tree(&[("in/a.json", "")]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("in/loop")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        let found = discover(&[".".into()], folder.path());
        assert_eq!(names(&found), ["in/a.json"]);
        let problems: Vec<_> = found.problems.iter().map(|problem| format!("{}: {}", problem.shown, problem.reason)).collect();
        assert_eq!(
            problems,
            ["in/loop: the folder links back to a folder above it", "out: a link to a place outside of the repository is not followed"]
        );
    }

    #[test]
    fn shown_paths_are_relative_to_the_working_directory() {
        let shown = |path, from| shown(Path::new(path), Path::new(from));
        assert_eq!(shown("/repo/a/b.json", "/repo"), "a/b.json");
        assert_eq!(shown("/repo/./a/../b.json", "/repo"), "b.json");
        assert_eq!(shown("/elsewhere/b.json", "/repo/x"), "../../elsewhere/b.json");
        assert_eq!(shown("/repo", "/repo"), ".");
    }
}
