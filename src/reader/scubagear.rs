//! `ProviderSettingsExport.json` of `ScubaGear`: Graph objects in the spelling of `PowerShell` under custom keys, and summaries of risky
//! apps.
//!
//! Source: cisagov/ScubaGear, `Modules/Providers/ExportAADProvider.psm1` and `ProviderHelpers/AADRiskyPermissionsHelper.psm1`.

use super::frame::Frame;
use super::powershell::Translation;
use crate::parts::Parts;
use crate::resource::{Format, Kind, Origin, Sink, Writer};
use crate::syntax::json::{Scan, SyntaxError, parse, scan};
use crate::syntax::tree::{Node, Value};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// The content of a key.
#[derive(Debug, Clone, Copy)]
enum Holds {
    /// Graph objects. If the command succeeded, the list is complete.
    Objects { kind: &'static Kind, command: Option<&'static str> },
    /// Graph objects, each under a key of an object.
    Under(&'static str, &'static Kind),
    /// Summaries of apps, in which the object id has another name.
    Apps(&'static Kind),
    /// Objects that contain summaries of apps under this key.
    AppsUnder(&'static str, &'static Kind),
}

const SECTIONS: &[(&str, Holds)] = &[
    ("tenant_details", Holds::Under("AADAdditionalData", &Kind::Organization)),
    (
        "conditional_access_policies",
        Holds::Objects { kind: &Kind::ConditionalAccessPolicy, command: Some("IdentityConditionalAccessPolicy") },
    ),
    ("authorization_policies", Holds::Objects { kind: &Kind::AuthorizationPolicy, command: None }),
    ("admin_consent_policies", Holds::Objects { kind: &Kind::AdminConsentRequestPolicy, command: None }),
    ("directory_settings", Holds::Objects { kind: &Kind::GroupSetting, command: Some("DirectorySetting") }),
    ("privileged_roles", Holds::Under("Assignments", &Kind::UnifiedRoleAssignmentScheduleInstance)),
    ("risky_applications", Holds::Apps(&Kind::Application)),
    ("dedicated_exchange_hybrid_applications", Holds::AppsUnder("Apps", &Kind::Application)),
    ("risky_third_party_service_principals", Holds::Apps(&Kind::ServicePrincipal)),
    ("legacy_exchange_service_principal", Holds::Apps(&Kind::ServicePrincipal)),
];

/// A member of an object: key, and bytes of the value.
type Member<'s> = (Cow<'s, str>, Range<usize>);

/// The members of the export, which is this object, or is under `Raw` in a `ScubaGear` report.
///
/// # Errors
///
/// [`SyntaxError`] if it is not JSON.
pub fn find<'s>(text: &'s str, members: &[Member<'s>]) -> Result<Option<Vec<Member<'s>>>, SyntaxError> {
    let is_export = |members: &[Member<'_>]| ["module_version", "tenant_details"].iter().all(|key| range(members, key).is_some());
    if is_export(members) {
        return Ok(Some(members.to_vec()));
    }
    let raw = range(members, "Raw").or_else(|| range(members, "raw")).filter(|raw| text.after(raw.start).starts_with('{'));
    let Some(raw) = raw else { return Ok(None) };
    let mut inner = Scan::default();
    scan(text, raw.start, &mut inner)?;
    Ok(is_export(&inner.members).then_some(inner.members))
}

/// Reads an export. Returns the kinds that it contains completely.
pub fn read(frame: Frame, text: &str, members: &[Member<'_>], sink: &mut dyn Sink) -> BTreeSet<Kind> {
    let commands = |key: &str| -> Vec<String> {
        range(members, key).and_then(|bytes| serde_json::from_str(text.part(bytes)).ok()).unwrap_or_default()
    };
    let (succeeded, failed) = (commands("aad_successful_commands"), commands("aad_unsuccessful_commands"));
    let calls = |commands: &[String], name: &str| {
        commands.iter().any(|command| command.strip_prefix("Get-Mg").is_some_and(|own| own.strip_prefix("Beta").unwrap_or(own) == name))
    };
    let mut given = Given { frame, sink, seen: HashSet::new() };
    let mut complete = BTreeSet::new();
    for (key, holds) in SECTIONS {
        let Some(bytes) = range(members, key) else { continue };
        let Ok(node) = parse(text.part(&bytes)) else { continue };
        let section = Section { start: bytes.start, text: text.part(bytes) };
        match *holds {
            Holds::Objects { kind, command } => {
                given.objects(section, &node, kind);
                let is_whole = command.is_some_and(|command| calls(&succeeded, command) && !calls(&failed, command));
                complete.extend(is_whole.then(|| kind.clone()));
            }
            Holds::Under(key, kind) => each(&node, 0, &mut |outer| {
                if let Some(inner) = outer.get(key) {
                    given.objects(section, inner, kind);
                }
            }),
            Holds::Apps(kind) => given.apps(section, &node, kind),
            Holds::AppsUnder(key, kind) => each(&node, 0, &mut |outer| {
                if let Some(inner) = outer.get(key) {
                    given.apps(section, inner, kind);
                }
            }),
        }
    }
    complete
}

/// Maximum nesting of lists in lists, which `PowerShell` creates if it does not flatten them.
const MAX_LISTS: usize = 3;

/// Visits an object, or each object in a list.
fn each<'n, 's>(node: &'n Node<'s>, depth: usize, visit: &mut impl FnMut(&'n Node<'s>)) {
    match &node.value {
        Value::Object(members) if !members.is_empty() => visit(node),
        Value::Array(elements) if depth < MAX_LISTS => elements.iter().for_each(|element| each(element, depth + 1, visit)),
        _ => {}
    }
}

/// The text of one key.
#[derive(Debug, Clone, Copy)]
struct Section<'t> {
    start: usize,
    text: &'t str,
}

struct Given<'k> {
    frame: Frame,
    sink: &'k mut dyn Sink,
    /// Kind and id of each emitted object: an export may contain an app more than once.
    seen: HashSet<(Kind, String)>,
}

impl Given<'_> {
    fn is_new(&mut self, kind: &Kind, id: Option<&str>) -> bool {
        id.is_none_or(|id| self.seen.insert((kind.clone(), id.to_ascii_lowercase())))
    }

    fn objects(&mut self, section: Section<'_>, node: &Node<'_>, kind: &Kind) {
        each(node, 0, &mut |object| {
            let id = object.get("Id").or_else(|| object.get("id")).and_then(Node::as_str);
            if !self.is_new(kind, id) {
                return;
            }
            let translation = Translation::of_sdk_or_answer(self.frame, section.start, section.text, object);
            let write = |writer: &mut Writer| translation.members(object, writer);
            let resource = translation.resource(kind.clone(), Format::ScubaGear, None, object, write);
            resource.give(self.sink);
        });
    }

    fn apps(&mut self, section: Section<'_>, node: &Node<'_>, kind: &Kind) {
        each(node, 0, &mut |object| {
            let app = App { translation: Translation::of_sdk_or_answer(self.frame, section.start, section.text, object), kind, object };
            let id = app.id();
            if !self.is_new(kind, id.and_then(Node::as_str)) {
                return;
            }
            let resource = app.translation.resource(kind.clone(), Format::ScubaGear, None, object, |writer| app.members(writer));
            resource.give(self.sink);
            if *kind == Kind::Application {
                app.federated_credentials(self.sink);
            }
        });
    }
}

/// A summary of an app or of its service principal.
struct App<'n, 's> {
    translation: Translation<'n>,
    kind: &'n Kind,
    object: &'n Node<'s>,
}

impl<'n, 's> App<'n, 's> {
    /// The object id. If the service principal of an app is also known, the summary contains both.
    fn id(&self) -> Option<&'n Node<'s>> {
        let id = self.object.get("ObjectId")?;
        let own = if *self.kind == Kind::Application { "Application" } else { "ServicePrincipal" };
        if matches!(id.value, Value::Object(_)) { id.get(own) } else { Some(id) }
    }

    fn members(&self, writer: &mut Writer) {
        if let Some(id) = self.id() {
            self.translation.value(id, writer.key("id"));
        }
        for member in self.object.members() {
            match &*member.key {
                "KeyCredentials" | "PasswordCredentials" => self.credentials(&member.key, &member.value, writer),
                "IsMultiTenantEnabled" => self.audience(&member.value, writer),
                "ObjectId" | "FederatedCredentials" | "HasKeyCredentials" | "Permissions" | "RiskyPermissions" => {}
                _ => self.translation.member(&member.key, &member.value, writer),
            }
        }
    }

    /// The summary only contains whether the audience is `AzureADMultipleOrgs`.
    fn audience(&self, node: &Node<'_>, writer: &mut Writer) {
        let place = self.translation.place(node).with_origin(Origin::Computed);
        match node.value {
            Value::Bool(true) => writer.key("signInAudience").string(place, "AzureADMultipleOrgs"),
            Value::Bool(false) => writer
                .key("signInAudience")
                .unknown(place, "ScubaGear records only that it is not `AzureADMultipleOrgs`: the app may allow personal accounts"),
            _ => {}
        }
    }

    /// Credentials: one, several, or null for none. Those of an app and of its service principal are in one list.
    fn credentials(&self, key: &str, node: &Node<'_>, writer: &mut Writer) {
        let is_application = *self.kind == Kind::Application;
        let is_own = |credential: &Node<'_>| match credential.get("IsFromApplication").map(|is| &is.value) {
            Some(Value::Bool(is_from_application)) => *is_from_application == is_application,
            _ => true,
        };
        let name = if key == "KeyCredentials" { "keyCredentials" } else { "passwordCredentials" };
        writer.key(name).array(self.translation.place(node), |writer| {
            each(node, 0, &mut |credential| {
                if is_own(credential) {
                    self.translation.value(credential, writer.element());
                }
            });
        });
    }

    fn federated_credentials(&self, sink: &mut dyn Sink) {
        let Some(credentials) = self.object.get("FederatedCredentials") else { return };
        let id = |node: &Node<'_>| node.as_str().map(str::to_owned);
        each(credentials, 0, &mut |credential| {
            let address = self.id().and_then(id).map(|app| {
                let own = credential.get("Id").and_then(id).map(|id| format!("/{id}")).unwrap_or_default();
                format!("applications/{app}/federatedIdentityCredentials{own}")
            });
            let resource = self.translation.resource(Kind::FederatedIdentityCredential, Format::ScubaGear, address, credential, |writer| {
                for member in credential.members() {
                    match (&*member.key, member.value.as_str()) {
                        // Each line is an element of the list.
                        ("Audiences", Some(text)) => {
                            let place = self.translation.place(&member.value);
                            writer.key("audiences").array(place.clone(), |writer| {
                                let lines = text.lines().filter(|line| !line.is_empty());
                                lines.for_each(|line| writer.element().string(place.clone(), line));
                            });
                        }
                        _ => self.translation.member(&member.key, &member.value, writer),
                    }
                }
            });
            resource.give(sink);
        });
    }
}

fn range(members: &[Member<'_>], key: &str) -> Option<Range<usize>> {
    members.iter().find(|(name, _)| name == key).map(|(_, bytes)| bytes.clone())
}
