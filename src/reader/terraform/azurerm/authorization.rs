//! Azure role definitions, and active and eligible role assignments.
//!
//! Source: `Microsoft.Authorization` 2022-04-01 (roles), 2020-10-01 (schedules).

use crate::reader::rows::{Row, attribute, blocks, constant, filled, optional};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        terraform: "azurerm_pim_active_role_assignment",
        kind: "roleAssignmentScheduleRequest",
        rows: SCHEDULE_REQUEST,
        parts: &[],
    },
    ResourceType {
        terraform: "azurerm_pim_eligible_role_assignment",
        kind: "roleEligibilityScheduleRequest",
        rows: SCHEDULE_REQUEST,
        parts: &[],
    },
    ResourceType { terraform: "azurerm_role_assignment", kind: "roleAssignment", rows: ROLE_ASSIGNMENT, parts: &[] },
    ResourceType { terraform: "azurerm_role_definition", kind: "roleDefinition", rows: ROLE_DEFINITION, parts: &[] },
];

const ROLE_ASSIGNMENT: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    attribute("scope", "properties/scope"),
    filled("role_definition_id", "properties/roleDefinitionId"),
    filled("role_definition_name", "properties/roleDefinitionName"),
    attribute("principal_id", "properties/principalId"),
    filled("principal_type", "properties/principalType"),
    Row::Filled { from: "condition", to: "properties/condition", default: Some("null") },
    filled("condition_version", "properties/conditionVersion"),
    filled("delegated_managed_identity_resource_id", "properties/delegatedManagedIdentityResourceId"),
    filled("description", "properties/description"),
];

const ROLE_DEFINITION: &[Row] = &[
    // The provider's own `id` is followed by the scope.
    attribute("role_definition_resource_id", "id"),
    filled("role_definition_id", "name"),
    attribute("name", "properties/roleName"),
    constant("properties/type", "\"CustomRole\""),
    filled("description", "properties/description"),
    Row::Including { list: "assignable_scopes", element: "scope", to: "properties/assignableScopes" },
    blocks(
        "permissions",
        "properties/permissions",
        &[
            attribute("actions", "actions"),
            attribute("not_actions", "notActions"),
            attribute("data_actions", "dataActions"),
            attribute("not_data_actions", "notDataActions"),
        ],
    ),
];

const SCHEDULE_REQUEST: &[Row] = &[
    attribute("scope", "properties/scope"),
    attribute("role_definition_id", "properties/roleDefinitionId"),
    attribute("principal_id", "properties/principalId"),
    filled("principal_type", "properties/principalType"),
    constant("properties/requestType", "\"AdminAssign\""),
    filled("justification", "properties/justification"),
    Row::Block {
        from: "schedule",
        to: "properties/scheduleInfo",
        rows: &[
            filled("start_date_time", "startDateTime"),
            Row::Block {
                from: "expiration",
                to: "expiration",
                rows: &[
                    Row::Framed { from: "duration_days", to: "duration", before: "P", after: "D" },
                    Row::Fallback { rows: &[Row::Framed { from: "duration_hours", to: "duration", before: "PT", after: "H" }] },
                    filled("end_date_time", "endDateTime"),
                    Row::Presence { from: "duration_days|duration_hours", to: "type", set: "\"AfterDuration\"", unset: None },
                    Row::Fallback { rows: &[Row::Presence { from: "end_date_time", to: "type", set: "\"AfterDateTime\"", unset: None }] },
                ],
            },
        ],
    },
    optional("ticket", "properties/ticketInfo", &[filled("number", "ticketNumber"), filled("system", "ticketSystem")]),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, object_unknown, unknown};
    use crate::resource::Origin;
    use serde_json::json;

    #[test]
    fn a_role_assignment() {
        let made = object(
            "azurerm_role_assignment",
            r#"{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n","name":"n","scope":"/subscriptions/s",
            "role_definition_id":"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3a","role_definition_name":"Owner","principal_id":"p",
            "principal_type":"User","condition":"","condition_version":"","delegated_managed_identity_resource_id":"","description":"",
            "skip_service_principal_aad_check":null}"#,
        );
        assert_eq!(made.kind, "roleAssignment");
        assert_eq!(
            made.json(),
            json!({"id": "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n", "name": "n",
                "properties": {"scope": "/subscriptions/s", "roleDefinitionId": "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8e3a",
                    "roleDefinitionName": "Owner", "principalId": "p", "principalType": "User", "condition": null}})
        );
        assert_eq!(made.place("/properties/condition").0, Origin::Default);
        let planned = object_unknown(
            "azurerm_role_assignment",
            r#"{"scope":"/","role_definition_name":"Reader"}"#,
            r#"{"id":true,"name":true,"principal_id":true,"principal_type":true,"role_definition_id":true}"#,
        );
        assert_eq!(
            planned.json(),
            json!({"id": unknown(), "name": unknown(), "properties": {"scope": "/", "roleDefinitionId": unknown(), "roleDefinitionName": "Reader",
                "principalId": unknown(), "principalType": unknown(), "condition": null}})
        );
    }

    #[test]
    fn a_role_definition_is_assignable_at_its_own_scope() {
        let scopes =
            |json, unknown| object_unknown("azurerm_role_definition", json, unknown).json()["properties"]["assignableScopes"].clone();
        assert_eq!(scopes(r#"{"scope":"/subscriptions/a","assignable_scopes":["/subscriptions/a"]}"#, "{}"), json!(["/subscriptions/a"]));
        assert_eq!(
            scopes(r#"{"scope":"/subscriptions/a","assignable_scopes":["/subscriptions/b"]}"#, "{}"),
            json!(["/subscriptions/b", "/subscriptions/a"])
        );
        assert_eq!(scopes(r#"{"scope":"/subscriptions/a"}"#, "{}"), json!(["/subscriptions/a"]));
        assert_eq!(scopes(r#"{"scope":"/subscriptions/a"}"#, r#"{"assignable_scopes":true}"#), unknown());
        let made = object(
            "azurerm_role_definition",
            r#"{"id":"/x|/subscriptions/a","role_definition_resource_id":"/x","role_definition_id":"g","name":"hidden owner",
            "scope":"/subscriptions/a","description":"","permissions":[{"actions":["*"],"not_actions":[],"data_actions":null,"not_data_actions":[]}]}"#,
        );
        assert_eq!(made.kind, "roleDefinition");
        assert_eq!(
            made.json(),
            json!({"id": "/x", "name": "g", "properties": {"roleName": "hidden owner", "type": "CustomRole", "assignableScopes": ["/subscriptions/a"],
                "permissions": [{"actions": ["*"], "notActions": [], "notDataActions": []}]}})
        );
    }

    #[test]
    fn eligible_role_assignments() {
        let made = object(
            "azurerm_pim_eligible_role_assignment",
            r#"{"scope":"/subscriptions/s","role_definition_id":"r","principal_id":"p","justification":"j",
            "schedule":[{"start_date_time":"2026-01-01T00:00:00Z","expiration":[{"duration_hours":8,"duration_days":0,"end_date_time":""}]}],
            "ticket":[{"number":"1","system":"x"}]}"#,
        );
        assert_eq!(made.kind, "roleEligibilityScheduleRequest");
        assert_eq!(
            made.json(),
            json!({"properties": {"scope": "/subscriptions/s", "roleDefinitionId": "r", "principalId": "p", "justification": "j",
                "requestType": "AdminAssign", "ticketInfo": {"ticketNumber": "1", "ticketSystem": "x"},
                "scheduleInfo": {"startDateTime": "2026-01-01T00:00:00Z", "expiration": {"type": "AfterDuration", "duration": "PT8H"}}}})
        );
        let days = object("azurerm_pim_active_role_assignment", r#"{"schedule":[{"expiration":[{"duration_days":30}]}]}"#).json();
        assert_eq!(days["properties"]["scheduleInfo"]["expiration"], json!({"type": "AfterDuration", "duration": "P30D"}));
    }
}
