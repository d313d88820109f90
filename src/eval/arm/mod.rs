//! The evaluation that ARM templates and Bicep, which compiles to them, have in common.
//!
//! This module contains functions, comparisons, the text of a value and access to members. Names of functions and members are compared
//! case-insensitively, as Resource Manager does.
//!
//! Sources: Microsoft Learn, "ARM template functions" and "Bicep functions" (2026-07); Azure/bicep, `EvaluationTests.cs`, which runs
//! Resource Manager's own evaluator; Azure/azure-policy, whose linter has Microsoft's code of many of these functions.

mod case;
mod equals;
pub mod expression;
pub mod functions;
mod id;
mod json;
mod members;
mod order;
mod spelling;
pub mod template;
mod text;
mod units;

pub use equals::{equals, equals_ignoring_case};
pub use functions::call;
pub use id::{deployment_id, resource_id};
pub use json::read as read_json;
pub use members::member;
pub use order::order;
pub use spelling::canonical;
pub use text::{interpolate, to_text};
