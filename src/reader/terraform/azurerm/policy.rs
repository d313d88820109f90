//! Azure Policy assignments and exemptions.
//!
//! Source: `Microsoft.Authorization` 2022-06-01 (assignments), 2022-07-01-preview (exemptions).

use crate::reader::rows::{Row, attribute, blocks, constant, filled, optional, with_default};
use crate::reader::terraform::table::ResourceType;

const fn assignment(terraform: &'static str, rows: &'static [Row]) -> ResourceType {
    ResourceType { terraform, kind: "policyAssignment", rows, parts: &[] }
}

const fn exemption(terraform: &'static str, rows: &'static [Row]) -> ResourceType {
    ResourceType { terraform, kind: "policyExemption", rows, parts: &[] }
}

pub(super) const TYPES: &[ResourceType] = &[
    assignment("azurerm_management_group_policy_assignment", MANAGEMENT_GROUP_ASSIGNMENT),
    assignment("azurerm_policy_assignment", FORMER_ASSIGNMENT),
    assignment("azurerm_resource_group_policy_assignment", RESOURCE_GROUP_ASSIGNMENT),
    assignment("azurerm_resource_policy_assignment", RESOURCE_ASSIGNMENT),
    assignment("azurerm_subscription_policy_assignment", SUBSCRIPTION_ASSIGNMENT),
    exemption("azurerm_management_group_policy_exemption", MANAGEMENT_GROUP_EXEMPTION),
    exemption("azurerm_resource_group_policy_exemption", RESOURCE_GROUP_EXEMPTION),
    exemption("azurerm_resource_policy_exemption", RESOURCE_EXEMPTION),
    exemption("azurerm_subscription_policy_exemption", SUBSCRIPTION_EXEMPTION),
];

/// The rows for the scope of an assignment, whose name is the only difference between the four types.
const fn assigned_to(scope: &'static str) -> [Row; 3] {
    [
        Row::Child { parent: scope, between: "/providers/Microsoft.Authorization/policyAssignments/", name: "name" },
        attribute(scope, "properties/scope"),
        Row::Shared { rows: ASSIGNMENT },
    ]
}

const fn exempted_at(scope: &'static str) -> [Row; 2] {
    [
        Row::Child { parent: scope, between: "/providers/Microsoft.Authorization/policyExemptions/", name: "name" },
        Row::Shared { rows: EXEMPTION },
    ]
}

const MANAGEMENT_GROUP_ASSIGNMENT: &[Row] = &assigned_to("management_group_id");
const SUBSCRIPTION_ASSIGNMENT: &[Row] = &assigned_to("subscription_id");
const RESOURCE_GROUP_ASSIGNMENT: &[Row] = &assigned_to("resource_group_id");
const RESOURCE_ASSIGNMENT: &[Row] = &assigned_to("resource_id");
/// Before 3.0 one type covered all scopes.
const FORMER_ASSIGNMENT: &[Row] = &assigned_to("scope");

const MANAGEMENT_GROUP_EXEMPTION: &[Row] = &exempted_at("management_group_id");
const SUBSCRIPTION_EXEMPTION: &[Row] = &exempted_at("subscription_id");
const RESOURCE_GROUP_EXEMPTION: &[Row] = &exempted_at("resource_group_id");
const RESOURCE_EXEMPTION: &[Row] = &exempted_at("resource_id");

const ASSIGNMENT: &[Row] = &[
    attribute("name", "name"),
    filled("location", "location"),
    optional("identity", "identity", &[attribute("type", "type"), filled("principal_id", "principalId"), filled("tenant_id", "tenantId")]),
    attribute("policy_definition_id", "properties/policyDefinitionId"),
    filled("display_name", "properties/displayName"),
    filled("description", "properties/description"),
    Row::Spelt {
        from: "enforce|enforcement_mode",
        to: "properties/enforcementMode",
        default: Some("\"Default\""),
        pairs: &[("true", "\"Default\""), ("false", "\"DoNotEnforce\"")],
    },
    with_default("not_scopes", "properties/notScopes", "[]"),
    filled("parameters", "properties/parameters"),
    filled("metadata", "properties/metadata"),
    blocks(
        "non_compliance_message",
        "properties/nonComplianceMessages",
        &[attribute("content", "message"), filled("policy_definition_reference_id", "policyDefinitionReferenceId")],
    ),
    blocks(
        "overrides",
        "properties/overrides",
        &[constant("kind", "\"policyEffect\""), attribute("value", "value"), blocks("selectors", "selectors", SELECTOR)],
    ),
    blocks("resource_selectors", "properties/resourceSelectors", &[filled("name", "name"), blocks("selectors", "selectors", SELECTOR)]),
];

const SELECTOR: &[Row] = &[attribute("kind", "kind"), attribute("in", "in"), attribute("not_in", "notIn")];

const EXEMPTION: &[Row] = &[
    attribute("name", "name"),
    attribute("policy_assignment_id", "properties/policyAssignmentId"),
    attribute("exemption_category", "properties/exemptionCategory"),
    // Without an end date it does not expire.
    Row::Filled { from: "expires_on", to: "properties/expiresOn", default: Some("null") },
    Row::Filled { from: "display_name", to: "properties/displayName", default: Some("null") },
    Row::Filled { from: "description", to: "properties/description", default: Some("null") },
    with_default("policy_definition_reference_ids", "properties/policyDefinitionReferenceIds", "[]"),
    filled("metadata", "properties/metadata"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use crate::resource::Origin;
    use serde_json::json;

    #[test]
    fn an_exemption() {
        let made = object(
            "azurerm_subscription_policy_exemption",
            r#"{"id":null,"name":"e","subscription_id":"/subscriptions/s","policy_assignment_id":"/a",
            "exemption_category":"Waiver","expires_on":"","description":null,"display_name":"x","metadata":"","policy_definition_reference_ids":null}"#,
        );
        assert_eq!(made.kind, "policyExemption");
        assert_eq!(
            made.json(),
            json!({"id": "/subscriptions/s/providers/Microsoft.Authorization/policyExemptions/e", "name": "e",
                "properties": {"policyAssignmentId": "/a", "exemptionCategory": "Waiver", "expiresOn": null, "description": null, "displayName": "x",
                    "policyDefinitionReferenceIds": []}})
        );
        assert_eq!(made.place("/properties/expiresOn").0, Origin::Default);
        assert_eq!(made.place("/id").0, Origin::Computed);
        for (terraform_type, scope) in [
            ("azurerm_management_group_policy_exemption", "management_group_id"),
            ("azurerm_resource_group_policy_exemption", "resource_group_id"),
            ("azurerm_resource_policy_exemption", "resource_id"),
        ] {
            let json = object(terraform_type, &format!(r#"{{"name":"e","{scope}":"/s/","expires_on":"2027-01-01T00:00:00Z"}}"#)).json();
            assert_eq!(json["id"], "/s/providers/Microsoft.Authorization/policyExemptions/e", "{terraform_type}");
            assert_eq!(json["properties"]["expiresOn"], "2027-01-01T00:00:00Z");
        }
    }

    #[test]
    fn an_assignment_at_every_scope() {
        let made = object(
            "azurerm_management_group_policy_assignment",
            r#"{"name":"base","management_group_id":"/mg","policy_definition_id":"/d","enforce":false,
            "display_name":"Baseline","location":"westus","identity":[{"type":"SystemAssigned","principal_id":"p","identity_ids":null}],
            "not_scopes":["/subscriptions/x"],"parameters":"{\"effect\":{\"value\":\"Deny\"}}",
            "non_compliance_message":[{"content":"no","policy_definition_reference_id":""}],
            "overrides":[{"value":"AuditIfNotExists","selectors":[{"kind":"policyDefinitionReferenceId","in":["a"],"not_in":null}]}],
            "resource_selectors":[{"name":"r","selectors":[{"kind":"resourceLocation","not_in":["westus"]}]}]}"#,
        );
        assert_eq!(made.kind, "policyAssignment");
        assert_eq!(
            made.json(),
            json!({"id": "/mg/providers/Microsoft.Authorization/policyAssignments/base", "name": "base", "location": "westus",
                "identity": {"type": "SystemAssigned", "principalId": "p"},
                "properties": {"scope": "/mg", "policyDefinitionId": "/d", "enforcementMode": "DoNotEnforce", "displayName": "Baseline",
                    "notScopes": ["/subscriptions/x"], "parameters": "{\"effect\":{\"value\":\"Deny\"}}",
                    "nonComplianceMessages": [{"message": "no"}],
                    "overrides": [{"kind": "policyEffect", "value": "AuditIfNotExists",
                        "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["a"]}]}],
                    "resourceSelectors": [{"name": "r", "selectors": [{"kind": "resourceLocation", "notIn": ["westus"]}]}]}})
        );
        for (terraform_type, scope) in [
            ("azurerm_subscription_policy_assignment", "subscription_id"),
            ("azurerm_resource_group_policy_assignment", "resource_group_id"),
            ("azurerm_resource_policy_assignment", "resource_id"),
            ("azurerm_policy_assignment", "scope"),
        ] {
            let made = object(terraform_type, &format!(r#"{{"{scope}":"/s","enforce":null}}"#));
            assert_eq!(made.json()["properties"]["scope"], "/s", "{terraform_type}");
            assert_eq!(made.json()["properties"]["enforcementMode"], "Default");
            assert_eq!(made.place("/properties/enforcementMode").0, Origin::Default);
        }
        let former = object("azurerm_policy_assignment", r#"{"enforcement_mode":false}"#).json();
        assert_eq!(former["properties"]["enforcementMode"], "DoNotEnforce");
    }
}
