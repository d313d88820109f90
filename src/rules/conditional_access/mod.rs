//! Rules on Conditional Access policies for guests and devices.

pub(super) mod device_alone;
pub(super) mod guest_azure_portal_open;
pub(super) mod guest_excluded;
pub(super) mod guest_mfa_missing;
pub(crate) mod relied_on_for_multi_tenant;

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::model::{ConditionalAccessPolicy, GuestTypes, SecurityDefaults, Tenant, View};
use crate::remediation::new_policy;
use crate::resource::Kind;
use crate::rules::Findings;
use crate::rules::guest_groups::{Coverage, Groups};

/// The guest types that the policies for certain apps cover.
fn coverage<'p, 'r: 'p>(
    policies: impl Iterator<Item = &'p View<'r, ConditionalAccessPolicy<'r>>>,
    groups: &Groups<'_>,
    is_for: impl Fn(&View<'r, ConditionalAccessPolicy<'r>>) -> Option<bool>,
) -> Coverage {
    let mut coverage = Coverage::default();
    for policy in policies {
        let answers = [policy.protects(), is_for(policy), policy.exists()];
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

/// Checks a tenant without any Conditional Access policy, in which only security defaults can protect guests.
fn check_defaults(tenant: &Tenant, out: &mut Findings<'_>, title: &'static str, purpose: &'static str, policy: &'static str) {
    let mut is_in_input = false;
    for defaults in tenant.views::<SecurityDefaults<'_>>(&Kind::SecurityDefaults) {
        is_in_input = true;
        match out.known(&defaults, "isEnabled", &defaults.is_enabled) {
            Some(true) => {
                let missing =
                    "no Conditional Access policy exists, and security defaults require MFA only when Microsoft considers it necessary";
                out.undecided(&defaults, &defaults.place(&defaults.is_enabled), missing.into());
            }
            Some(false) => {
                let label = Label::new(
                    defaults.place(&defaults.is_enabled),
                    "security defaults are disabled, and no Conditional Access policy exists",
                );
                out.report(&defaults, "/isEnabled", label).title(title).step(new_policy(defaults.resource, purpose, policy));
            }
            None => {}
        }
    }
    if !is_in_input {
        let missing = "no Conditional Access policy exists, and `isEnabled` of security defaults is not in the input";
        out.undecided_tenant(missing.into(), Undecided::collect(&Kind::SecurityDefaults));
    }
}

fn policies(tenant: &Tenant) -> Vec<View<'_, ConditionalAccessPolicy<'_>>> {
    tenant.views(&Kind::ConditionalAccessPolicy).collect()
}

/// Whether security defaults are enabled. They cannot be combined with enabled Conditional Access policies.
fn has_security_defaults(tenant: &Tenant) -> bool {
    tenant.views::<SecurityDefaults<'_>>(&Kind::SecurityDefaults).any(|defaults| defaults.is_enabled.known() == Some(&true))
}

/// Titles about a policy that does not exist in the tenant or in the input, for all guest types or for some of them.
macro_rules! no_policy {
    ($does:literal, $rest:literal) => {
        |absence| match absence {
            Absence::InTenant => [
                concat!("no Conditional Access policy ", $does, " for guests and external users", $rest),
                concat!("no Conditional Access policy ", $does, " for users of type `{types}`", $rest),
            ],
            Absence::InInput => [
                concat!("no Conditional Access policy in the input ", $does, " for guests and external users", $rest),
                concat!("no Conditional Access policy in the input ", $does, " for users of type `{types}`", $rest),
            ],
        }
    };
}
use no_policy;

/// One of two texts, for all guest types or for some of them, which the second text names as `{types}`.
fn text_for(types: GuestTypes, [all, some]: [&'static str; 2]) -> Text {
    if types == GuestTypes::ALL { all.into() } else { Text::new(some).with("types", types.names().collect::<Vec<_>>().join(", ")) }
}
