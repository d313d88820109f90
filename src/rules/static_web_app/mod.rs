//! Static Web Apps: who is signed in.

pub(super) mod default_provider;
