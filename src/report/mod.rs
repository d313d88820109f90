//! Renders an outcome for people and programs: one file per format.
//!
//! Nothing is checked, sorted or filtered here, because an [`Outcome`] is complete. This module adds lines and columns,
//! excerpts of the sources, and escaping: attackers can choose names, so every value goes through `escape`, which
//! makes it harmless for each target.
//!
//! Reports are written finding by finding: memory does not grow with the length of a report.

mod azure;
mod checkstyle;
mod concise;
mod controls;
mod csv;
mod diff;
pub mod editor;
mod entry;
mod escape;
mod excerpt;
#[cfg(test)]
mod fixture;
mod fleet;
mod github;
mod gitlab;
mod groups;
mod html;
mod human;
mod json;
mod json_text;
mod junit;
mod markdown;
mod merged;
#[cfg(feature = "parquet")]
mod parquet;
mod path_picture;
mod place;
mod rdjson;
pub(crate) mod record;
mod sarif;
mod script;
mod summary;
mod tenants;
mod wrap;

#[cfg(feature = "parquet")]
pub use self::parquet::Table;
pub use controls::write as controls;
pub use diff::diff;
pub(crate) use escape::is_deceptive;
pub use json::{finding_schema, tenant_records};
pub use script::script;
pub(crate) use summary::counted_in;
pub use tenants::TenantNumbers;
pub(crate) use wrap::may_break;

use crate::finding::Finding;
use crate::language::Language;
use crate::message::Text;
use crate::metadata::{Group, Metadata};
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use rayon::prelude::*;
use std::io::{self, Write};
use unicode_width::UnicodeWidthChar;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Format {
    /// Excerpts of the files with labels, for people.
    Human,
    /// One line for each finding.
    Concise,
    /// One JSON object with findings, undecided results, problems and a summary.
    Json,
    /// One line of JSON for each finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations.
    Github,
    /// Logging commands of Azure Pipelines, which become errors and warnings of the run.
    Azure,
    /// GitLab Code Quality report.
    Gitlab,
    /// JUnit XML, for the test results of a CI system.
    Junit,
    /// Checkstyle XML, for plugins of CI systems and editors.
    Checkstyle,
    /// Reviewdog Diagnostic Format, for comments on the changed lines.
    Rdjson,
    /// Markdown, for a comment on a pull request or the summary of a job.
    Markdown,
    /// One page for a browser, which needs no network and no script.
    Html,
    /// Comma-separated values (RFC 4180), for spreadsheets.
    Csv,
    /// Apache Parquet, for tables in a lakehouse.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Whether it is not text, and not for a terminal.
    pub fn is_binary(self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
            _ => false,
        }
    }

    /// Whether people read it. The others are read by programs, which compare and store texts.
    fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Concise | Self::Markdown | Self::Html | Self::Github | Self::Azure)
    }
}

/// Options of formats that leave a choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Style {
    /// The language of formats for people.
    pub language: Language,
    /// The language of formats that programs read.
    pub language_of_programs: Language,
    /// Whether to use colors.
    pub color: bool,
    /// Whether names of rules link to their pages (OSC 8).
    pub hyperlinks: bool,
    /// Columns of the terminal that shows the report; nothing if it goes elsewhere.
    pub terminal: Option<usize>,
    /// The number of findings that are shown at most.
    pub max_findings: Option<usize>,
    /// Whether accepted findings are listed.
    pub show_accepted: bool,
    /// Whether known findings are listed.
    pub show_known: bool,
    /// Whether only the numbers of findings are shown.
    pub statistics: bool,
    /// Whether undecided results are listed, not only counted.
    pub show_undecided: bool,
    /// Whether to print no summary if there are no findings.
    pub quiet: bool,
}

/// Writes an outcome in a format.
///
/// # Errors
/// Those of `out`.
pub fn render(format: Format, outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    // Standard output writes each line separately, which is slow for a large report.
    let mut out = io::BufWriter::with_capacity(64 * 1024, out);
    let language = if format.is_for_people() { style.language } else { style.language_of_programs };
    let style = &Style { language, ..*style };
    match format {
        Format::Human => human::write(outcome, style, &mut out),
        Format::Concise => concise::write(outcome, style, &mut out),
        Format::Json => json::write_report(outcome, language, &mut out),
        Format::Jsonl => json::write_lines(outcome, language, &mut out),
        Format::Sarif => sarif::write(outcome, style, &mut out),
        Format::Github => github::write(outcome, style, &mut out),
        Format::Azure => azure::write(outcome, style, &mut out),
        Format::Gitlab => gitlab::write(outcome, style, &mut out),
        Format::Junit => junit::write(outcome, style, &mut out),
        Format::Checkstyle => checkstyle::write(outcome, style, &mut out),
        Format::Rdjson => rdjson::write(outcome, style, &mut out),
        Format::Markdown => markdown::write(outcome, style, &mut out),
        Format::Html => html::write(outcome, style, &mut out),
        Format::Csv => csv::write(outcome, style, &mut out),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(outcome, &mut out),
    }?;
    out.flush()
}

/// What a format cannot contain of an outcome, for a message on standard error.
pub fn left_out(format: Format, outcome: &Outcome) -> Option<Text> {
    (format == Format::Sarif).then(|| sarif::left_out(outcome)).flatten()
}

/// Shows the errors of a policy file.
///
/// # Errors
/// Those of `out`.
pub fn render_mistakes(mistakes: PolicyErrors, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    human::write_mistakes(mistakes, style, out)
}

/// A value as compact JSON that can be shown on a terminal.
pub(crate) fn safe_json(value: &impl serde::Serialize) -> String {
    let mut json = Vec::new();
    json_text::write(value, &mut json).expect("memory takes everything");
    String::from_utf8_lossy(&json).into_owned()
}

/// A text as a terminal or a CI log may show it.
pub(crate) fn harmless(text: &str) -> String {
    escape::terminal(text, escape::WHOLE)
}

/// Renders each finding, and writes them in order.
fn write_findings(
    outcome: &Outcome,
    out: &mut dyn Write,
    render: impl Fn(&Finding, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    write_in_order(&outcome.findings, out, |finding, text| render(finding, text))
}

/// Renders parts of a report in parallel and writes them in order, because rendering a large report takes longer than the checks.
fn write_in_order<T: Sync>(parts: &[T], out: &mut dyn Write, render: impl Fn(&T, &mut Vec<u8>) -> io::Result<()> + Sync) -> io::Result<()> {
    /// Parts that one thread renders at a time, and how many of these batches are held before they are written.
    const AT_A_TIME: usize = 128;
    const HELD: usize = 16;
    let render_few = |few: &[T]| {
        let mut text = Vec::new();
        few.iter().try_for_each(|part| render(part, &mut text)).map(|()| text)
    };
    let mut texts: Vec<io::Result<Vec<u8>>> = Vec::new();
    for some in parts.chunks(AT_A_TIME * HELD).map(Some).chain([None]) {
        let mut next = Vec::new();
        // The next batches are rendered while the previous ones are written.
        rayon::in_place_scope(|scope| {
            if let Some(some) = some {
                scope.spawn(|_| next = some.par_chunks(AT_A_TIME).map(render_few).collect());
            }
            texts.drain(..).try_for_each(|text| out.write_all(&text?))
        })?;
        texts = next;
    }
    Ok(())
}

/// A text of a report in a language, with values that are escaped already.
pub(crate) fn say(language: Language, template: &'static str, values: &[(&'static str, String)]) -> String {
    let text = values.iter().fold(Text::new(template), |text, (name, value)| text.with(name, value.as_str()));
    text.render_in(language, str::to_owned)
}

/// Whether a character is one of a script that is written without spaces.
fn is_full_width(character: char) -> bool {
    !character.is_ascii() && character.width() == Some(2)
}

/// A text as a sentence, with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut sentence = String::with_capacity(text.len() + 1);
    let mut rest = text.chars();
    sentence.extend(rest.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(rest.as_str());
    match sentence.chars().next_back() {
        Some('.' | '。') => {}
        Some(last) if is_full_width(last) => sentence.push('。'),
        _ => sentence.push('.'),
    }
    sentence
}

/// Where the project lives.
const HOME: &str = "https://github.com/tenantlint/tenantlint";

/// The page of a rule; nothing for a rule of an organization, which only `explain` shows.
fn rule_page(rule: &Metadata, language: Language) -> Option<String> {
    let folder = if language == Language::English { "docs".to_owned() } else { format!("docs/{}", language.name()) };
    match rule.group {
        Group::Custom => None,
        Group::Drift => Some(format!("{HOME}/blob/main/{folder}/drift.md#{}", rule.id)),
        _ => Some(format!("{HOME}/blob/main/{folder}/rules/{}.md", rule.id)),
    }
}

/// The name of a finding's tenant, where the policy file names tenants.
fn tenant_name(outcome: &Outcome, tenant: usize) -> Option<&str> {
    outcome.tenants.get(tenant).map(String::as_str).filter(|name| !name.is_empty())
}
