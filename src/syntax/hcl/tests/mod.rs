//! What is read of HCL, compared with what Terraform 1.11 makes of it.

mod body;
mod corpus;
mod expression;
mod hostile;
mod json;
mod recovery;
mod show;
mod template;
