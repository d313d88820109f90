//! Who may sign in to applications, as their configuration says: `appsettings.json`, Spring, MSAL, oauth2-proxy, variables of an
//! environment, Static Web Apps, policies of API Management.
//!
//! A file is looked into where its name is one of those, and its text holds a word that such a configuration needs. What is
//! in none of them is passed over in silence.

pub(super) mod api_policy;
mod asp_net;
mod configuration;
mod descriptions;
mod environment;
mod msal;
mod names;
mod node;
mod oauth2_proxy;
mod spring;
mod static_web_app;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;

pub(super) use names::{Form, form};

use super::Reading;
use crate::resource::{Format, Sink};
use crate::source::{FileId, Source};
use crate::syntax::json::{SyntaxError, parse_lenient, skip_comments};
use crate::syntax::tree::{Bytes, Node};
use crate::syntax::{assignments, properties, yaml};
use configuration::Out;
use memchr::memmem;

/// Largest file that is looked into: configurations are written by people.
const MAX_BYTES: usize = 4 << 20;

/// Reads a file that may be of this form; nothing where another reader may know it.
pub(super) fn read(file: FileId, source: &Source, form: Form, sink: &mut dyn Sink) -> Option<Reading> {
    if source.len() > MAX_BYTES {
        return is_only_ours(form).then(|| Reading::none("larger than any configuration of an application"));
    }
    let text = source.text().ok()?;
    if !has_one_of(text, signs(form)) {
        return is_only_ours(form).then(|| Reading::none("no sign-in configuration is in it"));
    }
    let mut out = Out::new(file, &source.path, sink);
    let read = look(form, text, &mut out);
    if let Err((bytes, message)) = read {
        out.problem(text, &bytes, message);
        if out.given == 0 {
            return Some(Reading::none("it cannot be read"));
        }
    }
    match out.given {
        0 if is_only_ours(form) => Some(Reading::none("no sign-in configuration is in it")),
        0 => None,
        _ => Some(Reading::of(Format::AppConfiguration, reason(form))),
    }
}

/// Gives what a text of this form holds, or the place and the message of what makes it unreadable.
fn look(form: Form, text: &str, out: &mut Out<'_>) -> Result<(), (Bytes, String)> {
    match form {
        Form::AspNet => asp_net::read(&json(text).map_err(|error| not_json(&error))?, "Microsoft.Identity.Web", out),
        Form::StaticWebApp => static_web_app::read(&json(text).map_err(|error| not_json(&error))?, out),
        Form::ApiPolicy => api_policy::read(text, out),
        Form::SpringYaml => spring_yaml(text, out)?,
        Form::SpringProperties => {
            for document in properties::documents(text) {
                spring::read(&document, out);
            }
        }
        Form::MsalJson => msal::read_json(&json(text).map_err(|error| not_json(&error))?, text, out),
        Form::Script | Form::CommonScript => msal::read_script(text, out),
        Form::Environment => environment::read(assignments::dotenv(text), out),
        Form::OAuth2Proxy => oauth2_proxy::read(&assignments::toml(text), "", out),
        Form::Yaml => {
            // What cannot be read is told by the reader of exports, if it is one.
            for document in yaml::parse_all(text).0 {
                oauth2_proxy::read_yaml(&document, out);
            }
        }
    }
    Ok(())
}

/// Reads descriptions of apps, in which comments may stand: a JSON file of any name in which no other reader found anything.
pub(super) fn read_descriptions(file: FileId, source: &Source, sink: &mut dyn Sink) -> Option<Reading> {
    if source.len() > MAX_BYTES {
        return None;
    }
    let text = source.text().ok()?;
    if !has_one_of(text, &[descriptions::LIST]) {
        return None;
    }
    let mut out = Out::new(file, &source.path, sink);
    descriptions::read(&json(text).ok()?, &mut out);
    (out.given > 0).then(|| Reading::of(Format::AppConfiguration, "descriptions of apps (`AADApps`)"))
}

/// Whether no other reader may know a file of this form.
fn is_only_ours(form: Form) -> bool {
    !matches!(form, Form::MsalJson | Form::SpringYaml | Form::Yaml)
}

/// Words of which a file of this form has one, in the case of any of its spellings.
fn signs(form: Form) -> &'static [&'static str] {
    match form {
        Form::AspNet => &["enant", "ENANT", "uthority", "UTHORITY", "nstance", "INSTANCE", "ValidateIssuer"],
        Form::StaticWebApp => &["{"],
        Form::ApiPolicy => &api_policy::ELEMENTS,
        Form::SpringYaml | Form::SpringProperties => SPRING_SIGNS,
        Form::MsalJson => &["client_id", "clientId", "ClientId", "clientID"],
        Form::Script | Form::CommonScript => {
            &["PublicClientApplication", "ConfidentialClientApplication", "clientId", "identityMetadata", "tenantID", "tenantName"]
        }
        Form::Environment => &["TENANT", "enant", "AUTHORITY", "uthority", "ISSUER", "ssuer", "OAUTH2_PROXY_"],
        Form::OAuth2Proxy => &["\"azure\"", "\"entra-id\"", "'azure'", "'entra-id'", "oidc_issuer_url"],
        Form::Yaml => &["azureConfig", "microsoftEntraIDConfig", "issuerURL"],
    }
}

/// The sections that are about Entra in every spelling, and parts of its hosts.
const SPRING_SIGNS: &[&str] = &[
    "ctive-directory",
    "ctive_directory",
    "ctivedirectory",
    "ctiveDirectory",
    "microsoftonline",
    "login.microsoft",
    "login.windows.net",
    "sts.windows.net",
    "b2clogin",
    "ciamlogin",
    "chinacloudapi",
    "usgovcloudapi",
];

fn has_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// What the file is, for people.
fn reason(form: Form) -> &'static str {
    match form {
        Form::AspNet => "settings of an ASP.NET Core application",
        Form::StaticWebApp => "the configuration of a Static Web App",
        Form::ApiPolicy => "a policy of API Management",
        Form::SpringYaml | Form::SpringProperties => "settings of a Spring application",
        Form::MsalJson => "a configuration of MSAL",
        Form::Script | Form::CommonScript => "a script that configures sign-in",
        Form::Environment => "variables of an environment",
        Form::OAuth2Proxy | Form::Yaml => "a configuration of oauth2-proxy",
    }
}

/// The one value of a JSON text in which comments may stand.
fn json(text: &str) -> Result<Node<'_>, SyntaxError> {
    let node: Node<'_> = parse_lenient(text, skip_comments(text, 0))?;
    let end = skip_comments(text, node.bytes.end);
    if end < text.len() {
        return Err(SyntaxError { message: "expected the end of the file".to_owned(), offset: end, truncated: false });
    }
    Ok(node)
}

/// Of a text that is cut off, the last character is what can be pointed at.
fn not_json(error: &SyntaxError) -> (Bytes, String) {
    let bytes = if error.truncated { error.offset.saturating_sub(1)..error.offset } else { error.offset..error.offset + 1 };
    (bytes, format!("not well-formed JSON: {error}"))
}

/// Reads the documents of a Spring YAML file up to the first that cannot be read.
fn spring_yaml(text: &str, out: &mut Out<'_>) -> Result<(), (Bytes, String)> {
    let filtered;
    let (mut documents, mut error) = yaml::parse_all(text);
    // What Maven fills in (`@project.version@`) is no YAML until then. As many bytes stand in its place.
    if error.is_some() && memmem::find(text.as_bytes(), b": @").is_some() {
        filtered = text.replace(": @", ": _");
        (documents, error) = yaml::parse_all(&filtered);
    }
    for document in documents {
        spring::read(&document, out);
    }
    // A template for Helm or Jinja is no YAML until it is filled in.
    let error = error.filter(|_| !has_one_of(text, &["{{", "{%"]));
    error.map_or(Ok(()), |error| Err((error.bytes, error.message)))
}
