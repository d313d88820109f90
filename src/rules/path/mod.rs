//! Paths: what several settings open together, each of which may stand in another file.

pub(super) mod app_any_tenant;
pub(super) mod dynamic_group_privilege;
pub(super) mod foreign_claim_trust;
pub(super) mod guest_ownership;
pub(super) mod guest_subscription;

use crate::finding::Label;
use crate::model::{ObjectId, Power, Tenant};

/// The roles in Azure that the members of a group hold because it is in another one. Roles of the directory and of apps are not passed on.
fn powers_above(tenant: &Tenant, group: ObjectId) -> Vec<Label> {
    let mut powers = Vec::new();
    for edge in tenant.groups_above(group) {
        let held = tenant.grants_of(edge.of).filter(|grant| matches!(grant.power, Power::Azure { .. }));
        let mut held = held.filter_map(|grant| Some(Label::new(grant.place.clone(), tenant.power_of(grant)?))).peekable();
        if held.peek().is_some() {
            powers.push(Label::at(edge.span, "its members are members of another group by this"));
            powers.extend(held);
        }
    }
    powers
}
