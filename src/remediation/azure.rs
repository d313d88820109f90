//! Commands of the Azure CLI and requests to Azure Resource Manager.

use super::graph::{AS_IT_IS, id_of};
use super::shell::{shell_json, shell_safe};
use super::{Property, plain, sites};
use crate::finding::{Action, Request};
use crate::message::Text;
use crate::model::{ManagementGroupSettings, RoleAssignment, Str, View};
use crate::resource::{Kind, Resource};
use serde_json::{Map, Value, json};

/// Kinds that are deleted by their id, and the `api-version` of each.
const DELETED: &[(Kind, &str)] = &[
    (Kind::AlertsSuppressionRule, "2019-01-01-preview"),
    (Kind::BillingRoleAssignment, "2024-04-01"),
    (Kind::PolicyExemption, "2022-07-01-preview"),
];

pub(super) fn set(resource: &Resource<'_>, properties: &[Property]) -> Option<Action> {
    let Property { path, value, .. } = properties.first()?;
    let value = plain(value);
    let command = match (&resource.kind, path.rsplit('/').next()?) {
        (Kind::SiteConfig | Kind::ContainerAppAuthConfig, _) => sites::set(resource, path, &value)?,
        (Kind::SubscriptionPolicy, property) => return Some(subscription_policy(resource, property, &value)),
        (Kind::SecurityAutomation, property) => {
            let url = Text::new("https://management.azure.com{id}?api-version=2023-12-01-preview").with("id", id_of(resource));
            let body = json!({ "properties": { property: serde_json::from_str::<Value>(&value).ok()? } });
            return Some(Request::action("PATCH", url, Some(Text::new("{body}").with("body", shell_json(&body)))));
        }
        (Kind::ManagementGroupSettings, property) => {
            let members = resource.members().ok()?;
            let settings = View::<ManagementGroupSettings<'_>>::new(resource, &members)?;
            let option = match property {
                "defaultManagementGroup" => "--default-management-group",
                _ => "--require-authorization-for-group-creation",
            };
            Text::new("az account management-group hierarchy-settings update --name {root} {option} {value}")
                .with("root", shell_safe(settings.root_group(), "<tenant-id>"))
                .with("option", option)
                .with("value", value)
        }
        (Kind::PolicyAssignment, "enforcementMode") => {
            let id = id_of(resource);
            let (scope, name) = id.split_once("/providers/Microsoft.Authorization/policyAssignments/").unwrap_or(("<scope>", "<name>"));
            Text::new("az policy assignment update --name {name} --scope {scope} --enforcement-mode {value}")
                .with("name", name)
                .with("scope", scope)
                .with("value", value)
        }
        (Kind::SecurityPricing, "pricingTier") => {
            let id = id_of(resource);
            let name = id.rsplit('/').next().unwrap_or_default();
            Text::new("az security pricing create --subscription {subscription} --name {name} --tier {value}")
                .with("subscription", id.split('/').nth(2).unwrap_or("<subscription-id>"))
                .with("name", name)
                .with("value", value)
        }
        _ => return None,
    };
    Some(Action::Command(command))
}

/// The policy on moving subscriptions is written as a whole, at the root of the body.
///
/// Source: Azure REST API, Subscription Policy - Add Update Policy For Tenant (2021-10-01).
fn subscription_policy(resource: &Resource<'_>, property: &str, value: &str) -> Action {
    let current = |name: &str| -> Option<Value> {
        let nested = resource.at(&format!("/properties/{name}"));
        serde_json::from_str(nested.or_else(|| resource.at(&format!("/{name}")))?).ok()
    };
    let mut body = Map::new();
    for name in ["blockSubscriptionsLeavingTenant", "blockSubscriptionsIntoTenant", "exemptedPrincipals"] {
        // The service returns an empty list to callers without permission.
        let known = current(name).filter(|value| !value.is_null() && *value != json!([]));
        body.insert(name.into(), known.unwrap_or_else(|| AS_IT_IS.into()));
    }
    body.insert(property.into(), serde_json::from_str(value).unwrap_or_default());
    let body = shell_json(&body.into());
    let url = "https://management.azure.com/providers/Microsoft.Subscription/policies/default?api-version=2021-10-01";
    Request::action("PUT", url.into(), Some(Text::new("{body}").with("body", body)))
}

pub(super) fn delete(resource: &Resource<'_>) -> Option<Action> {
    let requests = match resource.kind {
        Kind::RoleAssignment => return Some(Action::Command(delete_role_assignment(resource))),
        Kind::RoleAssignmentSchedule | Kind::RoleAssignmentScheduleInstance | Kind::RoleAssignmentScheduleRequest => {
            "roleAssignmentScheduleRequests"
        }
        Kind::RoleEligibilitySchedule | Kind::RoleEligibilityScheduleInstance | Kind::RoleEligibilityScheduleRequest => {
            "roleEligibilityScheduleRequests"
        }
        _ => {
            let (_, version) = DELETED.iter().find(|(kind, _)| *kind == resource.kind)?;
            let url = Text::new("https://management.azure.com{id}?api-version={version}");
            return Some(Request::action("DELETE", url.with("id", id_of(resource)).with("version", *version), None));
        }
    };
    // An assignment of Privileged Identity Management is removed by a request.
    let text = |name: &str, placeholder: &str| {
        let nested = resource.text_at(&format!("/properties/{name}"));
        nested.or_else(|| resource.text_at(&format!("/{name}"))).unwrap_or_else(|| placeholder.to_owned())
    };
    let scope = shell_safe(Some(text("scope", "<scope>").trim_end_matches('/')), "");
    let url =
        Text::new("https://management.azure.com{scope}/providers/Microsoft.Authorization/{requests}/<new-guid>?api-version=2020-10-01");
    let body = json!({ "properties": {
        "requestType": "AdminRemove",
        "principalId": text("principalId", "<principal-id>"),
        "roleDefinitionId": text("roleDefinitionId", "<role-definition-id>"),
    } });
    let body = Text::new("{body}").with("body", shell_json(&body));
    Some(Request::action("PUT", url.with("scope", scope).with("requests", requests), Some(body)))
}

/// Deletes a role assignment by its id, or by its properties if an export has no id (`EntraExporter`).
fn delete_role_assignment(resource: &Resource<'_>) -> Text {
    let members = resource.members().unwrap_or_default();
    let view = View::<RoleAssignment<'_>>::new(resource, &members).filter(|view| view.id.is_absent());
    let Some(view) = view else {
        return Text::new("az role assignment delete --ids {id}").with("id", id_of(resource));
    };
    let known = |text: Option<&Str<'_>>| text.map(ToString::to_string);
    Text::new("az role assignment delete --assignee {principal} --role {role} --scope {scope}")
        .with("principal", shell_safe(known(view.principal_id().known()).as_deref(), "<principal-id>"))
        .with("role", shell_safe(view.role(resource).as_deref(), "<role>"))
        .with("scope", shell_safe(known(view.scope().known()).as_deref(), "<scope>"))
}
