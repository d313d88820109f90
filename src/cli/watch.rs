//! `check --watch`: checks again when a file changes.

use super::{Error, InputArgs, Look, print_error};
use crate::outcome::Outcome;
use crate::source::{Exclude, Sources, discover};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// How long nothing may change before a check starts: an editor saves a file in several steps, and `git switch` changes many files.
const SETTLED: Duration = Duration::from_millis(100);

/// How long a check waits at most while there are further changes.
const LONGEST: Duration = Duration::from_secs(2);

/// Checks, and again after each change, until something ends the process. `written` are the files that `check` writes.
pub(super) fn repeat(
    input: &InputArgs,
    written: &[&Path],
    look: Look,
    mut check: impl FnMut() -> Result<Outcome, Error>,
) -> Result<Infallible, Error> {
    if input.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Error::WatchStdin);
    }
    let working_directory = input.working_directory()?;
    let (sender, changes) = sync_channel(1);
    let mut folders = BTreeSet::new();
    let mut is_first = true;
    loop {
        folders.append(&mut searched(input, &working_directory)?);
        // Before anything is read, so that no change is missed. Folders come and go, so each check has a new watcher.
        let mut watcher = watcher(sender.clone(), not_input(written, &working_directory))?;
        add(&mut watcher, &folders)?;
        while changes.try_recv().is_ok() {}
        if !is_first && clears() {
            io::stdout().write_all(b"\x1b[2J\x1b[H")?;
        }
        let read = match check() {
            Ok(outcome) => folders_of(&outcome.sources, &working_directory),
            Err(Error::Policy(errors)) => {
                let read = folders_of(&errors.files, &working_directory);
                print_error(Error::Policy(errors), look);
                read
            }
            // A mistake on the command line does not go away. Later, a file may be in the middle of a change.
            Err(error) if is_first || matches!(error, Error::Io(_)) => return Err(error),
            Err(error) => {
                print_error(error, look);
                BTreeSet::new()
            }
        };
        add(&mut watcher, read.difference(&folders))?;
        folders.extend(read);
        let _ = writeln!(io::stderr(), "{}", look.language().text("waiting for changes; Ctrl-C ends"));
        let _ = changes.recv(); // `sender` exists, so this does not fail
        let start = Instant::now();
        while start.elapsed() < LONGEST && changes.recv_timeout(SETTLED).is_ok() {}
        is_first = false;
    }
}

/// The folders in which files of the input can appear, and the working directory, where the policy file and the baseline can.
fn searched(input: &InputArgs, working_directory: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let exclude = Exclude::new(input.exclude.iter().map(String::as_str))?;
    let found = discover(&input.paths, working_directory, &exclude).folders;
    let named = input.paths.iter().filter_map(|path| working_directory.join(path).parent().map(Path::to_owned));
    Ok(found.into_iter().chain(named).chain([working_directory.to_owned()]).map(|folder| resolved(&folder)).collect())
}

/// The folders of files that were read.
fn folders_of(files: &Sources, working_directory: &Path) -> BTreeSet<PathBuf> {
    let path = |path: &str| working_directory.join(path).parent().map(resolved);
    files.iter().filter_map(|(_, source)| path(&source.path)).collect()
}

/// What changes because a check writes it: files, among them those to which the output is redirected, and the entries of their folders.
fn not_input(written: &[&Path], working_directory: &Path) -> BTreeSet<PathBuf> {
    let files = written.iter().copied().chain([Path::new("/dev/stdout"), Path::new("/dev/stderr")]);
    let files = files.map(|path| resolved(&working_directory.join(path)));
    files.flat_map(|path| [path.parent().map(Path::to_owned), Some(path)]).flatten().collect()
}

/// A path without links. The last component may be missing.
fn resolved(path: &Path) -> PathBuf {
    let below = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(below).unwrap_or_else(|| path.to_owned())
}

/// Reports changes, except those of `not_input`. Several changes that nobody has waited for are one.
fn watcher(changes: SyncSender<()>, not_input: BTreeSet<PathBuf>) -> Result<RecommendedWatcher, Error> {
    let is_change = move |event: &Event| {
        !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(|path| !not_input.contains(path)))
    };
    Ok(notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error may stand for changes that were lost.
        if event.as_ref().map_or(true, &is_change) {
            let _ = changes.try_send(());
        }
    })?)
}

/// Watches folders. Those that are gone or cannot be read are reported by the check.
fn add<'f>(watcher: &mut RecommendedWatcher, folders: impl IntoIterator<Item = &'f PathBuf>) -> Result<(), Error> {
    let mut paths = watcher.paths_mut();
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        match paths.add(folder, RecursiveMode::NonRecursive) {
            Err(notify::Error { kind: ErrorKind::PathNotFound, .. }) => {}
            Err(notify::Error { kind: ErrorKind::Io(error), .. })
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => {}
            added => added?,
        }
    }
    Ok(paths.commit()?)
}

/// Whether the report replaces the one before it.
fn clears() -> bool {
    io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
