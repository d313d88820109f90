//! Billing: who can make subscriptions, and who pays.

pub(super) mod not_reviewed;
pub(super) mod role_guest;
pub(super) mod role_undeclared;
pub(super) mod subscription_creator_wide;
