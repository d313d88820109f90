//! The sign-in configuration of apps.
