//! API Management policies of a service, its APIs, operations and products, and policy fragments.
//!
//! Source: `Microsoft.ApiManagement` 2022-08-01.

use crate::reader::rows::{Row, attribute, filled, with_default};
use crate::reader::terraform::table::ResourceType;

const fn policy(terraform: &'static str, kind: &'static str) -> ResourceType {
    ResourceType { terraform, kind, rows: POLICY, parts: &[] }
}

pub(super) const TYPES: &[ResourceType] = &[
    policy("azurerm_api_management_policy", "Microsoft.ApiManagement/service/policies"),
    policy("azurerm_api_management_api_policy", "Microsoft.ApiManagement/service/apis/policies"),
    policy("azurerm_api_management_api_operation_policy", "Microsoft.ApiManagement/service/apis/operations/policies"),
    policy("azurerm_api_management_product_policy", "Microsoft.ApiManagement/service/products/policies"),
    ResourceType {
        terraform: "azurerm_api_management_policy_fragment",
        kind: "Microsoft.ApiManagement/service/policyFragments",
        rows: FRAGMENT,
        parts: &[],
    },
];

/// The provider accepts a text, or a link to one.
const POLICY: &[Row] = &[attribute("id", "id"), filled("xml_content|xml_link", "properties/value")];

const FRAGMENT: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    filled("description", "properties/description"),
    with_default("format", "properties/format", "\"xml\""),
    attribute("value", "properties/value"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn a_policy_is_a_text_or_a_link() {
        for (attribute, text) in [("xml_content", "<policies />"), ("xml_link", "https://files.example/policy.xml")] {
            let mut values = json!({ "id": "/x", "api_management_id": "/y", "xml_content": "", "xml_link": "" });
            values[attribute] = text.into();
            assert_eq!(
                object("azurerm_api_management_policy", &values.to_string()).json(),
                json!({ "id": "/x", "properties": { "value": text } })
            );
        }
    }

    #[test]
    fn a_fragment_has_its_format() {
        let values =
            json!({ "id": "/x", "api_management_id": "/y", "name": "f", "description": "d", "format": "rawxml", "value": "<fragment />" });
        assert_eq!(
            object("azurerm_api_management_policy_fragment", &values.to_string()).json(),
            json!({ "id": "/x", "name": "f", "properties": { "description": "d", "format": "rawxml", "value": "<fragment />" } })
        );
    }
}
