//! Conditional Access, as far as guests and devices are concerned.

pub(super) mod device_alone;
pub(super) mod guest_azure_portal_open;
pub(super) mod guest_excluded;
pub(super) mod guest_mfa_missing;
pub(crate) mod relied_on_for_multi_tenant;

use crate::finding::Undecided;
use crate::message::Label;
use crate::metadata::Confidence;
use crate::model::{ConditionalAccessPolicy, GuestTypes, SecurityDefaults, Tenant, View};
use crate::remediation::new_policy;
use crate::resource::Kind;
use crate::rules::Findings;
use crate::rules::guest_groups::{Coverage, Groups};

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

/// Judges a tenant that has no policy at all: what security defaults say is what holds.
fn judge_defaults(tenant: &Tenant, out: &mut Findings<'_>, purpose: &'static str, policy: &'static str) {
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
                out.report(&defaults, "/isEnabled", label).step(new_policy(defaults.resource, purpose, policy));
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
