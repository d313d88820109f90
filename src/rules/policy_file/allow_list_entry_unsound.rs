//! Reports allow-list entries that are incomplete, expired, too broad or unused.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An entry under `allow:` in the policy file that has no reason, no reviewer or no expiry date, has expired, no longer accepts any
    /// finding, or is broader than necessary. An entry is too broad if it accepts findings on several resources without an id, or if it
    /// identifies an object in an export, such as an app, only by its display name.
    ///
    /// An entry whose reason or reviewer has no visible character, or whose patterns match every resource, accepts nothing and has severity
    /// high: a reviewer of a pull request does not see what it does.
    ///
    /// An entry without `fact` accepts nothing on a resource where findings of the rule are about several facts, such as two client secrets:
    /// which one was reviewed is not known.
    ///
    /// The severity is otherwise low, or medium for an entry that has expired. An unused entry is reported only if the input is complete: a single
    /// file of an export does not show that nothing matches. The option `require-expiry` (default: `true`) determines whether a missing
    /// expiry date is reported.
    ///
    /// ## Why it matters
    /// The allow-list is the record that a finding was reviewed. An entry without a reason cannot be reviewed, an entry without an expiry
    /// date is never reviewed again, and an unused entry accepts the next finding that matches it. Anyone who can register an app chooses
    /// its display name, so an attacker can choose a name that an entry already accepts.
    ///
    /// ## Bad
    /// ```yaml
    /// version: 1
    /// allow:
    ///   - rule: application-multi-tenant
    ///     resource: { displayName: Partner portal }
    /// ```
    ///
    /// ## Good
    /// ```yaml
    /// version: 1
    /// allow:
    ///   - rule: application-multi-tenant
    ///     resource: { appId: 9a8b7c6d-1111-4222-8333-444455556666 }
    ///     reason: partner portal, tid is checked against the partner list
    ///     reviewer: identity-team@contoso.example
    ///     expires: 2099-03-31
    /// ```
    ///
    /// ## When it is wrong
    /// When your entries do not need an expiry date. Set `rules: { allow-list-entry-unsound: { require-expiry: false } }` in the policy
    /// file.
    ///
    /// ## Sources
    /// - Tenable, indicator of exposure "Application Allowing Multi-Tenant Authentication": review one by one, then mark as ignored
    pub static RULE = {
        id: "allow-list-entry-unsound",
        group: Group::Own,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "allow-list entry is incomplete, expired, too broad or unused",
        options: Some(OptionSpec::of::<AllowListOptions>()),
        check: Check::PolicyFile,
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AllowListOptions {
    /// Whether an entry without an expiry date is reported.
    pub require_expiry: bool,
}

impl Default for AllowListOptions {
    fn default() -> Self {
        Self { require_expiry: true }
    }
}
