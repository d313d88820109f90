//! Management groups and subscriptions.
//!
//! Source: `Microsoft.Management` 2023-04-01, `Microsoft.Subscription` 2021-10-01, `Microsoft.Resources` 2022-12-01.

use crate::reader::rows::{Row, attribute, filled, with_default};
use crate::reader::terraform::table::{Part, ResourceType};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azurerm_management_group", kind: "managementGroup", rows: MANAGEMENT_GROUP, parts: &[] },
    ResourceType {
        terraform: "azurerm_management_group_subscription_association",
        kind: "managementGroupSubscription",
        rows: ASSOCIATION,
        parts: &[],
    },
    ResourceType { terraform: "azurerm_subscription", kind: "subscription", rows: SUBSCRIPTION, parts: ALIAS },
];

const MANAGEMENT_GROUP: &[Row] = &[
    Row::Child { parent: "", between: "/providers/Microsoft.Management/managementGroups/", name: "name|group_id" },
    filled("name|group_id", "name"),
    filled("display_name", "properties/displayName"),
    filled("parent_management_group_id", "properties/details/parent/id"),
    Row::Wrapped {
        from: "subscription_ids",
        to: "properties/children",
        default: None,
        key: "name",
        with: &[("type", "\"/subscriptions\"")],
    },
];

const ASSOCIATION: &[Row] =
    &[attribute("id", "id"), Row::Tail { from: "subscription_id", to: "name" }, attribute("management_group_id", "properties/parent/id")];

/// The subscription itself. The provider's `id` is the id of the alias.
const SUBSCRIPTION: &[Row] = &[
    filled("subscription_id", "subscriptionId"),
    attribute("subscription_name", "displayName"),
    filled("tenant_id", "tenantId"),
    attribute("tags", "tags"),
];

/// The alias that creates a subscription or refers to an existing one.
const ALIAS: &[Part] = &[Part {
    block: "subscription_name",
    kind: "subscriptionAlias",
    rows: &[
        attribute("id", "id"),
        filled("alias", "name"),
        attribute("subscription_name", "properties/displayName"),
        filled("subscription_id", "properties/subscriptionId"),
        filled("billing_scope_id", "properties/billingScope"),
        with_default("workload", "properties/workload", "\"Production\""),
    ],
}];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, objects};
    use serde_json::json;

    #[test]
    fn a_subscription_and_its_alias() {
        let made = objects(
            "azurerm_subscription",
            r#"{"id":"/providers/Microsoft.Subscription/aliases/a","alias":"a","subscription_name":"prod",
            "subscription_id":"","tenant_id":"t","billing_scope_id":"/b","workload":null}"#,
        );
        assert_eq!(made.iter().map(|made| made.kind.as_str()).collect::<Vec<_>>(), ["subscription", "subscriptionAlias"]);
        assert_eq!(made[0].json(), json!({"displayName": "prod", "tenantId": "t"}));
        assert_eq!(
            made[1].json(),
            json!({"id": "/providers/Microsoft.Subscription/aliases/a", "name": "a",
                "properties": {"displayName": "prod", "billingScope": "/b", "workload": "Production"}})
        );
    }

    #[test]
    fn management_groups() {
        let made = object(
            "azurerm_management_group",
            r#"{"id":"/providers/Microsoft.Management/managementGroups/q","name":"q","display_name":"Quarantine",
            "parent_management_group_id":"/providers/Microsoft.Management/managementGroups/root","subscription_ids":["s1"]}"#,
        );
        assert_eq!(
            made.json(),
            json!({"id": "/providers/Microsoft.Management/managementGroups/q", "name": "q",
                "properties": {"displayName": "Quarantine", "details": {"parent": {"id": "/providers/Microsoft.Management/managementGroups/root"}},
                    "children": [{"name": "s1", "type": "/subscriptions"}]}})
        );
        let association = object(
            "azurerm_management_group_subscription_association",
            r#"{"id":"/m/subscriptions/s1","management_group_id":"/m","subscription_id":"/subscriptions/s1"}"#,
        );
        assert_eq!(association.json(), json!({"id": "/m/subscriptions/s1", "name": "s1", "properties": {"parent": {"id": "/m"}}}));
    }
}
