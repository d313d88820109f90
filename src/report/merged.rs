//! What is shown with a finding: the other instances of its declaration, notes, and the parts of a path.

use crate::finding::{Finding, Subject};
use crate::outcome::Outcome;

/// Instances that are named; the rest is counted.
const NAMED: usize = 3;

/// The other instances of a finding: ``in `prod.bicepparam`, 7 more``. `quote` escapes a name and marks it as such.
pub(super) fn also(finding: &Finding, quote: impl Fn(&str) -> String) -> Option<String> {
    let others = &finding.merged.instances;
    let mut parts: Vec<String> = others.iter().take(NAMED).map(|other| difference(&finding.subject, other, &quote)).collect();
    parts.dedup();
    if others.len() > NAMED {
        parts.push(format!("{} more", others.len() - NAMED));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How an instance differs from the first one.
fn difference(first: &Subject, other: &Subject, quote: &impl Fn(&str) -> String) -> String {
    let in_root = Some(&other.root).filter(|root| **root != first.root).map(|_| other.elsewhere().unwrap_or("."));
    let in_deployment = Some(other.deployment.as_str()).filter(|deployment| *deployment != first.deployment && !deployment.is_empty());
    let address = Some(&other.address).filter(|address| **address != first.address).map(|address| quote(address));
    let place = in_deployment.or(in_root).map(|place| format!("in {}", quote(place)));
    let parts: Vec<String> = address.into_iter().chain(place).collect();
    if parts.is_empty() { quote(other.name.as_deref().unwrap_or(&other.address)) } else { parts.join(" ") }
}

/// Whether people see a finding under that of a path, and not once more. A part that is worse than the path, or that has instances
/// which are not on the path, has its own place.
pub(super) fn is_under_path(outcome: &Outcome, finding: &Finding) -> bool {
    let covers = |path: &Finding| finding.severity <= path.severity && finding.instances().count() <= path.instances().count();
    finding.merged.part_of.iter().any(|path| covers(&outcome.findings[*path]))
}

/// The parts of a path.
pub(super) fn parts<'o>(outcome: &'o Outcome, finding: &'o Finding) -> impl Iterator<Item = &'o Finding> {
    finding.merged.parts.iter().map(|part| &*outcome.findings[*part])
}
