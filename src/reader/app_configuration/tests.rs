//! What each form of configuration gives.

mod api_policy;
mod asp_net;
mod msal;
mod spring;
mod static_web_app;
