//! Applies the exact edits of findings to the files of the input.
//!
//! Edits exist only for infrastructure as code and settings of apps (`remediation`), and only files that the search for the input found
//! are changed, so never an export, a plan, a state or a module outside of the input.

use crate::finding::{Action, Finding, Replacement, Step};
use crate::outcome::Outcome;
use crate::parts::Parts;
use crate::source::{FileId, RewriteError, Source, Span, rewrite};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The edits of a run: of each finding those of the best step that consists of edits.
#[derive(Debug, Default)]
pub struct Fixes<'o> {
    /// The findings that the edits resolve, in the order of the outcome.
    pub fixed: Vec<Fixed<'o>>,
    /// The edits of each file by the offsets at which they start. They do not overlap.
    pub files: BTreeMap<FileId, BTreeMap<u32, Replacement>>,
    /// Edits that cannot be applied.
    pub rejected: Vec<Rejected<'o>>,
    /// The number of findings whose edits are left out because they are not safe.
    pub not_safe: usize,
}

/// A finding with edits.
#[derive(Debug)]
pub struct Fixed<'o> {
    pub finding: &'o Finding,
    /// Its first edit in each file.
    spans: Vec<Span>,
}

/// An edit that is not applied.
#[derive(Debug)]
pub struct Rejected<'o> {
    pub finding: &'o Finding,
    pub span: Span,
    pub reason: Reason,
}

/// Why an edit is not applied.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// The edit of an earlier finding changes the same text in another way.
    #[error("overlaps the edit of another finding")]
    Overlap,
    /// The file is read because files of the input need it.
    #[error("the file is not part of the input")]
    NotInInput,
    /// The file was left unchanged.
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
}

impl<'o> Fixes<'o> {
    /// The edits of an outcome: only the safe ones, or all.
    pub fn new(outcome: &'o Outcome, with_unsafe: bool) -> Self {
        let mut fixes = Self::default();
        for finding in &outcome.findings {
            let mut steps: Vec<_> = finding.remediation.steps.iter().filter_map(|step| edits(step, outcome)).collect();
            match steps.iter().position(|edits| edits.is_safe || with_unsafe) {
                Some(best) => fixes.add(finding, steps.swap_remove(best).replacements, outcome),
                None => fixes.not_safe += usize::from(!steps.is_empty()),
            }
        }
        fixes
    }

    /// Adds the edits of a finding together, or none of them.
    fn add(&mut self, finding: &'o Finding, replacements: Vec<Replacement>, outcome: &Outcome) {
        for replacement in &replacements {
            let span = replacement.span;
            // Edits do not overlap, so only the last one that starts before the end can.
            let before = self.files.get(&span.file).and_then(|known| known.range(..span.end).next_back()).map(|(_, before)| before);
            let reason = match (&outcome.sources.get(span.file).disk, before) {
                (None, _) => Reason::NotInInput,
                (Some(_), Some(before)) if before != replacement && before.span.end > span.start => Reason::Overlap,
                (Some(_), _) => continue,
            };
            self.rejected.push(Rejected { finding, span, reason });
            return;
        }
        let mut spans: Vec<Span> = replacements.iter().map(|replacement| replacement.span).collect();
        spans.dedup_by_key(|span| span.file);
        self.fixed.push(Fixed { finding, spans });
        for replacement in replacements {
            self.files.entry(replacement.span.file).or_default().insert(replacement.span.start, replacement);
        }
    }

    /// The text of a file before and after its edits; nothing if it cannot be read again.
    pub fn texts<'s>(&self, source: &'s Source, file: FileId) -> Option<(&'s str, String)> {
        let old = source.text().ok()?;
        let (mut new, mut end) = (String::with_capacity(old.len()), 0);
        for Replacement { span, text } in self.files.get(&file)?.values() {
            new.push_str(old.part(end..span.start as usize));
            new.push_str(text);
            end = span.end as usize;
        }
        new.push_str(old.after(end));
        Some((old, new))
    }

    /// Writes the files, and rejects the edits of those that cannot be written. No part of a path below the folder of `roots` in which
    /// it lies may be a link.
    pub fn write(&mut self, outcome: &'o Outcome, roots: &[PathBuf]) {
        let mut unwritten: BTreeMap<FileId, RewriteError> = BTreeMap::new();
        for file in self.files.keys() {
            let source = outcome.sources.get(*file);
            let (Some(path), Some((old, new))) = (&source.disk, self.texts(source, *file)) else { continue };
            let root = roots.iter().map(PathBuf::as_path).find(|root| path.starts_with(root)).or(path.parent());
            if let Err(error) = rewrite(path, root.unwrap_or(Path::new("")), old, &new) {
                unwritten.insert(*file, error);
            }
        }
        self.files.retain(|file, _| !unwritten.contains_key(file));
        let is_written = |fixed: &Fixed<'_>| !fixed.spans.iter().any(|span| unwritten.contains_key(&span.file));
        let (written, lost) = std::mem::take(&mut self.fixed).into_iter().partition(is_written);
        self.fixed = written;
        // One edit of each file is enough to report why.
        for Fixed { finding, spans } in lost {
            for span in spans {
                let error = unwritten.remove(&span.file);
                self.rejected.extend(error.map(|error| Rejected { finding, span, reason: error.into() }));
            }
        }
    }
}

/// The edits of one step.
pub(crate) struct Edits {
    pub replacements: Vec<Replacement>,
    pub is_safe: bool,
}

/// The edits of a step, if it consists of edits that can all be applied.
pub(crate) fn edits(step: &Step, outcome: &Outcome) -> Option<Edits> {
    let edits = step.actions.iter().filter_map(|action| if let Action::Edit(edit) = action { Some(edit) } else { None });
    let replacements: Vec<_> = edits.clone().map(|edit| edit.replacement(&outcome.sources)).collect::<Option<_>>()?;
    let is_safe = edits.clone().all(|edit| edit.is_safe);
    (!replacements.is_empty()).then_some(Edits { replacements, is_safe })
}
