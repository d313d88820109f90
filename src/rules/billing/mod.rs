//! Billing: who can make subscriptions, and who pays.
