//! A page in Markdown, for a comment on a pull request and for the summary of a job.
//!
//! Source: GitHub Flavored Markdown; GitHub Docs, "Adding a job summary". A comment has at most 65,536 characters on GitHub, so the most
//! severe findings are shown and the rest is counted.

use super::entry::Entry;
use super::escape::{MARKDOWN, NAME, SENTENCE, Target, WHOLE, code, markdown};
use super::merged::{belonging, is_under_path, part_lines};
use super::place::Located;
use super::summary::{SEVERITIES, Summary, counted_in};
use super::{Style, rule_page, say, tenant_name};
use crate::finding::{Finding, Line, Subject, Undecided};
use crate::language::Language;
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::resource::Problem;
use crate::source::Span;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Bytes of the page.
const PAGE: usize = 60_000;

/// Bytes of the folded part of a finding.
const DETAILS: usize = 8_000;

/// Bytes up to which findings are added, so that there is room for what could not be read and what is undecided.
const FINDINGS: usize = 45_000;

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(outcome, style.language).as_bytes())
}

fn page(outcome: &Outcome, language: Language) -> String {
    let target = MARKDOWN.in_language(language);
    let mut page = String::from("## tenantlint\n\n");
    for line in Summary::new(outcome).lines(outcome, language, MARKDOWN.name) {
        // The other text is ours; what it puts in backticks are commands and names of severities and rules.
        let _ = writeln!(page, "- {line}");
    }
    findings(&mut page, outcome, target);
    let text = |english: &'static str| language.text(english);
    let problems = outcome.problems.iter().map(|problem| problem_row(outcome, problem, target));
    let head = format!("| {} | {} |\n|---|---|\n", text("place"), text("problem"));
    table(&mut page, language, ["Could not be read", &head, "problem"], problems);
    let undecided = outcome.undecided.iter().map(|undecided| undecided_row(outcome, undecided, target));
    let head = [text("rule"), text("resource"), text("missing"), text("to decide it")].join(" | ");
    let head = format!("| {head} |\n|---|---|---|---|\n");
    table(&mut page, language, ["Undecided: neither a finding nor clean", &head, "undecided result"], undecided);
    page
}

/// The findings that people see on their own, under a heading for each severity.
fn findings(page: &mut String, outcome: &Outcome, target: Target) {
    let mut shown = outcome.findings.iter().filter(|finding| !is_under_path(outcome, finding)).peekable();
    let mut last = None;
    while let Some(finding) = shown.peek() {
        let mut text = finding_text(outcome, finding, target);
        if last != Some(finding.severity) {
            text = format!("\n### {}\n{text}", heading(finding.severity));
        }
        if page.len() + text.len() > FINDINGS {
            break;
        }
        page.push_str(&text);
        last = shown.next().map(|finding| finding.severity);
    }
    let rest: Vec<_> = shown.map(|finding| finding.severity).collect();
    if !rest.is_empty() {
        let total = counted_in(target.language, rest.len(), "more finding");
        let counts = SEVERITIES.map(|severity| (rest.iter().filter(|other| **other == severity).count(), severity.name()));
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}"));
        let _ = writeln!(page, "\n{total}: {}.", counts.collect::<Vec<_>>().join(", "));
    }
}

fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}

/// A finding in a few lines, with its remediation folded.
fn finding_text(outcome: &Outcome, finding: &Finding, target: Target) -> String {
    let entry = Entry::Finding(finding);
    let about = subject(&finding.subject, tenant_name(outcome, finding.tenant), target.language);
    let about = located(outcome, about, finding.primary.span, target.language);
    let mut text = format!(
        "\n**{}**<br>\n{about}: {}",
        entry.title(target),
        rule_page(finding.rule, target.language)
            .map_or_else(|| finding.rule.id.to_owned(), |page| format!("[{}]({page})", finding.rule.id)),
    );
    for line in belonging(finding, target).chain(part_lines(outcome, finding, target)) {
        text.extend(["<br>\n", &line]);
    }
    text.push('\n');
    let details: Vec<_> = entry.help(target).into_iter().map(Line::into_text).collect();
    let details = details.join("\n\n");
    if details.len() > DETAILS {
        text.extend(["\n", target.language.text("The remediation is too long for this page."), "\n"]);
    } else if !details.is_empty() {
        let title = target.language.text("Remediation");
        let _ = write!(text, "\n<details><summary>{title}</summary>\n\n{details}\n\n</details>\n");
    }
    text
}

/// A folded table, as far as the page has room for it.
fn table(page: &mut String, language: Language, [title, head, what]: [&str; 3], rows: impl ExactSizeIterator<Item = String>) {
    let total = rows.len();
    if total == 0 {
        return;
    }
    let title = language.translate(title).unwrap_or(title);
    let _ = write!(page, "\n<details><summary>{title}: {}</summary>\n\n{head}", counted_in(language, total, what));
    let mut written = 0;
    for row in rows {
        if page.len() + row.len() > PAGE {
            break;
        }
        page.push_str(&row);
        written += 1;
    }
    if written < total {
        let values = [("shown", (total - written).to_string()), ("total", total.to_string())];
        let _ = writeln!(page, "\n{}", say(language, "{shown} of {total} are not shown.", &values));
    }
    page.push_str("\n</details>\n");
}

fn problem_row(outcome: &Outcome, problem: &Problem, target: Target) -> String {
    format!("| {} | {} |\n", place(outcome, problem.span), Entry::Problem(problem).title(target))
}

fn undecided_row(outcome: &Outcome, undecided: &Undecided, target: Target) -> String {
    let tenant = tenant_name(outcome, undecided.tenant);
    let about = match (&undecided.subject, tenant) {
        (Some(about), tenant) => subject(about, tenant, target.language),
        (None, Some(tenant)) => say(target.language, "tenant {tenant}", &[("tenant", markdown(tenant, NAME))]),
        (None, None) => String::new(),
    };
    // A cell has one line, so a command is code between tags, escaped as a whole: our own quotes must not become markup either.
    let code = |text: &_| code(text).lines().map(|line| format!("<code>{}</code>", markdown(line, WHOLE))).collect::<Vec<_>>().join("<br>");
    let lines = undecided.decide.lines(|text| target.text(text, SENTENCE), code);
    let decide = lines.into_iter().map(Line::into_text).collect::<Vec<_>>().join("<br>");
    format!("| {} | {about} | {} | {decide} |\n", undecided.rule.id, Entry::Undecided(undecided).title(target))
}

pub(super) fn place(outcome: &Outcome, span: Span) -> String {
    let Located { path, start, .. } = Located::new(&outcome.sources, span);
    format!("<code>{}:{}:{}</code>", markdown(path, WHOLE), start.line, start.column.0)
}

/// An object with a place.
pub(super) fn located(outcome: &Outcome, object: String, span: Span, language: Language) -> String {
    say(language, "{object} at {place}", &[("object", object), ("place", place(outcome, span))])
}

pub(super) fn subject(subject: &Subject, tenant: Option<&str>, language: Language) -> String {
    let name = subject.name.as_deref().filter(|_| !subject.declared).unwrap_or(&subject.address);
    let mut text = markdown(&subject.kind, NAME);
    if !name.is_empty() {
        text.extend([" ", &(MARKDOWN.name)(name)]);
    }
    for place in subject.elsewhere().into_iter().chain(tenant) {
        text = say(language, "{object} in {file}", &[("object", text), ("file", (MARKDOWN.name)(place))]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, hostile, sample, shown};
    use super::super::{Format, Style};
    use super::*;

    #[test]
    fn a_finding_has_a_folded_remediation() {
        insta::assert_snapshot!(shown(Format::Markdown, &sample(), &Style::default()), @r#"
        ## tenantlint

        - 1 finding: 1 high; 1 at or above `medium`
        - checked 1 resource in 1 file

        ### High

        **everyone, including guests, can invite guests**<br>
        authorizationPolicy <code>authorizationPolicy</code> at <code>policy.json:2:23</code>: [guest-invite-everyone](https://github.com/tenantlint/tenantlint/blob/main/docs/rules/guest-invite-everyone.md)

        <details><summary>Remediation</summary>

        set <code>allowInvitesFrom</code> to <code>adminsAndGuestInviters</code>

        ```
        az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'
        ```

        </details>
        "#);
    }

    #[test]
    fn hostile_names_make_no_markup() {
        let page = shown(Format::Markdown, &hostile(), &Style::default());
        assert_harmless(&page);
        // What is in a fence is shown as it is.
        let mut fence = None;
        for line in page.lines() {
            let ticks = line.len() - line.trim_start_matches('`').len();
            match fence {
                Some(length) if ticks >= length && line.len() == ticks => fence = None,
                Some(_) => {}
                None if ticks >= 3 => fence = Some(ticks),
                None => {
                    for markup in ["<img", "](http://evil", "**b", "{0}|", "http://evil"] {
                        assert!(!line.contains(markup), "{markup} in {line}");
                    }
                }
            }
        }
        assert_eq!(fence, None);
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
        let rows = page.lines().filter(|line| line.starts_with("| guest-invite-everyone |"));
        assert!(rows.map(|line| line.matches('|').count()).eq([5]), "{page}");
    }

    #[test]
    fn a_page_fits_a_comment_and_counts_the_rest() {
        let mut outcome = hostile();
        outcome.findings = vec![sample().findings[0].clone(); 12_000];
        for finding in &mut outcome.findings[10..] {
            finding.severity = Severity::Low;
        }
        outcome.undecided = vec![outcome.undecided[0].clone(); 1_000];
        let page = page(&outcome, Language::English);
        assert!(page.len() < 65_536, "{}", page.len());
        let rest = page.lines().find(|line| line.contains(" more findings: ")).unwrap();
        assert!(rest.ends_with(" low."), "{rest}");
        assert!(page.contains("### High\n") && page.contains("of 1000 are not shown."), "{page}");
    }

    #[test]
    fn a_long_remediation_hides_no_finding() {
        let mut outcome = sample();
        let long = crate::message::Text::new("{name}").with("name", "x".repeat(9_000));
        outcome.findings.push(outcome.findings[0].clone());
        outcome.findings[0].remediation = crate::finding::Step::from(long.clone()).with(crate::finding::Action::Command(long)).into();
        assert_eq!(page(&outcome, Language::English).matches("everyone, including guests").count(), 2);
    }
}
