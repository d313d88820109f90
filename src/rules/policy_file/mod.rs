//! Rules on what accepts findings: the policy file, comments in code, and how a pull request changes both.

pub(crate) mod allow_list_entry_unsound;
pub(crate) mod policy_weakened;
pub(crate) mod suppression_unsound;
