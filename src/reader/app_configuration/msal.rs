//! Configurations of MSAL (JavaScript, Node, Android) and of passport-azure-ad in JSON or JavaScript.
//!
//! Sources: MSAL.js, "Configuration options"; MSAL Android, "Configuration file"; passport-azure-ad, README, August 2026.

use super::asp_net;
use super::configuration::{Configuration, Out};
use super::form::{Form, Others, json};
use crate::resource::Origin;
use crate::syntax::javascript::{self, REST};
use crate::syntax::tree::{Member, Node, Value};
use memchr::memmem;

pub(in crate::reader) static JSON: Form = Form {
    what: "an MSAL configuration",
    is_named: |name| {
        let starts = ["auth_config", "authconfig", "auth-config", "msal"];
        name.has_extension(&["json"]) && starts.iter().any(|start| name.stem().starts_with(start))
    },
    signs: &["client_id", "clientId", "ClientId", "clientID"],
    others: Others::Few,
    read: |text, out| {
        read_json(&json(text)?, text, out);
        Ok(())
    },
};

pub(in crate::reader) static SCRIPT: Form = Form {
    what: "a script that configures sign-in",
    is_named: |name| {
        let is_usual = || SCRIPTS.contains(&name.stem()) || name.stem().starts_with("environment");
        name.has_extension(&["cjs", "js", "jsx", "mjs", "ts", "tsx"]) && is_usual()
    },
    signs: &["PublicClientApplication", "ConfidentialClientApplication", "clientId", "identityMetadata", "tenantID", "tenantName"],
    others: Others::None,
    read: |text, out| {
        read_script(text, out);
        Ok(())
    },
};

/// Names of scripts in which the MSAL samples keep the configuration or create the application.
const SCRIPTS: &[&str] = &[
    "app",
    "app-config",
    "app.config",
    "app.module",
    "auth-config",
    "auth.config",
    "auth_config",
    "authconfig",
    "config",
    "index",
    "main",
    "msal",
    "msal-config",
    "msal.config",
    "msalconfig",
    "server",
];

/// The default authority of MSAL.js.
const DEFAULT_AUTHORITY: &str = "https://login.microsoftonline.com/common";

/// Maximum depth of objects that are searched.
const MAX_DEPTH: usize = 8;

/// Reads the object literals of a script.
fn read_script(text: &str, out: &mut Out<'_>) {
    let library = library(text);
    let mut found = Vec::new();
    javascript::objects(text, &mut |object| found.extend(configuration(object, library)));
    for configuration in found {
        configuration.give(out);
    }
}

fn read_json(root: &Node<'_>, text: &str, out: &mut Out<'_>) {
    if root.get("client_id").is_some() && (root.get("authorities").is_some() || root.get("authorization_user_agent").is_some()) {
        return android(root, out);
    }
    object(root, library(text), MAX_DEPTH, out);
    if out.given == 0 {
        asp_net::read(root, "environment", out);
    }
}

fn object(value: &Node<'_>, library: &'static str, depth: usize, out: &mut Out<'_>) {
    if let Some(configuration) = configuration(value, library) {
        return configuration.give(out);
    }
    for member in value.members().iter().filter(|_| depth > 0) {
        object(&member.value, library, depth - 1, out);
    }
}

/// The MSAL library of a text: MSAL Node has confidential clients and no browser cache.
fn library(text: &str) -> &'static str {
    let is_node =
        ["msal-node", "ConfidentialClientApplication"].iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    if is_node { "MSAL Node" } else { "MSAL.js" }
}

/// The configuration in an object, if it is one.
fn configuration<'t>(object: &Node<'t>, library: &'static str) -> Option<Configuration<'t>> {
    let member = |key: &str| object.members().iter().find(|member| member.key == key);
    let holds = |member: &&Member<'t>, key: &str| member.value.get(key).is_some();
    // The name in JSON samples of MSAL Node.
    if let Some(auth) = member("auth").or_else(|| member("authOptions")).filter(|auth| holds(auth, "clientId")) {
        return Some(msal(auth, library));
    }
    if member("identityMetadata").is_some() {
        return Some(passport(object));
    }
    let credentials = member("credentials").filter(|member| holds(member, "tenantID") || holds(member, "tenantName"));
    credentials.map(|credentials| passport_parts(object, credentials))
}

fn msal<'t>(auth: &Member<'t>, library: &'static str) -> Configuration<'t> {
    let mut configuration = Configuration::new(library, auth.key.to_string(), auth.key_bytes.clone(), None);
    let value = |key: &str| auth.value.get(key);
    configuration.set_some("tenantId", auth.value.at(&["azureCloudOptions", "tenant"]));
    configuration.set_some("instance", auth.value.at(&["azureCloudOptions", "azureCloudInstance"]));
    configuration.set_some("authority", value("authority").filter(|value| !is_undefined(value)));
    configuration.set_some("clientId", value("clientId"));
    configuration.set_some("knownAuthorities", value("knownAuthorities"));
    // An unknown expression (`...rest`) may set the authority.
    let is_open = [REST, "azureCloudOptions", "cloudDiscoveryMetadata"].iter().any(|key| value(key).is_some());
    if !is_open && !configuration.has(&["authority"]) {
        configuration.set_made("authority", auth.key_bytes.clone(), Value::String(DEFAULT_AUTHORITY.into()), Origin::Default);
    }
    configuration
}

/// `undefined` counts as unset; any other name may have a value.
fn is_undefined(value: &Node<'_>) -> bool {
    matches!(&value.value, Value::Unknown(expression) if expression.unknown.reason.starts_with("`undefined`"))
}

/// The options of passport-azure-ad.
fn passport<'t>(options: &Node<'t>) -> Configuration<'t> {
    let members = options.members();
    let first = members.iter().find(|member| member.key == "identityMetadata");
    let at = first.map_or(options.bytes.clone(), |member| member.key_bytes.clone());
    let mut configuration = Configuration::new("passport-azure-ad", "", at, None);
    configuration.set_some("metadataAddress", options.get("identityMetadata"));
    configuration.set_some("clientId", options.get("clientID"));
    configuration.set_some("audiences", options.get("audience"));
    configuration.set_some("validateIssuer", options.get("validateIssuer"));
    configuration.set_some("validIssuers", options.get("issuer"));
    configuration.set_some("signUpSignInPolicyId", options.get("policyName"));
    configuration
}

/// The parts from which the passport-azure-ad samples build these options.
fn passport_parts<'t>(object: &Node<'t>, credentials: &Member<'t>) -> Configuration<'t> {
    let mut configuration = Configuration::new("passport-azure-ad", "credentials", credentials.key_bytes.clone(), None);
    configuration.set_some("tenantId", credentials.value.get("tenantID"));
    configuration.set_some("domain", credentials.value.get("tenantName"));
    configuration.set_some("clientId", credentials.value.get("clientID"));
    configuration.set_some("audiences", credentials.value.get("audience"));
    configuration.set_some("instance", object.at(&["metadata", "authority"]));
    configuration.set_some("validateIssuer", object.at(&["settings", "validateIssuer"]));
    configuration.set_some("signUpSignInPolicyId", object.at(&["policies", "policyName"]));
    configuration
}

/// Account types of an audience, and the tenant that represents them.
const AUDIENCES: &[(&str, &str)] = &[
    ("AzureADMultipleOrgs", "organizations"),
    ("AzureADandPersonalMicrosoftAccount", "common"),
    ("PersonalMicrosoftAccount", "consumers"),
];

/// A configuration of MSAL Android for each of its authorities.
fn android(root: &Node<'_>, out: &mut Out<'_>) {
    let client = root.members().iter().find(|member| member.key == "client_id");
    let at = client.map_or(root.bytes.clone(), |member| member.key_bytes.clone());
    let authorities = root.get("authorities").map_or(&[][..], Node::elements);
    for (index, authority) in authorities.iter().enumerate() {
        let section = format!("authorities/{index}");
        let start = authority.bytes.start;
        let mut configuration = Configuration::new("MSAL Android", section, start..start + 1, None);
        let audience = authority.get("audience");
        let kind = audience.and_then(|audience| audience.get("type"));
        let tenant = audience.and_then(|audience| audience.get("tenant_id"));
        let shared = kind.and_then(|kind| {
            let (_, tenant) = AUDIENCES.iter().find(|(name, _)| kind.text().is_some_and(|text| text.eq_ignore_ascii_case(name)))?;
            Some((kind.bytes.clone(), Value::String((*tenant).into())))
        });
        match shared {
            Some((at, tenant)) => configuration.set_made("tenantId", at, tenant, Origin::Computed),
            None => configuration.set_some("tenantId", tenant),
        }
        configuration.set_some("authority", authority.get("authority_url"));
        configuration.set_some("clientId", root.get("client_id"));
        configuration.give(out);
    }
    if authorities.is_empty() {
        let mut configuration = Configuration::new("MSAL Android", "", at, None);
        configuration.set_some("clientId", root.get("client_id"));
        configuration.give(out);
    }
}
