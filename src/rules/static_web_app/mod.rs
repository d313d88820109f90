//! Rules for Static Web Apps: which accounts can sign in.

pub(super) mod default_provider;
