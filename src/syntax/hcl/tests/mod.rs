//! What is read of HCL, compared with what Terraform makes of it.

mod corpus;
