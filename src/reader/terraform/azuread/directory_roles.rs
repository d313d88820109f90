//! Directory roles, active and eligible assignments, and administrative units.

use crate::reader::rows::{Row, attribute, blocks, constant, filled, ids};
use crate::reader::terraform::table::{ResourceType, Satellite};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_administrative_unit", kind: "administrativeUnit", rows: ADMINISTRATIVE_UNIT, parts: &[] },
    ResourceType { terraform: "azuread_administrative_unit_role_member", kind: "scopedRoleMembership", rows: SCOPED_MEMBER, parts: &[] },
    ResourceType { terraform: "azuread_custom_directory_role", kind: "unifiedRoleDefinition", rows: ROLE_DEFINITION, parts: &[] },
    ResourceType { terraform: "azuread_directory_role", kind: "directoryRole", rows: DIRECTORY_ROLE, parts: &[] },
    ResourceType { terraform: "azuread_directory_role_assignment", kind: "unifiedRoleAssignment", rows: ROLE_ASSIGNMENT, parts: &[] },
    ResourceType {
        terraform: "azuread_directory_role_eligibility_schedule_request",
        kind: "unifiedRoleEligibilityScheduleRequest",
        rows: ELIGIBILITY,
        parts: &[],
    },
];

pub(super) const SATELLITES: &[Satellite] = &[
    Satellite {
        terraform: "azuread_administrative_unit_member",
        of: "administrative_unit_object_id",
        kind: "administrativeUnit",
        rows: &[Row::Itself { to: "members", rows: &[attribute("member_object_id", "id")] }],
    },
    Satellite {
        terraform: "azuread_directory_role_member",
        of: "role_object_id",
        kind: "directoryRole",
        rows: &[Row::Itself { to: "members", rows: &[attribute("member_object_id", "id")] }],
    },
];

const ADMINISTRATIVE_UNIT: &[Row] = &[
    attribute("object_id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    Row::Case { of: "hidden_membership_enabled", cases: &[("true", &[constant("visibility", "\"HiddenMembership\"")])], otherwise: &[] },
    ids("members", "members"),
];

const SCOPED_MEMBER: &[Row] = &[
    attribute("id", "id"),
    attribute("administrative_unit_object_id", "administrativeUnitId"),
    attribute("role_object_id", "roleId"),
    attribute("member_object_id", "roleMemberInfo/id"),
];

const DIRECTORY_ROLE: &[Row] = &[
    attribute("object_id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    attribute("template_id", "roleTemplateId"),
];

const ROLE_DEFINITION: &[Row] = &[
    attribute("object_id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    attribute("enabled", "isEnabled"),
    constant("isBuiltIn", "false"),
    attribute("template_id", "templateId"),
    attribute("version", "version"),
    blocks("permissions", "rolePermissions", &[attribute("allowed_resource_actions", "allowedResourceActions")]),
];

const ROLE_ASSIGNMENT: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    attribute("principal_object_id", "principalId"),
    attribute("role_id", "roleDefinitionId"),
    filled("directory_scope_id|directory_scope_object_id", "directoryScopeId"),
    filled("app_scope_id|app_scope_object_id", "appScopeId"),
];

/// The provider requests an assignment without an end date.
const ELIGIBILITY: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    constant("action", "\"adminAssign\""),
    attribute("principal_id", "principalId"),
    attribute("role_definition_id", "roleDefinitionId"),
    attribute("directory_scope_id", "directoryScopeId"),
    attribute("justification", "justification"),
    constant("scheduleInfo/expiration/type", "\"noExpiration\""),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, object_with};
    use serde_json::json;

    #[test]
    fn active_and_eligible_role_assignments() {
        let made = object(
            "azuread_directory_role_assignment",
            r#"{"id":"ePROZI-1","role_id":"62e90394","principal_object_id":"p","directory_scope_id":"/","app_scope_id":""}"#,
        );
        assert_eq!(made.kind, "unifiedRoleAssignment");
        assert_eq!(made.json(), json!({"id": "ePROZI-1", "roleDefinitionId": "62e90394", "principalId": "p", "directoryScopeId": "/"}));
        let eligible = object(
            "azuread_directory_role_eligibility_schedule_request",
            r#"{"role_definition_id":"62e90394","principal_id":"p","directory_scope_id":"/","justification":"j"}"#,
        );
        assert_eq!(
            eligible.json(),
            json!({"roleDefinitionId": "62e90394", "principalId": "p", "directoryScopeId": "/", "justification": "j", "action": "adminAssign",
                "scheduleInfo": {"expiration": {"type": "noExpiration"}}})
        );
    }

    #[test]
    fn roles_and_their_members() {
        let made = object_with(
            "azuread_directory_role",
            r#"{"object_id":"d","display_name":"Security Administrator","template_id":"t"}"#,
            &[("azuread_directory_role_member", r#"{"role_object_id":"d","member_object_id":"u"}"#)],
        );
        assert_eq!(
            made.json(),
            json!({"id": "d", "displayName": "Security Administrator", "roleTemplateId": "t", "members": [{"id": "u"}]})
        );
        let custom = object(
            "azuread_custom_directory_role",
            r#"{"object_id":"c","display_name":"Mine","enabled":true,"version":"1.0","template_id":"t",
            "permissions":[{"allowed_resource_actions":["microsoft.directory/groups/create"]}]}"#,
        );
        assert_eq!(
            custom.json(),
            json!({"id": "c", "displayName": "Mine", "isEnabled": true, "isBuiltIn": false, "version": "1.0", "templateId": "t",
                "rolePermissions": [{"allowedResourceActions": ["microsoft.directory/groups/create"]}]})
        );
    }

    #[test]
    fn an_administrative_unit_and_its_members() {
        let made = object_with(
            "azuread_administrative_unit",
            r#"{"object_id":"a","display_name":"x","hidden_membership_enabled":true,"members":["u1"]}"#,
            &[("azuread_administrative_unit_member", r#"{"administrative_unit_object_id":"a","member_object_id":"u2"}"#)],
        );
        assert_eq!(
            made.json(),
            json!({"id": "a", "displayName": "x", "visibility": "HiddenMembership", "members": [{"id": "u1"}, {"id": "u2"}]})
        );
        let member = object(
            "azuread_administrative_unit_role_member",
            r#"{"id":"m","role_object_id":"r","administrative_unit_object_id":"a","member_object_id":"u"}"#,
        );
        assert_eq!(member.json(), json!({"id": "m", "roleId": "r", "administrativeUnitId": "a", "roleMemberInfo": {"id": "u"}}));
    }
}
