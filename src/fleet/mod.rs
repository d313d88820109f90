//! Reports of many tenants and runs, read again and merged into one outcome.
//!
//! The input is what `check --tenants` writes, in any number of files, divided and ordered in any way: the outcome depends only on the set of
//! lines. Files are read twice, so that only the last run of each tenant is in memory.

mod read;
mod rebuild;

use crate::baseline::Known;
use crate::finding::Finding;
use crate::metadata::{Metadata, Severity};
use crate::outcome::{Day, Fleet, LastRun, Outcome, PolicyInUse};
use crate::report::record;
use crate::resource::Problem;
use crate::source::{Source, Span, shown};
use crate::text::Text;
use jiff::civil::Date;
use read::{Counted, Head, Key, Place, Record, Survey, each_line, exit, hash};
use rebuild::{Files, Places, position};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

/// The revision that a report of new findings is compared with.
const BEFORE: &str = "the previous run";

/// Options of a merged report.
#[derive(Debug, Clone, Copy)]
pub struct MergeOptions {
    /// The date of the report, if no record has one.
    pub today: Date,
    /// Findings of this severity and above fail.
    pub fail_on: Severity,
    /// Whether to report only findings that the run before did not have.
    pub only_new: bool,
}

/// The last run of a tenant, and the one before.
#[derive(Debug)]
struct Tenant {
    name: String,
    key: Key,
    counted: Counted,
    before: Option<Key>,
    findings: Vec<record::Finding<'static>>,
    result: Option<Box<record::Tenant<'static>>>,
    /// The findings of the run before, with their severity.
    findings_before: HashMap<Name, Severity>,
    /// The lines of both runs so far: reports that are merged may overlap.
    lines: HashSet<u64>,
}

/// What identifies a finding of a tenant: rule, fingerprint, fact.
type Name = [String; 3];

/// Lines that are no records.
#[derive(Debug, Default)]
struct Unreadable {
    lines: BTreeMap<Place, String>,
    more: usize,
}

impl Unreadable {
    fn add(&mut self, place: Place, reason: String) {
        /// Lines that are named; the others are counted.
        const MOST: usize = 100;
        if self.lines.len() < MOST {
            self.lines.insert(place, reason);
        } else {
            self.more += usize::from(!self.lines.contains_key(&place));
        }
    }
}

/// Reads and merges reports, and returns whether they are whole. A line that is no record is a problem of the outcome.
///
/// # Errors
/// That of a file that cannot be read, with its path.
pub fn merge(paths: &[PathBuf], working_directory: &Path, options: MergeOptions) -> Result<(Outcome, bool), (PathBuf, io::Error)> {
    let mut survey = Survey::default();
    let mut unreadable = Unreadable::default();
    each_line(paths, |place, line| match line.and_then(|line| Head::read(line).map(|head| survey.add(&head, line))) {
        Ok(()) => {}
        Err(reason) => unreadable.add(place, reason),
    })?;
    let mut tenants: Vec<Tenant> = survey.tenants.iter().filter_map(|(name, runs)| Tenant::new(name, runs)).collect();
    let numbers: HashMap<String, usize> = tenants.iter().map(|tenant| tenant.name.clone()).zip(0..).collect();
    each_line(paths, |place, line| {
        let Ok(line) = line else { return };
        let Ok(head) = Head::read(line) else { return };
        let Some(tenant) = numbers.get(head.tenant()).and_then(|number| tenants.get_mut(*number)) else { return };
        if let Err(reason) = tenant.add(&head, line) {
            unreadable.add(place, reason);
        }
    })?;
    let is_missing = tenants.iter().any(|tenant| tenant.missing().is_some());
    let mut outcome = Merging::new(&tenants).outcome(tenants, options);
    let is_whole = unreadable.lines.is_empty() && !is_missing;
    let fleet = outcome.fleet.get_or_insert_default();
    fleet.days = days(&survey);
    outcome.today = fleet.days.last().map_or(options.today, |day| day.date);
    for (place, reason) in unreadable.lines {
        let path = paths.get(place.file).map(|path| shown(&working_directory.join(path), working_directory)).unwrap_or_default();
        let file = outcome.sources.add(Source::recorded(path, vec![position(place.line, 1)]));
        outcome.problems.push(Problem::error(Span::new(file, 0, 0), Text::new("this line is not read: {reason}").with("reason", reason)));
    }
    if let Some(path) = paths.first().filter(|_| unreadable.more > 0) {
        let file = outcome.sources.add(Source::unreadable(shown(&working_directory.join(path), working_directory), ""));
        let text = Text::new("{count} more lines of the files are not read").with("count", unreadable.more.to_string());
        outcome.problems.push(Problem::error(Span::new(file, 0, 0), text));
    }
    Ok((outcome, is_whole))
}

impl Tenant {
    /// The last two of its runs.
    fn new(name: &str, runs: &BTreeMap<Key, Counted>) -> Option<Self> {
        let mut last = runs.iter().rev();
        let (key, counted) = last.next()?;
        Some(Self {
            name: name.to_owned(),
            key: key.clone(),
            counted: *counted,
            before: last.next().map(|(key, _)| key.clone()),
            findings: Vec::new(),
            result: None,
            findings_before: HashMap::new(),
            lines: HashSet::new(),
        })
    }

    /// Adds a record, if it is one of the two runs.
    ///
    /// # Errors
    /// Why the line is no record.
    fn add(&mut self, head: &Head<'_>, line: &str) -> Result<(), String> {
        let key = head.key();
        let is_last = key == self.key;
        if !is_last && self.before.as_ref() != Some(&key) || !self.lines.insert(hash(line)) {
            return Ok(());
        }
        match head.whole(line)? {
            Record::Finding(finding) if is_last => self.findings.push(*finding),
            Record::Finding(finding) => {
                self.findings_before.insert(name(&finding), finding.severity);
            }
            Record::Result(result) => self.result = self.result.take().or((is_last && self.counted.is_of(line)).then_some(result)),
        }
        Ok(())
    }

    /// Why the records are not all of the run.
    fn missing(&self) -> Option<Text> {
        let found = self.findings.len();
        match self.counted.summary {
            _ if self.key.is_none() => None,
            None => Some(Text::new("the result of the last run is missing, and findings may be missing, too")),
            Some(summary) if found < summary.findings => {
                let text = Text::new("{count} of {all} findings of the last run are missing");
                Some(text.with("count", (summary.findings - found).to_string()).with("all", summary.findings.to_string()))
            }
            Some(_) if self.counted.is_ambiguous => Some(Text::new("there are different results of the same run; one of them is reported")),
            Some(_) => None,
        }
    }

    /// Whether the run before did not have a finding, or with a lower severity.
    fn is_new(&self, finding: &record::Finding<'_>) -> bool {
        self.before.is_some() && self.findings_before.get(&name(finding)).is_none_or(|before| *before < finding.severity)
    }
}

fn name(finding: &record::Finding<'_>) -> Name {
    [finding.rule.clone().into_owned(), finding.fingerprint.clone(), finding.fact.clone().into_owned()]
}

/// What was known on each date.
fn days(survey: &Survey) -> Vec<Day> {
    let dates: BTreeSet<Date> = survey.tenants.values().flat_map(BTreeMap::keys).flatten().map(|(date, _)| *date).collect();
    let mut days: Vec<Day> = dates.iter().map(|date| Day { date: *date, tenants: 0, known: 0, findings: [0; 5] }).collect();
    for runs in survey.tenants.values() {
        // The last run of each date counts until the next one.
        let of_dates: BTreeMap<Date, Counted> = runs.iter().filter_map(|(key, counted)| Some((key.as_ref()?.0, *counted))).collect();
        let mut counted = None;
        for day in &mut days {
            if let Some(of_day) = of_dates.get(&day.date) {
                (day.tenants, counted) = (day.tenants + 1, Some(*of_day));
            }
            if let Some(counted) = counted {
                day.known += 1;
                let numbers = counted.summary.unwrap_or_default().by_severity.numbers();
                day.findings.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
            }
        }
    }
    days
}

/// Findings on their way into an outcome, with the names of those that they are linked with.
struct Linked {
    finding: Box<Finding>,
    is_new: bool,
    name: (usize, String, String),
    parts: Vec<(usize, String, String)>,
    part_of: Vec<(usize, String, String)>,
}

/// What the records of all tenants become.
#[derive(Default)]
struct Merging {
    files: Files,
    outcome: Outcome,
    findings: Vec<Linked>,
    rules: Option<BTreeSet<String>>,
}

impl Merging {
    /// With the places of all records.
    fn new(tenants: &[Tenant]) -> Self {
        let mut places = Places::default();
        for (number, tenant) in tenants.iter().enumerate() {
            tenant.findings.iter().for_each(|finding| places.add_finding(number, finding));
            places.add_folder(number);
            let Some(result) = &tenant.result else { continue };
            result.accepted.iter().for_each(|accepted| places.add_finding(number, &accepted.finding));
            result.known.iter().for_each(|known| places.add_finding(number, &known.finding));
            result.undecided.iter().filter_map(|undecided| undecided.location.as_ref()).for_each(|location| places.add(number, location));
            result.problems.iter().for_each(|problem| places.add(number, &problem.location));
        }
        let names: Vec<String> = tenants.iter().map(|tenant| tenant.name.clone()).collect();
        let files = places.into_files(&names);
        Self { files, outcome: Outcome { tenants: names, ..Outcome::default() }, ..Self::default() }
    }

    fn outcome(mut self, tenants: Vec<Tenant>, options: MergeOptions) -> Outcome {
        let mut fleet = Fleet::default();
        for (number, tenant) in tenants.into_iter().enumerate() {
            fleet.runs.push(self.add(number, tenant));
        }
        let Self { files, mut outcome, mut findings, rules } = self;
        let order = |linked: &Linked| {
            let finding = &linked.finding;
            let place = (finding.primary.span, finding.rule.id, linked.name.2.clone(), finding.fact.clone());
            (Reverse(finding.severity), finding.rule.parts.is_empty(), place, finding.title.render(str::to_owned))
        };
        findings.sort_by_cached_key(order);
        if options.only_new {
            let (new, known) = findings.into_iter().partition(|linked| linked.is_new);
            findings = new;
            outcome.since = Some(BEFORE.to_owned());
            outcome
                .known
                .extend(Vec::from_iter::<Vec<Linked>>(known).into_iter().map(|linked| Known { finding: linked.finding, first_seen: None }));
        }
        fleet.new = findings.iter().enumerate().filter(|(_, linked)| linked.is_new).map(|(number, _)| number).collect();
        outcome.findings = link(findings);
        outcome.rules = ran(&outcome, rules.as_ref());
        outcome.fail_on = options.fail_on;
        outcome.sources = files.sources;
        outcome.fleet = Some(fleet);
        outcome
    }
}

impl Merging {
    /// Adds the last run of a tenant.
    fn add(&mut self, number: usize, tenant: Tenant) -> LastRun {
        let folder = self.files.folder(number);
        let missing = tenant.missing().map(|text| Problem::error(folder, text));
        self.outcome.problems.extend(missing);
        let now: HashSet<Name> = tenant.findings.iter().map(name).collect();
        let run = LastRun {
            run: tenant.key.clone().map(|(_, run)| run),
            before: tenant.before.as_ref().and_then(|key| key.as_ref()).map(|(date, _)| *date),
            exit: tenant.result.as_ref().and_then(|result| exit(result.exit_code)),
            gone: tenant.findings_before.keys().filter(|name| !now.contains(*name)).count(),
        };
        let flags: Vec<bool> = tenant.findings.iter().map(|finding| tenant.is_new(finding)).collect();
        for (finding, is_new) in tenant.findings.into_iter().zip(flags) {
            let full_name = |rule: &str, fingerprint: &str| (number, rule.to_owned(), fingerprint.to_owned());
            let links =
                |references: &[record::Reference<'_>]| references.iter().map(|one| full_name(&one.rule, &one.fingerprint)).collect();
            let (parts, part_of) = (links(&finding.merged.parts), links(&finding.merged.part_of));
            let name = full_name(&finding.rule, &finding.fingerprint);
            if let Some(finding) = keep(self.files.finding(number, finding), folder, &mut self.outcome.problems) {
                self.findings.push(Linked { finding: Box::new(finding), is_new, name, parts, part_of });
            }
        }
        if let Some(result) = tenant.result {
            self.add_result(number, folder, *result);
        }
        run
    }

    fn add_result(&mut self, number: usize, folder: Span, result: record::Tenant<'_>) {
        let Self { files, outcome, rules, .. } = self;
        let problems = &mut outcome.problems;
        problems.extend(result.problems.iter().map(|problem| files.problem(number, problem)));
        for accepted in result.accepted {
            outcome.accepted.extend(keep(files.accepted(number, accepted), folder, problems));
        }
        for known in result.known {
            let finding = keep(files.finding(number, known.finding), folder, problems);
            outcome.known.extend(finding.map(|finding| Known { finding: Box::new(finding), first_seen: known.first_seen }));
        }
        for undecided in result.undecided {
            outcome.undecided.extend(keep(files.undecided(number, undecided), folder, problems));
        }
        outcome.files += result.summary.files;
        outcome.unread += result.summary.skipped;
        outcome.resources += result.summary.resources;
        let PolicyInUse { files, extends, disabled, lowered } = result.policy.into_owned();
        add_all(&mut outcome.policy.files, files);
        add_all(&mut outcome.policy.extends, extends);
        add_all(&mut outcome.policy.disabled, disabled);
        add_all(&mut outcome.policy.lowered, lowered);
        if !result.only.is_empty() {
            let only: BTreeSet<String> = result.only.into_iter().map(Cow::into_owned).collect();
            *rules = Some(rules.take().map_or_else(|| only.clone(), |rules| rules.intersection(&only).cloned().collect()));
        }
    }
}

/// What a record describes, or the problem that it describes nothing.
fn keep<T>(rebuilt: Result<T, String>, at: Span, problems: &mut Vec<Problem>) -> Option<T> {
    rebuilt.map_err(|reason| problems.push(Problem::error(at, Text::new("a record is not read: {reason}").with("reason", reason)))).ok()
}

/// Adds what is not there yet, in order.
fn add_all<T: Ord>(to: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if let Err(at) = to.binary_search(&one) {
            to.insert(at, one);
        }
    }
}

/// The findings, with the numbers of those that they are linked with.
fn link(findings: Vec<Linked>) -> Vec<Box<Finding>> {
    let numbers: HashMap<(usize, String, String), usize> =
        findings.iter().enumerate().map(|(number, linked)| (linked.name.clone(), number)).collect();
    let numbers_of = |names: &[(usize, String, String)]| names.iter().filter_map(|name| numbers.get(name).copied()).collect();
    let linked = findings.into_iter().map(|mut linked| {
        linked.finding.merged.parts = numbers_of(&linked.parts);
        linked.finding.merged.part_of = numbers_of(&linked.part_of);
        linked.finding
    });
    linked.collect()
}

/// The rules that ran on every tenant, and those with findings.
fn ran(outcome: &Outcome, only: Option<&BTreeSet<String>>) -> Vec<&'static Metadata> {
    let all = crate::rules::RULES.iter().map(|rule| &rule.metadata);
    let everywhere = |rule: &&Metadata| {
        only.is_none_or(|only| only.contains(rule.id)) && !outcome.policy.disabled.iter().any(|disabled| disabled == rule.id)
    };
    let mut rules: Vec<&'static Metadata> = all.filter(everywhere).collect();
    let mut ids: HashSet<&str> = rules.iter().map(|rule| rule.id).collect();
    rules.extend(outcome.findings.iter().map(|finding| finding.rule).filter(|rule| ids.insert(rule.id)));
    rules
}
