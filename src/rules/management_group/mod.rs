//! Rules on management groups: who can create them, and where new subscriptions are placed.

pub(super) mod creation_open;
pub(super) mod default_is_root;
