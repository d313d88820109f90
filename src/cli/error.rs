//! Why a command fails.

use crate::policy::{self, PolicyErrors};
use crate::revision::RevisionError;
use crate::source::ExcludeError;
use crate::text::Text;
use crate::text::Words;
use std::io;
use std::path::{Path, PathBuf};

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Error {
    /// The policy file is invalid.
    Policy(PolicyErrors),
    /// A glob of `--exclude` is invalid.
    Exclude(ExcludeError),
    /// No policy file could be chosen.
    Find(policy::FindError),
    /// Inputs belong to different policy files.
    TwoPolicies(PathBuf, PathBuf),
    /// No rule has this name.
    UnknownRule {
        /// The name.
        name: String,
        /// The nearest right one.
        nearest: Option<&'static str>,
    },
    /// No command has this name.
    UnknownCommand(String),
    /// The baseline is invalid.
    Baseline {
        /// The displayed path.
        name: String,
        /// Why.
        reason: Text,
    },
    /// There is no baseline to update.
    NoBaseline(String),
    /// Inputs belong to different baselines.
    TwoBaselines(PathBuf, PathBuf),
    /// Standard input was named among other paths.
    StdinAmongPaths,
    /// A revision cannot be read.
    Revision(RevisionError),
    /// An input is not in the repository of the revision.
    NotInRevision(PathBuf),
    /// A revision was named, but standard input is in no repository.
    RevisionStdin,
    /// Edits were asked for, but standard input is no file.
    FixStdin,
    /// Changes were to be waited for, but standard input is no file.
    WatchStdin,
    /// The system does not report changes.
    Watch(notify::Error),
    /// A format that does not show controls was asked for together with them.
    ControlsFormat,
    /// An output file is a link, which in a checked-out repository may lead anywhere.
    WriteThroughLink {
        /// The link.
        path: PathBuf,
    },
    /// An input file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An output file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file already exists.
    Exists(PathBuf),
    /// `init` was given several paths.
    SeveralPaths,
    /// A file of the inventory already exists.
    InventoryExists(PathBuf),
    /// There is nothing to test.
    NoTests(PathBuf),
    /// The editor does not follow the protocol of language servers.
    Protocol(String),
    /// A format that is not text would go to a terminal.
    BinaryFormat,
    /// A format that does not hold many tenants was asked for.
    TenantsFormat,
    /// The tenants cannot be listed.
    Tenants {
        /// The argument of `--tenants`.
        named: String,
        /// Why.
        reason: String,
    },
    /// There are no tenants.
    NoTenants(String),
    /// Two exports have the same tenant and date.
    SameTenant {
        /// The name of the tenant.
        name: String,
        /// The exports.
        folders: [PathBuf; 2],
    },
    /// A thread could not be started.
    Thread(String),
    /// A mistake of this program.
    Internal,
    /// Standard output could not be written, or there is no working directory.
    Io(io::Error),
}

impl Error {
    pub fn text(&self) -> Text {
        let path = |path: &Path| path.display().to_string();
        match self {
            Self::Policy(errors) => Words::from(errors.to_string()).into(),
            Self::Exclude(error) => Words::from(error.to_string()).into(),
            Self::Find(error) => error.text(),
            Self::TwoPolicies(one, other) => {
                Text::new("`{one}` and `{other}` both apply to the input: name one with `--config`, or check the folders separately")
                    .with("one", path(one))
                    .with("other", path(other))
            }
            Self::UnknownRule { name, nearest: Some(nearest) } => {
                Text::new("unknown rule `{name}`; did you mean `{nearest}`?").with("name", name).with("nearest", *nearest)
            }
            Self::UnknownRule { name, nearest: None } => Text::new("unknown rule `{name}`").with("name", name),
            Self::UnknownCommand(name) => Text::new("unknown command `{name}`: `tenantlint --help` lists the commands").with("name", name),
            Self::Baseline { name, reason } => {
                Text::new("cannot use the baseline `{name}`: {reason}").with("name", name).with("reason", reason.clone())
            }
            Self::NoBaseline(name) => Text::new("there is no baseline `{name}`: write one without `--update`").with("name", name),
            Self::TwoBaselines(one, other) => {
                Text::new("`{one}` and `{other}` both apply to the input: name one with `--baseline`, or check the folders separately")
                    .with("one", path(one))
                    .with("other", path(other))
            }
            Self::StdinAmongPaths => Text::new("standard input (`-`) cannot be combined with other paths"),
            Self::Revision(error) => error.text(),
            Self::NotInRevision(file) => Text::new("`{path}` is not in the repository whose revision is named").with("path", path(file)),
            Self::RevisionStdin => {
                Text::new("`--since` and `--policy-from` compare files of a repository, and cannot be used with standard input (`-`)")
            }
            Self::FixStdin => Text::new("`--fix` and `--diff` change files, and cannot be used with standard input (`-`)"),
            Self::WatchStdin => Text::new("`--watch` checks files when they change, and cannot be used with standard input (`-`)"),
            Self::Watch(error) => {
                let text = match error.kind {
                    notify::ErrorKind::MaxFilesWatch => {
                        "cannot watch files for changes: {reason}; the setting `fs.inotify.max_user_watches` of Linux is the limit"
                    }
                    _ => "cannot watch files for changes: {reason}",
                };
                Text::new(text).with("reason", error.to_string())
            }
            Self::ControlsFormat => Text::new("`--controls` prints the formats `human`, `json` and `markdown`"),
            Self::WriteThroughLink { path: file } => Text::new("does not write `{path}`, because it is a link").with("path", path(file)),
            Self::Read { path: file, source } => {
                Text::new("cannot read `{path}`: {reason}").with("path", path(file)).with("reason", source.to_string())
            }
            Self::Write { path: file, source } => {
                Text::new("cannot write `{path}`: {reason}").with("path", path(file)).with("reason", source.to_string())
            }
            Self::Exists(file) => Text::new("`{path}` already exists: name another path, or `-` to print").with("path", path(file)),
            Self::SeveralPaths => Text::new("`init` writes one policy file: name one path, or read exports with `--inventory DIR`"),
            Self::InventoryExists(file) => {
                Text::new("`{path}` already exists, so nothing was written: name another folder").with("path", path(file))
            }
            Self::NoTests(folder) => {
                Text::new("no tests in `{path}`: expected files `test_*.rego`, `*_test.rego` or `*.cases.yaml`").with("path", path(folder))
            }
            Self::BinaryFormat => Text::new("the format `parquet` is not for a terminal: write it to a file with `--output parquet=FILE`"),
            Self::TenantsFormat => Text::new(
                "`--tenants` prints the formats `human` and `jsonl`, and writes `jsonl` and `parquet`: `tenantlint report` reads `jsonl` and writes every format",
            ),
            Self::Tenants { named, reason } => {
                Text::new("cannot list the tenants of `{path}`: {reason}").with("path", named).with("reason", reason)
            }
            Self::NoTenants(named) => {
                Text::new("no tenants in `{path}`: expected a file that lists folders, or a glob that matches folders").with("path", named)
            }
            Self::SameTenant { name, folders: [one, other] } => {
                Text::new("`{one}` and `{other}` are exports of the same tenant `{name}` with the same date, or both without one")
                    .with("one", path(one))
                    .with("other", path(other))
                    .with("name", name)
            }
            Self::Protocol(reason) => Text::new("language server: {reason}").with("reason", reason),
            Self::Thread(reason) => Text::new("cannot start a thread: {reason}").with("reason", reason),
            Self::Internal => Text::new("internal error: please report it"),
            Self::Io(error) => Words::from(error.to_string()).into(),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().render(str::to_owned))
    }
}

impl From<PolicyErrors> for Error {
    fn from(errors: PolicyErrors) -> Self {
        Self::Policy(errors)
    }
}

impl From<ExcludeError> for Error {
    fn from(error: ExcludeError) -> Self {
        Self::Exclude(error)
    }
}

impl From<policy::FindError> for Error {
    fn from(error: policy::FindError) -> Self {
        Self::Find(error)
    }
}

impl From<RevisionError> for Error {
    fn from(error: RevisionError) -> Self {
        Self::Revision(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<notify::Error> for Error {
    fn from(error: notify::Error) -> Self {
        Self::Watch(error)
    }
}
