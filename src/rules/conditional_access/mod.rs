//! Conditional Access, as far as guests and devices are concerned.

pub(super) mod device_alone;
pub(super) mod guest_azure_portal_open;
pub(super) mod guest_excluded;
pub(super) mod guest_mfa_missing;
pub(crate) mod relied_on_for_multi_tenant;

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::metadata::Confidence;
use crate::model::{ConditionalAccessPolicy, GuestTypes, SecurityDefaults, Tenant, View};
use crate::resource::{Kind, Resource};
use crate::rules::Findings;
use crate::rules::guest_groups::{Coverage, Groups};
use crate::rules::step::{is_of_provider, step};

/// What those policies do for guests that are for these apps.
fn coverage<'p, 'r: 'p>(
    policies: impl Iterator<Item = &'p View<'r, ConditionalAccessPolicy<'r>>>,
    groups: &Groups<'_>,
    is_for: impl Fn(&ConditionalAccessPolicy<'r>) -> Option<bool>,
) -> Coverage {
    let mut coverage = Coverage::default();
    for policy in policies {
        let answers = [policy.protects(), is_for(policy)];
        if answers.contains(&Some(false)) {
            continue;
        }
        let Coverage { covered, perhaps } = groups.bound(policy);
        coverage.perhaps = coverage.perhaps.and(perhaps);
        let of_policy = if answers.contains(&None) { &mut coverage.perhaps } else { &mut coverage.covered };
        *of_policy = of_policy.and(covered);
    }
    coverage
}

/// A policy that would mend what a rule found.
pub(super) struct Remedy {
    /// What it is for, as an order.
    pub(super) purpose: &'static str,
    /// The settings of azuread that say it.
    pub(super) settings: &'static str,
    pub(super) body: &'static str,
}

/// How to make a policy, in the format at hand.
pub(super) fn policy_for(resource: &Resource<'_>, remedy: &Remedy) -> Text {
    let Remedy { purpose, settings, body } = *remedy;
    if is_of_provider(resource, "azuread") {
        return Text::new(purpose).and(Text::new("an `azuread_conditional_access_policy` with `{settings}`").with("settings", settings));
    }
    let text = if resource.format.is_desired_state() {
        Text::new("an `AADConditionalAccessPolicy` that says the same as `{body}`")
    } else if resource.format.is_from_code() {
        Text::new("a policy with `{body}`")
    } else {
        Text::new("az rest --method POST --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies --body '{body}'")
    };
    Text::new(purpose).and(text.with("body", body))
}

/// How to write another rule of a device filter, in the format at hand.
pub(super) fn filter_step(policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Text {
    let edit = if policy.resource.format.is_desired_state() {
        "the rule is `DeviceFilterRule` of `{address}`"
    } else if is_of_provider(policy.resource, "azuread") {
        "the rule is `conditions.devices.filter.rule` of `{address}`"
    } else {
        "the rule is `conditions.devices.deviceFilter.rule` of `{address}`"
    };
    let call = "az rest --method PATCH --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies/{id} --body '{open}\"conditions\":{open}\"devices\":{open}\"deviceFilter\":{open}\"mode\":\"<include or exclude>\",\"rule\":\"<rule>\"}}}}'";
    step(policy, edit, call).with("open", "{")
}

/// Judges a tenant that has no policy at all: what security defaults say is what holds.
fn judge_defaults(tenant: &Tenant, out: &mut Findings<'_>, remedy: &Remedy) {
    let mut is_told = false;
    for defaults in tenant.views::<SecurityDefaults<'_>>(&Kind::SecurityDefaults) {
        is_told = true;
        match out.known(&defaults, "isEnabled", &defaults.is_enabled) {
            Some(true) => {
                let missing = "no policy is there, and security defaults demand several factors when Microsoft finds it necessary";
                out.undecided(&defaults, &defaults.place(&defaults.is_enabled), missing.into());
            }
            Some(false) => {
                let label = Label::new(defaults.place(&defaults.is_enabled), "security defaults are off, and no policy is there");
                out.report(&defaults, "/isEnabled", label).help(policy_for(defaults.resource, remedy));
            }
            None => {}
        }
    }
    if !is_told {
        let missing = "no policy is there, and `isEnabled` of security defaults is not in the input";
        out.undecided_tenant(missing.into(), Undecided::collect(&Kind::SecurityDefaults));
    }
}

/// All policies of the tenant.
fn policies(tenant: &Tenant) -> Vec<View<'_, ConditionalAccessPolicy<'_>>> {
    tenant.views(&Kind::ConditionalAccessPolicy).collect()
}

/// How sure it is that no other policy is there: a whole list was read, or a few policies, or code that may not be all.
pub(super) fn confidence_of_absence(tenant: &Tenant) -> Confidence {
    if tenant.seen(&Kind::ConditionalAccessPolicy).complete { Confidence::High } else { Confidence::Medium }
}

/// Whether security defaults are on: with them no policy is.
fn has_security_defaults(tenant: &Tenant) -> bool {
    tenant.views::<SecurityDefaults<'_>>(&Kind::SecurityDefaults).any(|defaults| defaults.is_enabled.known() == Some(&true))
}

/// Names of types of guests, for people.
fn named(types: GuestTypes) -> String {
    if types == GuestTypes::ALL { "guests of any type".to_owned() } else { types.names().collect::<Vec<_>>().join(", ") }
}
