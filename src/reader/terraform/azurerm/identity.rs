//! Managed identities and their federated identity credentials.
//!
//! Source: `Microsoft.ManagedIdentity` 2024-11-30.

use crate::reader::rows::{Row, attribute, filled};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azurerm_federated_identity_credential", kind: "federatedIdentityCredential", rows: FEDERATED, parts: &[] },
    ResourceType { terraform: "azurerm_user_assigned_identity", kind: "userAssignedIdentity", rows: IDENTITY, parts: &[] },
];

const IDENTITY: &[Row] = &[
    attribute("id", "id"),
    attribute("name", "name"),
    attribute("location", "location"),
    attribute("tags", "tags"),
    attribute("client_id", "properties/clientId"),
    attribute("principal_id", "properties/principalId"),
    attribute("tenant_id", "properties/tenantId"),
    filled("isolation_scope", "properties/isolationScope"),
];

const FEDERATED: &[Row] = &[
    Row::Child { parent: "user_assigned_identity_id|parent_id", between: "/federatedIdentityCredentials/", name: "name" },
    attribute("name", "name"),
    attribute("issuer", "properties/issuer"),
    attribute("subject", "properties/subject"),
    attribute("audience", "properties/audiences"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn an_identity_and_its_federated_credential() {
        let identity = object(
            "azurerm_user_assigned_identity",
            r#"{"id":"/i","name":"deploy","location":"westus","resource_group_name":"rg","client_id":"c",
            "principal_id":"p","tenant_id":"t","tags":{"env":"prod"},"isolation_scope":"Regional"}"#,
        );
        assert_eq!(
            identity.json(),
            json!({"id": "/i", "name": "deploy", "location": "westus", "tags": {"env": "prod"},
                "properties": {"clientId": "c", "principalId": "p", "tenantId": "t", "isolationScope": "Regional"}})
        );
        for parent in ["parent_id", "user_assigned_identity_id"] {
            let json = format!(
                r#"{{"name":"github","{parent}":"/i","issuer":"https://token.actions.githubusercontent.com","subject":"s","audience":["a"]}}"#
            );
            assert_eq!(
                object("azurerm_federated_identity_credential", &json).json(),
                json!({"id": "/i/federatedIdentityCredentials/github", "name": "github",
                    "properties": {"issuer": "https://token.actions.githubusercontent.com", "subject": "s", "audiences": ["a"]}})
            );
        }
    }
}
