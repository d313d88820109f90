//! Roles of Azure and of the directory.
