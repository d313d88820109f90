//! Rules on what accepts findings: the policy file, and comments in code.

pub(crate) mod allow_list_entry_unsound;
pub(crate) mod suppression_unsound;
