//! Cross-tenant access: what other tenants are let do, and what of them is believed.
