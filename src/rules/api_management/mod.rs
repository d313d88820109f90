//! API Management: which tokens a gateway takes.
