//! For a terminal: each object with its findings, and then a summary.
//!
//! `miette` draws the excerpts; this module adds the headers and the lines below.

use super::escape::{NAME, SENTENCE, WHOLE, code, terminal};
use super::excerpt::{Excerpts, Room};
use super::groups::{Group, Groups};
use super::merged::{also, parts};
use super::place::Located;
use super::summary::{Summary, by_rule, counted_in};
use super::wrap::{shorten, wrap};
use super::{Style, rule_page, tenant_name};
use crate::baseline::Known;
use crate::finding::{Finding, Line, Step, Subject, Undecided};
use crate::language::Language;
use crate::message::Text;
use crate::metadata::Metadata;
use crate::metadata::Severity;
use crate::outcome::{Accepted, Outcome};
use crate::policy::PolicyErrors;
use crate::resource::Problem;
use crate::source::Span;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Findings of which no table lists the rules: a reader sees so few without one.
const MANY: usize = 10;

/// Rules that the table of a report lists.
const MOST_RULES: usize = 20;

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page::new(outcome, style);
    let groups = Groups::new(outcome, if style.statistics { Some(0) } else { style.max_findings });
    super::write_in_order(&groups.shown, out, |group, text| text.write_all(page.group(group).as_bytes()))?;
    for problem in &outcome.problems {
        out.write_all(page.problem(problem).as_bytes())?;
    }
    if style.show_accepted {
        for accepted in &outcome.accepted {
            out.write_all(page.accepted(accepted).as_bytes())?;
        }
    }
    if style.show_known {
        for known in &outcome.known {
            out.write_all(page.known(known).as_bytes())?;
        }
    }
    if style.show_undecided {
        for undecided in &outcome.undecided {
            let same: Vec<&Undecided> = outcome.undecided.iter().filter(|other| is_same(undecided, other)).collect();
            if same.first().is_none_or(|first| std::ptr::eq(*first, undecided)) {
                out.write_all(page.undecided(undecided, &same).as_bytes())?;
            }
        }
    }
    if !style.statistics {
        page.rest(&groups.rest, out)?;
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
        let mut text = page.broken(false, mistake.span, &page.plain(&mistake.message, SENTENCE));
        page.line(&mut text, "help", &page.plain(&mistake.help, SENTENCE));
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Places of a finding that are listed below its excerpt.
const LISTED: usize = 12;

/// Columns of the lines below an excerpt where no terminal shows them.
const WIDTH: usize = 100;

/// Narrower terminals are not considered.
const NARROW: usize = 40;

/// A number with commas between thousands.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let groups = digits.char_indices().flat_map(|(at, digit)| {
        let comma = (at > 0 && at % 3 == first).then_some(',');
        comma.into_iter().chain([digit])
    });
    groups.collect()
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

    /// An object and its findings.
    fn group(&self, group: &Group<'_>) -> String {
        let Some(first) = group.findings.first() else { return String::new() };
        let about = self.subject(&first.subject, tenant_name(self.outcome, first.tenant));
        let file = terminal(Located::new(&self.outcome.sources, first.primary.span).path, WHOLE);
        let mut text = String::new();
        for line in self.wrapped(&self.say("{object} in {file}", &[("object", about), ("file", file)]), 0, 0) {
            text.extend([&self.theme.styles.link.style(line).to_string(), "\n"]);
        }
        let mut drawn = HashSet::new();
        for finding in &group.findings {
            text.push_str(&self.finding(finding, &mut drawn));
        }
        text
    }

    /// A finding without its object. `drawn` are the places that excerpts of the same object show.
    fn finding(&self, finding: &Finding, drawn: &mut HashSet<Span>) -> String {
        let mut text = self.header(finding.severity, finding.severity.name(), finding.rule, &self.plain(&finding.title, NAME));
        let is_path = !finding.rule.parts.is_empty();
        let primary = finding.primary.span;
        let adds = |span: Span| is_path || !drawn.contains(&span) && !self.is_start_of_object(span);
        let is_near = |span: Span| {
            let line = |span: Span| self.outcome.sources.get(span.file).position(span.start).line;
            is_path || span == primary || span.file == primary.file && line(span).abs_diff(line(primary)) <= 3
        };
        let has_excerpt = adds(primary) && !self.outcome.sources.get(primary.file).is_empty();
        let (framed, listed): (Vec<_>, Vec<_>) = finding.labels().partition(|label| has_excerpt && is_near(label.span) && adds(label.span));
        let labels = framed.iter().map(|label| (label.span, self.label(label.span, &self.plain(&label.text, NAME))));
        let excerpts = Excerpts::new(&self.outcome.sources, &self.outcome.marked, self.room(), labels);
        drawn.extend(framed.iter().map(|label| label.span));
        if !framed.is_empty() {
            self.excerpts(&mut text, &excerpts);
        }
        for label in listed.iter().take(LISTED) {
            let about = self.plain(&label.text, NAME);
            let sign = if about.is_empty() { "" } else { ": " };
            self.line(&mut text, "at", &format!("{}{sign}{about}", self.place(label.span)));
        }
        if let Some(more) = listed.len().checked_sub(LISTED).filter(|more| *more > 0) {
            self.line(&mut text, "also", &self.say("at {places}", &[("places", self.counted(more, "more place"))]));
        }
        self.belonging(&mut text, finding);
        self.help(&mut text, finding.remediation.lines(|text| self.plain(text, SENTENCE), code));
        text.push('\n');
        text
    }

    /// Whether a label points at nothing but the beginning of an object, such as the `{` of one that lacks a property.
    fn is_start_of_object(&self, span: Span) -> bool {
        let source = self.outcome.sources.get(span.file);
        let around = source.around(span.start as usize, span.start as usize, 1);
        matches!(around.text.as_bytes().get(span.start as usize - around.start), Some(b'{'))
    }

    /// The text of a label, broken so that it fits beside the place that it points at.
    fn label(&self, span: Span, text: &str) -> String {
        /// Narrower, words would have lines of their own.
        const NARROWEST: usize = 24;
        let Some(columns) = self.style.terminal else { return text.to_owned() };
        let Located { start, end, .. } = Located::new(&self.outcome.sources, span);
        let (start, end) = (start.column.0 as usize, end.column.0 as usize);
        let half = end.saturating_sub(start) / 2;
        let room = columns.saturating_sub(start.min(columns / 2) + half.min(columns / 4) + 14);
        wrap(text, room.max(NARROWEST), 0).join("\n")
    }

    fn room(&self) -> Room {
        self.style.terminal.map_or(Room::WIDE, Room::of)
    }

    /// A text in lines that fit beside an indent; as one line where no terminal shows it, so that it can be searched for. The first line
    /// has `used` columns less.
    fn wrapped(&self, text: &str, indent: usize, used: usize) -> Vec<String> {
        match self.style.terminal {
            Some(columns) => wrap(text, columns.max(NARROW) - indent, used),
            None => vec![text.to_owned()],
        }
    }

    /// Writes a text in lines that fit, each with an indent.
    fn write_text(&self, text: &str, indent: &str, out: &mut dyn Write) -> io::Result<()> {
        self.wrapped(text, indent.len(), 0).iter().try_for_each(|line| writeln!(out, "{indent}{line}"))
    }

    /// The findings that are not shown, counted by rule.
    fn rest(&self, rest: &[(&'static Metadata, usize)], out: &mut dyn Write) -> io::Result<()> {
        /// More rules would hide the summary.
        const NAMED: usize = 10;
        if rest.is_empty() {
            return Ok(());
        }
        let all: usize = rest.iter().map(|(_, number)| number).sum();
        let template = "{findings} not shown; `--max-findings 0` shows all, `--only RULE` those of a rule";
        let text = self.say(template, &[("findings", self.counted(all, "finding"))]);
        self.write_text(&text, "", out)?;
        let width = rest.first().map_or(0, |(_, number)| thousands(*number).len());
        for (rule, number) in rest.iter().take(NAMED) {
            writeln!(out, "  {:>width$} {}", thousands(*number), rule.id)?;
        }
        if let Some(more) = rest.len().checked_sub(NAMED).filter(|more| *more > 0) {
            writeln!(out, "  {}", self.say("and {rules}", &[("rules", self.counted(more, "more rule"))]))?;
        }
        writeln!(out)
    }

    /// A finding that the baseline contains.
    fn known(&self, known: &Known) -> String {
        let mut text = self.not_reported("known", &known.finding);
        self.line(&mut text, "why", &super::harmless(&self.outcome.why_known(known)));
        text.push('\n');
        text
    }

    /// The start of a finding that is listed but not reported.
    fn not_reported(&self, status: &'static str, finding: &Finding) -> String {
        let mut text = self.header(Severity::Info, status, finding.rule, &self.plain(&finding.title, NAME));
        self.line(&mut text, "file", &self.place(finding.primary.span));
        self.line(&mut text, "what", &self.subject(&finding.subject, tenant_name(self.outcome, finding.tenant)));
        text
    }

    /// A finding that the allow-list accepts.
    fn accepted(&self, accepted: &Accepted) -> String {
        let mut text = self.not_reported("accepted", &accepted.finding);
        self.line(&mut text, "reason", &terminal(&accepted.reason, SENTENCE));
        self.line(&mut text, "reviewer", &terminal(&accepted.reviewer, NAME));
        text.push('\n');
        text
    }

    /// The other instances of a finding, its notes, and the parts of a path.
    fn belonging(&self, text: &mut String, finding: &Finding) {
        let also = |finding| also(finding, self.style.language, |name| format!("`{}`", terminal(name, NAME)));
        self.line(text, "also", &also(finding).unwrap_or_default());
        for note in &finding.merged.notes {
            self.line(text, "note", &format!("{} ({})", self.plain(&note.title, NAME), note.rule.id));
        }
        for part in parts(self.outcome, finding) {
            let more = also(part).map(|also| self.say(", also {others}", &[("others", also)])).unwrap_or_default();
            let (severity, place) = (part.severity.name(), self.place(part.primary.span));
            let title = format!("{severity}[{}] {}{more}", part.rule.id, self.plain(&part.title, NAME));
            self.line(text, "part", &self.say("{title}, at {place}", &[("title", title), ("place", place)]));
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
        let mut text = self.broken(problem.is_warning, problem.span, &self.plain(&problem.message, SENTENCE));
        text.push('\n');
        text
    }

    /// A text whose values are escaped for a terminal.
    fn plain(&self, text: &Text, limit: usize) -> String {
        plain(text, limit, self.style.language)
    }

    fn counted(&self, number: usize, what: &str) -> String {
        counted_in(self.style.language, number, what)
    }

    /// A text of the report itself, with values that are escaped already.
    fn say(&self, template: &'static str, values: &[(&'static str, String)]) -> String {
        super::say(self.style.language, template, values)
    }

    /// The subject of a finding: kind, display name, and the id to use in the allow-list.
    fn subject(&self, subject: &Subject, tenant: Option<&str>) -> String {
        let mut parts = vec![terminal(&subject.kind, NAME)];
        let quoted = |value: &str| format!("`{}`", terminal(value, NAME));
        let address = Some(&subject.address).filter(|address| !address.is_empty());
        if subject.declared {
            parts.extend(address.map(|address| quoted(address)));
            let place = Some(&*subject.deployment)
                .filter(|deployment| !deployment.is_empty() && !subject.is_with_defaults())
                .or(subject.elsewhere());
            parts.extend(place.map(|place| self.say("in {place}", &[("place", quoted(place))])));
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
        parts.extend(tenant.map(|tenant| self.say("in tenant {name}", &[("name", quoted(tenant))])));
        parts.join(" ")
    }

    /// `main.tf:3:22`
    fn place(&self, span: Span) -> String {
        let place = Located::new(&self.outcome.sources, span);
        format!("{}:{}:{}", terminal(place.path, WHOLE), place.start.line, place.start.column.0)
    }

    /// `error: the file is empty`, with the place.
    fn broken(&self, is_warning: bool, span: Span, message: &str) -> String {
        let styles = &self.theme.styles;
        let word = if is_warning {
            styles.warning.style(self.style.language.text("warning"))
        } else {
            styles.error.style(self.style.language.text("error"))
        };
        let mut text = format!("{word}: {message}\n");
        let source = self.outcome.sources.get(span.file);
        if source.is_empty() {
            // A file that could not be read at all has no excerpt.
            // Of a line of an earlier report, only the place is known.
            let is_whole = source.position(span.start) == source.position(0) && source.position(0).line == 1;
            self.line(&mut text, "file", &if is_whole { terminal(&source.path, WHOLE) } else { self.place(span) });
        } else {
            self.excerpts(&mut text, &Excerpts::new(&self.outcome.sources, &self.outcome.marked, self.room(), [(span, String::new())]));
        }
        text
    }

    /// `same` are the results of all rules that are undecided for the same reason.
    fn undecided(&self, undecided: &Undecided, same: &[&Undecided]) -> String {
        let mut text = self.header(Severity::Info, "undecided", undecided.rule, &self.plain(&undecided.missing, NAME));
        let others: Vec<&str> = same.iter().skip(1).map(|other| other.rule.id).collect();
        self.line(&mut text, "also", &others.join(", "));
        if let Some(span) = undecided.span {
            self.line(&mut text, "file", &self.place(span));
        }
        let tenant = tenant_name(self.outcome, undecided.tenant);
        match (&undecided.subject, tenant) {
            (Some(about), _) => self.line(&mut text, "what", &self.subject(about, tenant)),
            (None, Some(tenant)) => {
                self.line(&mut text, "what", &self.say("tenant {name}", &[("name", format!("`{}`", terminal(tenant, NAME)))]));
            }
            (None, None) => {}
        }
        self.help(&mut text, undecided.decide.lines(|text| self.plain(text, SENTENCE), code));
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
        self.paths(out)?;
        if self.style.statistics || summary.findings > MANY {
            self.table(out)?;
        }
        for line in summary.lines(self.outcome, self.style.language, |path| format!("`{}`", terminal(path, WHOLE))) {
            self.write_text(&line, "", out)?;
        }
        if !self.style.show_undecided && !self.style.statistics {
            self.deciders(out)?;
        }
        if summary.findings > 0 && !self.style.statistics && !self.outcome.is_comparison {
            self.write_text(&self.say("`tenantlint explain RULE` describes a rule and how to resolve its findings", &[]), "", out)?;
        }
        Ok(())
    }

    /// The paths: what an attacker can do, in one line each.
    fn paths(&self, out: &mut dyn Write) -> io::Result<()> {
        /// More paths would hide the rest of the summary.
        const NAMED: usize = 10;
        let paths: Vec<_> = self.outcome.findings.iter().filter(|finding| !finding.rule.parts.is_empty()).collect();
        // Where there is nothing else, they stand right above.
        if paths.is_empty() || paths.len() == self.outcome.findings.len() {
            return Ok(());
        }
        writeln!(out, "{}", self.say("attack paths:", &[]))?;
        for path in paths.iter().take(NAMED) {
            let lines = self.wrapped(&self.plain(&path.title, NAME), 4, 0);
            lines.iter().enumerate().try_for_each(|(number, line)| writeln!(out, "  {} {line}", if number == 0 { "-" } else { " " }))?;
        }
        if let Some(more) = paths.len().checked_sub(NAMED).filter(|more| *more > 0) {
            writeln!(out, "  {}", self.say("and {count} more", &[("count", more.to_string())]))?;
        }
        writeln!(out)
    }

    /// The number of findings of each rule and severity.
    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        /// Columns of the longest name of a severity.
        const SEVERITY: usize = "critical".len();
        let rows = by_rule(self.outcome);
        let counts = rows.iter().map(|row| thousands(row.count).len()).max().unwrap_or_default();
        let names = rows.iter().map(|row| row.rule.id.len()).max().unwrap_or_default();
        let columns = self.style.terminal.unwrap_or(usize::MAX);
        let shown = if self.style.statistics { rows.len() } else { MOST_RULES };
        for row in rows.iter().take(shown) {
            // The codes of colors have no columns.
            let severity = self.paint(row.severity, row.severity.name()) + &" ".repeat(SEVERITY - row.severity.name().len());
            // On a narrow terminal the names are worth more than what they mean.
            let room = columns.saturating_sub(SEVERITY + counts + names + 4);
            let summary = if room < 20 { String::new() } else { shorten(self.style.language.text(row.rule.summary), room) };
            let line = format!("{severity} {:>counts$} {:names$}  {summary}", thousands(row.count), row.rule.id);
            writeln!(out, "{}", line.trim_end())?;
        }
        if let Some(more) = rows.len().checked_sub(shown).filter(|more| *more > 0) {
            writeln!(out, "{}", self.say("and {rules}: `--statistics` lists all", &[("rules", self.counted(more, "more rule"))]))?;
        }
        writeln!(out)
    }

    /// The steps that let the undecided rules decide, each once.
    fn deciders(&self, out: &mut dyn Write) -> io::Result<()> {
        /// More steps would hide the summary.
        const SHOWN: usize = 4;
        let mut deciders: Vec<&Step> = Vec::new();
        for undecided in self.outcome.undecided.iter().filter(|undecided| undecided.is_relevant) {
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
        writeln!(out, "{}", self.say("to decide more:", &[]))?;
        for decider in deciders.iter().take(SHOWN) {
            for line in decider.lines(|text| self.plain(text, SENTENCE), code) {
                match line {
                    Line::Sentence(sentence) => self.write_text(&sentence, "  ", out)?,
                    Line::Code(code) => code.lines().try_for_each(|line| writeln!(out, "    {line}"))?,
                }
            }
        }
        let template = if deciders.len() > SHOWN {
            "`--show-undecided` lists all undecided results and further steps"
        } else {
            "`--show-undecided` lists all undecided results"
        };
        self.write_text(&self.say(template, &[]), "", out)
    }

    fn paint(&self, severity: Severity, word: &str) -> String {
        let styles = &self.theme.styles;
        let paint = match severity {
            Severity::Critical | Severity::High => styles.error,
            Severity::Medium => styles.warning,
            Severity::Low | Severity::Info => styles.advice,
        };
        paint.style(word).to_string()
    }

    /// `high[guest-invite-everyone]: everyone, including guests, can invite guests`
    fn header(&self, severity: Severity, word: &'static str, rule: &Metadata, title: &str) -> String {
        let name = match rule_page(rule, self.style.language).filter(|_| self.style.hyperlinks) {
            Some(page) => format!("\u{1b}]8;;{page}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", rule.id),
            None => rule.id.to_owned(),
        };
        let word = self.style.language.text(word);
        let head = format!("{}[{name}]: ", self.paint(severity, word));
        let lines = self.wrapped(title, 4, word.width() + rule.id.len());
        head + &lines.join("\n    ") + "\n"
    }

    /// A wrapped line below the excerpts; nothing if the body is empty.
    fn line(&self, text: &mut String, head: &'static str, body: &str) {
        if body.is_empty() {
            return;
        }
        let head = self.style.language.text(head);
        let indent = head.width() + 4;
        let width = self.style.terminal.unwrap_or(WIDTH).max(NARROW);
        text.extend(["  ", &self.theme.styles.help.style(head).to_string(), ": "]);
        for (number, line) in wrap(body, width.saturating_sub(indent), 0).iter().enumerate() {
            if number > 0 {
                text.extend(std::iter::repeat_n(' ', indent));
            }
            text.extend([line, "\n"]);
        }
    }

    fn excerpts(&self, text: &mut String, excerpts: &Excerpts) {
        let mut drawn = String::new();
        if self.handler.render_report(&mut drawn, &Snippet(excerpts)).is_ok() {
            // The first line is `miette`'s header, which is empty.
            text.push_str(drawn.strip_prefix('\n').unwrap_or(&drawn));
        }
        if excerpts.left_out > 0 {
            self.line(text, "also", &self.say("at {places}", &[("places", self.counted(excerpts.left_out, "more place"))]));
        }
    }
}

/// A text whose values are escaped for a terminal.
fn plain(text: &Text, limit: usize, language: Language) -> String {
    text.render_in(language, |value| terminal(value, limit))
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
mod tests;
