//! Conditional Access, as far as guests and devices are concerned.

pub(super) mod device_alone;
pub(super) mod guest_azure_portal_open;
pub(super) mod guest_excluded;
pub(super) mod guest_mfa_missing;
pub(super) mod relied_on_for_multi_tenant;

use crate::finding::Confidence;
use crate::model::{ConditionalAccessPolicy, GuestTypes, Tenant, View};
use crate::wire::Kind;

/// What the policies of a tenant do for guests.
struct Coverage {
    /// Types of guests that some policy protects.
    covered: GuestTypes,
    /// Types of guests that perhaps are protected, by a policy of which something is not known.
    perhaps: GuestTypes,
}

/// What those policies do for guests that are for these apps.
fn coverage<'p, 'r: 'p>(
    policies: impl Iterator<Item = &'p View<'r, ConditionalAccessPolicy<'r>>>,
    is_for: impl Fn(&ConditionalAccessPolicy<'r>) -> Option<bool>,
) -> Coverage {
    let mut coverage = Coverage { covered: GuestTypes::default(), perhaps: GuestTypes::default() };
    for policy in policies {
        let answers = [policy.protects(), is_for(policy)];
        if answers.contains(&Some(false)) {
            continue;
        }
        let types = policy.covered_guests();
        match types.filter(|_| !answers.contains(&None)) {
            Some(types) => coverage.covered = coverage.covered.and(types),
            None => coverage.perhaps = coverage.perhaps.and(types.unwrap_or(GuestTypes::ALL)),
        }
    }
    coverage
}

/// All policies of the tenant.
fn policies(tenant: &Tenant) -> Vec<View<'_, ConditionalAccessPolicy<'_>>> {
    tenant.views(&Kind::ConditionalAccessPolicy).collect()
}

/// How sure it is that no other policy is there: a whole list was read, or a few policies, or code that may not be all.
pub(super) fn confidence_of_absence(tenant: &Tenant) -> Confidence {
    if tenant.seen(&Kind::ConditionalAccessPolicy).complete { Confidence::High } else { Confidence::Medium }
}

/// Names of types of guests, for people.
fn named(types: GuestTypes) -> String {
    if types == GuestTypes::ALL { "guests of any type".to_owned() } else { types.names().collect::<Vec<_>>().join(", ") }
}
