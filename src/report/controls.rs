//! The state of each control of a framework that a rule covers.

use super::escape::{MARKDOWN, NAME, terminal};
use super::summary::counted;
use super::{Format, Style, json_text, sentence, tenant_name};
use crate::controls::{Control, Coverage, Framework};
use crate::metadata::Metadata;
use crate::outcome::Outcome;
use crate::rules::RULES;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The state of a rule or a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// It has a finding.
    Fail,
    /// It has no finding, and something is undecided.
    Undecided,
    /// It has no finding, and did not run.
    NotChecked,
    /// Everything is decided, and there is no finding that is not accepted.
    Pass,
}

impl State {
    /// All states, the worst first.
    pub const ALL: [Self; 4] = [Self::Fail, Self::Undecided, Self::NotChecked, Self::Pass];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Undecided => "undecided",
            Self::NotChecked => "not checked",
            Self::Pass => "pass",
        }
    }

    /// The name as a class of an element.
    pub fn class(self) -> &'static str {
        if self == Self::NotChecked { "not-checked" } else { self.name() }
    }
}

/// What the rules of a run found, by tenant and rule.
#[derive(Debug)]
pub(super) struct States {
    ran: HashSet<&'static str>,
    found: HashSet<(usize, &'static str)>,
    undecided: HashSet<(usize, &'static str)>,
    accepted: HashMap<(usize, &'static str), usize>,
}

/// A rule that covers a control.
#[derive(Debug, Serialize)]
pub(super) struct Covering {
    pub rule: &'static str,
    pub state: State,
    /// Findings that the allow-list accepts.
    #[serde(skip_serializing_if = "is_zero")]
    pub accepted: usize,
}

/// A control with its state.
#[derive(Debug)]
pub(super) struct Row {
    pub control: &'static Control,
    pub state: State,
    pub rules: Vec<Covering>,
}

impl States {
    pub fn new(outcome: &Outcome) -> Self {
        // That a finding is known does not resolve it.
        let known = outcome.known.iter().map(|known| &known.finding);
        let all = outcome.findings.iter().chain(known).flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
        let shown = all.map(|finding| (finding.tenant, finding.rule.id));
        let mut accepted = HashMap::new();
        for finding in outcome.accepted.iter().map(|accepted| &accepted.finding) {
            *accepted.entry((finding.tenant, finding.rule.id)).or_insert(0) += 1;
        }
        Self {
            ran: outcome.rules.iter().map(|rule| rule.id).collect(),
            found: shown.chain(outcome.hidden.rules.iter().copied()).collect(),
            undecided: outcome.undecided.iter().map(|undecided| (undecided.tenant, undecided.rule.id)).collect(),
            accepted,
        }
    }

    /// The controls of a framework in a tenant.
    pub fn rows(&self, framework: Framework, tenant: usize) -> Vec<Row> {
        let row = |control: &'static Control| {
            let covering = RULES.iter().filter(|rule| control.is_named_by(rule));
            let rules: Vec<Covering> = covering.map(|rule| self.covering(rule, tenant)).collect();
            let state = rules.iter().map(|rule| rule.state).min().unwrap_or(State::NotChecked);
            Row { control, state, rules }
        };
        framework.controls().map(row).collect()
    }

    fn covering(&self, rule: &'static Metadata, tenant: usize) -> Covering {
        let key = (tenant, rule.id);
        let state = if self.found.contains(&key) {
            State::Fail
        } else if self.undecided.contains(&key) {
            State::Undecided
        } else if !self.ran.contains(rule.id) {
            State::NotChecked
        } else {
            State::Pass
        };
        Covering { rule: rule.id, state, accepted: self.accepted.get(&key).copied().unwrap_or_default() }
    }
}

impl Covering {
    /// What is to be stated of it.
    pub fn remark(&self) -> String {
        match self.accepted {
            0 => self.state.name().to_owned(),
            accepted => format!("{}, {accepted} accepted", self.state.name()),
        }
    }
}

impl Row {
    /// What the rules do not check, or report beyond the control; the same of every technique of ATT&CK.
    pub fn remark(&self) -> Option<String> {
        match self.control.coverage {
            _ if self.control.framework.note().is_some() => None,
            Coverage::Whole => None,
            Coverage::Part(what) => Some(format!("in part: {what}")),
            Coverage::Wider(what) => Some(format!("its rules also report {what}")),
        }
    }
}

/// `2 fail, 1 undecided, 3 pass`
pub(super) fn counts(rows: &[Row]) -> String {
    let count = |state| rows.iter().filter(|row| row.state == state).count();
    let there = State::ALL.into_iter().filter(|state| count(*state) > 0);
    there.map(|state| format!("{} {}", count(state), state.name())).collect::<Vec<_>>().join(", ")
}

/// A warning if a control may have passed only because an input could not be read.
pub(super) fn unread(outcome: &Outcome) -> Option<String> {
    if outcome.is_unrecognized {
        return Some("nothing was checked, because no file has a supported format".to_owned());
    }
    let number = outcome.problems.iter().filter(|problem| !problem.is_warning).count();
    (number > 0).then(|| format!("{} of the input could not be read: `pass` applies to the rest only", counted(number, "part")))
}

/// Writes the controls of a framework in a format for which `--controls` is allowed.
///
/// # Errors
/// Those of `out`.
pub fn write(framework: Framework, format: Format, outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let states = States::new(outcome);
    let of_tenants: Vec<(Option<&str>, Vec<Row>)> =
        (0..outcome.tenants.len()).map(|tenant| (tenant_name(outcome, tenant), states.rows(framework, tenant))).collect();
    match format {
        Format::Json => json(framework, &of_tenants, out),
        Format::Markdown => out.write_all(page(framework, outcome, &of_tenants).as_bytes()),
        _ => out.write_all(text(framework, outcome, style, &of_tenants).as_bytes()),
    }
}

fn text(framework: Framework, outcome: &Outcome, style: &Style, of_tenants: &[(Option<&str>, Vec<Row>)]) -> String {
    let mut text = String::new();
    for (number, (tenant, rows)) in of_tenants.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let tenant = tenant.map(|name| format!(" in tenant `{}`", terminal(name, NAME))).unwrap_or_default();
        let _ = writeln!(text, "{}{tenant}: {}", framework.title(), counts(rows));
        for row in rows {
            let state = match row.state {
                _ if !style.color => "",
                State::Fail => "\u{1b}[31m",
                State::Pass => "\u{1b}[32m",
                State::Undecided | State::NotChecked => "\u{1b}[33m",
            };
            let reset = if style.color { "\u{1b}[0m" } else { "" };
            let _ = writeln!(text, "\n{state}{:<11}{reset}  {}: {}", row.state.name(), row.control.name(), row.control.title);
            for rule in &row.rules {
                let _ = writeln!(text, "{:13}{} ({})", "", rule.rule, rule.remark());
            }
            if let Some(remark) = row.remark() {
                let _ = writeln!(text, "{:13}{remark}", "");
            }
        }
    }
    for note in framework.note().map(str::to_owned).into_iter().chain(unread(outcome)) {
        let _ = writeln!(text, "\n{note}");
    }
    text
}

fn page(framework: Framework, outcome: &Outcome, of_tenants: &[(Option<&str>, Vec<Row>)]) -> String {
    let mut page = String::new();
    for (number, (tenant, rows)) in of_tenants.iter().enumerate() {
        if number > 0 {
            page.push('\n');
        }
        let tenant = tenant.map(|name| format!(" in tenant {}", (MARKDOWN.name)(name))).unwrap_or_default();
        let _ = writeln!(
            page,
            "## {}{tenant}\n\n{}\n\n| state | control | requires | rules |\n|---|---|---|---|",
            framework.title(),
            counts(rows)
        );
        for row in rows {
            let rules = row.rules.iter().map(|rule| format!("`{}` ({})", rule.rule, rule.remark())).collect::<Vec<_>>().join(", ");
            let remark = row.remark().map(|remark| format!("<br>{remark}")).unwrap_or_default();
            let _ = writeln!(page, "| {} | {} | {}{remark} | {rules} |", row.state.name(), row.control.name(), row.control.title);
        }
    }
    for note in framework.note().map(str::to_owned).into_iter().chain(unread(outcome)) {
        let _ = writeln!(page, "\n{}", sentence(&note));
    }
    page
}

/// A control as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'o> {
    framework: Framework,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'static str,
    control: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'o str>,
    state: State,
    /// What the rules do not check.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_part: Option<&'static str>,
    /// What the rules report beyond the control.
    #[serde(skip_serializing_if = "Option::is_none")]
    also_reported: Option<&'static str>,
    rules: &'o [Covering],
}

fn json(framework: Framework, of_tenants: &[(Option<&str>, Vec<Row>)], out: &mut dyn Write) -> io::Result<()> {
    let object = |tenant, row| {
        let &Row { control, state, ref rules } = row;
        let (in_part, also_reported) = match control.coverage {
            Coverage::Whole => (None, None),
            Coverage::Part(what) => (Some(what), None),
            Coverage::Wider(what) => (None, Some(what)),
        };
        let &Control { version, id, title, .. } = control;
        Object { framework, version, control: id, title, tenant, state, in_part, also_reported, rules }
    };
    let objects: Vec<_> = of_tenants.iter().flat_map(|(tenant, rows)| rows.iter().map(move |row| object(*tenant, row))).collect();
    json_text::write(&objects, &mut *out)?;
    writeln!(out)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, rule, span};
    use super::*;
    use crate::finding::{Step, Undecided};
    use crate::outcome::{Accepted, Hidden};

    /// The states of the two rules of `MS.AAD.8.2v1`, and that of the control.
    fn states(outcome: &Outcome) -> (State, Vec<State>) {
        let rows = States::new(outcome).rows(Framework::Scuba, 0);
        let row = rows.into_iter().find(|row| row.control.id == "MS.AAD.8.2v1").unwrap();
        (row.state, row.rules.iter().map(|rule| rule.state).collect())
    }

    fn undecided(id: &str) -> Undecided {
        let (missing, decide) = ("not in the input".into(), Step::from("collect it"));
        Undecided { rule: rule(id), tenant: 0, subject: None, span: None, missing, decide, is_relevant: true }
    }

    #[test]
    fn a_control_passes_only_if_each_of_its_rules_is_decided() {
        let mut outcome = outcome(&[("policy.json", "\"everyone\"")]);
        assert_eq!(states(&outcome), (State::Pass, vec![State::Pass; 2]));
        let all = outcome.rules.clone();
        outcome.rules.retain(|rule| rule.id != "guest-invite-everyone");
        assert_eq!(states(&outcome), (State::NotChecked, vec![State::NotChecked, State::Pass]));
        outcome.undecided.push(undecided("guest-invite-all-members"));
        assert_eq!(states(&outcome), (State::Undecided, vec![State::NotChecked, State::Undecided]));
        outcome.rules = all;
        let found = finding(span(&outcome, 0, "everyone"));
        outcome.findings.push(found.clone());
        assert_eq!(states(&outcome), (State::Fail, vec![State::Fail, State::Undecided]));
        // What `--severity` hides and what is a note on another finding is found all the same.
        outcome.findings.clear();
        outcome.hidden = Hidden { findings: 1, failing: 0, rules: [(0, "guest-invite-everyone")].into() };
        assert_eq!(states(&outcome).0, State::Fail);
        outcome.hidden = Hidden::default();
        let mut other = found.clone();
        other.rule = rule("guest-stale");
        other.merged.notes.push(found.clone());
        outcome.findings.push(other);
        assert_eq!(states(&outcome).0, State::Fail);
        // What the baseline contains still fails a control.
        (outcome.findings, outcome.undecided) = (Vec::new(), Vec::new());
        outcome.known.push(crate::baseline::Known { finding: found.clone(), first_seen: Some(jiff::civil::date(2026, 1, 1)) });
        assert_eq!(states(&outcome).0, State::Fail);
        // What is accepted is no finding, and is counted.
        outcome.known.clear();
        outcome.accepted.push(Accepted {
            finding: found,
            reason: "r".into(),
            reviewer: "r".into(),
            by: crate::outcome::AcceptedBy::Entry,
            expires: None,
        });
        assert_eq!(states(&outcome), (State::Pass, vec![State::Pass; 2]));
        let rows = States::new(&outcome).rows(Framework::Scuba, 0);
        assert!(rows.iter().any(|row| row.rules[0].remark() == "pass, 1 accepted"));
    }

    #[test]
    fn hostile_names_of_tenants_reach_no_reader() {
        for format in [Format::Human, Format::Json, Format::Markdown] {
            let mut out = Vec::new();
            write(Framework::Attack, format, &hostile(), &Style::default(), &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert_harmless(&text);
            assert!(format == Format::Json || !text.contains("**b**") || format == Format::Human, "{text}");
        }
    }
}
