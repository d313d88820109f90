//! GitHub Actions: workflow commands, which become annotations of a pull request, and a summary for the job's page.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions"; `ActionCommand.cs` of the runner.

use super::escape::{NAME, SENTENCE, WHOLE, code, github_data, github_property, markdown, markdown_text, terminal};
use super::merged::{also, is_under_path, parts};
use super::place::Located;
use super::summary::{Summary, counted};
use super::{Style, rule_page, tenant_name};
use crate::finding::{Finding, Line, Subject, Undecided};
use crate::message::Text;
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::resource::Problem;
use crate::source::Span;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Bytes of a job summary: GitHub refuses more than 1 MiB for a step, and other steps need room for their text.
const SUMMARY_BYTES: usize = 700_000;

/// Rows of undecided results; the rest is only counted.
const UNDECIDED_ROWS: usize = 100;

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for finding in shown(outcome) {
        let name = format!("{}[{}]", finding.severity.name(), finding.rule.id);
        let title = finding.title.render(|value| terminal(value, NAME));
        let message = with_help(
            title,
            belonging(outcome, finding, |name| format!("`{}`", terminal(name, NAME)), |text| text.render(|value| terminal(value, NAME))),
        );
        let message = with_help(message, finding.remediation.lines(|text| text.render(|value| terminal(value, SENTENCE)), code));
        command(out, level(finding.severity), outcome, Some(finding.primary.span), &name, &message)?;
    }
    for problem in &outcome.problems {
        let message = terminal(&problem.message, SENTENCE);
        let title = if problem.is_warning { "incomplete input" } else { "input could not be read" };
        command(out, problem.level(), outcome, Some(problem.span), title, &message)?;
    }
    if style.show_undecided {
        for undecided in &outcome.undecided {
            let name = format!("undecided[{}]", undecided.rule.id);
            let missing = undecided.missing.render(|value| terminal(value, NAME));
            let message = with_help(missing, undecided.decide.lines(|text| text.render(|value| terminal(value, SENTENCE)), code));
            command(out, "notice", outcome, undecided.span, &name, &message)?;
        }
    }
    Ok(())
}

/// The findings that are not shown under that of a path.
fn shown(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    outcome.findings.iter().map(|finding| &**finding).filter(|finding| !is_under_path(outcome, finding))
}

/// A line each for the other instances of a finding, its notes, and the parts of a path.
fn belonging(outcome: &Outcome, finding: &Finding, quote: impl Fn(&str) -> String, text: impl Fn(&Text) -> String) -> Vec<Line> {
    let also = also(finding, &quote).map(|also| format!("also {also}"));
    let notes = finding.merged.notes.iter().map(|note| text(&note.title));
    let parts = parts(outcome, finding).map(|part| {
        let place = Located::new(&outcome.sources, part.primary.span);
        format!("part: {} ({}, {}:{})", text(&part.title), part.rule.id, quote(place.path), place.start.line)
    });
    also.into_iter().chain(notes).chain(parts).map(Line::Sentence).collect()
}

/// Appends each sentence and command on a line of its own.
fn with_help(message: String, lines: Vec<Line>) -> String {
    lines.into_iter().fold(message, |message, line| message + "\n" + &line.into_text())
}

/// The GitHub annotation level of a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Low => "warning",
        Severity::Info => "notice",
    }
}

fn command(out: &mut dyn Write, level: &str, outcome: &Outcome, span: Option<Span>, title: &str, message: &str) -> io::Result<()> {
    let mut place = String::new();
    if let Some(span) = span {
        let Located { path, start, end } = Located::new(&outcome.sources, span);
        let path = github_property(&terminal(path, WHOLE));
        // Writing to a `String` cannot fail.
        let _ = write!(place, "file={path},line={},endLine={},", start.line, end.line);
        if start.line == end.line {
            // GitHub accepts columns only within one line.
            let _ = write!(place, "col={},endColumn={},", start.column.0, end.column.0);
        }
    }
    writeln!(out, "::{level} {place}title={}::{}", github_property(title), github_data(message))
}

/// A Markdown summary of an outcome for `$GITHUB_STEP_SUMMARY`.
///
/// It is shorter than the 1 MiB that GitHub accepts; rows that do not fit are counted.
pub fn github_summary(outcome: &Outcome) -> String {
    let mut page = String::from("## tenantlint\n\n");
    for line in Summary::new(outcome).lines(outcome, |path| format!("<code>{}</code>", markdown(path, WHOLE))) {
        // The other text is ours; what it puts in backticks are commands and names of severities and rules.
        let _ = writeln!(page, "- {line}");
    }
    let findings: Vec<_> = shown(outcome).collect();
    let findings = findings.into_iter().map(|finding| finding_row(outcome, finding));
    table(
        &mut page,
        "Findings",
        "| severity | finding | resource | place | rule |\n|---|---|---|---|---|\n",
        "finding",
        findings,
        usize::MAX,
    );
    let problems = outcome.problems.iter().map(|problem| problem_row(outcome, problem));
    table(&mut page, "Could not be read", "| place | problem |\n|---|---|\n", "problem", problems, UNDECIDED_ROWS);
    let undecided = outcome.undecided.iter().map(|undecided| undecided_row(outcome, undecided));
    table(
        &mut page,
        "Undecided: neither a finding nor clean",
        "| rule | resource | missing | to decide it |\n|---|---|---|---|\n",
        "undecided",
        undecided,
        UNDECIDED_ROWS,
    );
    page
}

fn table(page: &mut String, title: &str, head: &str, what: &str, rows: impl ExactSizeIterator<Item = String>, limit: usize) {
    if rows.len() == 0 {
        return;
    }
    let _ = write!(page, "\n### {title}\n\n{head}");
    let total = rows.len();
    let mut written = 0;
    for row in rows.take(limit) {
        if page.len() + row.len() > SUMMARY_BYTES {
            break;
        }
        page.push_str(&row);
        written += 1;
    }
    if written < total {
        let _ = writeln!(page, "\n{} of {} are not shown.", total - written, counted(total, what));
    }
}

fn finding_row(outcome: &Outcome, finding: &Finding) -> String {
    let mut lines = belonging(outcome, finding, |name| format!("<code>{}</code>", markdown(name, NAME)), |text| markdown_text(text, NAME));
    lines.extend(finding.remediation.lines(|text| markdown_text(text, SENTENCE), code));
    format!(
        "| {} | {}<br>{} | {} | {} | [{}]({}) |\n",
        finding.severity.name(),
        markdown_text(&finding.title, NAME),
        help(lines),
        subject(&finding.subject, tenant_name(outcome, finding.tenant)),
        place(outcome, finding.primary.span),
        finding.rule.id,
        rule_page(finding.rule),
    )
}

/// The lines of a remediation in a cell of a table.
fn help(lines: Vec<Line>) -> String {
    // Code is escaped as a whole, because our own braces and quotes must not become markup either.
    let cell = lines.into_iter().map(|line| match line {
        Line::Sentence(sentence) => sentence,
        Line::Code(code) => code.lines().map(|line| format!("<code>{}</code>", markdown(line, WHOLE))).collect::<Vec<_>>().join("<br>"),
    });
    cell.collect::<Vec<_>>().join("<br>")
}

fn problem_row(outcome: &Outcome, problem: &Problem) -> String {
    format!("| {} | {} |\n", place(outcome, problem.span), markdown(&problem.message, SENTENCE))
}

fn undecided_row(outcome: &Outcome, undecided: &Undecided) -> String {
    let tenant = tenant_name(outcome, undecided.tenant);
    let about = match (&undecided.subject, tenant) {
        (Some(about), tenant) => subject(about, tenant),
        (None, Some(tenant)) => format!("tenant {}", markdown(tenant, NAME)),
        (None, None) => String::new(),
    };
    format!(
        "| {} | {about} | {} | {} |\n",
        undecided.rule.id,
        markdown_text(&undecided.missing, NAME),
        help(undecided.decide.lines(|text| markdown_text(text, SENTENCE), code))
    )
}

fn place(outcome: &Outcome, span: Span) -> String {
    let place = Located::new(&outcome.sources, span);
    format!("<code>{}:{}:{}</code>", markdown(place.path, WHOLE), place.start.line, place.start.column.0)
}

fn subject(subject: &Subject, tenant: Option<&str>) -> String {
    let name = subject.name.as_deref().filter(|_| !subject.declared).unwrap_or(&subject.address);
    let mut cell = format!("{} <code>{}</code>", markdown(&subject.kind, NAME), markdown(name, NAME));
    for place in subject.elsewhere().into_iter().chain(tenant) {
        let _ = write!(cell, " in <code>{}</code>", markdown(place, NAME));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::*;

    fn sample() -> Outcome {
        let mut outcome = outcome(&[("policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        outcome
    }

    #[test]
    fn a_finding_is_a_command() {
        insta::assert_snapshot!(shown(Format::Github, &sample(), &Style::default()), @r#"::error file=policy.json,line=2,endLine=2,col=23,endColumn=33,title=high[guest-invite-everyone]::everyone, including guests, can invite guests%0Aset `allowInvitesFrom` to `adminsAndGuestInviters`%0Aaz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'"#);
    }

    #[test]
    fn a_summary_is_a_table() {
        insta::assert_snapshot!(github_summary(&sample()), @r"
        ## tenantlint

        - 1 finding: 1 high; 1 at or above `medium`
        - checked 1 resource in 1 file

        ### Findings

        | severity | finding | resource | place | rule |
        |---|---|---|---|---|
        | high | everyone, including guests, can invite guests<br>set <code>allowInvitesFrom</code> to <code>adminsAndGuestInviters</code><br><code>az rest &#45;&#45;method PATCH &#45;&#45;url https&#58;&#47;&#47;graph&#46;example&#47;policies&#47;authorizationPolicy &#45;&#45;body &#39;&#123;&#34;allowInvitesFrom&#34;&#58;&#34;adminsAndGuestInviters&#34;&#125;&#39;</code> | authorizationPolicy <code>authorizationPolicy</code> | <code>policy&#46;json:2:23</code> | [guest-invite-everyone](https://github.com/tenantlint/tenantlint/blob/main/docs/rules/guest-invite-everyone.md) |
        ");
    }

    #[test]
    fn hostile_names_make_no_command_of_their_own() {
        let text = shown(Format::Github, &hostile(), &Style { show_undecided: true, ..Style::default() });
        assert_harmless(&text);
        assert_eq!(text.lines().count(), 4);
        for line in text.lines() {
            assert!(line.starts_with("::error file=") || line.starts_with("::notice file="), "{line}");
            let (properties, data) = line[2..].split_once("::").unwrap();
            assert_eq!(properties.matches(',').count(), properties.matches('=').count() - 1, "{properties}");
            assert!(!data.contains('\r'));
        }
    }

    #[test]
    fn hostile_names_make_no_markup() {
        let page = github_summary(&hostile());
        assert_harmless(&page);
        for markup in ["<img", "](http://evil", "**b", "{0}|"] {
            assert!(!page.contains(markup), "{markup} in {page}");
        }
        let table = page.lines().filter(|line| line.starts_with("| high"));
        assert!(table.map(|line| line.matches('|').count()).eq([6]), "{page}");
    }

    #[test]
    fn a_summary_fits_a_step() {
        let mut outcome = sample();
        outcome.findings = vec![outcome.findings[0].clone(); 12_000];
        let page = github_summary(&outcome);
        assert!(page.len() < 1 << 20 && page.contains("of 12000 findings are not shown"), "{}", page.len());
    }
}
