//! The page across tenants, for a report that is merged from the runs on many.

use super::escape::HTML;
use super::say;
use super::summary::SEVERITIES;
use crate::finding::Finding;
use crate::language::Language;
use crate::metadata::{Metadata, Severity};
use crate::outcome::{Day, Exit, Fleet, Outcome};
use askama::filters::Safe;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Tenants on the page, the worst ones.
const TENANTS: usize = 500;

/// Dates in the table and the chart, the last ones.
const DAYS: usize = 60;

/// The height of the chart.
pub(super) const HEIGHT: usize = 120;

/// The width of a bar of the chart with the gap after it.
pub(super) const BAR: usize = 14;

/// What a page shows across tenants.
pub(super) struct Across<'o> {
    pub tenants: Vec<TenantRow>,
    /// Tenants that are not on the page.
    pub more_tenants: Option<usize>,
    /// The rules with findings, those in most tenants first.
    pub rules: Vec<RuleRow>,
    pub days: &'o [Day],
    pub bars: Vec<Bar>,
    pub has_new: bool,
}

/// A tenant in its last run.
pub(super) struct TenantRow {
    pub name: Safe<String>,
    pub date: String,
    /// Findings by severity, the highest first.
    pub counts: [usize; 5],
    /// All of them; nothing if the tenant was not checked.
    pub total: Option<usize>,
    /// Findings that the previous run did not have; nothing without a previous run.
    pub new: Option<usize>,
    pub gone: Option<usize>,
    /// Rules that are undecided.
    pub undecided: usize,
    /// The class and the words of how the run ended.
    pub state: (&'static str, &'static str),
}

/// A rule in the last runs of all tenants.
pub(super) struct RuleRow {
    pub rule: &'static Metadata,
    pub severity: Severity,
    pub tenants: usize,
    pub findings: usize,
    pub new: usize,
}

/// The findings of a date as parts of a bar.
pub(super) struct Bar {
    pub x: usize,
    pub title: String,
    /// The severity of each part, its top and its height.
    pub parts: Vec<(&'static str, usize, usize)>,
}

impl<'o> Across<'o> {
    /// Nothing for a report on one run.
    pub fn new(outcome: &'o Outcome, language: Language) -> Option<Self> {
        let fleet = outcome.fleet.as_ref()?;
        let mut tenants = tenants(outcome, fleet, language);
        let more_tenants = tenants.len().checked_sub(TENANTS).filter(|more| *more > 0);
        tenants.truncate(TENANTS);
        let days = fleet.days.get(fleet.days.len().saturating_sub(DAYS)..).unwrap_or_default();
        let has_new = fleet.runs.iter().any(|run| run.before.is_some());
        Some(Self { tenants, more_tenants, rules: rules(outcome, fleet), days, bars: bars(days, language), has_new })
    }

    pub fn width(&self) -> usize {
        self.bars.len() * BAR
    }
}

/// The tenants, those with the most severe findings first.
fn tenants(outcome: &Outcome, fleet: &Fleet, language: Language) -> Vec<TenantRow> {
    let row = |(name, run): (&String, &crate::outcome::LastRun)| TenantRow {
        name: Safe((HTML.name)(name)),
        date: run.run.as_ref().map(|run| run.date().to_string()).unwrap_or_default(),
        counts: [0; 5],
        total: (run.exit != Some(Exit::Usage)).then_some(0),
        new: run.before.map(|_| 0),
        gone: run.before.map(|_| run.gone),
        undecided: 0,
        state: state(run.exit, language),
    };
    let mut rows: Vec<TenantRow> = outcome.tenants.iter().zip(&fleet.runs).map(row).collect();
    for (number, finding) in outcome.findings.iter().enumerate() {
        let Some(row) = rows.get_mut(finding.tenant) else { continue };
        *row.total.get_or_insert(0) += 1;
        if let Some(count) = SEVERITIES.iter().position(|severity| *severity == finding.severity).and_then(|at| row.counts.get_mut(at)) {
            *count += 1;
        }
        if let Some(new) = row.new.as_mut().filter(|_| fleet.new.contains(&number)) {
            *new += 1;
        }
    }
    // As in the summary, without the settings of single objects.
    let of_tenant = outcome.undecided.iter().filter(|undecided| undecided.subject.is_none());
    let undecided: BTreeSet<(usize, &str)> = of_tenant.map(|undecided| (undecided.tenant, undecided.rule.id)).collect();
    for (tenant, _) in undecided {
        if let Some(row) = rows.get_mut(tenant) {
            row.undecided += 1;
        }
    }
    rows.sort_by_key(|row| Reverse(row.counts));
    rows
}

fn state(exit: Option<Exit>, language: Language) -> (&'static str, &'static str) {
    match exit {
        Some(Exit::Clean) => ("pass", language.text("passes")),
        Some(Exit::Findings) => ("fail", language.text("fails")),
        Some(Exit::Unreadable) => ("undecided", language.text("incomplete")),
        Some(Exit::Usage) => ("undecided", language.text("not checked")),
        None => ("undecided", language.text("unknown")),
    }
}

fn rules(outcome: &Outcome, fleet: &Fleet) -> Vec<RuleRow> {
    let mut rules: BTreeMap<&str, (RuleRow, BTreeSet<usize>)> = BTreeMap::new();
    for (number, finding) in outcome.findings.iter().enumerate() {
        let Finding { rule, severity, tenant, .. } = **finding;
        let (row, tenants) =
            rules.entry(rule.id).or_insert_with(|| (RuleRow { rule, severity, tenants: 0, findings: 0, new: 0 }, BTreeSet::new()));
        tenants.insert(tenant);
        row.severity = row.severity.max(severity);
        row.tenants = tenants.len();
        row.findings += 1;
        row.new += usize::from(fleet.new.contains(&number));
    }
    let mut rules: Vec<RuleRow> = rules.into_values().map(|(row, _)| row).collect();
    rules.sort_by_key(|row| (Reverse(row.tenants), Reverse(row.severity), Reverse(row.findings)));
    rules
}

fn bars(days: &[Day], language: Language) -> Vec<Bar> {
    let total = |day: &Day| day.findings.iter().sum::<usize>();
    let most = days.iter().map(total).max().unwrap_or_default().max(1);
    let bar = |(number, day): (usize, &Day)| {
        let mut top = HEIGHT;
        let mut below = 0;
        // From the bottom, the lowest severity first. Heights are differences, so that the bar is as high as the sum.
        let parts = day.findings.iter().zip(SEVERITIES).rev().map(|(count, severity)| {
            below += count;
            let next = HEIGHT - below * HEIGHT / most;
            let part = (severity.name(), next, top - next);
            top = next;
            part
        });
        let parts = parts.filter(|(_, _, height)| *height > 0).collect();
        let values = [("date", day.date.to_string()), ("count", total(day).to_string()), ("tenants", day.known.to_string())];
        Bar { x: number * BAR, title: say(language, "{date}: {count} findings in {tenants} tenants", &values), parts }
    };
    days.iter().enumerate().map(bar).collect()
}
