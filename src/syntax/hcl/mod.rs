//! HCL, the language of Terraform's `.tf` and `.tfvars` files, and its JSON form: text to a tree with spans.
//!
//! Specification: HCL native syntax and HCL JSON syntax specifications of hashicorp/hcl. No Terraform knowledge is here: what
//! a block means, and which names are variables, is for the evaluator.

mod ast;

pub use ast::*;
