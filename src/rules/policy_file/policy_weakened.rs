//! Reports what a pull request changes so that its own check reports less.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// In a run with `--policy-from REV`, what the working tree changes so that a check reports less than with the policy of `REV`:
    ///
    /// - a rule that is disabled, a lower severity, another value of an option, a higher `fail-on`
    /// - an entry of the allow-list, of an inventory or of the baseline that `REV` does not contain, or one that is valid longer
    /// - an inventory that is not declared any more, and changes of `tenants` and `complete`
    /// - a comment `tenantlint: allow` that accepts a finding which `REV` does not accept
    /// - a file that `REV` contains and that was checked there, and that exists but is not read any more
    ///
    /// Each is reported at its line. The check itself uses the policy file, the inventories, the baseline and the comments of `REV`, so the
    /// change has no effect on the findings of the pull request.
    ///
    /// A file that was checked in `REV` and is gone is a warning, because files are deleted for good reasons. A file that has a new name and
    /// the same content is neither.
    ///
    /// ## Why it matters
    /// Who can open a pull request can change the policy file in it. If the check uses the changed file, the pull request decides which of
    /// its findings are reported. After the merge, the change applies to all that follows, so a reviewer has to see it.
    ///
    /// ## Bad
    /// ```yaml
    /// version: 1
    /// rules:
    ///   application-multi-tenant: { enabled: false }
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// version: 1
    /// ```
    ///
    /// ## When it is wrong
    /// When the branch is older than `REV` and lacks a change of the policy there: merge `REV` into the branch. When the change is intended,
    /// make it in a pull request of its own.
    ///
    /// ## Sources
    /// - [GitHub: Security hardening for GitHub Actions](https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions): a pull request can change every file of the check that it runs
    pub static RULE = {
        id: "policy-weakened",
        group: Group::Own,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "pull request makes its own check weaker",
        check: Check::PolicyFile,
    };
}
