//! Configurations of MSAL (JavaScript, Node, Android) and of passport-azure-ad in JSON or JavaScript.
//!
//! Sources: MSAL.js, "Configuration options"; MSAL Android, "Configuration file"; passport-azure-ad, README, August 2026.

use super::asp_net;
use super::configuration::{Configuration, Out};
use super::form::{Form, Others, has_one_of, json};
use crate::reader::detector::FileName;
use crate::reader::words::Words;
use crate::resource::{Origin, names_entra};
use crate::syntax::javascript::{self, REST};
use crate::syntax::tree::{Bytes, Member, Node, Value};
use memchr::memmem;

/// JSON files with a usual name.
pub(in crate::reader) static JSON: Form = Form {
    what: "a configuration of MSAL or passport-azure-ad",
    is_named: |name| name.has_extension(&["json"]) && is_usual(name),
    signs: Words::new(&["client_id", "clientId", "ClientId", "clientID"]),
    others: Others::Few,
    read: |text, out| {
        let root = json(text)?;
        if root.get("client_id").is_some() && (root.get("authorities").is_some() || root.get("authorization_user_agent").is_some()) {
            android(&root, out);
            return Ok(());
        }
        read_json(&root, text, out);
        if out.given == 0 {
            asp_net::read(&root, "environment", out);
        }
        Ok(())
    },
};

/// JSON files with any other name.
pub(in crate::reader) static ANY_JSON: Form = Form {
    what: "a configuration of MSAL or passport-azure-ad",
    is_named: |name| name.has_extension(&["json"]) && !is_usual(name),
    signs: Words::new(&["\"authOptions\"", "\"authority\"", "\"identityMetadata\"", "\"authorization_user_agent\""]),
    others: Others::Most,
    read: |text, out| {
        // The reader of exports reports text that is not JSON.
        let Ok(root) = json(text) else { return Ok(()) };
        if root.get("client_id").is_some() && root.get("authorization_user_agent").is_some() {
            android(&root, out);
        } else {
            read_json(&root, text, out);
        }
        Ok(())
    },
};

pub(in crate::reader) static SCRIPT: Form = Form {
    what: "a script that configures sign-in",
    is_named: |name| name.has_extension(SCRIPTS) && !is_test(name),
    signs: Words::literal(&[
        "clientId",
        "identityMetadata",
        "uthority",
        "ClientApplication",
        "msal",
        "Msal",
        "MSAL",
        "tenantID",
        "tenantName",
        "login.microsoftonline.",
    ]),
    others: Others::None,
    read: |text, out| {
        let mut found = Found::new(text, out.path);
        javascript::objects(text, &mut |object| found.take(object));
        found.give(out);
        Ok(())
    },
};

/// The extensions of scripts.
pub(in crate::reader) const SCRIPTS: &[&str] = &["cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx"];

/// Whether a script contains tests or only declarations of types, whose values configure nothing.
fn is_test(name: &FileName) -> bool {
    name.stem().rsplit_once('.').is_some_and(|(_, kind)| ["cy", "d", "mock", "spec", "stories", "test"].contains(&kind))
}

/// Whether files of this name usually contain the configuration of MSAL.
fn is_usual(name: &FileName) -> bool {
    ["auth_config", "authconfig", "auth-config", "auth.config", "msal"].iter().any(|start| name.stem().starts_with(start))
}

/// Words of a text that uses MSAL. Other libraries also have an object `auth` with a `clientId`.
const MSAL: &[&str] = &["msal", "Msal", "MSAL", "ClientApplication", "UserAgentApplication", "authOptions"];

/// The default authority of MSAL.js.
const DEFAULT_AUTHORITY: &str = "https://login.microsoftonline.com/common";

/// Maximum depth of objects that are searched.
const MAX_DEPTH: usize = 8;

fn read_json(root: &Node<'_>, text: &str, out: &mut Out<'_>) {
    let mut found = Found::new(text, out.path);
    visit(root, MAX_DEPTH, &mut |object| found.take(object));
    found.give(out);
}

/// Passes the objects of a tree to `take`, inner ones before outer ones.
fn visit<'t>(value: &Node<'t>, depth: usize, take: &mut dyn FnMut(&Node<'t>)) {
    for member in value.members().iter().filter(|_| depth > 0) {
        visit(&member.value, depth - 1, take);
    }
    if !value.members().is_empty() {
        take(value);
    }
}

/// The configurations in a file.
struct Found<'t> {
    /// MSAL Node has confidential clients and no browser cache.
    library: &'static str,
    is_msal: bool,
    /// Whether the text refers to the authority of another object.
    refers: bool,
    configurations: Vec<Read<'t>>,
    /// The places of keys that name an authority.
    authorities: Vec<usize>,
}

struct Read<'t> {
    /// The object that contains the settings.
    bytes: Bytes,
    configuration: Configuration<'t>,
    /// Where the default authority belongs, if the object sets none.
    default: Option<Bytes>,
}

impl<'t> Found<'t> {
    fn new(text: &str, path: &str) -> Self {
        let is_node = has_one_of(text, &["msal-node", "ConfidentialClientApplication"]);
        Self {
            library: if is_node { "MSAL Node" } else { "MSAL.js" },
            is_msal: has_one_of(text, MSAL) || is_usual(&FileName::of(path)),
            refers: memmem::find(text.as_bytes(), b".authority").is_some(),
            configurations: Vec::new(),
            authorities: Vec::new(),
        }
    }

    /// Reads an object, if it is a configuration. Inner objects come before outer ones.
    fn take(&mut self, object: &Node<'t>) {
        let keys = object.members().iter().filter(|member| names_authority(&member.key));
        self.authorities.extend(keys.map(|member| member.key_bytes.start));
        let Some(read) = self.read(object) else { return };
        // The object under `auth` was also read by itself.
        while self.configurations.last().is_some_and(|last| last.bytes == read.bytes) {
            self.configurations.pop();
        }
        self.configurations.push(read);
    }

    fn read(&self, object: &Node<'t>) -> Option<Read<'t>> {
        let member = |key: &str| object.member(key);
        let has = |member: &&Member<'t>, key: &str| member.value.get(key).is_some();
        let is_of_entra = |auth: &Node<'t>| auth.get("authority").and_then(Node::start).is_some_and(names_entra);
        // `authOptions` is the name in JSON samples of MSAL Node.
        let auth = member("auth").or_else(|| member("authOptions")).filter(|auth| has(auth, "clientId"));
        if let Some(auth) = auth.filter(|auth| self.is_msal || is_of_entra(&auth.value)) {
            return Some(self.msal(&auth.value, &auth.key, auth.key_bytes.clone()));
        }
        if member("identityMetadata").is_some() {
            return Some(Read { bytes: object.bytes.clone(), configuration: passport(object), default: None });
        }
        let credentials = member("credentials").filter(|member| has(member, "tenantID") || has(member, "tenantName"));
        if let Some(credentials) = credentials {
            return Some(Read { bytes: object.bytes.clone(), configuration: passport_parts(object, credentials), default: None });
        }
        let at = member("clientId").filter(|_| is_of_entra(object))?.key_bytes.clone();
        Some(self.msal(object, "", at))
    }

    fn msal(&self, auth: &Node<'t>, section: &str, at: Bytes) -> Read<'t> {
        let mut configuration = Configuration::new(self.library, section, at.clone(), None);
        let value = |key: &str| auth.get(key);
        configuration.set_some("tenantId", auth.at(&["azureCloudOptions", "tenant"]));
        configuration.set_some("instance", auth.at(&["azureCloudOptions", "azureCloudInstance"]));
        configuration.set_some("authority", value("authority").filter(|value| !is_undefined(value)));
        configuration.set_some("clientId", value("clientId"));
        configuration.set_some("knownAuthorities", value("knownAuthorities"));
        // An unknown expression (`...rest`) may set the authority.
        let is_open = [REST, "azureCloudOptions", "cloudDiscoveryMetadata"].iter().any(|key| value(key).is_some());
        let default = Some(at).filter(|_| !is_open && !configuration.has(&["authority"]));
        Read { bytes: auth.bytes.clone(), configuration, default }
    }

    fn give(self, out: &mut Out<'_>) {
        for Read { bytes, mut configuration, default } in self.configurations {
            // The code may combine the settings of several objects, so the default applies only if no other one has an authority.
            let is_elsewhere = self.refers || self.authorities.iter().any(|at| !bytes.contains(at));
            if let Some(at) = default.filter(|_| !is_elsewhere) {
                configuration.set_made("authority", at, Value::String(DEFAULT_AUTHORITY.into()), Origin::Default);
            }
            configuration.give(out);
        }
    }
}

/// Whether a key names an authority, several, or the policies of Azure AD B2C, which contain them.
fn names_authority(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.contains("authorit") || key.contains("b2cpolic")
}

/// `undefined` counts as unset; any other name may have a value.
fn is_undefined(value: &Node<'_>) -> bool {
    matches!(&value.value, Value::Unknown(expression) if expression.unknown.reason == javascript::UNDEFINED)
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
    set_user_flow(&mut configuration, options, options.get("policyName"));
    configuration
}

/// Sets the user flow of Azure AD B2C; `isB2C` alone means that requests name it.
fn set_user_flow<'t>(configuration: &mut Configuration<'t>, options: &Node<'t>, policy: Option<&Node<'t>>) {
    let is_b2c = options.get("isB2C");
    match (policy, is_b2c.and_then(Node::switch)) {
        (Some(policy), is_b2c) if is_b2c != Some(false) => configuration.set("signUpSignInPolicyId", policy.clone()),
        (None, Some(true)) => configuration.set_some("signUpSignInPolicyId", is_b2c),
        _ => {}
    }
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
    set_user_flow(&mut configuration, object.get("settings").unwrap_or(object), object.at(&["policies", "policyName"]));
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
