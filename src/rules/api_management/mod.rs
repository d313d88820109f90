//! API Management: which tokens a gateway takes.

pub(super) mod token_any_tenant;
