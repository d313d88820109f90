//! What a run gives, before it is shown.

use crate::finding::{Finding, Undecided};
use crate::metadata::Metadata;
use crate::metadata::Severity;
use crate::resource::Problem;
use crate::source::Sources;

/// A finding that an entry of the allow-list accepts.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub finding: Box<Finding>,
    /// Why it is accepted.
    pub reason: String,
    pub reviewer: String,
}

/// The result of judging an input under a policy.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files that were read, the policy file among them.
    pub sources: Sources,
    /// Findings that stand, sorted by file, place and rule.
    pub findings: Vec<Box<Finding>>,
    /// Findings that the allow-list accepts, sorted alike.
    pub accepted: Vec<Accepted>,
    /// What could not be decided, sorted alike; what concerns a tenant as a whole comes last.
    pub undecided: Vec<Undecided>,
    /// What could not be read, sorted alike.
    pub problems: Vec<Problem>,
    /// How many files were looked at.
    pub files: usize,
    /// How many resources were judged.
    pub resources: usize,
    /// Names of the tenants; a single empty one where the policy names none.
    pub tenants: Vec<String>,
    /// The rules that ran.
    pub rules: Vec<&'static Metadata>,
    /// Findings of this severity and above fail the run.
    pub fail_on: Severity,
    /// What is undecided fails the run too.
    pub deny_undecided: bool,
}

/// How a run ends, the same for every output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Judged; nothing at or over the threshold.
    Clean = 0,
    /// Findings at or over the threshold.
    Findings = 1,
    /// Usage or policy file error; nothing was judged.
    Usage = 2,
    /// Some input could not be read; the rest was judged and is below the threshold.
    Unreadable = 3,
}

impl Outcome {
    /// Whether a finding fails the run.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.severity >= self.fail_on
    }

    /// How the run ends.
    pub fn exit(&self) -> Exit {
        if self.findings.iter().any(|finding| self.fails(finding)) || (self.deny_undecided && !self.undecided.is_empty()) {
            Exit::Findings
        } else if self.problems.iter().any(|problem| !problem.is_warning) {
            Exit::Unreadable
        } else {
            Exit::Clean
        }
    }
}
