//! App descriptions (`AADApps`) from which the tooling of the Azure samples creates app registrations.
//!
//! Source: `AppCreationScripts/sample.json` of the Azure-Samples repositories and their script generator, August 2026.

use super::configuration::{Out, place};
use super::form::{Form, Others, json};
use crate::reader::words::Words;
use crate::resource::{Kind, Writer};
use crate::syntax::tree::{Node, Value};

/// Descriptions are in JSON files of any name.
pub(in crate::reader) static APPS: Form = Form {
    what: "app descriptions (`AADApps`)",
    is_named: |name| name.has_extension(&["json", "jsonl", "ndjson"]),
    signs: Words::new(&[LIST]),
    others: Others::Most,
    read: |text, out| {
        // The reader of exports reports text that is not JSON.
        if let Ok(root) = json(text) {
            read(&root, out);
        }
        Ok(())
    },
};

const LIST: &str = "AADApps";

/// The audience of an app in an Azure AD B2C tenant limits nothing: its users are those of the user flows.
const OF_USER_FLOWS: &str = "user flows of Azure AD B2C require this audience, and only their users can sign in";

/// Reads the list. An app without an audience is irrelevant to rules.
fn read(root: &Node<'_>, out: &mut Out<'_>) {
    let apps = root.get(LIST).map_or(&[][..], Node::elements);
    let is_b2c = root.at(&["Sample", "Provider"]).and_then(Node::text).is_some_and(|provider| provider.eq_ignore_ascii_case("B2C"));
    for app in apps.iter().filter(|app| app.get("Name").is_some() && app.get("Audience").is_some()) {
        let file = out.file;
        let string = |value: &Node<'_>, writer: &mut Writer| match value.text() {
            Some(text) => writer.string(place(file, value), text),
            None => writer.unknown(place(file, value), "it is not a string"),
        };
        let start = app.bytes.start;
        out.give(Kind::Application, LIST, &(start..start + 1), |writer, _| {
            for (key, name) in [("Name", "displayName"), ("Audience", "signInAudience")] {
                match app.get(key) {
                    Some(value) if is_b2c && key == "Audience" => writer.key(name).unknown(place(file, value), OF_USER_FLOWS),
                    Some(value) => string(value, writer.key(name)),
                    None => {}
                }
            }
            if let Some(uris) = app.get("ReplyUrls").filter(|uris| uris.text().is_some()) {
                let platform = platform(app);
                writer.key(platform).object(place(file, uris), |writer| {
                    writer.key("redirectUris").array(place(file, uris), |writer| {
                        uris.parts().iter().for_each(|uri| string(uri, writer.element()));
                    });
                });
            }
            if let Some(claims) = app.get("OptionalClaims").filter(|claims| matches!(claims.value, Value::Object(_))) {
                writer.key("optionalClaims").object(place(file, claims), |writer| {
                    for (key, name) in [("IdTokenClaims", "idToken"), ("AccessTokenClaims", "accessToken")] {
                        let Some(list) = claims.get(key) else { continue };
                        writer.key(name).array(place(file, list), |writer| {
                            for claim in list.elements() {
                                writer.element().object(place(file, claim), |writer| string(claim, writer.key("name")));
                            }
                        });
                    }
                });
            }
        });
    }
}

/// The platform of an app's redirect URIs, by the kind of the app.
fn platform(app: &Node<'_>) -> &'static str {
    match app.get("Kind").and_then(Node::text) {
        Some("SinglePageApplication") => "spa",
        Some("Console" | "Desktop" | "Mobile" | "UWP") => "publicClient",
        _ => "web",
    }
}
