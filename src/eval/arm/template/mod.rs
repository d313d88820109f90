//! ARM templates: from the JSON of a template to the resources that a deployment of it declares.
//!
//! A template is evaluated as Resource Manager does it: parameters, variables, user-defined functions, loops (`copy`), conditions,
//! nested resources, and the templates that it deploys in turn. A string in brackets is an expression, which the [`Evaluator`] of Bicep
//! evaluates; this module resolves the names.
//!
//! An error loses the expression, never the resource: what cannot be evaluated is unknown, and so is what depends on it.
//!
//! Sources: Microsoft Learn, "Understand the structure and syntax of ARM templates", "Resource iteration", "Linked and nested
//! templates", "languageVersion 2.0" (2026-07).
//!
//! [`Evaluator`]: super::expression::Evaluator

mod computed;
mod copies;
mod depth;
mod engine;
mod instance;
mod names;
mod nested;
mod resources;
mod scopes;
mod sections;
mod written;

pub use computed::Computed;
pub use engine::{Call, Engine, Links, ParameterFile};
pub use nested::{DEPLOYMENTS, ends, is_deployment, upward};
pub use resources::Planned;
pub use sections::Template;

/// The maximum nesting of deployments.
const MAX_NESTED: usize = 16;

/// The maximum number of iterations of a loop: Resource Manager's own limit.
const MAX_COPIES: i128 = 800;

/// Why a value is unknown whose key occurs twice.
const TWICE: &str = "its key is a duplicate";
