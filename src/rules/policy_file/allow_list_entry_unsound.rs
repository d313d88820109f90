//! An entry of the allow-list that accepts findings without saying why, for too long, too widely, or for nothing.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An entry under `allow:` in the policy file that has no reason, no reviewer or no expiry, that has expired, that accepts nothing
    /// any more, or that is wider than it must be: above all one that knows an app of an export by its display name alone.
    ///
    /// ## Why it matters
    /// The allow-list is the record that somebody looked. An entry without a reason cannot be reviewed, one that never ends is never reviewed again,
    /// and one that accepts nothing will accept the next thing that fits. Anybody who may register an app chooses its display name: an entry
    /// by name lets him choose one that is accepted.
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
    /// That an entry accepts nothing is said only where the input holds the whole list: one file of many does not tell. Where entries need no
    /// expiry, set `rules: { allow-list-entry-unsound: { require-expiry: false } }`.
    ///
    /// ## Sources
    /// - Tenable, indicator of exposure "Application Allowing Multi-Tenant Authentication": review one by one, then mark as ignored
    pub static RULE = {
        id: "allow-list-entry-unsound",
        group: Group::Own,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "an entry of the allow-list is unsound",
        attack: &[],
        controls: &[],
        needs: &[],
        joins: &[],
        options: Some(OptionSpec::of::<AllowListOptions>()),
        check: Check::PolicyFile,
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct AllowListOptions {
    /// Every entry must have an expiry.
    pub require_expiry: bool,
}

impl Default for AllowListOptions {
    fn default() -> Self {
        Self { require_expiry: true }
    }
}
