//! Access packages: catalogs, packages, and assignment policies.
//!
//! The provider uses the beta of Graph; properties are those of v1.0.

use crate::reader::rows::{Pairs, Row, attribute, blocks, constant, filled, optional};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_access_package", kind: "accessPackage", rows: PACKAGE, parts: &[] },
    ResourceType {
        terraform: "azuread_access_package_assignment_policy",
        kind: "accessPackageAssignmentPolicy",
        rows: ASSIGNMENT_POLICY,
        parts: &[],
    },
    ResourceType { terraform: "azuread_access_package_catalog", kind: "accessPackageCatalog", rows: CATALOG, parts: &[] },
    ResourceType {
        terraform: "azuread_access_package_resource_catalog_association",
        kind: "accessPackageResource",
        rows: RESOURCE,
        parts: &[],
    },
];

const CATALOG: &[Row] = &[
    attribute("id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    attribute("externally_visible|is_externally_visible", "isExternallyVisible"),
    Row::Spelt { from: "published|state", to: "state", default: None, pairs: &[("true", "\"published\""), ("false", "\"unpublished\"")] },
];

const PACKAGE: &[Row] = &[
    attribute("id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    attribute("hidden|is_hidden", "isHidden"),
    attribute("catalog_id", "catalog/id"),
];

const RESOURCE: &[Row] = &[
    attribute("id", "id"),
    attribute("resource_origin_id", "originId"),
    attribute("resource_origin_system", "originSystem"),
    attribute("catalog_id", "catalog/id"),
];

/// Requestor scopes in beta and in v1.0.
///
/// Source: Microsoft Graph, `requestorSettings` (beta), `allowedTargetScope` (v1.0). `AllExistingConnectedOrganizationSubjects` has no
/// equivalent in v1.0.
const SCOPES: Pairs = &[
    ("\"NoSubjects\"", "\"notSpecified\""),
    ("\"SpecificDirectorySubjects\"", "\"specificDirectoryUsers\""),
    ("\"SpecificConnectedOrganizationSubjects\"", "\"specificConnectedOrganizationUsers\""),
    ("\"AllConfiguredConnectedOrganizationSubjects\"", "\"allConfiguredConnectedOrganizationUsers\""),
    ("\"AllExistingDirectoryMemberUsers\"", "\"allMemberUsers\""),
    ("\"AllExistingDirectorySubjects\"", "\"allDirectoryUsers\""),
    ("\"AllExternalSubjects\"", "\"allExternalUsers\""),
];

const ASSIGNMENT_POLICY: &[Row] = &[
    attribute("id", "id"),
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    attribute("access_package_id", "accessPackage/id"),
    Row::Framed { from: "duration_in_days", to: "expiration/duration", before: "P", after: "D" },
    filled("expiration_date", "expiration/endDateTime"),
    Row::Presence { from: "duration_in_days", to: "expiration/type", set: "\"afterDuration\"", unset: None },
    Row::Fallback { rows: &[Row::Presence { from: "expiration_date", to: "expiration/type", set: "\"afterDateTime\"", unset: None }] },
    attribute("extension_enabled", "requestorSettings/enableTargetsToSelfUpdateAccess"),
    optional(
        "requestor_settings",
        "",
        &[
            Row::Spelt { from: "scope_type", to: "allowedTargetScope", default: None, pairs: SCOPES },
            attribute("requests_accepted", "requestorSettings/enableTargetsToSelfAddAccess"),
            blocks("requestor", "specificAllowedTargets", SUBJECT),
        ],
    ),
    optional(
        "approval_settings",
        "requestApprovalSettings",
        &[
            attribute("approval_required", "isApprovalRequiredForAdd"),
            attribute("approval_required_for_extension", "isApprovalRequiredForUpdate"),
            blocks("approval_stage", "stages", STAGE),
        ],
    ),
    optional(
        "assignment_review_settings",
        "reviewSettings",
        &[
            attribute("enabled", "isEnabled"),
            filled("access_review_timeout_behavior", "expirationBehavior"),
            attribute("access_recommendation_enabled", "isRecommendationEnabled"),
            attribute("approver_justification_required", "isReviewerJustificationRequired"),
            Row::Spelt {
                from: "review_type",
                to: "isSelfReview",
                default: None,
                pairs: &[("\"Self\"", "true"), ("\"Manager\"", "false"), ("\"Reviewers\"", "false")],
            },
            blocks("reviewer", "primaryReviewers", SUBJECT),
            filled("starting_on", "schedule/startDateTime"),
            Row::Framed { from: "duration_in_days", to: "schedule/expiration/duration", before: "P", after: "D" },
        ],
    ),
];

const STAGE: &[Row] = &[
    Row::Framed { from: "approval_timeout_in_days", to: "durationBeforeAutomaticDenial", before: "P", after: "D" },
    attribute("approver_justification_required", "isApproverJustificationRequired"),
    attribute("alternative_approval_enabled", "isEscalationEnabled"),
    Row::Framed { from: "enable_alternative_approval_in_days", to: "durationBeforeEscalation", before: "P", after: "D" },
    blocks("primary_approver", "primaryApprovers", SUBJECT),
    blocks("alternative_approver", "escalationApprovers", SUBJECT),
];

const SINGLE_USER: &[Row] = &[constant("@odata.type", "\"#microsoft.graph.singleUser\""), attribute("object_id", "userId")];
const GROUP_MEMBERS: &[Row] = &[constant("@odata.type", "\"#microsoft.graph.groupMembers\""), attribute("object_id", "groupId")];
const CONNECTED_ORGANIZATION: &[Row] =
    &[constant("@odata.type", "\"#microsoft.graph.connectedOrganizationMembers\""), attribute("object_id", "connectedOrganizationId")];
const REQUESTOR_MANAGER: &[Row] = &[constant("@odata.type", "\"#microsoft.graph.requestorManager\"")];
const INTERNAL_SPONSORS: &[Row] = &[constant("@odata.type", "\"#microsoft.graph.internalSponsors\"")];
const EXTERNAL_SPONSORS: &[Row] = &[constant("@odata.type", "\"#microsoft.graph.externalSponsors\"")];

/// A user or a set of users. The provider accepts both spellings of the types.
const SUBJECT: &[Row] = &[Row::Case {
    of: "subject_type",
    cases: &[
        ("\"singleUser\"", SINGLE_USER),
        ("\"SingleUser\"", SINGLE_USER),
        ("\"groupMembers\"", GROUP_MEMBERS),
        ("\"GroupMembers\"", GROUP_MEMBERS),
        ("\"connectedOrganizationMembers\"", CONNECTED_ORGANIZATION),
        ("\"ConnectedOrganizationMembers\"", CONNECTED_ORGANIZATION),
        ("\"requestorManager\"", REQUESTOR_MANAGER),
        ("\"RequestorManager\"", REQUESTOR_MANAGER),
        ("\"internalSponsors\"", INTERNAL_SPONSORS),
        ("\"InternalSponsors\"", INTERNAL_SPONSORS),
        ("\"externalSponsors\"", EXTERNAL_SPONSORS),
        ("\"ExternalSponsors\"", EXTERNAL_SPONSORS),
    ],
    otherwise: &[attribute("object_id", "id")],
}];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn a_policy_with_every_block() {
        let made = object(
            "azuread_access_package_assignment_policy",
            r#"{"id":"p1","access_package_id":"a1","display_name":"guests","description":"d","duration_in_days":90,"expiration_date":"","extension_enabled":true,
                "requestor_settings":[{"scope_type":"AllExternalSubjects","requests_accepted":true,
                    "requestor":[{"object_id":"c","subject_type":"connectedOrganizationMembers"},{"object_id":"u","subject_type":"singleUser"}]}],
                "approval_settings":[{"approval_required":true,"approval_required_for_extension":false,"requestor_justification_required":true,
                    "approval_stage":[{"approval_timeout_in_days":14,"approver_justification_required":true,"alternative_approval_enabled":true,
                        "enable_alternative_approval_in_days":8,"primary_approver":[{"subject_type":"RequestorManager"}],
                        "alternative_approver":[{"object_id":"g","subject_type":"GroupMembers","backup":false}]}]}],
                "assignment_review_settings":[{"enabled":true,"review_frequency":"weekly","duration_in_days":3,"review_type":"Self",
                    "access_review_timeout_behavior":"keepAccess","starting_on":""}],
                "question":[]}"#,
        );
        assert_eq!(made.kind, "accessPackageAssignmentPolicy");
        assert_eq!(
            made.json(),
            json!({
                "id": "p1", "accessPackage": {"id": "a1"}, "displayName": "guests", "description": "d",
                "expiration": {"type": "afterDuration", "duration": "P90D"}, "allowedTargetScope": "allExternalUsers",
                "requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfUpdateAccess": true},
                "specificAllowedTargets": [
                    {"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": "c"},
                    {"@odata.type": "#microsoft.graph.singleUser", "userId": "u"}],
                "requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": false, "stages": [
                    {"durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": true, "isEscalationEnabled": true,
                        "durationBeforeEscalation": "P8D", "primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager"}],
                        "escalationApprovers": [{"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g"}]}]},
                "reviewSettings": {"isEnabled": true, "isSelfReview": true, "expirationBehavior": "keepAccess", "primaryReviewers": [],
                    "schedule": {"expiration": {"duration": "P3D"}}},
            })
        );
        let dated =
            object("azuread_access_package_assignment_policy", r#"{"duration_in_days":0,"expiration_date":"2096-09-23T01:02:03Z"}"#);
        assert_eq!(dated.json(), json!({"expiration": {"type": "afterDateTime", "endDateTime": "2096-09-23T01:02:03Z"}}));
    }

    #[test]
    fn catalogs_packages_and_their_resources() {
        let catalog = object(
            "azuread_access_package_catalog",
            r#"{"id":"c","display_name":"x","description":"d","externally_visible":true,"published":false}"#,
        );
        assert_eq!(
            catalog.json(),
            json!({"id": "c", "displayName": "x", "description": "d", "isExternallyVisible": true, "state": "unpublished"})
        );
        let former = object("azuread_access_package_catalog", r#"{"is_externally_visible":false,"state":"published"}"#);
        assert_eq!(former.json(), json!({"isExternallyVisible": false, "state": "published"}));
        let package = object("azuread_access_package", r#"{"id":"a","display_name":"x","hidden":false,"catalog_id":"c"}"#);
        assert_eq!(package.json(), json!({"id": "a", "displayName": "x", "isHidden": false, "catalog": {"id": "c"}}));
        let resource = object(
            "azuread_access_package_resource_catalog_association",
            r#"{"id":"c/g","catalog_id":"c","resource_origin_id":"g","resource_origin_system":"AadGroup"}"#,
        );
        assert_eq!(resource.json(), json!({"id": "c/g", "catalog": {"id": "c"}, "originId": "g", "originSystem": "AadGroup"}));
    }
}
