//! Managed identities and federated credentials.
