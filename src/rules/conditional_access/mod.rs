//! Conditional Access, as far as guests and devices are concerned.
