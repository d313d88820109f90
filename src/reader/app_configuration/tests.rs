mod api_policy;
mod asp_net;
mod environment;
mod msal;
mod oauth2_proxy;
mod spring;
mod static_web_app;
mod teams;
