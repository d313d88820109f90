//! Rules on the policy file of tenantlint.

pub(crate) mod allow_list_entry_unsound;
