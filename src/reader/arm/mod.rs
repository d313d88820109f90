//! ARM templates and their parameter files.
//!
//! A template is recognized by its `$schema`, whatever its path. It is evaluated once with each parameter file beside it, matched by the
//! usual names, and with its defaults. A linked template is evaluated where it is deployed.

mod evaluate;
mod files;
mod names;
mod role;

pub(super) use evaluate::{Trees, read};
pub(super) use files::Templates;
pub(super) use role::is_template;
