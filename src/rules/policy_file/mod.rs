//! tenantlint's own files.

pub(crate) mod allow_list_entry_unsound;
