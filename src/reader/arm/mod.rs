//! ARM templates, and the files of parameters for them.
//!
//! A template is told by its `$schema`, wherever it lies. It is evaluated once with each file of parameters that lies beside it, by the
//! names that people give them; without one, with its defaults. A template that another one links is evaluated where it is deployed.

mod declared;
mod evaluate;
mod files;
mod names;
mod role;

pub(super) use evaluate::read;
pub(super) use files::Templates;
