//! `appsettings*.json` of ASP.NET Core: sections of `Microsoft.Identity.Web`, under any name.
//!
//! Keys ignore case, `A:B` and `A__B` are the member `B` of `A`, and lists may be objects with indexes. Source: Microsoft.Identity.Web wiki
//! and ASP.NET Core, "Configuration" and "Secure an ASP.NET Core Blazor WebAssembly app with
//! Microsoft Entra ID", August 2026.

use super::configuration::{Configuration, Out};
use super::form::{Form, Others, json};
use crate::parts::Parts;
use crate::reader::words::Words;
use crate::resource::{names_entra, names_other};
use crate::syntax::tree::{Bytes, Node, Value};
use std::collections::HashMap;

/// `appsettings*.json` of ASP.NET Core, `local.settings.json` of Azure Functions.
pub(in crate::reader) static SETTINGS: Form = Form {
    what: "settings of an ASP.NET Core application",
    is_named: |name| name.has_extension(&["json"]) && (name.stem() == "local.settings" || name.stem().starts_with("appsettings")),
    signs: Words::folded(&["tenant", "authority", "instance", "validateissuer"]),
    others: Others::Few,
    read: |text, out| {
        read(&json(text)?, "Microsoft.Identity.Web", out);
        Ok(())
    },
};

/// Maximum depth of sections: real ones are at the top or two levels below.
const MAX_DEPTH: usize = 8;

/// A section: a key at any depth with its content.
struct Section<'v, 't> {
    /// The key as written.
    key: &'v str,
    at: Bytes,
    value: Option<&'v Node<'t>>,
    members: Vec<Section<'v, 't>>,
    /// Indexes of members by folded key. A key that is written twice has two members, and the index has the first.
    index: HashMap<String, usize>,
}

impl<'v, 't> Section<'v, 't> {
    fn new(key: &'v str, at: Bytes) -> Self {
        Self { key, at, value: None, members: Vec::new(), index: HashMap::new() }
    }

    /// Puts a value under a key that may contain colons.
    fn put(&mut self, key: &'v str, at: &Bytes, value: &'v Node<'t>, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let separator = [key.find(':').map(|at| (at, 1)), key.find("__").map(|at| (at, 2))].into_iter().flatten().min();
        let (first, rest) = separator.map_or((key, None), |(at, length)| (key.before(at), Some(key.after(at + length))));
        let is_leaf = rest.is_none() && value.members().is_empty();
        let known = self.index.get(&folded(first)).copied();
        let is_open = |index: &usize| self.members.get(*index).is_some_and(|member| !is_leaf || member.value.is_none());
        // Sections may be written in several places and are merged; of a value that is written twice, both are kept.
        let index = known.filter(is_open).unwrap_or_else(|| {
            self.index.entry(folded(first)).or_insert(self.members.len());
            self.members.push(Section::new(first, at.clone()));
            self.members.len() - 1
        });
        let Some(member) = self.members.get_mut(index) else { return };
        match rest {
            Some(rest) => member.put(rest, at, value, depth + 1),
            None => member.fill(value, depth),
        }
    }

    fn fill(&mut self, value: &'v Node<'t>, depth: usize) {
        self.value = Some(value);
        for member in value.members() {
            self.put(&member.key, &member.key_bytes, &member.value, depth + 1);
        }
    }

    fn get(&self, key: &str) -> Option<&Self> {
        self.members.get(*self.index.get(key)?)
    }

    fn has(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// The values of all members with this folded name.
    fn values<'s>(&'s self, key: &'s str) -> impl Iterator<Item = Node<'t>> {
        // The members are searched only if the index contains the name.
        let members = if self.has(key) { &self.members[..] } else { &[] };
        members.iter().filter(move |member| folded(member.key) == key).filter_map(Section::written)
    }

    /// The content: for a section in several places, all its members.
    fn written(&self) -> Option<Node<'t>> {
        if self.members.is_empty() {
            return self.value.cloned();
        }
        let elements: Vec<Node<'t>> = self.members.iter().filter_map(Section::written).collect();
        let bytes = self.value.map_or(self.at.clone(), |value| value.bytes.clone());
        Some(Node { bytes, value: Value::Array(elements) })
    }
}

/// A key without case and underscores, because some files write `tenant_id`.
fn folded(key: &str) -> String {
    key.chars().filter(|character| !matches!(character, '_' | '-')).map(|character| character.to_ascii_lowercase()).collect()
}

/// Parts of the names of sections about Entra.
const NAMES: &[&str] = &["azuread", "entra", "azureactivedirectory", "aad", "msal", "microsoftidentity"];

/// Folded keys of a section, and their names in the resource.
const KEYS: &[(&str, &str)] = &[
    ("instance", "instance"),
    ("domain", "domain"),
    ("tenantid", "tenantId"),
    ("tenant", "tenantId"),
    ("authority", "authority"),
    ("metadataaddress", "metadataAddress"),
    ("issuer", "issuer"),
    ("clientid", "clientId"),
    ("audience", "audiences"),
    ("audiences", "audiences"),
    ("validaudience", "audiences"),
    ("validaudiences", "audiences"),
    ("validateissuer", "validateIssuer"),
    ("validissuer", "validIssuers"),
    ("validissuers", "validIssuers"),
    ("allowedtenants", "allowedTenants"),
    ("allowedtenantids", "allowedTenants"),
    ("acceptedtenants", "allowedTenants"),
    ("acceptedtenantids", "allowedTenants"),
    ("validtenants", "allowedTenants"),
    ("validtenantids", "allowedTenants"),
    ("additionallyallowedtenants", "additionallyAllowedTenants"),
    ("allowedgroups", "allowedGroups"),
    ("allowedgroupids", "allowedGroups"),
    ("nameclaimtype", "nameClaim"),
    ("knownauthorities", "knownAuthorities"),
    ("signupsigninpolicyid", "signUpSignInPolicyId"),
];

/// Keys that decide whose accounts may sign in.
const ENDPOINTS: &[&str] = &["tenantId", "authority", "metadataAddress", "issuer", "allowedTenants", "validIssuers", "instance"];

/// The inner section of token validation parameters.
const TOKENS: &str = "tokenvalidationparameters";

/// Reads every section of a configuration.
pub(super) fn read(root: &Node<'_>, library: &'static str, out: &mut Out<'_>) {
    let mut top = Section::new("", root.bytes.start..root.bytes.start);
    top.fill(root, 0);
    // Code can read a list of tenants from anywhere in the file.
    let list = tenant_list(&top);
    section(&top, "", library, list.as_ref(), out);
}

/// The first list of allowed tenants that does not belong to a section.
fn tenant_list<'t>(section: &Section<'_, 't>) -> Option<Node<'t>> {
    let is_list = |key: &str| KEYS.iter().any(|(known, setting)| *setting == "allowedTenants" && *known == key);
    if is_sign_in(section) {
        return None;
    }
    let own = section.members.iter().find(|member| is_list(&folded(member.key))).and_then(Section::written);
    own.or_else(|| section.members.iter().find_map(tenant_list))
}

fn section<'t>(section: &Section<'_, 't>, path: &str, library: &'static str, list: Option<&Node<'t>>, out: &mut Out<'_>) {
    if is_sign_in(section) {
        configuration(section, path, library, list, out);
    }
    for member in section.members.iter().filter(|member| !member.members.is_empty()) {
        let path = if path.is_empty() { member.key.to_owned() } else { format!("{path}:{}", member.key) };
        self::section(member, &path, library, list, out);
    }
}

/// Whether the keys of a section show that it configures sign-in with Entra.
fn is_sign_in(section: &Section<'_, '_>) -> bool {
    let start = |key: &str| section.get(key).and_then(|member| member.value).and_then(|value| value.start().map(str::to_owned));
    let names = |key: &str, test: fn(&str) -> bool| start(key).is_some_and(|text| test(&text));
    if !section.has("tenantid") && !names("instance", names_entra) && names("authority", names_other) {
        return false;
    }
    let has = |keys: &[&str]| keys.iter().all(|key| section.has(key));
    let name = folded(section.key);
    let is_named = NAMES.iter().any(|part| name.contains(part));
    let has_endpoint = || KEYS.iter().any(|(key, setting)| ENDPOINTS.contains(setting) && section.has(key));
    has(&["tenantid", "clientid"])
        || has(&["authority", "clientid"])
        || has(&["instance", "tenantid"])
        || has(&["instance", "domain"])
        || names("authority", names_entra)
        || is_named && (has_endpoint() || section.has(TOKENS))
}

fn configuration<'t>(section: &Section<'_, 't>, path: &str, library: &'static str, list: Option<&Node<'t>>, out: &mut Out<'_>) {
    // Settings at the top level of the file begin with the first known one.
    let first = || section.members.iter().filter(|member| KEYS.iter().any(|(key, _)| *key == folded(member.key))).map(|member| &member.at);
    let at = if path.is_empty() { first().next().unwrap_or(&section.at) } else { &section.at };
    // Blazor WebAssembly has the authority as one URL and this key, and its settings are downloaded with the page.
    let is_page = section.has("authority") && section.has("validateauthority") && !section.has("tenantid");
    let library = if is_page { "Blazor WebAssembly" } else { library };
    let mut configuration = Configuration::new(library, path, at.clone(), None);
    for section in [Some(section), section.get(TOKENS)].into_iter().flatten() {
        for (key, setting) in KEYS {
            section.values(key).for_each(|value| configuration.set(setting, value));
        }
    }
    if !configuration.has(&["allowedTenants"]) {
        configuration.set_some("allowedTenants", list);
    }
    configuration.give(out);
}
