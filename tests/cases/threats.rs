//! The rows of the threat model in `tests/threats.md`: each has an input at risk, on which every rule of the row reports, and a hardened twin,
//! on which none of them reports or is undecided.

use crate::document::{Case, Document};
use crate::{plain, run};
use libtest_mimic::Trial;
use std::fmt::Write as _;
use tenantlint::rules::find;

/// The rows by the start of their names, and their rules.
const ROWS: &[(&str, &[&str])] = &[
    (
        "S1-5",
        &[
            "conditional-access-guest-mfa-missing",
            "conditional-access-guest-excluded",
            "cross-tenant-inbound-open",
            "cross-tenant-trusts-any-mfa",
        ],
    ),
    ("S1-8", &["management-group-default-is-root", "management-group-creation-open"]),
    ("S1-11", &["policy-baseline-removable", "policy-exemption-unbounded", "policy-exemption-power-wide"]),
    (
        "S1-13",
        &[
            "conditional-access-device-alone",
            "cross-tenant-trusts-any-device",
            "device-join-everyone",
            "device-registration-without-mfa",
            "device-unmanaged-counts-compliant",
        ],
    ),
    (
        "S1-14",
        &[
            "group-dynamic-admits-guests",
            "group-dynamic-device-attribute-spoofable",
            "group-dynamic-grants-privilege",
            "group-dynamic-user-attribute-spoofable",
        ],
    ),
    ("S1-R4", &["subscription-guest-made", "subscription-guest-resource", "subscription-undeclared"]),
    ("S1-R5", &["subscription-alerts-unwatched"]),
    ("S1-R7", &["billing-role-guest", "cross-tenant-partner-wide", "management-group-creation-open"]),
    ("S2-4", &["app-service-auth-multi-tenant", "app-service-auth-not-required"]),
    (
        "S2-R4",
        &[
            "api-management-token-any-tenant",
            "application-multi-tenant-no-authorization-model",
            "code-config-authority-shared",
            "code-config-email-as-identity",
        ],
    ),
];

pub fn trials() -> Vec<Trial> {
    Document::read("tests/threats.md").trials(report)
}

fn report(case: &Case) -> Result<String, String> {
    let row = case.name.split(' ').next().unwrap_or_default();
    let (_, rules) = ROWS.iter().find(|(name, _)| *name == row).ok_or_else(|| format!("no row {row}"))?;
    let folder = case.folder();
    let outcome = run(folder.path(), ".");
    let mut report = String::new();
    for rule in *rules {
        assert!(find(rule).is_some(), "no rule {rule}");
        let all = outcome.findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
        let findings: Vec<_> = all.filter(|finding| finding.rule.id == *rule).collect();
        for finding in &findings {
            writeln!(report, "{} {rule}: {}", finding.severity.name(), plain(&finding.title)).unwrap();
        }
        let undecided: Vec<_> = outcome.undecided.iter().filter(|undecided| undecided.rule.id == *rule).collect();
        let is_right = if case.section == "Risk" { !findings.is_empty() } else { findings.is_empty() && undecided.is_empty() };
        if !is_right {
            let reasons: Vec<String> = undecided.iter().map(|undecided| plain(&undecided.missing)).collect();
            return Err(format!("{}: {rule} has {} findings, undecided: {reasons:?}\n{report}", case.section, findings.len()));
        }
    }
    Ok(report)
}
