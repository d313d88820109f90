//! The accounts that an authority, an issuer or a tenant setting accepts.
//!
//! Source: Microsoft identity platform, "Application configuration options" and "National clouds", August 2026.

use super::{Setting, Str};
use crate::resource::{TENANT_HOSTS, is_entra_host};
use uuid::Uuid;

/// The tenant of all personal Microsoft accounts.
///
/// Source: oauth2-proxy documentation, provider Microsoft Entra ID, 7.14.
const PERSONAL_ACCOUNTS: Uuid = uuid::uuid!("9188040d-6c67-4c5b-b112-36a304b66dad");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorityTenant<'a> {
    /// Accounts of any tenant, and personal Microsoft accounts.
    Common,
    /// Accounts of any tenant.
    Organizations,
    Consumers,
    /// One tenant: its id, one of its domains, or the name of its own host.
    Tenant(&'a str),
    /// Text that must still be replaced, such as `Enter_the_Tenant_Id_Here`, or that names no tenant.
    Placeholder,
    Other,
}

impl<'a> AuthorityTenant<'a> {
    /// Interprets a URL (`https://login.microsoftonline.com/common/v2.0`, also with `/.well-known/…`), or the bare name or id of a tenant.
    /// `None` if the text is empty.
    pub fn of(text: &'a str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let Some((_, rest)) = text.split_once("://") else {
            let (host, path) = text.split_once('/').unwrap_or((text, ""));
            return Some(if is_entra_host(host) { Self::of_path(path) } else { Self::of_name(text) });
        };
        let (host, path) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
        let host = host.split_once(':').map_or(host, |(host, _)| host);
        if is_entra_host(host) {
            return Some(Self::of_path(path));
        }
        let lower = host.to_ascii_lowercase();
        let own = TENANT_HOSTS.iter().find_map(|end| lower.strip_suffix(end));
        Some(match own.and_then(|name| host.get(..name.len())) {
            Some(name) if is_name(name) => Self::Tenant(name),
            None if is_name(host) => Self::Other,
            Some(_) | None => Self::Placeholder,
        })
    }

    /// Interprets the first part of the path after a host of Entra.
    fn of_path(path: &'a str) -> Self {
        Self::of_name(path.split(['/', '?', '#']).next().unwrap_or_default())
    }

    fn of_name(name: &'a str) -> Self {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        match Uuid::try_parse(name) {
            Ok(PERSONAL_ACCOUNTS) => Self::Consumers,
            Ok(id) if !id.is_nil() => Self::Tenant(name),
            Err(_) if is("common") => Self::Common,
            Err(_) if is("organizations") => Self::Organizations,
            Err(_) if is("consumers") => Self::Consumers,
            Err(_) if name.contains('.') && is_name(name) => Self::Tenant(name),
            Ok(_) | Err(_) => Self::Placeholder,
        }
    }

    /// Whether the endpoint accepts accounts of more than one tenant, or no tenant is configured.
    pub fn is_shared(self) -> bool {
        self.outsiders() != Outsiders::default()
    }

    /// The accounts that the endpoint accepts without a tenant being configured.
    pub fn outsiders(self) -> Outsiders {
        Outsiders {
            of_tenants: matches!(self, Self::Common | Self::Organizations),
            personal: matches!(self, Self::Common | Self::Consumers),
        }
    }
}

/// Accounts from outside a tenant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outsiders {
    /// Those of any other tenant.
    pub of_tenants: bool,
    /// Personal Microsoft accounts.
    pub personal: bool,
}

impl Outsiders {
    pub const ALL: Self = Self { of_tenants: true, personal: true };

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Those in both sets.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { of_tenants: self.of_tenants && other.of_tenants, personal: self.personal && other.personal }
    }

    /// Those in any of the sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { of_tenants: self.of_tenants || other.of_tenants, personal: self.personal || other.personal }
    }
}

/// Whether an entry of a list of tenants or issuers matches any tenant: a wildcard, a shared name, or the issuer template that Entra publishes.
pub(super) fn is_any_tenant(entry: &str) -> bool {
    is_wildcard(entry) || matches!(AuthorityTenant::of(entry), Some(AuthorityTenant::Common | AuthorityTenant::Organizations))
}

/// Whether an issuer is a wildcard or the issuer template that Entra publishes.
pub(super) fn is_wildcard(issuer: &str) -> bool {
    issuer.contains('*') || issuer.to_ascii_lowercase().contains("{tenantid}")
}

/// Whether the text of a setting lists the allowed tenants; `None` if an entry must still be replaced. An empty text lists none.
pub(super) fn lists_tenants(text: &str) -> Option<bool> {
    let entries = || text.split([',', ';']).filter(|entry| !entry.trim().is_empty());
    if entries().any(is_any_tenant) {
        return Some(false);
    }
    let all_known = entries().all(|entry| AuthorityTenant::of(entry) != Some(AuthorityTenant::Placeholder));
    all_known.then(|| entries().next().is_some())
}

/// Whether a URL that is known in part names one tenant: its only unknown part is the id of a tenant, whichever tenant that is.
pub fn names_one_tenant<'a>(url: &Setting<'a, Str<'a>>) -> bool {
    const ANY: &str = "11111111-1111-4111-8111-111111111111";
    let part = url.part().filter(|part| matches!(&*part.attribute, "tenant_id" | "tenantId"));
    part.is_some_and(|part| AuthorityTenant::of(&format!("{}{ANY}{}", part.before, part.after)) == Some(AuthorityTenant::Tenant(ANY)))
}

/// Whether this is a possible DNS name.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_names_decide_who_may_sign_in() {
        use AuthorityTenant::{Common, Consumers, Organizations, Other, Placeholder, Tenant};
        let id = "f645ad92-e38d-4d1a-b510-d1b09a74a8ca";
        for (text, expected) in [
            ("common", Common),
            (" Organizations ", Organizations),
            ("9188040D-6C67-4C5B-B112-36A304B66DAD", Consumers),
            (id, Tenant(id)),
            ("contoso.onmicrosoft.com", Tenant("contoso.onmicrosoft.com")),
            ("00000000-0000-0000-0000-000000000000", Placeholder),
            ("[Enter 'common', or 'organizations' or the Tenant Id]", Placeholder),
            ("Enter_the_Tenant_Id_Here", Placeholder),
            ("https://login.microsoftonline.com/common", Common),
            ("https://LOGIN.microsoftonline.com:443/COMMON/v2.0/", Common),
            ("https://login.microsoftonline.com/common?p=x", Common),
            ("https://login.microsoftonline.us/organizations/v2.0/.well-known/openid-configuration", Organizations),
            ("https://sts.windows.net/f645ad92-e38d-4d1a-b510-d1b09a74a8ca/", Tenant(id)),
            ("login.microsoftonline.com/consumers", Consumers),
            ("https://login.microsoftonline.com/", Placeholder),
            ("https://login.microsoftonline.com/{tenantid}/v2.0", Placeholder),
            ("https://Contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin", Tenant("Contoso")),
            ("https://contoso.ciamlogin.com", Tenant("contoso")),
            ("https://<tenant>.b2clogin.com/x", Placeholder),
            ("https://accounts.google.com", Other),
            ("https://login.microsoftonline.com.evil.example/common", Other),
            ("https://<host>/common", Placeholder),
        ] {
            assert_eq!(AuthorityTenant::of(text), Some(expected), "{text}");
        }
        assert_eq!(AuthorityTenant::of(" "), None);
    }

    #[test]
    fn a_list_of_tenants_names_some_and_not_any() {
        for (text, expected) in [
            ("", Some(false)),
            (" , ", Some(false)),
            ("*", Some(false)),
            ("f645ad92-e38d-4d1a-b510-d1b09a74a8ca,*", Some(false)),
            ("common", Some(false)),
            ("<tenant-id>,organizations", Some(false)),
            ("<tenant-id>", None),
            ("f645ad92-e38d-4d1a-b510-d1b09a74a8ca, 0a1b2c3d-e38d-4d1a-b510-d1b09a74a8ca", Some(true)),
        ] {
            assert_eq!(lists_tenants(text), expected, "{text}");
        }
    }
}
