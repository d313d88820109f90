//! A run on many tenants as text: a line for each.

use super::escape::{NAME, terminal};
use super::summary::Summary;
use super::{counted_in, say, tenant_name};
use crate::language::Language;
use crate::outcome::{Exit, Outcome};

/// The numbers of all tenants so far.
#[derive(Debug, Default)]
pub struct TenantNumbers {
    tenants: usize,
    findings: usize,
    /// Tenants with findings at or above the threshold.
    failing: usize,
    /// Tenants that could not be read completely, or not be checked.
    incomplete: usize,
}

impl TenantNumbers {
    /// Adds a tenant, and returns its line: `contoso (2027-03-31): 3 findings (1 high, 2 low), 12 undecided rules`.
    pub fn add(&mut self, outcome: &Outcome, exit: Exit, language: Language) -> String {
        let summary = Summary::new(outcome);
        self.tenants += 1;
        self.findings += summary.findings;
        self.failing += usize::from(exit == Exit::Findings);
        self.incomplete += usize::from(exit == Exit::Usage || summary.problems > 0);
        let counted = |number, what| counted_in(language, number, what);
        let findings = match (exit, summary.findings) {
            (Exit::Usage, _) => language.text("not checked").to_owned(),
            (_, 0) => counted(0, "finding"),
            (_, number) => format!("{} ({})", counted(number, "finding"), summary.by_severity.list_in(language)),
        };
        let mut parts = vec![findings];
        parts.extend((summary.undecided_rules > 0).then(|| counted(summary.undecided_rules, "undecided rule")));
        parts.extend((summary.problems > 0).then(|| counted(summary.problems, "problem")));
        let tenant = terminal(tenant_name(outcome, 0).unwrap_or_default(), NAME);
        let date = outcome.run.as_ref().and_then(|run| run.export_date).map(|date| format!(" ({date})")).unwrap_or_default();
        format!("{tenant}{date}: {}", parts.join(language.comma()))
    }

    /// The line of all tenants.
    pub fn total(&self, language: Language) -> String {
        let counted = |number, what| counted_in(language, number, what);
        let values = [
            ("tenants", counted(self.tenants, "tenant")),
            ("failing", self.failing.to_string()),
            ("incomplete", self.incomplete.to_string()),
            ("findings", counted(self.findings, "finding")),
        ];
        say(language, "{tenants}, {failing} with findings that fail, {incomplete} not completely read; {findings}", &values)
    }
}
