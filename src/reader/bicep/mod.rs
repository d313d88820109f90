//! Bicep: templates as they are written, with their modules and files of parameters.
//!
//! A template that nobody calls is a deployment of its own, once with each file of parameters that uses it; without one, with its
//! defaults. A module is judged through its calls.

mod files;
mod world;

pub(super) use files::{Deployment, Files};
pub(super) use world::{Trees, World};
