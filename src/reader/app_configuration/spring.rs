//! Spring: `application*.yml` and `.properties`, in every spelling that relaxed binding allows. The Java samples of MSAL have keys of their
//! own in such files (`aad.authority`), or in `authentication.properties`.
//!
//! Source: Spring Cloud Azure, "Configuration properties"; Spring Security, "`OAuth2`"; Spring Boot, "Externalized Configuration", August 2026.

use super::configuration::{Configuration, Out};
use super::environment;
use super::form::{Broken, Form, Others};
use crate::reader::words::Words;
use crate::reader::yaml::is_template;
use crate::resource::{Origin, names_entra};
use crate::syntax::placeholders::Style;
use crate::syntax::tree::{Bytes, Member, Node, Value};
use crate::syntax::{properties, yaml};
use memchr::memmem;
use std::collections::{BTreeSet, HashMap};

/// `application*.yml`.
pub(in crate::reader) static YAML: Form = Form {
    what: "settings of a Spring application",
    is_named: |name| name.is_yaml() && is_spring(name.stem()),
    signs: Words::folded(SIGNS),
    others: Others::Most,
    read: read_yaml,
};

/// `application*.properties`, and others that name a host of Entra.
pub(in crate::reader) static PROPERTIES: Form = Form {
    what: "settings of a Java application",
    is_named: |name| name.has_extension(&["properties"]),
    signs: Words::folded(SIGNS),
    others: Others::None,
    read: |text, out| {
        for document in properties::documents(text) {
            read(&document, out);
        }
        Ok(())
    },
};

/// Whether a file of this name belongs to Spring: a profile may follow, but `applications.yaml` is another name.
pub(super) fn is_spring(stem: &str) -> bool {
    let profile = ["application", "bootstrap"].iter().find_map(|start| stem.strip_prefix(start));
    profile.is_some_and(|profile| !profile.starts_with(|first: char| first.is_alphanumeric()))
}

/// The section about Entra, and parts of the names of Entra hosts.
const SIGNS: &[&str] = &[
    "activedirectory",
    "microsoftonline",
    "login.microsoft",
    "login.windows.net",
    "sts.windows.net",
    "b2clogin",
    "ciamlogin",
    "chinacloudapi",
    "usgovcloudapi",
];

/// Reads the documents of a Spring YAML file up to the first syntax error.
fn read_yaml(text: &str, out: &mut Out<'_>) -> Result<(), Broken> {
    let filtered;
    let (mut documents, mut error) = yaml::parse_all(text);
    // Maven placeholders (`@project.version@`) are not valid YAML. They are replaced by text of the same length.
    if error.is_some() && memmem::find(text.as_bytes(), b": @").is_some() {
        filtered = text.replace(": @", ": _");
        (documents, error) = yaml::parse_all(&filtered);
    }
    for document in documents {
        read(&document, out);
    }
    let error = error.filter(|error| !is_template(text, error.bytes.start));
    error.map_or(Ok(()), |error| Err((error.bytes, error.message)))
}

/// Maximum nesting of keys: known keys are less than ten levels deep.
const MAX_DEPTH: usize = 24;

/// A section with a known name: its library and name, the folded prefix of its keys, and the name of each key in the resource.
struct Known {
    library: &'static str,
    section: &'static str,
    prefix: &'static str,
    keys: &'static [(&'static str, &'static str)],
}

impl Known {
    /// The full key.
    fn key(&self, key: &str) -> String {
        format!("{}.{key}", self.prefix)
    }
}

const AZURE: &str = "Spring Cloud Azure";

/// The default tenant of Spring Cloud Azure.
const DEFAULT_TENANT: &str = "common";

/// Sections that always configure Entra. Keys are folded: without case, `-` and `_`.
const KNOWN: &[Known] = &[
    Known {
        library: AZURE,
        section: "spring.cloud.azure.active-directory",
        prefix: "spring.cloud.azure.activedirectory",
        keys: &[
            ("enabled", "enabled"),
            ("profile.environment.activedirectoryendpoint", "instance"),
            ("profile.tenantid", "tenantId"),
            ("credential.clientid", "clientId"),
            ("appiduri", "audiences"),
            ("usergroup.allowedgroupids", "allowedGroups"),
            ("usergroup.allowedgroupnames", "allowedGroups"),
            ("usernameattribute", "nameClaim"),
        ],
    },
    Known {
        library: AZURE,
        section: "spring.cloud.azure.active-directory.b2c",
        prefix: "spring.cloud.azure.activedirectory.b2c",
        keys: &[
            ("enabled", "enabled"),
            ("baseuri", "authority"),
            ("profile.tenantid", "tenantId"),
            ("credential.clientid", "clientId"),
            ("appiduri", "audiences"),
            ("usernameattributename", "nameClaim"),
            ("userflows.signuporsignin", "signUpSignInPolicyId"),
        ],
    },
    Known {
        library: AZURE,
        section: "azure.activedirectory",
        prefix: "azure.activedirectory",
        keys: &[
            ("baseuri", "instance"),
            ("tenantid", "tenantId"),
            ("clientid", "clientId"),
            ("appiduri", "audiences"),
            ("usergroup.allowedgroups", "allowedGroups"),
            ("usergroup.allowedgroupids", "allowedGroups"),
            ("usergroup.allowedgroupnames", "allowedGroups"),
            ("activedirectorygroups", "allowedGroups"),
            ("usernameattribute", "nameClaim"),
        ],
    },
    Known {
        library: AZURE,
        section: "azure.activedirectory.b2c",
        prefix: "azure.activedirectory.b2c",
        keys: &[
            ("baseuri", "authority"),
            ("tenantid", "tenantId"),
            ("clientid", "clientId"),
            ("usernameattributename", "nameClaim"),
            ("userflows.signuporsignin", "signUpSignInPolicyId"),
        ],
    },
];

/// Keys of a provider or a resource server of Spring Security.
const PROVIDER: &[(&str, &str)] = &[
    ("authorizationuri", "authority"),
    ("jwkseturi", "metadataAddress"),
    ("issueruri", "issuer"),
    ("audiences", "audiences"),
    ("usernameattribute", "nameClaim"),
    ("principalclaimname", "nameClaim"),
];

const PROVIDERS: &str = "spring.security.oauth2.client.provider.";
const REGISTRATIONS: &str = "spring.security.oauth2.client.registration.";
const RESOURCE_SERVER: &str = "spring.security.oauth2.resourceserver.jwt";

/// The sections of Spring Security OAuth, the predecessor of the sections above, and their keys.
///
/// Source: Spring Boot 1.5, "Common application properties".
const PREDECESSORS: &[(&str, &[(&str, &str)])] = &[
    ("security.oauth2.client", &[("userauthorizationuri", "authority"), ("accesstokenuri", "metadataAddress"), ("clientid", "clientId")]),
    ("security.oauth2.resource", &[("jwk.keyseturi", "metadataAddress"), ("jwt.keyuri", "metadataAddress"), ("id", "audiences")]),
];

/// The beginnings of keys that the sections with a known name cover.
const COVERED: &[&str] = &["spring.", "azure.activedirectory.", "security.oauth2.", "logging."];

/// Global Azure settings, which apply unless a section overrides them.
const EVERYWHERE: &[(&str, &str)] =
    &[("spring.cloud.azure.profile.tenantid", "tenantId"), ("spring.cloud.azure.credential.clientid", "clientId")];

/// The values of one document by folded key.
#[derive(Default)]
struct Keys<'v, 't> {
    values: HashMap<String, &'v Node<'t>>,
    /// The first occurrence of each key or of a key below it: its place, and its last segment as written.
    places: HashMap<String, (Bytes, &'v str)>,
    /// Folded names of providers.
    providers: BTreeSet<String>,
    registrations: BTreeSet<String>,
}

impl<'v, 't> Keys<'v, 't> {
    fn fill(&mut self, value: &'v Node<'t>, path: &str, depth: usize) {
        for member in value.members() {
            let mut full = path.to_owned();
            for part in member.key.split('.').take(MAX_DEPTH) {
                full.extend((!full.is_empty()).then_some('.').into_iter().chain(folded(part)));
                self.places.entry(full.clone()).or_insert_with(|| (member.key_bytes.clone(), part));
            }
            for (prefix, names) in [(PROVIDERS, &mut self.providers), (REGISTRATIONS, &mut self.registrations)] {
                names.extend(full.strip_prefix(prefix).and_then(|rest| rest.split('.').next()).map(str::to_owned));
            }
            if depth < MAX_DEPTH && !member.value.members().is_empty() {
                self.fill(&member.value, &full, depth + 1);
            } else {
                self.values.insert(full, &member.value);
            }
        }
    }

    /// The value of a key, or the elements `key[0]`, `key[1]`….
    fn get(&self, key: &str) -> Option<Node<'t>> {
        if let Some(value) = self.values.get(key) {
            return Some((*value).clone());
        }
        let elements: Vec<Node<'t>> =
            (0..).map_while(|index| self.values.get(&format!("{key}[{index}]"))).map(|value| (*value).clone()).collect();
        let bytes = elements.first()?.bytes.clone();
        Some(Node { bytes, value: Value::Array(elements) })
    }

    /// The start of a section, if it exists.
    fn place(&self, prefix: &str) -> Option<Bytes> {
        self.places.get(prefix).map(|(bytes, _)| bytes.clone())
    }

    /// The place of a key without a value.
    fn empty(&self, key: &str) -> Option<Bytes> {
        self.place(key).filter(|_| self.values.get(key).is_some_and(|value| value.is_blank()))
    }

    /// Sets the written value; an empty value counts as unset.
    fn set(&self, configuration: &mut Configuration<'t>, prefix: &str, keys: &[(&str, &'static str)]) {
        for (key, setting) in keys {
            if let Some(value) = self.get(&format!("{prefix}.{key}")).filter(|value| !value.is_blank()) {
                configuration.set(setting, value);
            }
        }
    }
}

/// A key segment as relaxed binding compares it.
fn folded(part: &str) -> impl Iterator<Item = char> + '_ {
    part.chars().filter(|character| !matches!(character, '-' | '_')).map(|character| character.to_ascii_lowercase())
}

fn read(document: &Node<'_>, out: &mut Out<'_>) {
    let mut keys = Keys::default();
    keys.fill(document, "", 0);
    for known in KNOWN {
        let Some(at) = keys.place(known.prefix) else { continue };
        let mut configuration = Configuration::new(known.library, known.section, at, Some(Style::Spring));
        keys.set(&mut configuration, known.prefix, known.keys);
        let empty = known.keys.iter().filter(|(_, setting)| *setting == "tenantId").find_map(|(key, _)| keys.empty(&known.key(key)));
        if configuration.is_empty() && empty.is_none() {
            continue;
        }
        for (key, setting) in EVERYWHERE.iter().filter(|_| known.prefix.starts_with("spring.")) {
            if let Some(value) = keys.get(key).filter(|_| !configuration.has(&[setting])) {
                configuration.set(setting, value);
            }
        }
        if let Some(at) = empty.filter(|_| !configuration.has(&["tenantId"])) {
            configuration.set_made("tenantId", at, Value::String(DEFAULT_TENANT.into()), Origin::Default);
        }
        configuration.give(out);
    }
    // A registration names its provider, or has the same name.
    let mut clients: HashMap<String, &str> = HashMap::new();
    for registration in &keys.registrations {
        let named = keys.get(&format!("{REGISTRATIONS}{registration}.provider"));
        let provider = named.as_ref().and_then(Node::text).map_or_else(|| registration.clone(), |name| folded(name).collect());
        clients.entry(provider).or_insert(registration);
    }
    for provider in &keys.providers {
        let prefix = format!("{PROVIDERS}{provider}");
        let shown = keys.places.get(&prefix).map_or(provider.as_str(), |(_, shown)| shown);
        let section = format!("{PROVIDERS}{shown}");
        security(&keys, &prefix, &section, PROVIDER, clients.get(provider).copied(), out);
    }
    security(&keys, RESOURCE_SERVER, RESOURCE_SERVER, PROVIDER, None, out);
    for (section, names) in PREDECESSORS {
        security(&keys, section, section, names, None, out);
    }
    let mut others = Vec::new();
    variables(document, "", "", 0, &mut others);
    environment::read_names(&others, Some(Style::Spring), out);
}

/// The keys that the application named itself, in the spelling of environment variables: `aad.clientId` as `aad_client_Id`.
fn variables<'t>(value: &Node<'t>, path: &str, name: &str, depth: usize, found: &mut Vec<Member<'t>>) {
    for member in value.members() {
        let (mut full, mut variable) = (path.to_owned(), name.to_owned());
        for part in member.key.split('.').take(MAX_DEPTH) {
            full.extend((!full.is_empty()).then_some('.').into_iter().chain(folded(part)));
            variable.extend((!variable.is_empty()).then_some('_'));
            let mut before = None;
            for character in part.chars() {
                let is_word = character.is_ascii_uppercase() && before.is_some_and(|before: char| before.is_ascii_lowercase());
                before = Some(character);
                variable.extend(is_word.then_some('_').into_iter().chain([if character == '-' { '_' } else { character }]));
            }
        }
        if depth < MAX_DEPTH && !member.value.members().is_empty() {
            variables(&member.value, &full, &variable, depth + 1, found);
        } else if !COVERED.iter().any(|start| full.starts_with(start)) {
            found.push(Member { key: variable.into(), ..member.clone() });
        }
    }
}

/// Reads a section of Spring Security if Entra issues its tokens.
fn security(
    keys: &Keys<'_, '_>,
    prefix: &str,
    section: &str,
    names: &[(&str, &'static str)],
    registration: Option<&str>,
    out: &mut Out<'_>,
) {
    let Some(at) = keys.place(prefix) else { return };
    let mut configuration = Configuration::new("Spring Security", section, at, Some(Style::Spring));
    keys.set(&mut configuration, prefix, names);
    let is_entra = ["issuer", "metadataAddress", "authority"]
        .iter()
        .any(|name| configuration.values(name).any(|value| value.start().is_some_and(names_entra)));
    if !is_entra {
        return;
    }
    if let Some(client) = registration.and_then(|name| keys.get(&format!("{REGISTRATIONS}{name}.clientid"))) {
        configuration.set("clientId", client);
    }
    configuration.give(out);
}
