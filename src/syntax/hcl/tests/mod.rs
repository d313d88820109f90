//! The results of the HCL parser, compared with those of Terraform 1.11.

mod body;
mod corpus;
mod expression;
mod hostile;
mod json;
mod recovery;
mod show;
mod template;
