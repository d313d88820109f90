//! Who may sign in to applications according to their configuration: `appsettings.json`, Spring, MSAL, oauth2-proxy, environment variables,
//! Static Web Apps, API Management policies, projects of the Microsoft 365 Agents Toolkit.
//!
//! A file is read if it has one of the names of a form and contains a word that such a configuration needs. Most files do not, so a search
//! for these words precedes everything else.

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
pub(super) mod teams;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
