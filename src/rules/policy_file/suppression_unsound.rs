//! Reports comments that accept findings and are incomplete, expired or unused.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A comment `tenantlint: allow` in code that has no reason, has expired, names a rule that does not exist, accepts nothing, or cannot be
    /// read. A comment without a reason, with a mistake, or after its last day accepts nothing: the finding is reported as well.
    ///
    /// An unused rule of a comment is reported only if the rule has run and is not undecided there.
    ///
    /// ## Why it matters
    /// A comment is the record that a finding was reviewed, next to the code. Without a reason it cannot be reviewed, and an unused one
    /// accepts the next finding at that place.
    ///
    /// ## Bad
    /// ```hcl main.tf
    /// # tenantlint: allow application-multi-tenant
    /// resource "azuread_application" "portal" {
    ///   display_name     = "portal"
    ///   sign_in_audience = "AzureADMultipleOrgs"
    /// }
    /// ```
    ///
    /// ## Good
    /// ```hcl main.tf
    /// # tenantlint: allow application-multi-tenant, application-multi-tenant-unowned reason="partner portal, tid is checked" reviewer="identity-team@contoso.example" expires=2099-03-31
    /// resource "azuread_application" "portal" {
    ///   display_name     = "portal"
    ///   sign_in_audience = "AzureADMultipleOrgs"
    /// }
    /// ```
    ///
    /// ## When it is wrong
    /// When a file is checked for several environments, and the finding exists in one of them only. Accept the finding under `allow:` in the
    /// policy file instead.
    ///
    /// ## Sources
    /// - ESLint, `--report-unused-disable-directives`: comments that suppress nothing are reported
    pub static RULE = {
        id: "suppression-unsound",
        group: Group::Own,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "comment that accepts findings is incomplete, expired or unused",
        check: Check::PolicyFile,
    };
}
