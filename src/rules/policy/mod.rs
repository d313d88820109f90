//! Rules on Azure Policy assignments and exemptions.

pub(super) mod baseline_removable;
pub(super) mod exemption_power_wide;
pub(super) mod exemption_unbounded;
