//! What was found, as diagnostics of the files in which it is.

use super::client::Client;
use super::text::Encoding;
use super::uri::uri_of;
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use crate::report::editor::{Notice, Urgency, mistakes, notices};
use crate::source::{Sources, Span, clean};
use lsp_types::{CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the program in the list of problems.
const NAME: &str = "tenantlint";

/// The diagnostics of each file.
pub(super) type ByFile = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// The absolute path of a source whose path starts at `folder`.
pub(super) fn path_of_source(folder: &Path, sources: &Sources, span: Span) -> PathBuf {
    clean(&folder.join(&sources.get(span.file).path))
}

pub(super) fn location(folder: &Path, sources: &Sources, span: Span, encoding: Encoding) -> Option<Location> {
    Some(Location::new(uri_of(&path_of_source(folder, sources, span))?, encoding.range(sources, span)))
}

/// Adds what a run has found.
pub(super) fn of_outcome(folder: &Path, outcome: &Outcome, client: Client, into: &mut ByFile) {
    for notice in notices(outcome, client.language) {
        let path = path_of_source(folder, &outcome.sources, notice.span);
        add(into, path, diagnostic(folder, &outcome.sources, notice, client.encoding));
    }
}

/// Adds the mistakes of a policy file.
pub(super) fn of_mistakes(folder: &Path, errors: &PolicyErrors, client: Client, into: &mut ByFile) {
    for (span, message) in mistakes(errors, client.language) {
        let range = client.encoding.range(&errors.files, span);
        let severity = Some(DiagnosticSeverity::ERROR);
        let diagnostic = Diagnostic { range, severity, source: Some(NAME.to_owned()), message, ..Diagnostic::default() };
        add(into, path_of_source(folder, &errors.files, span), diagnostic);
    }
}

/// Workspace folders may lie in each other, and then report the same.
fn add(into: &mut ByFile, path: PathBuf, diagnostic: Diagnostic) {
    let list = into.entry(path).or_default();
    if !list.contains(&diagnostic) {
        list.push(diagnostic);
    }
}

fn diagnostic(folder: &Path, sources: &Sources, notice: Notice<'_>, encoding: Encoding) -> Diagnostic {
    let related = notice
        .related
        .into_iter()
        .filter_map(|(span, message)| Some(DiagnosticRelatedInformation { location: location(folder, sources, span, encoding)?, message }));
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: encoding.range(sources, notice.span),
        severity: Some(match notice.urgency {
            Urgency::Error => DiagnosticSeverity::ERROR,
            Urgency::Warning => DiagnosticSeverity::WARNING,
            Urgency::Information => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(notice.check.to_owned())),
        code_description: notice.page.and_then(|page| page.parse().ok()).map(|href| CodeDescription { href }),
        source: Some(NAME.to_owned()),
        message: notice.message,
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}
