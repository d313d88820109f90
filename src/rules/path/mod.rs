//! Paths: what several settings open together, each of which may stand in another file.

pub(super) mod app_any_tenant;
pub(super) mod dynamic_group_privilege;
pub(super) mod foreign_claim_trust;
pub(super) mod guest_ownership;
pub(super) mod guest_subscription;
