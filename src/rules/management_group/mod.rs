//! Management groups, and where new subscriptions land.

pub(super) mod creation_open;
pub(super) mod default_is_root;
