//! YAML, as far as [`super::tree`] can hold it.
