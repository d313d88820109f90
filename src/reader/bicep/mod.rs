//! Bicep source: templates with their modules and parameter files.
//!
//! A template that no file calls is a separate deployment, evaluated once with each parameter file that uses it, and with its
//! defaults. A module is checked through its calls.

mod files;
mod world;

pub(super) use files::{Deployment, Files};
pub(super) use world::{Trees, World};
