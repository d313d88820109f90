//! The policy of another revision: a pull request is checked by the policy file, inventories, baseline and comments of the branch that it
//! would change, and what it changes in them is reported.

mod compare;

use super::Policy;
use super::weaker::Weaker;
use crate::baseline::{self, Baseline, Key};
use crate::finding::Finding;
use crate::reader::Reading;
use crate::resource::Problem;
use crate::source::{FileId, Source, Sources, Span};
use crate::text::Text;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What a run knows about the revision whose policy it uses.
#[derive(Debug)]
pub struct Base {
    /// The name of the revision.
    revision: String,
    /// What comments accepted in the revision.
    commented: HashSet<Key>,
    /// The files that were read in the revision.
    read: Vec<Recognized>,
    /// What the policy of the working tree makes weaker, with places counted from its policy file.
    weaker: Vec<Weaker>,
    /// The number of files before it.
    before: u32,
    /// To which displayed paths are relative.
    working_directory: PathBuf,
}

/// A file that was recognized as input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognized {
    /// The displayed path.
    path: String,
    /// Identifies its content; nothing for one that is too large to compare.
    content: Option<u64>,
}

impl Recognized {
    /// The files in which a format was recognized.
    pub(crate) fn of(sources: &Sources, readings: &[(FileId, Reading)]) -> Vec<Self> {
        let recognized = readings.iter().filter(|(_, reading)| reading.format.is_some() || reading.is_covered);
        let mut all: Vec<_> = recognized.map(|(file, _)| Self::new(sources.get(*file))).collect();
        all.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        all.dedup();
        all
    }

    fn new(source: &Source) -> Self {
        let hash = |text: &str| {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            hasher.finish()
        };
        let content = if source.is_in_pieces() { None } else { source.text().ok().map(hash) };
        Self { path: source.path.clone(), content }
    }
}

/// The result of a run on another revision, with which runs are compared.
#[derive(Debug, Default)]
pub struct Reference {
    /// Its findings that were neither accepted nor in its baseline.
    pub findings: Baseline,
    /// What comments in code accepted.
    pub commented: HashSet<Key>,
    /// The files that were recognized.
    pub read: Vec<Recognized>,
}

/// The policy of the working tree.
#[derive(Debug)]
pub struct Changed<'c> {
    pub policy: &'c Policy,
    /// The policy file and those of its inventories, and that of its baseline.
    pub files: &'c Sources,
    /// The file of its baseline, if there is one.
    pub baseline: Option<FileId>,
    /// To which displayed paths are relative.
    pub working_directory: &'c Path,
}

impl Policy {
    /// Makes this the policy of another revision, of which a run without it knows nothing.
    ///
    /// `files` are those of this policy. They get the name of the revision, so that nobody looks for their lines in the working tree.
    #[must_use]
    pub fn from_revision(
        self,
        revision: &str,
        files: Sources,
        moved: &dyn Fn(&Path) -> PathBuf,
        working_directory: &Path,
    ) -> (Self, Sources) {
        let named = |path: &str| format!("{revision}:{path}");
        let policy = Self {
            tenants: self.tenants.moved(moved, working_directory),
            complete: self.complete.moved(moved),
            files: self.files.iter().map(|path| named(path)).collect(),
            below: self.below.into_iter().map(|below| below.moved(moved, working_directory)).collect(),
            extends: self.extends.iter().map(|path| named(path)).collect(),
            ..self
        };
        (policy, in_revision(revision, files))
    }

    /// Compares runs with the revision that this policy is from.
    ///
    /// `files` is the number of files of this policy, which those of `now`, the policy of the working tree, follow.
    pub fn set_base(&mut self, revision: &str, reference: Reference, files: usize, now: &Changed<'_>) {
        self.base = Some(Base {
            revision: revision.to_owned(),
            commented: reference.commented,
            read: reference.read,
            weaker: compare::compare(self, now, revision),
            before: u32::try_from(files).expect("each is named in a policy file, which is smaller than that"),
            working_directory: now.working_directory.to_owned(),
        });
    }

    /// What the working tree makes weaker than the revision of this policy. Files that are no longer read are added to `sources`, and those
    /// that are gone to `problems`. `first` is the policy file.
    pub(crate) fn weaker(&self, first: FileId, read: &[Recognized], sources: &mut Sources, problems: &mut Vec<Problem>) -> Vec<Weaker> {
        let Some(base) = &self.base else { return Vec::new() };
        let mut weaker: Vec<_> = base.weaker.iter().map(|weaker| weaker.counted_from(FileId(first.0 + base.before))).collect();
        let paths: HashSet<&str> = read.iter().map(|file| &*file.path).collect();
        let contents: HashSet<u64> = read.iter().filter_map(|file| file.content).collect();
        let lost = base.read.iter().filter(|file| !paths.contains(&*file.path));
        let lost = lost.filter(|file| file.content.is_none_or(|content| !contents.contains(&content)));
        let mut gone = Vec::new();
        for file in lost {
            if base.working_directory.join(&file.path).symlink_metadata().is_ok() {
                let span = Span::new(sources.add(Source::unreadable(&*file.path, "")), 0, 0);
                weaker.push(Weaker::unread(span, &file.path, &base.revision));
            } else {
                gone.push(&*file.path);
            }
        }
        if let Some(first) = gone.first() {
            let span = Span::new(sources.add(Source::unreadable(*first, "")), 0, 0);
            problems.push(Problem::warning(span, gone_message(&gone, &base.revision)));
        }
        weaker
    }

    /// Whether a comment may accept a finding: comments of the working tree do not count if the base did not accept the finding.
    pub(super) fn is_accepted_in_base(&self, finding: &Finding) -> bool {
        self.base.as_ref().is_none_or(|base| base.commented.contains(&baseline::key(finding, self.tenant_names())))
    }

    /// That a comment would accept this finding, although the base does not.
    pub(super) fn comment_weakens(&self, finding: &Finding, comment: Span) -> Option<Weaker> {
        Some(Weaker::comment(finding, comment, &self.base.as_ref()?.revision))
    }
}

/// The files with the name of their revision, as git writes it.
pub fn in_revision(revision: &str, files: Sources) -> Sources {
    let renamed = files.into_iter().map(|source| {
        let path = format!("{revision}:{}", source.path);
        source.renamed(path)
    });
    renamed.collect()
}

/// `checked in main, and gone now: a.tf, b.tf`.
fn gone_message(gone: &[&str], revision: &str) -> Text {
    /// More names do not help.
    const NAMED: usize = 20;
    let names: Vec<_> = gone.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    let message = match gone.len().saturating_sub(NAMED) {
        0 => Text::new("checked in `{revision}`, and gone now: {files}"),
        more => Text::new("checked in `{revision}`, and gone now: {files} and {more} more").with("more", more.to_string()),
    };
    message.with("revision", revision).with("files", names.join(", "))
}
