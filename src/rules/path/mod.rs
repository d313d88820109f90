//! Attack paths: combinations of settings, possibly in different files, that together give an attacker access.

pub(super) mod app_any_tenant;
pub(super) mod dynamic_group_privilege;
pub(super) mod foreign_claim_trust;
pub(super) mod guest_ownership;
pub(super) mod guest_subscription;
