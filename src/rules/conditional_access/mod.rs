//! Rules on Conditional Access policies for guests and devices.

pub(super) mod device_alone;
pub(super) mod guest_azure_portal_open;
pub(super) mod guest_excluded;
pub(super) mod guest_mfa_missing;
pub(crate) mod relied_on_for_multi_tenant;

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::model::conditional_access::{Coverage, Resources, coverage};
use crate::model::{ConditionalAccessPolicy, GuestTypes, SecurityDefaults, Tenant, View};
use crate::remediation::new_policy;
use crate::resource::Kind;
use crate::rules::{Absence, Findings, name_of};

/// What a rule says about guests whose sign-ins no policy covers.
struct NoPolicy {
    resources: Resources<'static>,
    /// For a tenant without any policy.
    without_policy: &'static str,
    /// For all guest types and for some of them, by what is known about other policies.
    titles: fn(Absence) -> [&'static str; 2],
    /// The same if policies cover these sign-ins except from trusted locations.
    titles_elsewhere: fn(Absence) -> [&'static str; 2],
    perhaps: &'static str,
    /// Why security defaults leave it undecided.
    defaults: &'static str,
    purpose: &'static str,
    policy: &'static str,
    pointer: &'static str,
}

/// Reports guests whose sign-ins no policy covers, on the policy that comes closest.
fn check_coverage(tenant: &Tenant, out: &mut Findings<'_>, rule: &NoPolicy) {
    let policies = policies(tenant);
    let Some(first) = policies.first() else {
        return check_defaults(tenant, out, rule.without_policy, rule.purpose, rule.policy);
    };
    let Coverage { covered, covered_elsewhere, perhaps, closest } = coverage(&policies, tenant, GuestTypes::ALL, rule.resources);
    let missing = GuestTypes::ALL.without(covered);
    if missing.is_empty() {
        return;
    }
    let (closest, place, reason) = match closest.and_then(|(number, obstacle)| Some((policies.get(number)?, obstacle))) {
        Some((policy, obstacle)) => (policy, obstacle.place, obstacle.reason),
        None => (first, first.users_place(), "it does not include all of these users"),
    };
    let open = missing.without(perhaps);
    if open.is_empty() {
        return out.undecided(closest, &place, rule.perhaps.into());
    }
    if has_security_defaults(tenant) {
        return out.undecided(closest, &place, rule.defaults.into());
    }
    let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { return };
    let is_elsewhere = open.without(covered_elsewhere).is_empty();
    let titles = if is_elsewhere { rule.titles_elsewhere } else { rule.titles };
    let report = out
        .report(closest, rule.pointer, Label::new(place, reason))
        .title(text_for(open, titles(absence)).with("policy", name_of(closest)));
    let report = if is_elsewhere { report.lower() } else { report };
    report.absence(absence).step(new_policy(closest.resource, rule.purpose, rule.policy));
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
