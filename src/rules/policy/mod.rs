//! Azure Policy: what an Owner can take away.
