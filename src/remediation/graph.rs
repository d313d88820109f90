//! Requests to Microsoft Graph, and the commands of the Azure CLI that are shorter.

use super::shell::{guid_or, shell_json, shell_safe};
use super::{Property, plain};
use crate::finding::{Action, Request, Step};
use crate::message::Text;
use crate::model::ObjectId;
use crate::resource::{Kind, Resource};
use serde_json::{Map, Value, json};

/// The path of objects of a kind; all but singletons are followed by their id.
const PATHS: &[(Kind, &str)] = &[
    (Kind::AdminConsentRequestPolicy, "policies/adminConsentRequestPolicy"),
    (Kind::Application, "applications/{id}"),
    (Kind::AuthenticationFlowsPolicy, "policies/authenticationFlowsPolicy"),
    (Kind::AuthorizationPolicy, "policies/authorizationPolicy"),
    (Kind::ConditionalAccessPolicy, "identity/conditionalAccess/policies/{id}"),
    (Kind::CrossTenantAccessDefault, "policies/crossTenantAccessPolicy/default"),
    (Kind::CrossTenantAccessPartner, "policies/crossTenantAccessPolicy/partners/{tenant}"),
    (Kind::CrossTenantIdentitySync, "policies/crossTenantAccessPolicy/partners/{tenant}/identitySynchronization"),
    (Kind::Device, "devices/{id}"),
    (Kind::DeviceManagementSettings, "deviceManagement"),
    (Kind::DeviceRegistrationPolicy, "policies/deviceRegistrationPolicy"),
    (Kind::EntitlementManagementSettings, "identityGovernance/entitlementManagement/settings"),
    (Kind::Group, "groups/{id}"),
    (Kind::GroupSetting, "groupSettings/{id}"),
    (Kind::ServicePrincipal, "servicePrincipals/{id}"),
    (Kind::TenantAppManagementPolicy, "policies/defaultAppManagementPolicy"),
    (Kind::UnifiedRoleAssignment, "roleManagement/directory/roleAssignments/{id}"),
];

/// The placeholder in a body for a required value that is unknown.
pub(super) const AS_IT_IS: &str = "<as it is>";

/// Objects that can only be replaced as a whole, and their properties.
///
/// Source: Microsoft Graph, "Update deviceRegistrationPolicy", "Update adminConsentRequestPolicy" (2026-03): a `PUT` in which every
/// property is required.
const WHOLE: &[(Kind, &[&str])] = &[
    (Kind::AdminConsentRequestPolicy, &["isEnabled", "notifyReviewers", "remindersEnabled", "requestDurationInDays", "reviewers"]),
    (
        Kind::DeviceRegistrationPolicy,
        &["userDeviceQuota", "multiFactorAuthConfiguration", "azureADRegistration", "azureADJoin", "localAdminPassword"],
    ),
];

/// A URL of Graph. `path` may have names in braces.
fn url(path: &str, resource: &Resource<'_>) -> Text {
    let tenant = resource.text_at("/tenantId");
    let path = path.replace("{id}", &id_of(resource)).replace("{tenant}", &shell_safe(tenant.as_deref(), "<tenant-id>"));
    Text::new("https://graph.microsoft.com/v1.0/{path}").with("path", path)
}

pub(super) fn id_of(resource: &Resource<'_>) -> String {
    shell_safe(resource.text_at("/id").as_deref(), "<id>")
}

fn body(value: &Value) -> Text {
    Text::new("{body}").with("body", shell_json(value))
}

pub(super) fn create(kind: &Kind, json: &'static str) -> Action {
    let path = PATHS.iter().find(|(known, _)| known == kind).map_or("", |(_, path)| path.trim_end_matches("/{id}"));
    let url = Text::new("https://graph.microsoft.com/v1.0/{path}").with("path", path);
    Request::action("POST", url, Some(Text::new("{body}").with("body", json)))
}

pub(super) fn set(resource: &Resource<'_>, properties: &[Property]) -> Option<Action> {
    // A property that was expanded in a partner (`$expand`) is a separate object.
    let is_sync = properties.iter().any(|property| property.path.starts_with("/identitySynchronization/"));
    let kind = if is_sync { &Kind::CrossTenantIdentitySync } else { &resource.kind };
    let (kind, path) = PATHS.iter().find(|(known, _)| known == kind)?;
    if let (Kind::Application, [Property { path, value, .. }]) = (kind, properties)
        && path == "/signInAudience"
    {
        let command = Text::new("az ad app update --id {app} --sign-in-audience {audience}");
        return Some(Action::Command(command.with("app", app_of(resource)).with("audience", plain(value))));
    }
    let whole = WHOLE.iter().find(|(of, _)| of == kind).map(|(_, members)| *members);
    let mut object = Map::new();
    for name in whole.into_iter().flatten() {
        let value = resource.at(&format!("/{name}")).and_then(value_of);
        object.insert((*name).to_owned(), value.unwrap_or_else(|| AS_IT_IS.into()));
    }
    for Property { path, value, .. } in properties {
        // Intune returns this under `settings`, but an export of the settings contains it alone.
        let path = path.trim_start_matches('/').trim_start_matches("identitySynchronization/");
        let is_setting = *kind == Kind::DeviceManagementSettings && !path.starts_with("settings/");
        let path = if is_setting { format!("settings/{path}") } else { path.to_owned() };
        put(&mut object, &path, value_of(value)?, resource);
    }
    Some(Request::action(if whole.is_some() { "PUT" } else { "PATCH" }, url(path, resource), Some(body(&Value::Object(object)))))
}

/// A known value of an export, without the annotations that the service adds.
fn value_of(json: &str) -> Option<Value> {
    fn clean(value: &mut Value) {
        match value {
            // The sender has to fill in what the export does not contain.
            Value::Object(members) if members.contains_key("$unknown") => *value = AS_IT_IS.into(),
            Value::Object(members) => {
                members.retain(|name, _| !name.ends_with("@odata.context"));
                members.values_mut().for_each(clean);
            }
            Value::Array(elements) => elements.iter_mut().for_each(clean),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(json).ok()?;
    clean(&mut value);
    Some(value)
}

/// Puts a value into a body. A value of a complex type is replaced as a whole by Graph, so the other members are included unchanged; the
/// conditions of a Conditional Access policy are complex types of their own.
fn put(object: &mut Map<String, Value>, path: &str, value: Value, resource: &Resource<'_>) {
    let (mut object, mut pointer, mut names) = (object, String::new(), path.split('/').peekable());
    while let Some(name) = names.next() {
        pointer = format!("{pointer}/{name}");
        let is_last = names.peek().is_none();
        let current = || resource.at(&pointer).and_then(value_of).filter(|value| !is_last && pointer != "/conditions" && !value.is_null());
        let member = object.entry(name).or_insert_with(|| current().unwrap_or_else(|| json!({})));
        if is_last {
            *member = value;
            return;
        }
        if let Value::Array(elements) = member {
            // A list of names and values, as those of a group setting.
            let name = names.next().unwrap_or_default();
            let element =
                elements.iter_mut().find(|element| element["name"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name)));
            match element {
                Some(element) => element["value"] = value,
                None => elements.push(json!({ "name": name, "value": value })),
            }
            return;
        }
        if !member.is_object() {
            *member = json!({});
        }
        object = member.as_object_mut().expect("it is one");
    }
}

/// Removes an object from a relation, or a credential from an app; nothing for any other list.
pub(super) fn remove(resource: &Resource<'_>, list: &str, item: &str) -> Option<Action> {
    let (command, id, placeholder) = match (&resource.kind, list) {
        (Kind::Application, "/owners") => ("az ad app owner remove --id {id} --owner-object-id {item}", id_of(resource), "<object-id>"),
        (Kind::Group, "/owners") => ("az ad group owner remove --group {id} --owner-object-id {item}", id_of(resource), "<object-id>"),
        (Kind::Application, "/passwordCredentials") => {
            ("az ad app credential delete --id {id} --key-id {item}", app_of(resource), "<key-id>")
        }
        (Kind::Application, "/keyCredentials") => {
            ("az ad app credential delete --id {id} --key-id {item} --cert", app_of(resource), "<key-id>")
        }
        (Kind::ServicePrincipal, "/owners") | (Kind::DirectoryRole, "/members") => {
            let set = if resource.kind == Kind::DirectoryRole { "directoryRoles" } else { "servicePrincipals" };
            let path = format!("{set}/{{id}}{list}/{}/$ref", shell_safe(Some(item), "<object-id>"));
            return Some(Request::action("DELETE", url(&path, resource), None));
        }
        (Kind::ServicePrincipal, "/passwordCredentials") => {
            ("az ad sp credential delete --id {id} --key-id {item}", id_of(resource), "<key-id>")
        }
        (Kind::ServicePrincipal, "/keyCredentials") => {
            ("az ad sp credential delete --id {id} --key-id {item} --cert", id_of(resource), "<key-id>")
        }
        _ => return None,
    };
    Some(Action::Command(Text::new(command).with("id", id).with("item", shell_safe(Some(item), placeholder))))
}

/// Adds an object to a relation; nothing for any other list.
pub(super) fn add(resource: &Resource<'_>, list: &str, object: &str) -> Option<Action> {
    let is_owner = (&resource.kind, list) == (&Kind::Application, "/owners");
    let command = Text::new("az ad app owner add --id {id} --owner-object-id {object}");
    is_owner.then(|| Action::Command(command.with("id", app_of(resource)).with("object", plain(object))))
}

/// The client id of an app, which the Azure CLI accepts like its object id.
fn app_of(resource: &Resource<'_>) -> String {
    shell_safe(resource.text_at("/appId").or_else(|| resource.text_at("/id")).as_deref(), "<app-id>")
}

/// Deletes the guest with this id.
pub fn delete_user(id: ObjectId, sentence: &'static str) -> Step {
    Step::from(sentence).with(Action::Command(Text::new("az ad user delete --id {id}").with("id", guid_or(id, "<object-id>"))))
}

/// Adds a sponsor to the guest with this id.
pub fn add_sponsor(id: ObjectId, sentence: &'static str) -> Step {
    let url = Text::new("https://graph.microsoft.com/v1.0/users/{id}/sponsors/$ref").with("id", guid_or(id, "<object-id>"));
    let sponsor = json!({ "@odata.id": "https://graph.microsoft.com/v1.0/users/<sponsor-id>" });
    Step::from(sentence).with(Request::action("POST", url, Some(body(&sponsor))))
}

/// Deletes the device with this id.
pub fn delete_device(id: Option<&str>, sentence: &'static str) -> Step {
    let url = Text::new("https://graph.microsoft.com/v1.0/devices/{id}").with("id", shell_safe(id, "<id>"));
    Step::from(sentence).with(Request::action("DELETE", url, None))
}

pub(super) fn delete(resource: &Resource<'_>) -> Option<Action> {
    let text = |pointer: &str, placeholder: &str| shell_safe(resource.text_at(pointer).as_deref(), placeholder);
    let path = match resource.kind {
        Kind::User => return Some(Action::Command(Text::new("az ad user delete --id {id}").with("id", id_of(resource)))),
        // Its address is the path of the relation.
        Kind::DirectoryObject => format!("{}/$ref", shell_safe(resource.address.as_deref(), "<path>")),
        Kind::AppRoleAssignment => format!("servicePrincipals/{}/appRoleAssignedTo/{{id}}", text("/resourceId", "<resource-id>")),
        // An assignment of Privileged Identity Management is removed by a request.
        Kind::UnifiedRoleAssignmentSchedule | Kind::UnifiedRoleAssignmentScheduleInstance | Kind::UnifiedRoleAssignmentScheduleRequest => {
            return Some(take_back(resource, "roleAssignmentScheduleRequests"));
        }
        Kind::UnifiedRoleEligibilitySchedule
        | Kind::UnifiedRoleEligibilityScheduleInstance
        | Kind::UnifiedRoleEligibilityScheduleRequest => {
            return Some(take_back(resource, "roleEligibilityScheduleRequests"));
        }
        _ => PATHS
            .iter()
            .find(|(kind, _)| *kind == resource.kind)
            .map(|(_, path)| (*path).to_owned())
            .filter(|path| path.ends_with("{id}"))?,
    };
    Some(Request::action("DELETE", url(&path, resource), None))
}

fn take_back(resource: &Resource<'_>, requests: &'static str) -> Action {
    let text = |pointer: &str, placeholder: &str| resource.text_at(pointer).unwrap_or_else(|| placeholder.to_owned());
    let request = json!({
        "action": "adminRemove",
        "principalId": text("/principalId", "<principal-id>"),
        "roleDefinitionId": text("/roleDefinitionId", "<role-definition-id>"),
        "directoryScopeId": text("/directoryScopeId", "/"),
    });
    let url = Text::new("https://graph.microsoft.com/v1.0/roleManagement/directory/{requests}").with("requests", requests);
    Request::action("POST", url, Some(body(&request)))
}
