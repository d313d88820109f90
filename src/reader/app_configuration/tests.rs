//! What each form of configuration gives.

mod asp_net;
mod static_web_app;
