//! From paths to sources: every file that a reader may want, read in parallel.

use crate::baseline;
use crate::progress::READ;
use crate::reader::{self, Project, Variables};
use crate::resource::Problem;
use crate::source::{
    Archive, Buffers, Content, Exclude, Excluded, Found, LoadError, NotSearched, Source, Sources, Span, clean, discover, is_archive,
    load_stream, shown,
};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The files of a run.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The files that were read.
    pub sources: Sources,
    /// What could not be read, each in a separate source that is empty if nothing can be shown.
    pub problems: Vec<Problem>,
    /// Files that no reader supports.
    pub skipped: Vec<Skipped>,
    /// Files and folders that the command line excludes.
    pub excluded: Vec<Excluded>,
    /// The infrastructure as code among the files.
    pub project: Project,
    /// The folders and archives that were named.
    pub folders: Vec<PathBuf>,
    /// The first of them, as it is shown.
    pub root: Option<String>,
}

/// A file that is not input.
#[derive(Debug)]
pub struct Skipped {
    /// The path shown to users.
    pub path: String,
    pub why: Why,
}

/// Why a file is not input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No reader supports files of its name.
    Name,
    /// It is not text.
    Encoding,
    /// It contains none of the words that its formats need.
    Content,
    /// It is an archive, or in one, and this is why it is not read.
    Packed(&'static str),
}

/// Why a file in an archive is not input.
const NO_EXPORT: &str = "only JSON and CSV files are read in an archive";

/// What became of a file that was found.
enum Opened {
    Read(Source),
    Skipped(Skipped),
    Excluded(Excluded),
    Failed(Found, LoadError),
}

impl Skipped {
    fn new(found: Found, why: Why) -> Self {
        Self { path: found.shown, why }
    }
}

/// Finds and reads the files of `paths`. A file that cannot be read becomes a problem, and the others are still read.
pub fn load_paths(paths: &[PathBuf], working_directory: &Path, variables: Variables) -> Loaded {
    load_except(&Exclude::default(), &Buffers::default(), paths, working_directory, variables)
}

/// The same without what `exclude` matches, with the texts of files that are open in an editor.
pub fn load_except(exclude: &Exclude, buffers: &Buffers, paths: &[PathBuf], working_directory: &Path, variables: Variables) -> Loaded {
    let is_whole = |path: &PathBuf| path.is_dir() || path.is_file() && is_archive(&path.to_string_lossy());
    let folders: Vec<PathBuf> = paths.iter().map(|path| clean(&working_directory.join(path))).filter(is_whole).collect();
    let found = discover(paths, working_directory, exclude);
    let is_wanted = |file: &Found| {
        let is_file = || if file.named { reader::wants_named(&file.path) } else { reader::wants(&file.path) };
        is_archive(&file.shown) || !is_baseline(&file.path) && is_file()
    };
    let (wanted, skipped): (Vec<Found>, Vec<Found>) = found.files.into_iter().partition(is_wanted);
    let incomplete = incomplete_folders(&wanted);
    let is_alone = |file: &Found| file.named && file.path.parent().is_none_or(|folder| incomplete.contains(folder));
    let open = |file: Found| if is_archive(&file.shown) { open_archive(file, exclude) } else { vec![open_file(file, buffers, &is_alone)] };
    let opened: Vec<Opened> = wanted.into_par_iter().inspect(|_| READ.done()).flat_map(open).collect();
    let mut loaded = Loaded {
        sources: Sources::over(buffers.clone()),
        skipped: skipped.into_iter().map(|file| Skipped::new(file, Why::Name)).collect(),
        root: folders.first().map(|folder| shown(folder, working_directory)),
        folders,
        excluded: found.excluded,
        ..Loaded::default()
    };
    let mut not_text = Vec::new();
    for file in opened {
        match file {
            Opened::Read(source) => drop(loaded.sources.add(source)),
            Opened::Skipped(skipped) => loaded.skipped.push(skipped),
            Opened::Excluded(excluded) => loaded.excluded.push(excluded),
            // Most archives in a repository are no exports.
            Opened::Failed(file, error) if !file.named && is_of_archive(&file, &error) => not_text.push((file, error)),
            // The name alone does not prove that a reader supports the file, and settings of apps often use a legacy encoding.
            Opened::Failed(file, error)
                if reader::may_be_of_others(&file.path, error.lossy()) && (!file.named || matches!(error, LoadError::Decode(_))) =>
            {
                match error {
                    LoadError::Decode(error) if !reader::is_json(&file.shown) && reader::may_hold(&file.path, &error.lossy) => {
                        loaded.sources.add(Source::new(file.shown, error.lossy).named(file.named));
                    }
                    error => not_text.push((file, error)),
                }
            }
            Opened::Failed(file, error) => loaded.unreadable(file.shown, error),
        }
    }
    let beside = reader::are_beside_exports(not_text.iter().map(|(file, _)| file.shown.as_str()), &loaded.sources);
    for ((file, error), is_beside_exports) in not_text.into_iter().zip(beside) {
        // JSON may be an export, whereas the other formats are only settings of apps.
        let may_be_export = match error {
            _ if is_of_archive(&file, &error) => is_beside_exports,
            LoadError::Decode(_) => (file.named || is_beside_exports) && reader::is_json(&file.shown),
            _ => reader::is_json(&file.shown),
        };
        match error {
            error if may_be_export => loaded.unreadable(file.shown, error),
            LoadError::Packed { reason, .. } => loaded.skipped.push(Skipped::new(file, Why::Packed(reason))),
            _ => loaded.skipped.push(Skipped::new(file, Why::Encoding)),
        }
    }
    for NotSearched { shown, reason, is_warning } in found.problems {
        let span = Span { file: loaded.sources.add(Source::unreadable(shown, "")), start: 0, end: 0 };
        loaded.problems.push(if is_warning { Problem::warning(span, reason) } else { Problem::error(span, reason) });
    }
    loaded.configure(working_directory, variables);
    loaded
}

fn is_baseline(path: &Path) -> bool {
    path.ends_with(baseline::NAME)
}

fn open_file(file: Found, buffers: &Buffers, is_alone: &dyn Fn(&Found) -> bool) -> Opened {
    match buffers.load(&file.path, &file.shown).or_else(|error| in_shift_jis(&file.shown, error)) {
        Ok(source) => {
            // A large repository consists of scripts, so their texts are not kept.
            let may_hold = || source.text().is_ok_and(|text| reader::may_hold(&file.path, text));
            if !file.named && !source.is_in_pieces() && !may_hold() {
                return Opened::Skipped(Skipped::new(file, Why::Content));
            }
            Opened::Read(source.named(file.named).alone(is_alone(&file)).found_at(clean(&file.path)))
        }
        Err(error) => Opened::Failed(file, error),
    }
}

/// Whether an archive is to blame for an error.
fn is_of_archive(file: &Found, error: &LoadError) -> bool {
    matches!(error, LoadError::Packed { .. }) || is_archive(&file.shown)
}

/// Reads the files in an archive as if it were a folder.
fn open_archive(found: Found, exclude: &Exclude) -> Vec<Opened> {
    let shown = |path: &str| format!("{}/{path}", found.shown);
    let is_excluded = |path: &str| exclude.covers(&shown(path), false);
    let is_wanted = |path: &str| {
        let is_export = || reader::wants_packed(Path::new(path)) && !is_baseline(Path::new(path));
        (is_archive(path) || is_export()) && !is_excluded(path)
    };
    let mut archive = match Archive::open(&found.path, &is_wanted) {
        Ok(archive) => archive,
        Err(error) => return vec![Opened::Failed(found, error)],
    };
    let files = std::mem::take(&mut archive.files);
    if files.iter().all(|file| matches!(file.content, Content::NotWanted) && !is_excluded(&file.path)) {
        return vec![Opened::Skipped(Skipped::new(found, Why::Packed(NO_EXPORT)))];
    }
    let opened = files.into_par_iter().map(|file| {
        let in_archive = Found { path: found.path.join(&file.path), shown: shown(&file.path), named: false };
        match file.content {
            Content::Wanted(packed) => {
                let source = archive.load(&packed, &in_archive.shown).or_else(|error| in_shift_jis(&in_archive.shown, error));
                match source {
                    Ok(source) => Opened::Read(source),
                    // Only what the archive is to blame for depends on whether the archive was named.
                    Err(error @ LoadError::Decode(_)) => Opened::Failed(in_archive, error),
                    Err(error) => Opened::Failed(Found { named: found.named, ..in_archive }, error),
                }
            }
            Content::Refused(reason) => Opened::Failed(Found { named: found.named, ..in_archive }, LoadError::Packed { reason, others: 0 }),
            Content::NotWanted if is_excluded(&file.path) => {
                Opened::Excluded(Excluded { path: in_archive.path, shown: in_archive.shown, is_folder: false })
            }
            Content::NotWanted => Opened::Skipped(Skipped::new(in_archive, Why::Packed(NO_EXPORT))),
        }
    });
    let mut opened: Vec<Opened> = opened.collect();
    each_reason_once(&mut opened);
    opened
}

/// Keeps the first file that an archive is to blame for, with the number of others: an archive whose files are all encrypted is one problem.
fn each_reason_once(opened: &mut [Opened]) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for file in &*opened {
        if let Opened::Failed(_, LoadError::Packed { reason, .. }) = file {
            *numbers.entry(reason).or_default() += 1;
        }
    }
    for file in opened {
        let Opened::Failed(failed, LoadError::Packed { reason, others }) = file else { continue };
        match numbers.remove(reason) {
            Some(number) => *others = number - 1,
            None => *file = Opened::Skipped(Skipped { path: std::mem::take(&mut failed.shown), why: Why::Packed(reason) }),
        }
    }
}

/// JSON and tables in Shift_JIS, which Windows in Japanese writes by default.
///
/// # Errors
/// The same error for all other files.
fn in_shift_jis(shown: &str, error: LoadError) -> Result<Source, LoadError> {
    match error {
        LoadError::Decode(mut error) => match error.shift_jis.take_if(|text| reader::is_table_or_json(shown, text)) {
            Some(text) => Ok(Source::new(shown, text).in_legacy(error.legacy)),
            None => Err(LoadError::Decode(error)),
        },
        error => Err(error),
    }
}

/// The folders of named files from which only some files are checked. A single file shows nothing about how many there are.
fn incomplete_folders(files: &[Found]) -> HashSet<PathBuf> {
    let named: HashSet<&Path> = files.iter().filter(|file| file.named).map(|file| &*file.path).collect();
    let folders: HashSet<&Path> = named.iter().filter_map(|path| path.parent()).collect();
    let is_incomplete = |folder: &&Path| {
        let Ok(entries) = std::fs::read_dir(folder) else { return true };
        let files = entries.flatten().map(|entry| entry.path()).filter(|path| reader::wants(path) && path.is_file());
        let (present, missing): (Vec<_>, Vec<_>) = files.partition(|path| named.contains(&**path));
        present.len() < 2 || !missing.is_empty()
    };
    folders.into_iter().filter(is_incomplete).map(Path::to_owned).collect()
}

/// Reads a stream (standard input) as if it were the file with this name.
pub fn load_input(stream: impl Read, name: &str, working_directory: &Path, variables: Variables) -> Loaded {
    let mut loaded = Loaded::default();
    match load_stream(stream, name).or_else(|error| in_shift_jis(name, error)) {
        Ok(source) => drop(loaded.sources.add(source.named(true).alone(true))),
        Err(error) => loaded.unreadable(name.to_owned(), error),
    }
    loaded.configure(working_directory, variables);
    loaded
}

impl Loaded {
    /// The named folders of which the input contains everything.
    pub fn whole_folders(&self) -> Vec<PathBuf> {
        let is_whole = |folder: &&PathBuf| !self.excluded.iter().any(|left_out| clean(&left_out.path).starts_with(folder));
        self.folders.iter().filter(is_whole).cloned().collect()
    }

    /// Groups the files into projects, and reads their dependencies.
    fn configure(&mut self, working_directory: &Path, variables: Variables) {
        self.project = Project::load(&mut self.sources, working_directory, variables, &mut self.problems);
    }

    fn unreadable(&mut self, shown: String, error: LoadError) {
        let message = error.text();
        let (text, offset) = match error {
            LoadError::Decode(error) => (error.lossy, error.offset),
            _ => (String::new(), 0),
        };
        let end = text.ceil_char_boundary((offset + 1).min(text.len()));
        let file = self.sources.add(Source::unreadable(shown, text));
        self.problems.push(Problem::error(Span::new(file, offset, end), message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_that_names_some_files_of_a_folder_does_not_see_the_others() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("single")).unwrap();
        for name in ["a.json", "b.json", "notes.md", "single/c.json"] {
            std::fs::write(folder.path().join(name), "{}").unwrap();
        }
        let alone = |names: &[&str]| {
            let loaded = load_paths(&names.iter().map(PathBuf::from).collect::<Vec<_>>(), folder.path(), Variables::default());
            loaded.sources.iter().filter(|(_, source)| source.alone).map(|(_, source)| source.path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(alone(&["a.json"]), ["a.json"]);
        assert_eq!(alone(&["a.json", "b.json"]), Vec::<String>::new());
        assert_eq!(alone(&["a.json", "b.json", "single/c.json"]), ["single/c.json"], "one file does not show how many there are");
        assert_eq!(alone(&["."]), Vec::<String>::new());
    }

    #[test]
    fn a_hook_may_name_files_of_other_languages() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["gradle.properties", "export", "app.json"] {
            std::fs::write(folder.path().join(name), "{}").unwrap();
        }
        let names = ["gradle.properties", "export", "app.json"].map(PathBuf::from);
        let loaded = load_paths(&names, folder.path(), Variables::default());
        assert!(loaded.skipped.is_empty());
        assert_eq!(loaded.sources.len(), 3);
    }

    #[test]
    fn what_is_ours_by_name_only_need_not_be_text() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("old.xml"), b"<a>\xe9</a>").unwrap();
        std::fs::write(folder.path().join("old.ps1"), b"Write-Host '\xe9'").unwrap();
        std::fs::write(folder.path().join("users.json"), b"\xe9").unwrap();
        let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
        let skipped: Vec<_> = loaded.skipped.iter().map(|file| (&*file.path, file.why)).collect();
        assert_eq!(skipped, [("old.ps1", Why::Encoding), ("old.xml", Why::Encoding), ("users.json", Why::Encoding)]);
        assert!(loaded.problems.is_empty());
        // Signs of an export: keys in its readable part, an export beside it, or its name on the command line.
        std::fs::write(folder.path().join("users.json"), b"{\"userPrincipalName\":\"\xe9\"}").unwrap();
        std::fs::write(folder.path().join("binary.json"), b"\x00\x01").unwrap();
        assert_eq!(load_paths(&[".".into()], folder.path(), Variables::default()).problems.len(), 2);
        std::fs::write(folder.path().join("users.json"), b"\xe9").unwrap();
        assert_eq!(load_paths(&[".".into()], folder.path(), Variables::default()).problems.len(), 0);
        std::fs::write(folder.path().join("apps.json"), "{\"signInAudience\":\"AzureADMyOrg\"}").unwrap();
        assert_eq!(load_paths(&[".".into()], folder.path(), Variables::default()).problems.len(), 2);
        std::fs::remove_file(folder.path().join("apps.json")).unwrap();
        let named = ["binary.json", "old.xml"].map(PathBuf::from);
        assert_eq!(load_paths(&named, folder.path(), Variables::default()).problems.len(), 1);
    }
}
