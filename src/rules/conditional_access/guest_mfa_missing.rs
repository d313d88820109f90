//! Reports guest types for which no Conditional Access policy requires MFA.

use super::{NoPolicy, check_coverage, no_policy};
use crate::model::conditional_access::Resources;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// Guest types for which no enforced Conditional Access policy requires MFA or an authentication strength for all apps, or blocks
    /// access to them.
    ///
    /// - A report-only policy enforces nothing.
    /// - A policy that is limited to some platforms, risk levels, locations, devices, client apps or authentication flows (such as device
    ///   code) leaves the other sign-ins unprotected.
    /// - A policy that excludes a named location leaves the sign-ins from there unprotected, also one that blocks access (a block by country
    ///   does not require MFA). If only trusted locations are excluded, the severity is one level lower.
    /// - A policy that excludes Office 365, one of its large apps, Azure Resource Manager, Microsoft Graph or the Microsoft admin portals does
    ///   not apply to all apps. Other excluded apps count as deliberate exceptions.
    /// - A dynamic group whose rule matches every guest counts as those guest types, both when it is included and when it is excluded. An
    ///   excluded group with assigned members, excluded users, and some guest types of certain tenants count as deliberate exceptions.
    ///
    /// The finding is on the policy that comes closest. If the complete list of policies is empty and security defaults are disabled, it is
    /// on the security defaults.
    ///
    /// The rule is undecided if security defaults are enabled, or if something about a policy is unknown, such as the members of a group
    /// that is not in the input, the apps that a filter excludes, or a list of users, groups, roles or apps that an exported policy lacks.
    ///
    /// ## Why it matters
    /// A guest authenticates in their home tenant. Unless this tenant requires MFA, the home tenant decides whether the guest completes it.
    /// A stolen password may then be enough to sign in here.
    ///
    /// ## Bad
    /// ```json
    /// { "displayName": "Guests: MFA", "state": "enabledForReportingButNotEnforced",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["GuestsOrExternalUsers"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "displayName": "Guests: MFA", "state": "enabled",
    ///   "conditions": { "clientAppTypes": ["all"], "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If the input does not contain all Conditional Access policies of the tenant, add the missing ones to the input.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `conditionalAccessPolicy`
    /// - Microsoft Learn: Require multifactor authentication for guest access
    pub static RULE = {
        id: "conditional-access-guest-mfa-missing",
        group: Group::ConditionalAccess,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "no Conditional Access policy requires MFA for guests",
        attack: &["T1078.004", "T1556.009"],
        controls: &["ZTA 21851"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::SecurityDefaults, Kind::Group, Kind::NamedLocation],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    check_coverage(tenant, out, &MFA);
}

const MFA: NoPolicy = NoPolicy {
    resources: Resources::AllApps,
    without_policy: "security defaults are disabled, and no Conditional Access policy requires MFA for guests",
    titles: no_policy!("enforces MFA on all apps", "; the closest is `{policy}`"),
    titles_elsewhere: no_policy!("enforces MFA at trusted locations", "; `{policy}` excludes them"),
    perhaps: "a policy that may cover guests is not fully known",
    defaults: "security defaults are enabled, which require MFA only when Microsoft considers it necessary",
    purpose: "create a Conditional Access policy that requires MFA for guests and external users on all apps",
    policy: POLICY,
    pointer: "/conditions/users",
};

const POLICY: &str = r#"{"displayName":"Guests: MFA","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},"users":{"includeUsers":["GuestsOrExternalUsers"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#;
