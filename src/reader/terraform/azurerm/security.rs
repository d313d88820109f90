//! Microsoft Defender for Cloud: contacts, plans and automations.
//!
//! Source: `Microsoft.Security` 2023-01-01 (pricings), 2020-01-01-preview (contacts), 2019-01-01-preview (automations),
//! 2017-08-01-preview (auto-provisioning).

use crate::reader::rows::{Pairs, Row, attribute, blocks, constant, filled, with_default};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        terraform: "azurerm_security_center_auto_provisioning",
        kind: "Microsoft.Security/autoProvisioningSettings",
        rows: AUTO_PROVISIONING,
        parts: &[],
    },
    ResourceType { terraform: "azurerm_security_center_automation", kind: "securityAutomation", rows: AUTOMATION, parts: &[] },
    ResourceType { terraform: "azurerm_security_center_contact", kind: "securityContact", rows: CONTACT, parts: &[] },
    ResourceType { terraform: "azurerm_security_center_subscription_pricing", kind: "securityPricing", rows: PRICING, parts: &[] },
];

const ON_OFF: Pairs = &[("true", "\"On\""), ("false", "\"Off\"")];

/// The provider uses an older API version than exports: its `email` and flat switches are `emails` and objects there.
const CONTACT: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    attribute("email", "properties/emails"),
    filled("phone", "properties/phone"),
    Row::Spelt { from: "alert_notifications", to: "properties/alertNotifications/state", default: None, pairs: ON_OFF },
    Row::Spelt { from: "alerts_to_admins", to: "properties/notificationsByRole/state", default: None, pairs: ON_OFF },
];

const AUTOMATION: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    with_default("enabled", "properties/isEnabled", "true"),
    filled("description", "properties/description"),
    Row::Wrapped { from: "scopes", to: "properties/scopes", default: None, key: "scopePath", with: &[] },
    blocks("source", "properties/sources", &[attribute("event_source", "eventSource")]),
];

const PRICING: &[Row] = &[
    attribute("id", "id"),
    with_default("resource_type", "name", "\"VirtualMachines\""),
    attribute("tier", "properties/pricingTier"),
    filled("subplan", "properties/subPlan"),
    blocks(
        "extension",
        "properties/extensions",
        &[
            attribute("name", "name"),
            constant("isEnabled", "\"True\""),
            attribute("additional_extension_properties", "additionalExtensionProperties"),
        ],
    ),
];

const AUTO_PROVISIONING: &[Row] = &[attribute("id", "id"), attribute("auto_provision", "properties/autoProvision")];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn contacts_and_plans() {
        let contact = object(
            "azurerm_security_center_contact",
            r#"{"name":"c","email":"soc@contoso.example","phone":"","alert_notifications":true,"alerts_to_admins":false}"#,
        );
        assert_eq!(
            contact.json(),
            json!({"name": "c", "properties": {"emails": "soc@contoso.example", "alertNotifications": {"state": "On"}, "notificationsByRole": {"state": "Off"}}})
        );
        let pricing = object(
            "azurerm_security_center_subscription_pricing",
            r#"{"tier":"Standard","resource_type":null,"subplan":"P2",
            "extension":[{"name":"AgentlessVmScanning","additional_extension_properties":{"ExclusionTags":"[]"}}]}"#,
        );
        assert_eq!(
            pricing.json(),
            json!({"name": "VirtualMachines", "properties": {"pricingTier": "Standard", "subPlan": "P2", "extensions": [
                {"name": "AgentlessVmScanning", "isEnabled": "True", "additionalExtensionProperties": {"ExclusionTags": "[]"}}]}})
        );
        let automation = object(
            "azurerm_security_center_automation",
            r#"{"name":"a","enabled":null,"description":"","scopes":["/subscriptions/s"],"source":[{"event_source":"Alerts","rule_set":[]}],
            "action":[{"type":"LogAnalytics","resource_id":"/w"}]}"#,
        );
        assert_eq!(
            automation.json(),
            json!({"name": "a", "properties": {"isEnabled": true, "scopes": [{"scopePath": "/subscriptions/s"}], "sources": [{"eventSource": "Alerts"}]}})
        );
        let provisioning = object("azurerm_security_center_auto_provisioning", r#"{"auto_provision":"Off"}"#);
        assert_eq!(provisioning.json(), json!({"properties": {"autoProvision": "Off"}}));
    }
}
