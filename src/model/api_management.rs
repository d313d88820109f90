//! API Management policies that validate tokens.
//!
//! Source: Azure API Management, "Validate Microsoft Entra token" and "Validate JWT", August 2026.

use super::{AuthorityTenant, Identified, Identity, Setting, Str, object};

object! {
    /// One element that validates tokens (kind `apiManagementPolicy`). A policy is complete: a check that is not written is not made, so
    /// the reader writes an empty list for it.
    ApiManagementPolicy {
        element: Str<'a>,
        /// The tenant (`validate-azure-ad-token`): id, domain, URL, `common` or `organizations`.
        tenant_id: Str<'a>,
        /// URLs of `OpenID` Connect metadata, the source of signing keys and issuers (`validate-jwt`).
        openid_configurations: Vec<Setting<'a, Str<'a>>>,
        /// Accepted issuers in addition to those of the metadata.
        issuers: Vec<Setting<'a, Str<'a>>>,
        /// Client applications that may call (`validate-azure-ad-token`).
        client_application_ids: Vec<Setting<'a, Str<'a>>>,
        required_claims: Vec<Setting<'a, RequiredClaim<'a>>>,
    }

    RequiredClaim {
        name: Str<'a>,
        /// Accepted values; any value is accepted if the list is empty.
        values: Vec<Setting<'a, Str<'a>>>,
    }
}

impl<'a> ApiManagementPolicy<'a> {
    /// The settings that name a tenant or an issuer.
    pub fn endpoints(&self) -> impl Iterator<Item = &Setting<'a, Str<'a>>> {
        let tenant = Some(&self.tenant_id).filter(|tenant| !tenant.is_absent());
        tenant.into_iter().chain(self.openid_configurations.elements())
    }

    /// The settings that accept tokens from any tenant.
    pub fn shared_endpoints(&self) -> impl Iterator<Item = &Setting<'a, Str<'a>>> {
        self.endpoints().filter(|setting| {
            let tenant = setting.known().and_then(|text| AuthorityTenant::of(text));
            tenant.is_some_and(AuthorityTenant::is_shared)
        })
    }

    /// The required claim of this name, if it is limited to certain values.
    pub fn required_claim(&self, name: &str) -> Option<&RequiredClaim<'a>> {
        let mut claims = self.required_claims.elements().iter().filter_map(Setting::known);
        claims.find(|claim| claim.name.known().is_some_and(|known| &**known == name) && !claim.values.elements().is_empty())
    }
}

impl Identified for ApiManagementPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity { id: None, app_id: None, name: self.element.known().map(ToString::to_string) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ApiManagementPolicy<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn endpoints_are_shared_by_their_tenant() {
        for (json, shared) in [
            (r#"{"element":"validate-azure-ad-token","tenantId":"organizations"}"#, 1),
            (r#"{"openidConfigurations":["https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration"]}"#, 1),
            (r#"{"openidConfigurations":["https://accounts.google.com/.well-known/openid-configuration"]}"#, 0),
            (r#"{"openidConfigurations":[],"issuers":["https://sts.windows.net/contoso.example/"]}"#, 0),
            (r#"{"openidConfigurations":[{"$unknown":"a named value"}]}"#, 0),
        ] {
            assert_eq!(read(json).shared_endpoints().count(), shared, "{json}");
        }
    }

    #[test]
    fn a_claim_is_required_if_it_has_values() {
        let policy = read(r#"{"requiredClaims":[{"name":"tid","match":"any","values":["x"]},{"name":"roles","values":[]}]}"#);
        assert!(policy.required_claim("tid").is_some());
        assert!(policy.required_claim("roles").is_none());
    }
}
