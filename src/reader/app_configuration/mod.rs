//! Who may sign in to applications, as their configuration says: `appsettings.json`, Spring, MSAL, oauth2-proxy, variables of an
//! environment, Static Web Apps, policies of API Management.
//!
//! A file is looked into where its name is one of those, and its text holds a word that such a configuration needs. What is
//! in none of them is passed over in silence.

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
