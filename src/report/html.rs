//! One page in HTML, for a browser, a printer, or an archive. It needs no network and no script.
//!
//! The templates are in `templates/` and part of the program. They escape every text that is not markup of ours: [`Safe`] is only what
//! `escape` has made harmless for Markdown, which is harmless for HTML too. In addition, the page forbids every script and style but our own.
//!
//! Sources: HTML Standard; Content Security Policy Level 3; WCAG 2.2.

use super::controls::{Row, States, counts, unread};
use super::entry::Entry;
use super::escape::{HTML, NAME, SENTENCE, Target, terminal};
use super::excerpt::{Excerpts, Room};
use super::fleet::{Across, BAR, HEIGHT};
use super::markdown::{located, place, subject};
use super::merged::{belonging, is_under_path};
use super::path_picture::{Picture, WIDTH};
use super::summary::{SEVERITIES, Summary, counted_in};
use super::{HOME, Style, rule_page, say, sentence, tenant_name};
use crate::baseline::Known;
use crate::controls::Framework;
use crate::finding::{Finding, Line, Subject, Undecided};
use crate::language::Language;
use crate::message::Label;
use crate::metadata::Metadata;
use crate::outcome::{Accepted, Exit, Outcome};
use crate::resource::Problem;
use crate::source::Span;
use askama::Template;
use askama::filters::Safe;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

/// Findings on a page: a browser is slow with more.
const FINDINGS: usize = 2000;

/// Entries of every other list.
const LISTED: usize = 1000;

/// Places of a finding below its excerpts, and resources for which a rule is undecided.
const PLACES: usize = 20;

const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// What is markup already.
type Markup = Safe<String>;

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    Page::new(outcome, style.language).write_into(out)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'o> {
    language: Language,
    /// The content security policy.
    csp: Markup,
    style: Safe<&'static str>,
    script: Safe<&'static str>,
    home: &'static str,
    version: &'static str,
    date: String,
    verdict: (&'static str, String),
    summary: Vec<Markup>,
    across: Option<Across<'o>>,
    by_group: Vec<GroupRow>,
    totals: Vec<usize>,
    paths: Vec<Shown<'o>>,
    findings: Vec<Shown<'o>>,
    rest: Rest,
    rest_by_rule: Vec<(&'static str, usize)>,
    undecided: Vec<UndecidedRow>,
    more_undecided: Rest,
    frameworks: Vec<FrameworkRows>,
    unread: Option<String>,
    accepted: Vec<AcceptedRow>,
    more_accepted: Rest,
    known: Vec<KnownRow>,
    more_known: Rest,
    drift: Vec<(usize, Markup)>,
    drift_rules: Vec<(&'static str, &'static str)>,
    problems: Vec<(Markup, Markup)>,
    more_problems: Rest,
}

/// The number of entries that a list leaves out.
type Rest = Option<usize>;

/// The findings of a group of rules by severity.
#[derive(Debug)]
struct GroupRow {
    group: &'static str,
    counts: Vec<usize>,
    total: usize,
}

/// A finding with its number on the page.
struct Shown<'o> {
    number: usize,
    severity: &'static str,
    rule: &'static Metadata,
    page: Option<String>,
    title: Markup,
    about: Markup,
    picture: Option<Picture>,
    excerpts: Excerpts,
    places: Vec<(Markup, Markup)>,
    more_places: Rest,
    belonging: Vec<Markup>,
    help: Vec<HelpLine>,
    controls: String,
    is_new: bool,
    finding: &'o Finding,
}

/// A line of a remediation.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
enum HelpLine {
    Sentence(String),
    Code(String),
}

struct UndecidedRow {
    rules: Vec<&'static str>,
    /// The resources, unless it is about the tenant.
    about: Vec<Markup>,
    more: Rest,
    missing: Markup,
    decide: Vec<HelpLine>,
}

struct FrameworkRows {
    title: &'static str,
    note: Option<String>,
    tenant: Option<Markup>,
    counts: String,
    rows: Vec<Row>,
}

struct AcceptedRow {
    rule: &'static str,
    title: Markup,
    about: Markup,
    reason: String,
    reviewer: String,
    expires: String,
}

struct KnownRow {
    severity: &'static str,
    rule: &'static str,
    title: Markup,
    about: Markup,
    why: String,
}

impl<'o> Page<'o> {
    fn new(outcome: &'o Outcome, language: Language) -> Self {
        let target = HTML.in_language(language);
        let is_new = |number: usize| outcome.fleet.as_ref().is_some_and(|fleet| fleet.new.contains(&number));
        let all = outcome.findings.iter().enumerate().map(|(number, finding)| (&**finding, is_new(number)));
        let mut all = all.filter(|(finding, _)| !is_under_path(outcome, finding));
        let shown: Vec<(&Finding, bool)> = all.by_ref().take(FINDINGS).collect();
        let (rest, rest_by_rule) = rest(all.map(|(finding, _)| finding));
        let is_drift = |finding: &Finding| finding.rule.id.ends_with("-undeclared");
        let drift = shown.iter().enumerate().filter(|(_, (finding, _))| is_drift(finding));
        let drift = drift.map(|(number, (finding, _))| (number, Safe(target.text(&finding.title, NAME)))).collect();
        let shown = shown.into_iter().enumerate();
        let shown = shown.map(|(number, (finding, is_new))| Shown { is_new, ..Shown::new(outcome, number, finding, target) });
        let (paths, findings) = shown.partition(|shown| shown.picture.is_some());
        let undecided = undecided(outcome, target);
        let (by_group, totals) = by_group(outcome, language);
        let problem = |problem: &Problem| (Safe(place(outcome, problem.span)), Safe(Entry::Problem(problem).title(target)));
        Self {
            language,
            csp: csp(),
            style: Safe(STYLE),
            script: Safe(SCRIPT),
            home: HOME,
            version: env!("CARGO_PKG_VERSION"),
            date: outcome.today.to_string(),
            verdict: verdict(outcome, language),
            summary: Summary::new(outcome).lines(outcome, language, HTML.name).iter().map(|line| with_code(line)).collect(),
            across: Across::new(outcome, language),
            by_group,
            totals,
            paths,
            findings,
            rest,
            rest_by_rule,
            more_undecided: beyond(undecided.len()),
            undecided: undecided.into_iter().take(LISTED).collect(),
            // Too many for a page, and the report of each tenant has its own.
            frameworks: if outcome.fleet.is_some() { Vec::new() } else { frameworks(outcome) },
            unread: unread(outcome).map(|text| sentence(&text)),
            accepted: outcome.accepted.iter().take(LISTED).map(|accepted| AcceptedRow::new(outcome, accepted, target)).collect(),
            more_accepted: beyond(outcome.accepted.len()),
            known: outcome.known.iter().take(LISTED).map(|known| KnownRow::new(outcome, known, target)).collect(),
            more_known: beyond(outcome.known.len()),
            drift,
            drift_rules: undecided_drift(outcome),
            problems: outcome.problems.iter().take(LISTED).map(problem).collect(),
            more_problems: beyond(outcome.problems.len()),
        }
    }
}

impl Page<'_> {
    fn text(&self, english: &'static str) -> &'static str {
        self.language.text(english)
    }

    /// A text with one value.
    fn say(&self, template: &'static str, name: &'static str, value: &impl ToString) -> String {
        say(self.language, template, &[(name, value.to_string())])
    }
}

/// The page runs our script and uses our style, and nothing else.
fn csp() -> Markup {
    let hash = |text: &str| data_encoding::BASE64.encode(&Sha256::digest(text));
    let (script, style) = (hash(SCRIPT), hash(STYLE));
    Safe(format!("default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"))
}

fn beyond(number: usize) -> Rest {
    number.checked_sub(LISTED).filter(|more| *more > 0)
}

/// How the run ends, as a class and in words.
fn verdict(outcome: &Outcome, language: Language) -> (&'static str, String) {
    let text = |template: &'static str| say(language, template, &[("severity", outcome.fail_on.name().to_owned())]);
    match outcome.verdict() {
        Exit::Findings if outcome.deny_undecided && !outcome.undecided.is_empty() => {
            ("fail", text("Fails: findings at or above {severity}, or undecided results"))
        }
        Exit::Findings => ("fail", text("Fails: findings at or above {severity}")),
        Exit::Unreadable if outcome.is_unrecognized => ("undecided", text("Nothing was checked: no file has a supported format")),
        Exit::Unreadable => ("undecided", text("Incomplete: some input could not be read")),
        Exit::Usage => ("undecided", text("Nothing was checked")),
        Exit::Clean if outcome.resources == 0 => ("undecided", text("Nothing was checked: no resources were found")),
        Exit::Clean => ("pass", text("Passes: no findings at or above {severity} in what was decided")),
    }
}

/// A line of the summary, whose names are markup and whose backticks are ours.
fn with_code(line: &str) -> Markup {
    let parts =
        line.split('`').enumerate().map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() });
    Safe(parts.collect())
}

/// Findings that are left out, and their rules.
fn rest<'o>(findings: impl Iterator<Item = &'o Finding>) -> (Rest, Vec<(&'static str, usize)>) {
    let mut by_rule: HashMap<&'static str, usize> = HashMap::new();
    findings.for_each(|finding| *by_rule.entry(finding.rule.id).or_insert(0) += 1);
    let mut by_rule: Vec<_> = by_rule.into_iter().collect();
    by_rule.sort_by_key(|(rule, number)| (std::cmp::Reverse(*number), *rule));
    (Some(by_rule.iter().map(|(_, number)| number).sum()).filter(|number| *number > 0), by_rule)
}

fn by_group(outcome: &Outcome, language: Language) -> (Vec<GroupRow>, Vec<usize>) {
    let mut groups: BTreeMap<_, [usize; 5]> = BTreeMap::new();
    let mut totals = [0; 5];
    for finding in &outcome.findings {
        let counts = groups.entry(finding.rule.group).or_default();
        for ((severity, count), total) in SEVERITIES.iter().zip(counts).zip(&mut totals) {
            *count += usize::from(finding.severity == *severity);
            *total += usize::from(finding.severity == *severity);
        }
    }
    let rows = groups.into_iter().map(|(group, counts)| GroupRow {
        group: language.text(group.name()),
        counts: counts.into(),
        total: counts.iter().sum(),
    });
    (rows.collect(), totals.into())
}

fn help(lines: Vec<Line>) -> Vec<HelpLine> {
    let line = |line| match line {
        Line::Sentence(text) => HelpLine::Sentence(text),
        Line::Code(text) => HelpLine::Code(text),
    };
    lines.into_iter().map(line).collect()
}

fn about(outcome: &Outcome, about: Option<&Subject>, tenant: usize, language: Language) -> String {
    let tenant = tenant_name(outcome, tenant);
    let of_tenant = |name| say(language, "tenant {tenant}", &[("tenant", (HTML.name)(name))]);
    about.map_or_else(|| tenant.map(of_tenant).unwrap_or_default(), |about| subject(about, tenant, language))
}

/// What a finding is about, and where.
fn about_at(outcome: &Outcome, finding: &Finding, language: Language) -> String {
    located(outcome, about(outcome, Some(&finding.subject), finding.tenant, language), finding.primary.span, language)
}

impl<'o> Shown<'o> {
    fn new(outcome: &'o Outcome, number: usize, finding: &'o Finding, target: Target) -> Self {
        let is_path = !finding.rule.parts.is_empty();
        let line = |span: Span| outcome.sources.get(span.file).position(span.start).line;
        let primary = finding.primary.span;
        let is_near = |label: &&Label| {
            if outcome.sources.get(label.span.file).is_empty() {
                return false;
            }
            is_path || label.span == primary || label.span.file == primary.file && line(label.span).abs_diff(line(primary)) <= 3
        };
        let (near, far): (Vec<&Label>, Vec<&Label>) = finding.labels().partition(is_near);
        let labels = near.iter().map(|label| (label.span, label.text.render_in(target.language, |value| terminal(value, NAME))));
        let listed = far.iter().take(PLACES).map(|label| (Safe(place(outcome, label.span)), Safe(target.text(&label.text, NAME))));
        let ids: Vec<&str> = finding.rule.controls.iter().chain(finding.rule.attack).copied().collect();
        Self {
            number,
            severity: finding.severity.name(),
            rule: finding.rule,
            page: rule_page(finding.rule, target.language),
            title: Safe(target.text(&finding.title, NAME)),
            about: Safe(about(outcome, Some(&finding.subject), finding.tenant, target.language)),
            picture: is_path.then(|| Picture::new(outcome, finding, target.language)),
            excerpts: Excerpts::new(&outcome.sources, &outcome.marked, Room::WIDE, labels),
            places: listed.collect(),
            more_places: far.len().checked_sub(PLACES).filter(|more| *more > 0),
            belonging: belonging(finding, target).map(Safe).collect(),
            help: help(Entry::Finding(finding).help(target)),
            controls: ids.join(", "),
            is_new: false,
            finding,
        }
    }

    fn confidence(&self) -> &'static str {
        self.finding.confidence.name()
    }

    /// Labels that the excerpts leave out.
    fn not_drawn(&self) -> usize {
        self.excerpts.left_out + self.more_places.unwrap_or_default()
    }
}

/// What is undecided, one row for all rules and resources with the same reason.
fn undecided(outcome: &Outcome, target: Target) -> Vec<UndecidedRow> {
    let mut rows: Vec<UndecidedRow> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for undecided in &outcome.undecided {
        let missing = target.text(&undecided.missing, NAME);
        let decide = help(Entry::Undecided(undecided).help(target));
        let next = rows.len();
        let row = *known.entry((missing.clone(), decide.clone())).or_insert(next);
        if row == next {
            rows.push(UndecidedRow { rules: Vec::new(), about: Vec::new(), more: None, missing: Safe(missing), decide });
        }
        if let Some(row) = rows.get_mut(row) {
            row.add(outcome, undecided, target.language);
        }
    }
    rows
}

impl UndecidedRow {
    fn add(&mut self, outcome: &Outcome, undecided: &Undecided, language: Language) {
        if !self.rules.contains(&undecided.rule.id) {
            self.rules.push(undecided.rule.id);
        }
        let about = about(outcome, undecided.subject.as_ref(), undecided.tenant, language);
        let about = match undecided.span.filter(|_| undecided.subject.is_some()) {
            Some(span) => located(outcome, about, span, language),
            None => about,
        };
        if about.is_empty() || self.about.iter().any(|known| known.0 == about) {
            return;
        }
        if self.about.len() < PLACES {
            self.about.push(Safe(about));
        } else {
            *self.more.get_or_insert(0) += 1;
        }
    }
}

fn frameworks(outcome: &Outcome) -> Vec<FrameworkRows> {
    let states = States::new(outcome);
    let of = |framework: Framework, tenant| {
        let rows = states.rows(framework, tenant);
        FrameworkRows {
            title: framework.title(),
            note: framework.note().map(sentence),
            tenant: tenant_name(outcome, tenant).map(|name| Safe((HTML.name)(name))),
            counts: counts(&rows),
            rows,
        }
    };
    Framework::ALL
        .into_iter()
        .flat_map(|framework| (0..outcome.tenants.len()).map(move |tenant| (framework, tenant)))
        .map(|(framework, tenant)| of(framework, tenant))
        .collect()
}

impl AcceptedRow {
    fn new(outcome: &Outcome, accepted: &Accepted, target: Target) -> Self {
        let finding = &accepted.finding;
        Self {
            rule: finding.rule.id,
            title: Safe(target.text(&finding.title, NAME)),
            about: Safe(about_at(outcome, finding, target.language)),
            reason: terminal(&accepted.reason, SENTENCE),
            reviewer: terminal(&accepted.reviewer, NAME),
            expires: accepted.expires.map_or_else(
                || say(target.language, "does not expire", &[]),
                |day| say(target.language, "until {day}", &[("day", day.to_string())]),
            ),
        }
    }
}

impl KnownRow {
    fn new(outcome: &Outcome, known: &Known, target: Target) -> Self {
        let finding = &known.finding;
        Self {
            severity: finding.severity.name(),
            rule: finding.rule.id,
            title: Safe(target.text(&finding.title, NAME)),
            about: Safe(about_at(outcome, finding, target.language)),
            why: outcome.why_known(known),
        }
    }
}

/// The rules on the inventory that are undecided or did not run, with why.
fn undecided_drift(outcome: &Outcome) -> Vec<(&'static str, &'static str)> {
    let rules = crate::rules::RULES.iter().filter(|rule| rule.id.ends_with("-undeclared"));
    let why = |id: &'static str| {
        if !outcome.rules.iter().any(|rule| rule.id == id) {
            Some((id, "not checked"))
        } else if outcome.undecided.iter().any(|undecided| undecided.rule.id == id) {
            Some((id, "undecided"))
        } else {
            None
        }
    };
    rules.filter_map(|rule| why(rule.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, rule, shown, span};
    use super::super::{Format, Style};
    use super::*;
    use crate::metadata::Severity;

    fn page(outcome: &Outcome) -> String {
        shown(Format::Html, outcome, &Style::default())
    }

    /// A path with two parts.
    fn path() -> Outcome {
        let mut outcome = outcome(&[("tenant.json", "{\n  \"invite\": \"everyone\",\n  \"into\": \"open\"\n}\n")]);
        for (what, id) in [
            ("\"open\"", "path-guest-subscription"),
            ("\"everyone\"", "guest-invite-everyone"),
            ("\"open\"", "subscription-transfer-in-allowed"),
        ] {
            let mut finding = finding(span(&outcome, 0, what));
            (finding.rule, finding.title) = (rule(id), rule(id).summary.into());
            outcome.findings.push(finding);
        }
        outcome.findings[0].related = vec![Label::at(span(&outcome, 0, "\"everyone\""), "guests can invite")];
        outcome.findings[0].severity = Severity::Critical;
        outcome.findings[0].merged.parts = vec![1, 2];
        outcome.findings[1].merged.part_of = vec![0];
        outcome.findings[2].merged.part_of = vec![0];
        outcome
    }

    /// The elements and attributes of a page, which must be well-formed.
    fn markup(page: &str) -> std::collections::BTreeMap<String, usize> {
        let page = page.replacen("<!DOCTYPE html>", "", 1);
        let document = roxmltree::Document::parse(&page).unwrap_or_else(|error| panic!("{error} in {page}"));
        let mut markup = std::collections::BTreeMap::new();
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            *markup.entry(element.tag_name().name().to_owned()).or_insert(0) += 1;
            for attribute in element.attributes() {
                *markup.entry(format!("@{}", attribute.name())).or_insert(0) += 1;
            }
        }
        markup
    }

    #[test]
    fn no_text_of_the_input_becomes_markup() {
        let mut outcome = hostile();
        outcome.findings.extend(outcome.findings.clone());
        outcome.findings[1].rule = rule("path-guest-subscription");
        let page = page(&outcome);
        assert_harmless(&page);
        for markup in ["<img", "onerror=alert(1)>", "href=\"http://evil", "](http://evil)<"] {
            assert!(!page.contains(markup), "{markup} in {page}");
        }
        let markup = self::markup(&page);
        assert_eq!((markup["script"], markup["style"], markup.get("img"), markup.get("@onerror")), (1, 1, None, None));
        assert!(markup["svg"] == 1 && page.contains("&#60;img src&#61;x"), "{page}");
        // The same page with harmless names has the same elements and attributes.
        let mut harmless = outcome;
        let change = |text: &mut String| *text = "name".to_owned();
        harmless.findings.iter_mut().for_each(|finding| finding.each_text(&change));
        harmless.undecided.iter_mut().for_each(|undecided| undecided.each_text(&change));
        harmless.accepted.iter_mut().for_each(|accepted| accepted.finding.each_text(&change));
        harmless.known.iter_mut().for_each(|known| known.finding.each_text(&change));
        let without_lines = |mut markup: std::collections::BTreeMap<String, usize>| {
            // Short texts have fewer lines in a picture, and their values as code have fewer code elements.
            markup.retain(|name, _| !["text", "@x", "@y", "@class", "code", "pre"].contains(&&**name));
            markup
        };
        assert_eq!(without_lines(markup), without_lines(self::markup(&self::page(&harmless))));
    }

    #[test]
    fn a_page_of_everything_is_well_formed_and_has_unique_ids() {
        let outcome = path();
        let page = page(&outcome);
        markup(&page);
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        for target in targets {
            assert!(ids.contains(&target), "{target}");
        }
        for labelled in page.split("aria-labelledby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(labelled.split(' ').all(|id| ids.contains(&id)), "{labelled}");
        }
        markup(&shown(Format::Html, &super::super::fixture::outcome(&[]), &Style::default()));
    }

    #[test]
    fn the_picture_of_a_path_is_in_the_order_of_the_attack_and_marks_what_breaks_it() {
        let outcome = path();
        let picture = Picture::new(&outcome, &outcome.findings[0], Language::English);
        let texts: Vec<&str> = picture.boxes.iter().map(|part| &*part.lines[0].text).collect();
        assert_eq!(texts, ["guests can invite", "everyone may invite, guests too", "guests can plant subscriptions in the"]);
        assert!(picture.boxes.iter().map(|part| part.is_break).eq([false, true, false]));
        // The part with the first step of the path is marked, wherever the path itself is reported.
        let mut other = outcome.findings.clone();
        other[2].remediation = crate::finding::Step::from("another step").into();
        let other = Outcome { findings: other, ..self::path() };
        let picture = Picture::new(&other, &other.findings[0], Language::English);
        assert!(picture.boxes.iter().map(|part| part.is_break).eq([true, false, false]));
        let page = page(&outcome);
        assert_eq!(page.matches("<article").count(), 1, "parts are shown under their path");
        assert!(page.contains("Break the path here"), "{page}");
    }

    #[test]
    fn only_our_script_and_our_style_run() {
        let page = page(&path());
        let script = page.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
        let hash = data_encoding::BASE64.encode(&Sha256::digest(script));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")), "{hash}");
        assert!(!page.contains("unsafe-inline") && !page.contains(" style=") && !page.contains("http-equiv=\"refresh\""));
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains('<') && !SCRIPT.contains('&'), "it is not escaped");
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains('<'));
    }

    #[test]
    fn a_long_report_is_limited_and_counts_the_rest() {
        let mut outcome = path();
        let part = outcome.findings.remove(1);
        outcome.findings.truncate(1);
        outcome.findings[0].merged.parts.clear();
        for _ in 0..FINDINGS + 5 {
            let mut finding = part.clone();
            finding.merged.part_of.clear();
            outcome.findings.push(finding);
        }
        let page = page(&outcome);
        assert_eq!(page.matches("<article").count(), FINDINGS);
        assert!(page.contains("6 more findings") && page.contains("<code>guest-invite-everyone</code>: 6"), "the rest is counted");
    }
}
