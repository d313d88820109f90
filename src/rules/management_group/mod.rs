//! Management groups, and where new subscriptions land.
