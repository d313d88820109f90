//! API Management policies that validate tokens.
//!
//! Source: Azure API Management, "Validate Microsoft Entra token" and "Validate JWT", August 2026.

use super::authority::is_any_tenant;
use super::{AuthorityTenant, Identified, Identity, Setting, State, Str, object};
use uuid::Uuid;

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

    /// Whether a check limits the tenants of callers; `None` if unknown.
    ///
    /// The claims `azp` and `appid` are the same for users of every tenant, and the administrator of any tenant can consent to a scope or
    /// assign a role. The object ids in `oid` and `groups` exist in one tenant only, but the names of groups do not.
    pub fn limits_tenants(&self) -> Option<bool> {
        let issuers = self.issuers.elements();
        let lists_issuers = !issuers.is_empty() && !issuers.iter().any(|issuer| issuer.known().is_some_and(|text| is_any_tenant(text)));
        let of_tenant = ["tid", "iss"].iter().any(|name| self.required_claim(name).is_some());
        let of_objects: Vec<_> =
            ["oid", "groups"].iter().filter_map(|name| self.required_claim(name)).map(RequiredClaim::has_object_ids).collect();
        if lists_issuers || of_tenant || of_objects.contains(&Some(true)) {
            return Some(true);
        }
        let claims = self.required_claims.elements().iter();
        let is_known = |claim: &Setting<'a, RequiredClaim<'a>>| claim.known().is_some_and(|claim| claim.name.known().is_some());
        let unknown = of_objects.contains(&None)
            || matches!(self.issuers.state(), State::Unknown(_))
            || matches!(self.required_claims.state(), State::Unknown(_))
            || !claims.into_iter().all(is_known);
        (!unknown).then_some(false)
    }

    /// The required claim of this name, if it is limited to certain values.
    fn required_claim(&self, name: &str) -> Option<&RequiredClaim<'a>> {
        let mut claims = self.required_claims.elements().iter().filter_map(Setting::known);
        claims.find(|claim| claim.name.known().is_some_and(|known| &**known == name) && !claim.values.elements().is_empty())
    }
}

impl RequiredClaim<'_> {
    /// Whether all values are object ids; `None` if unknown.
    fn has_object_ids(&self) -> Option<bool> {
        let values = self.values.elements();
        if values.iter().any(|value| value.known().is_some_and(|text| Uuid::try_parse(text.trim()).is_err())) {
            return Some(false);
        }
        values.iter().all(|value| value.known().is_some()).then_some(true)
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
    fn issuers_and_claims_limit_tenants() {
        let id = "33333333-4444-4555-8666-777788889999";
        let claim = |name: &str, values: &str| format!(r#"{{"requiredClaims":[{{"name":{name},"match":"any","values":{values}}}]}}"#);
        for (json, expected) in [
            (claim(r#""tid""#, r#"["x"]"#), Some(true)),
            (claim(r#""tid""#, "[]"), Some(false)),
            (claim(r#""iss""#, r#"[{"$unknown":"a named value"}]"#), Some(true)),
            (claim(r#""roles""#, r#"["Orders.Read"]"#), Some(false)),
            (claim(r#""azp""#, &format!(r#"["{id}"]"#)), Some(false)),
            (claim(r#""groups""#, &format!(r#"["{id}"]"#)), Some(true)),
            (claim(r#""groups""#, &format!(r#"["{id}","sales"]"#)), Some(false)),
            (claim(r#""oid""#, r#"[{"$unknown":"a named value"}]"#), None),
            (claim(r#"{"$unknown":"a named value"}"#, r#"["x"]"#), None),
            (r#"{"requiredClaims":{"$unknown":"truncated"}}"#.to_owned(), None),
            (format!(r#"{{"clientApplicationIds":["{id}"]}}"#), Some(false)),
            (format!(r#"{{"issuers":["https://sts.windows.net/{id}/"]}}"#), Some(true)),
            (r#"{"issuers":["https://login.microsoftonline.com/common/v2.0"]}"#.to_owned(), Some(false)),
            (r#"{"issuers":{"$unknown":"truncated"}}"#.to_owned(), None),
        ] {
            assert_eq!(read(&json).limits_tenants(), expected, "{json}");
        }
    }
}
