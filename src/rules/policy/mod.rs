//! Azure Policy: what an Owner can take away.

pub(super) mod baseline_removable;
pub(super) mod exemption_power_wide;
pub(super) mod exemption_unbounded;
