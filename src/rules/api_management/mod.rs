//! Rules for API Management: which tokens a gateway accepts.

pub(super) mod token_any_tenant;
