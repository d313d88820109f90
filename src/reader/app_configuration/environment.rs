//! Environment variables that configure whose accounts may sign in. Variables with secrets are never read.
//!
//! Sources: Azure Identity, "Environment variables"; Auth.js, "Microsoft Entra ID"; Azure App Service, "Environment variables", August 2026.

use super::asp_net;
use super::configuration::{Configuration, Out};
use super::form::{Form, Others};
use super::oauth2_proxy;
use crate::parts::Parts;
use crate::reader::detector::FileName;
use crate::reader::words::Words;
use crate::resource::names_entra;
use crate::syntax::assignments;
use crate::syntax::placeholders::Style;
use crate::syntax::tree::{Member, Node, Value};

pub(in crate::reader) static VARIABLES: Form = Form {
    what: "environment variables",
    is_named: FileName::is_environment,
    signs: Words::folded(&["tenant", "authority", "issuer", "oauth2proxy"]),
    others: Others::None,
    read: |text, out| {
        read(assignments::dotenv(text), out);
        Ok(())
    },
};

/// Prefixes of variables that are compiled into a web page.
const PUBLIC: &[&str] =
    &["VITE_", "REACT_APP_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "VUE_APP_", "EXPO_PUBLIC_", "GATSBY_", "NG_APP_", "PUBLIC_"];

/// The library of these variables: some client in a web page, such as MSAL.js.
const WEB_PAGE: &str = "web page";

/// Parts of the names of secret variables.
const SECRETS: &[&str] = &["SECRET", "PASSWORD", "COOKIE", "TOKEN", "PRIVATE", "PASSPHRASE"];

/// Variables of a library: their prefix, the library, and the name of each in the resource.
type Library = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const LIBRARIES: &[Library] = &[
    (
        "AZURE",
        "Azure Identity",
        &[
            ("_AUTHORITY_HOST", "instance"),
            ("_TENANT_ID", "tenantId"),
            ("_CLIENT_ID", "clientId"),
            ("_ADDITIONALLY_ALLOWED_TENANTS", "additionallyAllowedTenants"),
        ],
    ),
    (
        "WEBSITE_AUTH",
        "App Service",
        &[("_OPENID_ISSUER", "issuer"), ("_CLIENT_ID", "clientId"), ("_AAD_ALLOWED_TENANTS", "allowedTenants")],
    ),
    ("AUTH_MICROSOFT_ENTRA_ID", "Auth.js", &[("_TENANT_ID", "tenantId"), ("_ISSUER", "issuer"), ("_ID", "clientId")]),
    ("AUTH_AZURE_AD", "Auth.js", &[("_TENANT_ID", "tenantId"), ("_ISSUER", "issuer"), ("_ID", "clientId")]),
];

/// Suffixes of variables that applications name themselves.
const ENDS: &[(&str, &str)] = &[
    ("CLOUD_INSTANCE", "instance"),
    ("INSTANCE", "instance"),
    ("AUTHORITY_HOST", "instance"),
    ("ALLOWED_TENANTS", "allowedTenants"),
    ("ALLOWED_TENANT_IDS", "allowedTenants"),
    ("TENANT_ID", "tenantId"),
    ("TENANTID", "tenantId"),
    ("TENANT", "tenantId"),
    ("DIRECTORY_ID", "tenantId"),
    ("KNOWN_AUTHORITIES", "knownAuthorities"),
    ("KNOWN_AUTHORITY", "knownAuthorities"),
    ("AUTHORITY", "authority"),
    ("AUTHORITY_URL", "authority"),
    ("IDENTITY_METADATA", "metadataAddress"),
    ("METADATA_URL", "metadataAddress"),
    ("WELL_KNOWN_URL", "metadataAddress"),
    ("VALIDATE_ISSUER", "validateIssuer"),
    ("ISSUER", "issuer"),
    ("ISSUER_URI", "issuer"),
    ("ISSUER_URL", "issuer"),
    ("CLIENT_ID", "clientId"),
    ("CLIENTID", "clientId"),
    ("APPLICATION_ID", "clientId"),
    ("AUDIENCE", "audiences"),
    ("ALLOWED_GROUPS", "allowedGroups"),
];

/// Parts of names that refer to customer accounts and not to an Entra tenant.
const CUSTOMERS: &[&str] = &["AZURE_AD_B2C", "AADB2C", "AAD_B2C", "AZURE_B2C", "MSAL_B2C"];

/// Words in names about Entra.
const WORDS: &[&str] = &["AAD", "AD", "MICROSOFT", "MS", "MSAL", "OFFICE365", "O365"];

/// Settings without which a configuration does not decide who may sign in.
const ENDPOINTS: &[&str] = &["tenantId", "authority", "metadataAddress", "issuer", "allowedTenants", "additionallyAllowedTenants"];

pub(super) fn read(variables: Node<'_>, out: &mut Out<'_>) {
    let Value::Object(mut members) = variables.value else { return };
    members.retain(|member| !is_secret(&member.key));
    // `AzureAd__TenantId` is the key of a section of ASP.NET Core.
    let (sections, names): (Vec<Member<'_>>, Vec<Member<'_>>) =
        members.into_iter().partition(|member| member.key.contains("__") || member.key.contains(':'));
    let object = |members| Node { bytes: variables.bytes.clone(), value: Value::Object(members) };
    asp_net::read(&object(sections), "Microsoft.Identity.Web", out);
    let names = object(names);
    oauth2_proxy::read(&names, oauth2_proxy::VARIABLES, out);
    read_names(names.members(), None, out);
}

/// Reads settings whose names the application chose, in the spelling of variables.
pub(super) fn read_names(members: &[Member<'_>], placeholders: Option<Style>, out: &mut Out<'_>) {
    for group in groups(members, placeholders) {
        let is_entra = |name: &str| group.values(name).any(|value| value.start().is_some_and(names_entra));
        // An ambiguous name needs an unambiguous value.
        let is_unambiguous =
            !is_bare(group.section()) || ["instance", "authority", "issuer", "metadataAddress"].iter().any(|name| is_entra(name));
        if group.has(ENDPOINTS) && is_unambiguous {
            group.give(out);
        }
    }
}

/// Whether a variable, or the last part of a key, has the name of a secret; the section `TokenValidationParameters` contains none.
fn is_secret(key: &str) -> bool {
    let last = key.rsplit("__").next().and_then(|last| last.rsplit(':').next()).unwrap_or(key);
    SECRETS.iter().any(|word| last.to_ascii_uppercase().contains(word))
}

/// Whether a prefix only marks the variable as public.
fn is_bare(section: &str) -> bool {
    section.is_empty() || PUBLIC.iter().any(|prefix| prefix.trim_end_matches('_').eq_ignore_ascii_case(section))
}

/// The variables by prefix, in the order of the file.
fn groups<'t>(members: &[Member<'t>], placeholders: Option<Style>) -> Vec<Configuration<'t>> {
    let mut groups: Vec<Configuration<'t>> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for member in members {
        let Some((library, prefix, setting)) = classify(&member.key).filter(|_| !is_secret(&member.key)) else { continue };
        let index = *known.entry((library, prefix.clone())).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Configuration::new(library, prefix, member.key_bytes.clone(), placeholders));
        }
        if let Some(group) = groups.get_mut(index) {
            group.set(setting, member.value.clone());
        }
    }
    groups
}

/// The library, the prefix, and the name in the resource.
fn classify(key: &str) -> Option<(&'static str, String, &'static str)> {
    let name = key.to_ascii_uppercase();
    if name.starts_with(oauth2_proxy::VARIABLES) || CUSTOMERS.iter().any(|part| name.contains(part)) {
        return None;
    }
    for (prefix, library, settings) in LIBRARIES {
        let rest = name.strip_prefix(prefix);
        if let Some((_, setting)) = settings.iter().find(|(end, _)| rest == Some(end)) {
            return Some((library, (*prefix).to_owned(), setting));
        }
    }
    let (library, own) = match PUBLIC.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        Some(own) => (WEB_PAGE, own),
        None => ("environment", name.as_str()),
    };
    let before = |end: &str| own.strip_suffix(end).filter(|before| before.is_empty() || before.ends_with('_'));
    let longest = ENDS.iter().filter_map(|(end, setting)| Some((before(end)?, *setting))).min_by_key(|(before, _)| before.len());
    let (before, setting) = longest?;
    let before = before.trim_end_matches('_');
    let is_about_entra = before.contains("AZURE") || before.contains("ENTRA") || before.split('_').any(|word| WORDS.contains(&word));
    // `CLIENT_ID` and `VITE_CLIENT_ID` are two settings, because one belongs to the server.
    let start = key.before(key.len() - own.len() + before.len()).trim_end_matches('_');
    (before.is_empty() || is_about_entra).then(|| (library, start.to_owned(), setting))
}
