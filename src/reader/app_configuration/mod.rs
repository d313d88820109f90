//! Who may sign in to applications according to their configuration: `appsettings.json`, Spring, MSAL, oauth2-proxy, environment variables,
//! Static Web Apps, API Management policies.
//!
//! A file is read if it has one of these names and contains a word that such a configuration needs. All other files are skipped silently.

pub(super) mod api_policy;
pub(super) mod asp_net;
mod configuration;
pub(super) mod descriptions;
pub(super) mod environment;
mod form;
pub(super) mod msal;
mod node;
pub(super) mod oauth2_proxy;
pub(super) mod spring;
pub(super) mod static_web_app;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
