//! oauth2-proxy: its `.cfg`, environment variables and YAML configuration.
//!
//! Source: oauth2-proxy documentation, "Overview", "Microsoft Entra ID", "Azure" and "Alpha Configuration", 7.14.

use super::configuration::{Configuration, Out};
use super::form::{Form, Others};
use super::spring::is_spring;
use crate::reader::words::Words;
use crate::resource::{Origin, names_entra};
use crate::syntax::placeholders::Style;
use crate::syntax::tree::{Bytes, Node, Value};
use crate::syntax::{assignments, yaml};

pub(in crate::reader) static CFG: Form = Form {
    what: "an oauth2-proxy configuration",
    is_named: |name| name.has_extension(&["cfg"]) || name.has_extension(&["toml"]) && name.stem().contains("oauth2"),
    signs: Words::new(&["\"azure\"", "\"entra-id\"", "'azure'", "'entra-id'", "oidc_issuer_url"]),
    others: Others::None,
    read: |text, out| {
        read(&assignments::toml(text), "", out);
        Ok(())
    },
};

pub(in crate::reader) static YAML: Form = Form {
    what: "an oauth2-proxy configuration",
    is_named: |name| name.is_yaml() && !is_spring(name.stem()),
    signs: Words::new(&["azureConfig", "microsoftEntraIDConfig", "issuerURL"]),
    others: Others::Most,
    read: |text, out| {
        // The reader of exports reports syntax errors.
        for document in yaml::parse_all(text).0 {
            read_yaml(&document, out);
        }
        Ok(())
    },
};

/// The prefix of its variables.
pub(super) const VARIABLES: &str = "OAUTH2_PROXY_";

const LIBRARY: &str = "oauth2-proxy";

/// The meaning of a setting in the resource.
enum Means {
    Is(&'static str),
    /// The inverse of this setting.
    Not(&'static str),
}

use Means::{Is, Not};

/// Keys of the `.cfg`, in capitals for variables. Repeatable keys are plural, but some files use the singular.
const KEYS: &[(&str, Means)] = &[
    ("azure_tenant", Is("tenantId")),
    ("login_url", Is("authority")),
    ("oidc_jwks_url", Is("metadataAddress")),
    ("oidc_issuer_url", Is("issuer")),
    ("client_id", Is("clientId")),
    ("oidc_extra_audiences", Is("audiences")),
    ("insecure_oidc_skip_issuer_verification", Not("validateIssuer")),
    ("entra_id_allowed_tenants", Is("allowedTenants")),
    ("entra_id_allowed_tenant", Is("allowedTenants")),
    ("allowed_groups", Is("allowedGroups")),
    ("allowed_group", Is("allowedGroups")),
    ("email_domains", Is("emailDomains")),
    ("email_domain", Is("emailDomains")),
    ("authenticated_emails_file", Is("allowedEmailsFile")),
    ("insecure_oidc_allow_unverified_email", Is("allowUnverifiedEmail")),
    ("oidc_email_claim", Is("emailClaim")),
    ("user_id_claim", Is("userIdClaim")),
];

/// Keys of one provider in YAML.
const PROVIDER: &[(&[&str], Means)] = &[
    (&["azureConfig", "tenant"], Is("tenantId")),
    (&["loginURL"], Is("authority")),
    (&["oidcConfig", "jwksURL"], Is("metadataAddress")),
    (&["oidcConfig", "issuerURL"], Is("issuer")),
    (&["clientID"], Is("clientId")),
    (&["oidcConfig", "extraAudiences"], Is("audiences")),
    (&["oidcConfig", "insecureSkipIssuerVerification"], Not("validateIssuer")),
    (&["microsoftEntraIDConfig", "allowedTenants"], Is("allowedTenants")),
    (&["allowedGroups"], Is("allowedGroups")),
    (&["oidcConfig", "insecureAllowUnverifiedEmail"], Is("allowUnverifiedEmail")),
    (&["oidcConfig", "emailClaim"], Is("emailClaim")),
    (&["oidcConfig", "userIDClaim"], Is("userIdClaim")),
];

/// Reads flat settings: those of a `.cfg` without a prefix, variables with one.
pub(super) fn read(root: &Node<'_>, prefix: &str, out: &mut Out<'_>) {
    let members = || root.members().iter().filter_map(|member| Some((member.key.strip_prefix(prefix)?.to_ascii_lowercase(), member)));
    let find = |key: &str| members().find(|(name, _)| name == key).map(|(_, member)| &member.value);
    let provider = find("provider");
    let values = KEYS.iter().filter_map(|(key, means)| Some((means, find(key)?)));
    let first = members().find(|(name, _)| name == "provider" || KEYS.iter().any(|(key, _)| key == name));
    if let Some((_, first)) = first {
        give(provider, values, prefix.trim_end_matches('_'), &first.key_bytes, None, out);
    }
}

/// Reads the list of providers in one YAML document.
fn read_yaml(root: &Node<'_>, out: &mut Out<'_>) {
    for (index, provider) in root.get("providers").map_or(&[][..], Node::elements).iter().enumerate() {
        let values = PROVIDER.iter().filter_map(|(path, means)| Some((means, provider.at(path)?)));
        let Some(first) = provider.members().first() else { continue };
        give(provider.get("provider"), values, &format!("providers/{index}"), &first.key_bytes, Some(Style::Shell), out);
    }
}

/// Emits these settings if the provider is Entra. An empty value counts as unset.
fn give<'v, 't: 'v>(
    provider: Option<&Node<'t>>,
    values: impl Iterator<Item = (&'static Means, &'v Node<'t>)>,
    section: &str,
    at: &Bytes,
    placeholders: Option<Style>,
    out: &mut Out<'_>,
) {
    let mut configuration = Configuration::new(LIBRARY, section, at.clone(), placeholders);
    for (means, value) in values.filter(|(_, value)| !value.is_blank()) {
        match means {
            Is(name) => configuration.set(name, value.clone()),
            Not(name) => configuration.set_not(name, value),
        }
    }
    let provider = provider.and_then(Node::text).unwrap_or_default();
    let endpoints = ["issuer", "authority", "metadataAddress"];
    let names_it = || endpoints.iter().any(|name| configuration.values(name).any(|value| value.start().is_some_and(names_entra)));
    if !matches!(provider, "azure" | "entra-id") && !names_it() {
        return;
    }
    let defaults = [
        ("validateIssuer", Value::Bool(true)),
        ("allowUnverifiedEmail", Value::Bool(false)),
        ("emailClaim", Value::String("email".into())),
    ];
    // With the old provider, an issuer that is set is more specific than the tenant.
    let tenant = [("tenantId", Value::String("common".into()))];
    let tenant = tenant.into_iter().filter(|_| provider == "azure" && !configuration.has(&endpoints));
    for (name, value) in defaults.into_iter().chain(tenant.collect::<Vec<_>>()) {
        if !configuration.has(&[name]) {
            configuration.set_made(name, at.clone(), value, Origin::Default);
        }
    }
    configuration.give(out);
}
