//! For a terminal: the fact, the evidence in its file, and what to do.
//!
//! `miette` draws the excerpts; this module adds the header and the lines below.

use super::escape::{NAME, SENTENCE, code, terminal};
use super::excerpt::Excerpts;
use super::merged::{also, is_under_path, parts};
use super::place::Located;
use super::summary::Summary;
use super::{Style, rule_page, tenant_name};
use crate::finding::{Finding, Line, Step, Subject, Undecided};
use crate::message::Text;
use crate::metadata::Metadata;
use crate::metadata::Severity;
use crate::outcome::Outcome;
use crate::policy::PolicyErrors;
use crate::resource::Problem;
use crate::source::Span;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::fmt;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(outcome, style);
    super::write_findings(outcome, out, |finding, text| {
        if is_under_path(outcome, finding) { Ok(()) } else { text.write_all(page.finding(finding).as_bytes()) }
    })?;
    for problem in &outcome.problems {
        out.write_all(page.problem(problem).as_bytes())?;
    }
    if style.show_undecided {
        for undecided in &outcome.undecided {
            let same: Vec<&Undecided> = outcome.undecided.iter().filter(|other| is_same(undecided, other)).collect();
            if same.first().is_none_or(|first| std::ptr::eq(*first, undecided)) {
                out.write_all(page.undecided(undecided, &same).as_bytes())?;
            }
        }
    }
    page.summary(out)
}

/// Whether two rules are undecided on the tenant for the same reason, and the same input decides them.
fn is_same(one: &Undecided, other: &Undecided) -> bool {
    let is_general = one.subject.is_none() && other.subject.is_none();
    is_general && one.tenant == other.tenant && one.missing == other.missing && one.decide == other.decide
}

/// Shows the errors of a policy file, after which nothing is checked.
pub(super) fn write_mistakes(mistakes: PolicyErrors, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let outcome = Outcome { sources: mistakes.files, ..Outcome::default() };
    let page = Page::new(&outcome, style);
    for mistake in &mistakes.errors {
        let mut text = page.broken(false, mistake.span, &plain(&mistake.message, SENTENCE));
        page.line(&mut text, "help", &plain(&mistake.help, SENTENCE));
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// How a report is rendered.
struct Page<'o> {
    outcome: &'o Outcome,
    style: &'o Style,
    theme: GraphicalTheme,
    handler: GraphicalReportHandler,
}

impl<'o> Page<'o> {
    fn new(outcome: &'o Outcome, style: &'o Style) -> Self {
        let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme.clone())
            .without_cause_chain()
            .without_syntax_highlighting()
            .with_urls(false)
            .with_wrap_lines(false);
        Self { outcome, style, theme, handler }
    }

    fn finding(&self, finding: &Finding) -> String {
        let labels = finding.labels().map(|label| (label.span, plain(&label.text, NAME)));
        let mut text = self.header(finding.severity, finding.severity.name(), finding.rule, &plain(&finding.title, NAME));
        self.excerpts(&mut text, &Excerpts::new(&self.outcome.sources, &self.outcome.marked, labels));
        self.line(&mut text, "what", &subject(&finding.subject, tenant_name(self.outcome, finding.tenant)));
        self.belonging(&mut text, finding);
        self.help(&mut text, finding.remediation.lines(|text| plain(text, SENTENCE), code));
        self.line(&mut text, "docs", &format!("tenantlint explain {}", finding.rule.id));
        text.push('\n');
        text
    }

    /// The other instances of a finding, its notes, and the parts of a path.
    fn belonging(&self, text: &mut String, finding: &Finding) {
        let also = |finding| also(finding, |name| format!("`{}`", terminal(name, NAME)));
        self.line(text, "also", &also(finding).unwrap_or_default());
        for note in &finding.merged.notes {
            self.line(text, "note", &format!("{} ({})", plain(&note.title, NAME), note.rule.id));
        }
        for part in parts(self.outcome, finding) {
            let more = also(part).map(|also| format!(", also {also}")).unwrap_or_default();
            let (severity, place) = (part.severity.name(), self.place(part.primary.span));
            self.line(text, "part", &format!("{severity}[{}] at {place}: {}{more}", part.rule.id, plain(&part.title, NAME)));
        }
    }

    fn help(&self, text: &mut String, lines: Vec<Line>) {
        for line in lines {
            match line {
                Line::Sentence(sentence) => self.line(text, "help", &sentence),
                // Code is copied, so it is never wrapped.
                Line::Code(code) => code.lines().for_each(|line| text.extend(["        ", line, "\n"])),
            }
        }
    }

    fn problem(&self, problem: &Problem) -> String {
        let mut text = self.broken(problem.is_warning, problem.span, &terminal(&problem.message, SENTENCE));
        text.push('\n');
        text
    }

    /// `main.tf:3:22`
    fn place(&self, span: Span) -> String {
        let place = Located::new(&self.outcome.sources, span);
        format!("{}:{}:{}", terminal(place.path, super::escape::WHOLE), place.start.line, place.start.column.0)
    }

    /// `error: the file is empty`, with the place.
    fn broken(&self, is_warning: bool, span: Span, message: &str) -> String {
        let styles = &self.theme.styles;
        let word = if is_warning { styles.warning.style("warning") } else { styles.error.style("error") };
        let mut text = format!("{word}: {message}\n");
        let source = self.outcome.sources.get(span.file);
        if source.is_empty() {
            // A file that could not be read at all has no excerpt.
            self.line(&mut text, "file", &terminal(&source.path, super::escape::WHOLE));
        } else {
            self.excerpts(&mut text, &Excerpts::new(&self.outcome.sources, &self.outcome.marked, [(span, String::new())]));
        }
        text
    }

    /// `same` are the results of all rules that are undecided for the same reason.
    fn undecided(&self, undecided: &Undecided, same: &[&Undecided]) -> String {
        let mut text = self.header(Severity::Info, "undecided", undecided.rule, &plain(&undecided.missing, NAME));
        let others: Vec<&str> = same.iter().skip(1).map(|other| other.rule.id).collect();
        self.line(&mut text, "also", &others.join(", "));
        if let Some(span) = undecided.span {
            self.line(&mut text, "file", &self.place(span));
        }
        let tenant = tenant_name(self.outcome, undecided.tenant);
        match (&undecided.subject, tenant) {
            (Some(about), _) => self.line(&mut text, "what", &subject(about, tenant)),
            (None, Some(tenant)) => self.line(&mut text, "what", &format!("tenant `{}`", terminal(tenant, NAME))),
            (None, None) => {}
        }
        self.help(&mut text, undecided.decide.lines(|text| plain(text, SENTENCE), code));
        text.push('\n');
        text
    }

    fn summary(&self, out: &mut dyn Write) -> io::Result<()> {
        let summary = Summary::new(self.outcome);
        let well = summary.findings == 0 && summary.problems == 0 && summary.resources > 0;
        let denied = self.outcome.deny_undecided && !self.outcome.undecided.is_empty();
        if self.style.quiet && well && !denied {
            return Ok(());
        }
        for line in summary.lines(self.outcome, |path| format!("`{}`", terminal(path, super::escape::WHOLE))) {
            writeln!(out, "{line}")?;
        }
        if !self.style.show_undecided {
            self.deciders(out)?;
        }
        Ok(())
    }

    /// The steps that let the undecided rules decide, each once.
    fn deciders(&self, out: &mut dyn Write) -> io::Result<()> {
        /// More steps would hide the summary.
        const SHOWN: usize = 4;
        let mut deciders: Vec<&Step> = Vec::new();
        for undecided in &self.outcome.undecided {
            if !deciders.contains(&&undecided.decide) {
                deciders.push(&undecided.decide);
            }
            if deciders.len() > SHOWN {
                break;
            }
        }
        if deciders.is_empty() {
            return Ok(());
        }
        writeln!(out, "to decide more:")?;
        for decider in deciders.iter().take(SHOWN) {
            for line in decider.lines(|text| plain(text, SENTENCE), code) {
                match line {
                    Line::Sentence(sentence) => writeln!(out, "  {sentence}")?,
                    Line::Code(code) => code.lines().try_for_each(|line| writeln!(out, "    {line}"))?,
                }
            }
        }
        let more = if deciders.len() > SHOWN { " and further steps" } else { "" };
        writeln!(out, "`--show-undecided` lists all undecided results{more}")
    }

    /// `high[guest-invite-everyone]: everyone, including guests, can invite guests`
    fn header(&self, severity: Severity, word: &str, rule: &Metadata, title: &str) -> String {
        let styles = &self.theme.styles;
        let paint = match severity {
            Severity::Critical | Severity::High => styles.error,
            Severity::Medium => styles.warning,
            Severity::Low | Severity::Info => styles.advice,
        };
        let name = if self.style.hyperlinks {
            format!("\u{1b}]8;;{}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", rule_page(rule), rule.id)
        } else {
            rule.id.to_owned()
        };
        format!("{}[{name}]: {title}\n", paint.style(word))
    }

    /// A wrapped line below the excerpts; nothing if the body is empty.
    fn line(&self, text: &mut String, head: &str, body: &str) {
        if body.is_empty() {
            return;
        }
        let indent = head.len() + 4;
        let width = self.style.width.max(40);
        text.push_str("  ");
        text.push_str(&self.theme.styles.help.style(head).to_string());
        text.push(':');
        let mut column = indent - 1;
        for word in body.split(' ') {
            let length = word.chars().count();
            if column + 1 + length > width && column >= indent {
                text.push('\n');
                text.extend(std::iter::repeat_n(' ', indent - 1));
                column = indent - 1;
            }
            text.push(' ');
            text.push_str(word);
            column += 1 + length;
        }
        text.push('\n');
    }

    fn excerpts(&self, text: &mut String, excerpts: &Excerpts) {
        let mut drawn = String::new();
        if self.handler.render_report(&mut drawn, &Snippet(excerpts)).is_ok() {
            // The first line is `miette`'s header, which is empty.
            text.push_str(drawn.strip_prefix('\n').unwrap_or(&drawn));
        }
        if excerpts.left_out > 0 {
            self.line(text, "also", &format!("at {}", super::summary::counted(excerpts.left_out, "more place")));
        }
    }
}

/// A text whose values are escaped for a terminal.
fn plain(text: &Text, limit: usize) -> String {
    text.render(|value| terminal(value, limit))
}

/// The subject of a finding: kind, display name, and the id to use in the allow-list.
fn subject(subject: &Subject, tenant: Option<&str>) -> String {
    let mut parts = vec![terminal(&subject.kind, NAME)];
    let quoted = |value: &str| format!("`{}`", terminal(value, NAME));
    let address = Some(&subject.address).filter(|address| !address.is_empty());
    if subject.declared {
        parts.extend(address.map(|address| quoted(address)));
        let place = Some(&*subject.deployment).filter(|deployment| !deployment.is_empty()).or(subject.elsewhere());
        parts.extend(place.map(|place| format!("in {}", quoted(place))));
    } else {
        parts.extend(subject.name.as_deref().map(quoted));
        // The id of a singleton only repeats its kind.
        let own = subject.id.as_ref().filter(|id| **id != subject.kind);
        let id = subject.app_id.as_ref().map(|id| ("appId", id)).or(own.map(|id| ("id", id)));
        match id {
            Some((key, id)) => parts.push(format!("{key} {}", terminal(id, NAME))),
            None => parts.extend(
                address
                    .filter(|address| subject.name.as_ref() != Some(address) && **address != subject.kind)
                    .map(|address| quoted(address)),
            ),
        }
    }
    parts.extend(tenant.map(|tenant| format!("in tenant {}", quoted(tenant))));
    parts.join(" ")
}

/// Excerpts as the diagnostic that `miette` draws.
#[derive(Debug)]
struct Snippet<'e>(&'e Excerpts);

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, rule, shown, span};
    use super::*;
    use crate::finding::Action;
    use crate::message::Label;
    use crate::source::{FileId, Span};

    /// The excerpts of labels, each a file and a text in it.
    fn drawn(files: &[(&str, &str)], labels: &[(u32, &str)]) -> String {
        let outcome = outcome(files);
        drawn_at(&outcome, labels.iter().map(|(file, what)| span(&outcome, *file, what)))
    }

    fn drawn_at(outcome: &Outcome, spans: impl IntoIterator<Item = Span>) -> String {
        let style = Style::default();
        let labels = spans.into_iter().enumerate().map(|(index, span)| (span, format!("label {index}")));
        let mut text = String::new();
        Page::new(outcome, &style).excerpts(&mut text, &Excerpts::new(&outcome.sources, &outcome.marked, labels));
        text
    }

    fn sample() -> Outcome {
        let mut outcome = outcome(&[("policy.json", "{\n  \"id\": \"authorizationPolicy\",\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        outcome
    }

    #[test]
    fn a_finding_is_a_header_an_excerpt_and_help() {
        insta::assert_snapshot!(shown(Format::Human, &sample(), &Style::default()), @r#"
        high[guest-invite-everyone]: everyone, including guests, can invite guests
           ╭─[policy.json:3:23]
         2 │   "id": "authorizationPolicy",
         3 │   "allowInvitesFrom": "everyone"
           ·                       ─────┬────
           ·                            ╰── everyone may invite, guests too
         4 │ }
           ╰────
          what: authorizationPolicy
          help: set `allowInvitesFrom` to `adminsAndGuestInviters`
                az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'
          docs: tenantlint explain guest-invite-everyone

        1 finding: 1 high; 1 at or above `medium`
        checked 1 resource in 1 file
        "#);
    }

    #[test]
    fn colors_and_links_are_only_there_when_asked_for() {
        let colored = shown(Format::Human, &sample(), &Style { color: true, hyperlinks: true, ..Style::default() });
        assert!(colored.contains("\u{1b}[31mhigh\u{1b}[0m["), "{colored}");
        assert!(colored.contains("\u{1b}]8;;https://"), "{colored}");
        assert!(!shown(Format::Human, &sample(), &Style::default()).contains('\u{1b}'));
    }

    #[test]
    fn what_is_undecided_is_no_finding_and_not_clean() {
        let mut outcome = sample();
        outcome.findings.clear();
        outcome.undecided = vec![
            Undecided {
                rule: rule("guest-role-too-wide"),
                tenant: 0,
                subject: Some(finding(span(&outcome, 0, "id")).subject),
                span: Some(span(&outcome, 0, "{")),
                missing: Text::new("`{setting}` is not in the input").with("setting", "guestUserRoleId"),
                decide: Step::from("also collect it").with(Action::Command("az rest --url x".into())),
            },
            Undecided {
                rule: rule("application-multi-tenant"),
                tenant: 0,
                subject: None,
                span: None,
                missing: Text::new("no `application` is in the input"),
                decide: "add an export of it to the input".into(),
            },
        ];
        // A rule that is undecided for the same reason is listed with the first one.
        outcome.undecided.push(Undecided { rule: rule("path-app-any-tenant"), ..outcome.undecided[1].clone() });
        insta::assert_snapshot!(shown(Format::Human, &outcome, &Style { show_undecided: true, ..Style::default() }), @r"
        undecided[guest-role-too-wide]: `guestUserRoleId` is not in the input
          file: policy.json:1:1
          what: authorizationPolicy
          help: also collect it
                az rest --url x

        undecided[application-multi-tenant]: no `application` is in the input
          also: path-app-any-tenant
          help: add an export of it to the input

        no findings in what was decided
        undecided: 1 setting, 2 rules without input
        checked 1 resource in 1 file
        ");
        insta::assert_snapshot!(shown(Format::Human, &outcome, &Style::default()), @r"
        no findings in what was decided
        undecided: 1 setting, 2 rules without input
        checked 1 resource in 1 file
        to decide more:
          also collect it
            az rest --url x
          add an export of it to the input
        `--show-undecided` lists all undecided results
        ");
    }

    #[test]
    fn an_input_without_resources_is_reported() {
        let mut outcome = outcome(&[("a.txt", "a")]);
        outcome.resources = 0;
        let style = Style { quiet: true, ..Style::default() };
        insta::assert_snapshot!(shown(Format::Human, &outcome, &style), @r"no resources found in 1 file: run `tenantlint inputs` to see why");
    }

    #[test]
    fn quiet_says_nothing_where_all_went_well() {
        let outcome = outcome(&[("a.json", "{}")]);
        assert_eq!(shown(Format::Human, &outcome, &Style { quiet: true, ..Style::default() }), "");
    }

    #[test]
    fn problems_have_their_place() {
        let mut outcome = outcome(&[("a.json", "{\n  \"a\": ]\n}\n"), ("b.json", "")]);
        outcome.problems.push(Problem::error(span(&outcome, 0, "]"), "a value was expected".to_owned()));
        outcome.problems.push(Problem::error(Span::new(FileId(1), 0, 0), "cannot read the file".to_owned()));
        insta::assert_snapshot!(shown(Format::Human, &outcome, &Style::default()), @r#"
        error: a value was expected
           ╭─[a.json:2:8]
         1 │ {
         2 │   "a": ]
           ·        ─
         3 │ }
           ╰────

        error: cannot read the file
          file: b.json

        no findings in what was decided
        2 parts of the input could not be read and were not checked
        checked 2 resources in 2 files
        "#);
    }

    #[test]
    fn hostile_names_reach_no_terminal() {
        let text = shown(Format::Human, &hostile(), &Style { show_undecided: true, width: 40, ..Style::default() });
        assert_harmless(&text);
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
        assert!(text.len() < 12_000, "{}", text.len());
    }

    #[test]
    fn labels_on_neighbouring_lines_share_an_excerpt() {
        let text = "{\n  \"includeUsers\": [\"All\"],\n  \"excludeUsers\": []\n}\n";
        insta::assert_snapshot!(drawn(&[("ca.json", text)], &[(0, "\"All\""), (0, "[]")]), @r#"
          ╭─[ca.json:2:20]
        1 │ {
        2 │   "includeUsers": ["All"],
          ·                    ──┬──
          ·                      ╰── label 0
        3 │   "excludeUsers": []
          ·                   ─┬
          ·                    ╰── label 1
        4 │ }
          ╰────
        "#);
    }

    #[test]
    fn labels_in_two_files_have_their_places() {
        let files = [("a.json", "{\"a\": 1}"), ("b.json", "\n\n{\"b\": 2}")];
        insta::assert_snapshot!(drawn(&files, &[(1, "2"), (0, "1")]), @r#"
          ╭─[b.json:3:7]
        2 │ 
        3 │ {"b": 2}
          ·       ┬
          ·       ╰── label 0
          ╰────
          ╭─[a.json:1:7]
        1 │ {"a": 1}
          ·       ┬
          ·       ╰── label 1
          ╰────
        "#);
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut() {
        let text = format!("[{}{{\"é\": \"everyone\"}}{}]", "\"aäa\",".repeat(100_000), ",null".repeat(100_000));
        insta::assert_snapshot!(drawn(&[("a.json", &text)], &[(0, "\"everyone\"")]), @r#"
          ╭─[a.json:1:600008]
        1 │ …"aäa","aäa","aäa","aäa",{"é": "everyone"},null,null,null,null,null,null,null,null,null,nul…
          ·                                ─────┬────
          ·                                     ╰── label 0
          ╰────
        "#);
        let object = format!("{{\"id\":\"{}\"}}", "a".repeat(1_000_000));
        insta::assert_snapshot!(drawn(&[("a.json", &object)], &[(0, &object)]), @r#"
          ╭─[a.json:1:1]
        1 │ {"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
          · ──────────────────────────────┬─────────────────────────────
          ·                               ╰── label 0
          ╰────
        "#);
    }

    #[test]
    fn two_labels_of_a_long_line_share_a_window_or_have_two() {
        let text = format!("[{}{{\"a\":1,\"b\":2}},{}{{\"c\":3}}]", "0,".repeat(100), "0,".repeat(100));
        insta::assert_snapshot!(drawn(&[("a.json", &text)], &[(0, "1"), (0, "2"), (0, "3")]), @r#"
          ╭─[a.json:1:207]
        1 │ …,0,0,0,0,0,0,0,0,0,0,0,0,{"a":1,"b":2},0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0…
          ·                                ┬     ┬
          ·                                │     ╰── label 1
          ·                                ╰── label 0
          ╰────
          ╭─[a.json:1:421]
        1 │ …,0,0,0,0,0,0,0,0,0,0,0,0,{"c":3}]
          ·                                ┬
          ·                                ╰── label 2
          ╰────
        "#);
    }

    #[test]
    fn the_ends_of_a_file_can_be_labelled() {
        let outcome = outcome(&[("a.json", "{}"), ("empty.json", ""), ("b.json", "{}\n")]);
        let at = |file, start, end| drawn_at(&outcome, [Span::new(FileId(file), start, end)]);
        insta::assert_snapshot!([at(0, 0, 1), at(0, 2, 2), at(1, 0, 0), at(2, 3, 3)].concat(), @r"
          ╭─[a.json:1:1]
        1 │ {}
          · ┬
          · ╰── label 0
          ╰────
          ╭─[a.json:1:3]
        1 │ {}
          ·   ▲
          ·   ╰── label 0
          ╰────
          ╭─[empty.json:1:1]
        1 │ 
          · ▲
          · ╰── label 0
          ╰────
          ╭─[b.json:2:1]
        1 │ {}
        2 │ 
          · ▲
          · ╰── label 0
          ╰────
        ");
        // A span that is wrong draws something.
        assert!(at(0, 100, 200).contains("a.json:1:3"));
    }

    #[test]
    fn carriage_returns_tabs_and_wide_characters_keep_labels_in_line() {
        let text = "{\r\n\t\"経費😀\":\t\"everyone\",\r\n\t\"b\": 1\r\n}\r\n";
        insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "\"everyone\"")]), @r#"
          ╭─[a.json:2:9]
        1 │ {
        2 │     "経費😀":   "everyone",
          ·                 ─────┬────
          ·                      ╰── label 0
        3 │     "b": 1
          ╰────
        "#);
    }

    #[test]
    fn a_label_over_many_lines_marks_its_first() {
        let long = format!("{{\n{}}}\n", "  \"a\": 1,\n".repeat(20));
        insta::assert_snapshot!(drawn(&[("a.json", &long)], &[(0, long.trim_end())]), @r"
          ╭─[a.json:1:1]
        1 │ {
          · ┬
          · ╰── label 0
          ╰────
        ");
        let short = "[\n{\n  \"a\": 1\n}\n]\n";
        insta::assert_snapshot!(drawn(&[("a.json", short)], &[(0, "{\n  \"a\": 1\n}")]), @r#"
          ╭─[a.json:2:1]
        1 │     [
        2 │ ╭─▶ {
        3 │ │     "a": 1
        4 │ ├─▶ }
          · ╰──── label 0
        5 │     ]
          ╰────
        "#);
    }

    #[test]
    fn labels_within_and_upon_each_other_point_right() {
        let text = "{\"a\": {\"b\": 1}}\n";
        insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "{\"b\": 1}"), (0, "1"), (0, "{\"b\"")]), @r#"
          ╭─[a.json:1:7]
        1 │ {"a": {"b": 1}}
          ·       ───┬──┬
          ·          │  ╰── label 1
          ·          ╰── label 0
          ╰────
          ╭─[a.json:1:7]
        1 │ {"a": {"b": 1}}
          ·       ──┬─
          ·         ╰── label 2
          ╰────
        "#);
    }

    #[test]
    fn control_characters_and_secrets_in_a_source_are_not_shown() {
        let text = "{\"name\":\"\u{202e}\u{1b}[1m##vso[x]\",\"secretText\":\"hunter2\",\"x\":1}";
        insta::assert_snapshot!(drawn(&[("a.json", text)], &[(0, "1}")]), @r#"
          ╭─[a.json:1:52]
        1 │ {"name":"<U+202E>␛[1m<U+0023>#vso[x]","secretText":"•••••••","x":1}
          ·                                                                  ─┬
          ·                                                                   ╰── label 0
          ╰────
        "#);
    }

    #[test]
    fn a_thousand_labels_are_counted() {
        let mut outcome = sample();
        let label = Label::at(span(&outcome, 0, "id"), "here");
        outcome.findings[0].related = vec![label; 1000];
        assert!(shown(Format::Human, &outcome, &Style::default()).contains("also: at 989 more places"));
    }

    /// Every span over a text with all that is special draws without a panic.
    #[test]
    fn no_span_panics() {
        let text = format!("\u{feff}é\r\n\t\u{202e}{}\n\r\n\n😀{}\r", "x=".repeat(80), "\"password\": \"é".repeat(20));
        let outcome = outcome(&[("a", &text)]);
        let length = text.len() + 2;
        for start in 0..length {
            for end in (start..length).step_by(7) {
                let spans = [(start, end), (end, end), (start / 2, end)].map(|(start, end)| Span::new(FileId(0), start, end));
                assert!(drawn_at(&outcome, spans).contains("label 0"), "{start}..{end}");
            }
        }
    }
}
