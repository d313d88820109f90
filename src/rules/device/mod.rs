//! Rules on device registration, device owners and device compliance.

pub(super) mod guest_registered;
pub(super) mod join_everyone;
pub(super) mod quota_wide;
pub(super) mod registration_without_mfa;
pub(super) mod unmanaged_counts_compliant;
