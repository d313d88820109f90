//! A revision of a git repository as files in a temporary folder, so that they are read like those of the working tree.

use crate::text::Text;
use std::cmp::Reverse;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum RevisionError {
    /// The input is in no repository.
    NoRepository {
        /// Where the search began.
        folder: PathBuf,
        /// The name that was given.
        revision: String,
    },
    /// The repository does not contain the revision.
    Unknown(String),
    /// git failed.
    Git {
        /// The name that was given.
        revision: String,
        /// What git said.
        reason: String,
    },
    /// The files could not be written.
    Io(io::Error),
}

impl RevisionError {
    /// What to report.
    pub fn text(&self) -> Text {
        match self {
            Self::NoRepository { folder, revision } => {
                Text::new("`{folder}` is not in a git repository, so there is no revision `{revision}`")
                    .with("folder", folder.display().to_string())
                    .with("revision", revision)
            }
            Self::Unknown(revision) => Text::new(
                "the repository has no revision `{revision}`: a shallow clone contains only the newest one, and `git fetch` gets others",
            )
            .with("revision", revision),
            Self::Git { revision, reason } => {
                Text::new("git cannot read the revision `{revision}`: {reason}").with("revision", revision).with("reason", reason)
            }
            Self::Io(error) => Text::new("cannot write the files of the revision: {reason}").with("reason", error.to_string()),
        }
    }
}

impl From<io::Error> for RevisionError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The files of a revision. They are removed when this is dropped.
///
/// The folder contains the absolute path of the repository once more, so that paths relative to the working directory are the same.
#[derive(Debug)]
pub struct Revision {
    /// The name that was given.
    pub name: String,
    commit: String,
    top: PathBuf,
    _folder: TempDir,
    /// The folder without links.
    root: PathBuf,
}

impl Revision {
    /// Writes the files of the revision `name` of the repository around `start`.
    ///
    /// Nothing is fetched, no filter or hook runs, and attributes do not apply.
    ///
    /// # Errors
    /// [`RevisionError`] if there is no such revision, or it cannot be read.
    pub fn open(name: &str, start: &Path) -> Result<Self, RevisionError> {
        let top = top(name, start)?;
        let commit = Git { top: &top, revision: name }.commit(name)?;
        Self::write(name, top, commit)
    }

    /// Writes the files of the revision from which the working tree has developed: where its history meets that of the revision `name`. If
    /// the histories do not meet, which is so in a shallow clone, it is that revision itself.
    ///
    /// # Errors
    /// [`RevisionError`] if there is no such revision, or it cannot be read.
    pub fn open_base(name: &str, start: &Path) -> Result<Self, RevisionError> {
        let top = top(name, start)?;
        let git = Git { top: &top, revision: name };
        let commit = git.commit(name)?;
        let base = git.text(&["merge-base", "HEAD", &commit]).ok().filter(|base| !base.is_empty());
        Self::write(name, top, base.unwrap_or(commit))
    }

    /// Whether both are the same commit.
    pub fn is_same(&self, other: &Self) -> bool {
        self.commit == other.commit && self.top == other.top
    }

    /// Where a path of the repository, without links, is in this revision; nothing for one outside of the repository.
    pub fn path(&self, path: &Path) -> Option<PathBuf> {
        path.starts_with(&self.top).then(|| self.mirror(path))
    }

    /// The path below the folder.
    pub fn mirror(&self, path: &Path) -> PathBuf {
        self.root.join(path.components().filter(|part| matches!(part, Component::Normal(_))).collect::<PathBuf>())
    }

    /// Whether a path is one of this revision.
    pub fn contains(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    /// Where the working tree has a path of this revision; a path outside of the revision stays.
    pub fn original(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.mirror(&self.top)).map_or_else(|_| path.to_owned(), |below| self.top.join(below))
    }

    fn write(name: &str, top: PathBuf, commit: String) -> Result<Self, RevisionError> {
        let folder = tempfile::Builder::new().prefix("tenantlint-").tempdir()?;
        let root = folder.path().canonicalize()?;
        let revision = Self { name: name.to_owned(), commit, top, _folder: folder, root };
        let below = revision.mirror(&revision.top);
        // The search for the top of the repository ends there.
        std::fs::create_dir_all(below.join(".git"))?;
        let git = Git { top: &revision.top, revision: name };
        let entries = git.output(&["ls-tree", "-r", "-z", "--full-tree", &revision.commit])?;
        let entries: Vec<Entry<'_>> = entries.split(|byte| *byte == 0).filter_map(Entry::new).collect();
        let mut objects = git.objects()?;
        // Links come last, the deepest first, so that nothing is written through one.
        let (mut links, files): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.is_link);
        links.sort_by_key(|link| Reverse(link.path.components().count()));
        for entry in files.into_iter().chain(links) {
            let content = objects.read(entry.object).map_err(|error| git.failed(error.to_string()))?;
            entry.write(&below, &content)?;
        }
        Ok(revision)
    }
}

/// The top of the work tree around a path.
fn top(name: &str, start: &Path) -> Result<PathBuf, RevisionError> {
    let above = start.ancestors().find(|above| above.join(".git").exists());
    let none = || RevisionError::NoRepository { folder: start.to_owned(), revision: name.to_owned() };
    Ok(above.ok_or_else(none)?.to_owned())
}

/// A file or link of a tree.
struct Entry<'t> {
    is_link: bool,
    object: &'t str,
    path: PathBuf,
}

impl<'t> Entry<'t> {
    /// Reads `mode type object<TAB>path`. Other repositories (submodules) have no content here, and what hides files is not needed: all
    /// files of a revision are tracked.
    fn new(line: &'t [u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?;
        let (about, path) = line.split_once('\t')?;
        let mut about = about.split(' ');
        let (mode, kind, object) = (about.next()?, about.next()?, about.next()?);
        let path = Path::new(path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(name) if name != ".git"));
        let is_wanted = kind == "blob" && is_below && path.file_name()? != ".gitignore";
        is_wanted.then(|| Self { is_link: mode == "120000", object, path: path.to_owned() })
    }

    fn write(&self, top: &Path, content: &[u8]) -> io::Result<()> {
        let path = top.join(&self.path);
        std::fs::create_dir_all(path.parent().unwrap_or(top))?;
        #[cfg(unix)]
        if self.is_link {
            let target = std::str::from_utf8(content).map_err(io::Error::other)?;
            return std::os::unix::fs::symlink(target, path);
        }
        std::fs::write(path, content)
    }
}

/// git in a work tree.
struct Git<'g> {
    top: &'g Path,
    /// For errors.
    revision: &'g str,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.top)
            .args(arguments)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env_remove("GIT_DIR") // git sets these in a hook, relative to another folder
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_WORK_TREE")
            .stdin(Stdio::null());
        command
    }

    fn failed(&self, reason: String) -> RevisionError {
        RevisionError::Git { revision: self.revision.to_owned(), reason }
    }

    fn output(&self, arguments: &[&str]) -> Result<Vec<u8>, RevisionError> {
        let output = self.command(arguments).output().map_err(|error| self.failed(error.to_string()))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(self.failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        }
    }

    fn text(&self, arguments: &[&str]) -> Result<String, RevisionError> {
        Ok(String::from_utf8_lossy(&self.output(arguments)?).trim().to_owned())
    }

    fn commit(&self, name: &str) -> Result<String, RevisionError> {
        let commit = format!("{name}^{{commit}}");
        let found = self.text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        match found {
            Ok(commit) if !commit.is_empty() => Ok(commit),
            // With `--quiet`, git says nothing where it knows no such name.
            Err(RevisionError::Git { reason, .. }) if !reason.is_empty() => Err(self.failed(reason)),
            _ => Err(RevisionError::Unknown(name.to_owned())),
        }
    }

    fn objects(&self) -> Result<Objects, RevisionError> {
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| self.failed(error.to_string()))?;
        let output = process.stdout.take().expect("it is piped");
        Ok(Objects { output: BufReader::with_capacity(1 << 16, output), process })
    }
}

/// A process that prints the objects that it is asked for.
struct Objects {
    process: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Objects {
    fn read(&mut self, object: &str) -> io::Result<Vec<u8>> {
        let input = self.process.stdin.as_mut().expect("it is piped");
        writeln!(input, "{object}")?;
        input.flush()?;
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
        let size: u64 = size.ok_or_else(|| io::Error::other(format!("the object {object} is missing")))?;
        let mut content = Vec::new();
        self.output.by_ref().take(size).read_to_end(&mut content)?;
        self.output.read_exact(&mut [0])?;
        Ok(content)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) -> String {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@contoso.example", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn repository() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        git(&root, &["init", "--initial-branch=main"]);
        (folder, root)
    }

    fn commit(root: &Path, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), text).unwrap();
        }
        git(root, &["add", "-f", "."]);
        git(root, &["commit", "--quiet", "-m", "x"]);
        git(root, &["rev-parse", "HEAD"])
    }

    #[test]
    fn the_files_are_those_of_the_revision_whatever_attributes_say() {
        let (_kept, root) = repository();
        let attributes = (".gitattributes", "*.json export-ignore filter=x text eol=crlf\n");
        let first = commit(&root, &[("a/b.json", "1\n"), ("a/ü.json", ""), (".gitignore", "*"), attributes]);
        commit(&root, &[("a/b.json", "2"), ("c.json", "")]);
        let revision = Revision::open(&first, &root.join("a")).unwrap();
        let read = |path: &str| std::fs::read_to_string(revision.path(&root.join(path)).unwrap()).ok();
        assert_eq!((read("a/b.json").as_deref(), read("a/ü.json").as_deref(), read("c.json")), (Some("1\n"), Some(""), None));
        assert_eq!(read(".gitignore"), None, "all files of a revision are tracked, so none is ignored");
        assert_eq!(revision.path(Path::new("/elsewhere")), None);
        assert_eq!(revision.original(&revision.path(&root.join("a/b.json")).unwrap()), root.join("a/b.json"));
        let folder = revision.root.clone();
        drop(revision);
        assert!(!folder.exists());
    }

    #[test]
    fn the_base_is_where_the_histories_meet() {
        let (_kept, root) = repository();
        commit(&root, &[("a.json", "1")]);
        git(&root, &["checkout", "--quiet", "-b", "work"]);
        commit(&root, &[("b.json", "")]);
        git(&root, &["checkout", "--quiet", "main"]);
        commit(&root, &[("a.json", "2")]);
        git(&root, &["checkout", "--quiet", "work"]);
        let text = |revision: Revision| std::fs::read_to_string(revision.path(&root.join("a.json")).unwrap()).unwrap();
        assert_eq!(text(Revision::open("main", &root).unwrap()), "2");
        assert_eq!(text(Revision::open_base("main", &root).unwrap()), "1");
    }

    #[test]
    fn what_is_no_revision_is_an_error() {
        let (_kept, root) = repository();
        commit(&root, &[("a.json", "")]);
        for name in ["gone", "--help", "-x", "", "HEAD:a.json"] {
            assert!(Revision::open(name, &root).is_err(), "{name}");
        }
        let outside = tempfile::tempdir().unwrap();
        assert!(matches!(Revision::open("HEAD", outside.path()), Err(RevisionError::NoRepository { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let (_kept, root) = repository();
        std::os::unix::fs::symlink("/etc/passwd", root.join("a.json")).unwrap();
        commit(&root, &[]);
        let revision = Revision::open("HEAD", &root).unwrap();
        let path = revision.path(&root.join("a.json")).unwrap();
        assert_eq!(std::fs::read_link(path).unwrap(), Path::new("/etc/passwd"), "who reads it sees that it leaves the repository");
    }
}
