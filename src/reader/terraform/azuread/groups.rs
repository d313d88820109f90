//! Groups, and active and eligible membership.

use crate::reader::rows::{Row, attribute, constant, filled, ids, optional, with_default};
use crate::reader::terraform::table::{ResourceType, Satellite};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_group", kind: "group", rows: GROUP, parts: &[] },
    ResourceType { terraform: "azuread_group_without_members", kind: "group", rows: GROUP, parts: &[] },
    ResourceType {
        terraform: "azuread_privileged_access_group_assignment_schedule",
        kind: "privilegedAccessGroupAssignmentSchedule",
        rows: SCHEDULE,
        parts: &[],
    },
    ResourceType {
        terraform: "azuread_privileged_access_group_eligibility_schedule",
        kind: "privilegedAccessGroupEligibilitySchedule",
        rows: SCHEDULE,
        parts: &[],
    },
];

pub(super) const SATELLITES: &[Satellite] = &[Satellite {
    terraform: "azuread_group_member",
    of: "group_object_id",
    kind: "group",
    rows: &[Row::Itself { to: "members", rows: &[attribute("member_object_id", "id")] }],
}];

/// A dynamic group has no explicit members, and other resources may add members to a group: an omitted list is therefore absent, not empty.
const GROUP: &[Row] = &[
    attribute("object_id", "id"),
    attribute("display_name|name", "displayName"),
    attribute("description", "description"),
    with_default("types", "groupTypes", "[]"),
    with_default("security_enabled", "securityEnabled", "false"),
    with_default("mail_enabled", "mailEnabled", "false"),
    attribute("mail_nickname", "mailNickname"),
    attribute("mail", "mail"),
    with_default("assignable_to_role", "isAssignableToRole", "false"),
    Row::Spelt {
        from: "visibility",
        to: "visibility",
        default: None,
        pairs: &[("\"Hiddenmembership\"", "\"HiddenMembership\""), ("\"\"", "null")],
    },
    optional(
        "dynamic_membership",
        "",
        &[
            attribute("rule", "membershipRule"),
            Row::Spelt {
                from: "enabled",
                to: "membershipRuleProcessingState",
                default: None,
                pairs: &[("true", "\"On\""), ("false", "\"Paused\"")],
            },
        ],
    ),
    attribute("onpremises_sync_enabled", "onPremisesSyncEnabled"),
    attribute("onpremises_security_identifier", "onPremisesSecurityIdentifier"),
    filled("preferred_language", "preferredLanguage"),
    attribute("proxy_addresses", "proxyAddresses"),
    filled("theme", "theme"),
    attribute("behaviors", "resourceBehaviorOptions"),
    attribute("provisioning_options", "resourceProvisioningOptions"),
    // The default owner is the principal that runs Terraform.
    ids("owners", "owners"),
    ids("members", "members"),
];

/// Active and eligible membership and ownership of a group.
const SCHEDULE: &[Row] = &[
    attribute("id", "id"),
    attribute("group_id", "groupId"),
    attribute("principal_id", "principalId"),
    attribute("assignment_type", "accessId"),
    attribute("status", "status"),
    filled("start_date", "scheduleInfo/startDateTime"),
    Row::Presence { from: "expiration_date", to: "scheduleInfo/expiration/type", set: "\"afterDateTime\"", unset: None },
    filled("expiration_date", "scheduleInfo/expiration/endDateTime"),
    filled("duration", "scheduleInfo/expiration/duration"),
    Row::Fallback {
        rows: &[Row::Case {
            of: "permanent_assignment",
            cases: &[("true", &[constant("scheduleInfo/expiration/type", "\"noExpiration\"")])],
            otherwise: &[Row::Presence { from: "duration", to: "scheduleInfo/expiration/type", set: "\"afterDuration\"", unset: None }],
        }],
    },
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{object, object_unknown, object_with, unknown};
    use serde_json::json;

    #[test]
    fn a_dynamic_group() {
        let made = object(
            "azuread_group",
            r#"{"id":"/groups/g1","object_id":"g1","display_name":"All Sales","types":["DynamicMembership"],"security_enabled":true,"mail_enabled":null,
                "dynamic_membership":[{"enabled":true,"rule":"user.department -eq \"Sales\""}],"owners":["u1"],"visibility":"Hiddenmembership",
                "assignable_to_role":false,"members":null,"prevent_duplicate_names":false}"#,
        );
        assert_eq!(made.kind, "group");
        assert_eq!(
            made.json(),
            json!({"id": "g1", "displayName": "All Sales", "groupTypes": ["DynamicMembership"], "securityEnabled": true, "mailEnabled": false,
                "membershipRule": "user.department -eq \"Sales\"", "membershipRuleProcessingState": "On", "owners": [{"id": "u1"}],
                "visibility": "HiddenMembership", "isAssignableToRole": false})
        );
        let paused = object("azuread_group_without_members", r#"{"dynamic_membership":[{"enabled":false,"rule":"r"}]}"#);
        assert_eq!(paused.json()["membershipRuleProcessingState"], "Paused");
    }

    #[test]
    fn an_unknown_rule_keeps_the_group() {
        let made =
            object_unknown("azuread_group", r#"{"display_name":"x","types":["DynamicMembership"]}"#, r#"{"dynamic_membership":true}"#)
                .json();
        assert_eq!((&made["displayName"], &made["membershipRule"]), (&json!("x"), &unknown()));
        assert_eq!(made["membershipRuleProcessingState"], unknown());
    }

    #[test]
    fn members_come_from_the_group_and_from_satellites() {
        let made = object_with(
            "azuread_group",
            r#"{"object_id":"g1","display_name":"x","members":["u1"]}"#,
            &[("azuread_group_member", r#"{"group_object_id":"g1","member_object_id":"u2"}"#)],
        );
        assert_eq!(made.json()["members"], json!([{"id": "u1"}, {"id": "u2"}]));
    }

    #[test]
    fn eligible_group_membership() {
        let schedule = |json| object("azuread_privileged_access_group_eligibility_schedule", json).json();
        assert_eq!(
            schedule(
                r#"{"group_id":"g","principal_id":"p","assignment_type":"owner","duration":"P30D","expiration_date":"","permanent_assignment":false}"#
            ),
            json!({"groupId": "g", "principalId": "p", "accessId": "owner",
                "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "P30D"}}})
        );
        assert_eq!(schedule(r#"{"permanent_assignment":true}"#), json!({"scheduleInfo": {"expiration": {"type": "noExpiration"}}}));
        assert_eq!(
            schedule(r#"{"expiration_date":"2027-01-01T00:00:00Z"}"#),
            json!({"scheduleInfo": {"expiration": {"type": "afterDateTime", "endDateTime": "2027-01-01T00:00:00Z"}}})
        );
    }
}
