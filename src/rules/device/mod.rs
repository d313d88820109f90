//! Devices, and who may bring them.
