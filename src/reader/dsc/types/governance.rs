//! Access packages, access reviews, and user flows.

use super::{ResourceType, TYPE};
use crate::reader::rows::{Row, attribute, filled};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        name: "EntitlementManagementAccessPackageAssignmentPolicy",
        kind: "accessPackageAssignmentPolicy",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            filled("AccessPackageId", "accessPackageId"),
            attribute("CanExtend", "canExtend"),
            attribute("DurationInDays", "durationInDays"),
            filled("ExpirationDateTime", "expirationDateTime"),
            Row::Optional {
                from: "RequestorSettings",
                to: "requestorSettings",
                default: None,
                rows: &[filled("ScopeType", "scopeType"), attribute("AcceptRequests", "acceptRequests")],
            },
            Row::Optional {
                from: "RequestApprovalSettings",
                to: "requestApprovalSettings",
                default: None,
                rows: &[attribute("IsApprovalRequired", "isApprovalRequired"), filled("ApprovalMode", "approvalMode")],
            },
        ],
        ..TYPE
    },
    ResourceType {
        name: "EntitlementManagementSettings",
        kind: "entitlementManagementSettings",
        rows: &[
            filled("ExternalUserLifecycleAction", "externalUserLifecycleAction"),
            attribute("DaysUntilExternalUserDeletedAfterBlocked", "daysUntilExternalUserDeletedAfterBlocked"),
        ],
        ..TYPE
    },
    ResourceType {
        name: "EntitlementManagementConnectedOrganization",
        kind: "connectedOrganization",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            filled("State", "state"),
        ],
        ..TYPE
    },
    ResourceType {
        name: "AccessReviewDefinition",
        kind: "accessReviewScheduleDefinition",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("DescriptionForAdmins", "descriptionForAdmins"),
            Row::Optional {
                from: "ScopeValue",
                to: "scope",
                default: None,
                rows: &[
                    Row::Shared { rows: SCOPE },
                    Row::Blocks { from: "PrincipalScopes", to: "principalScopes", default: None, rows: SCOPE },
                    Row::Blocks { from: "ResourceScopes", to: "resourceScopes", default: None, rows: SCOPE },
                ],
            },
            Row::Optional {
                from: "SettingsValue",
                to: "settings",
                default: None,
                rows: &[
                    attribute("AutoApplyDecisionsEnabled", "autoApplyDecisionsEnabled"),
                    attribute("DefaultDecisionEnabled", "defaultDecisionEnabled"),
                    filled("DefaultDecision", "defaultDecision"),
                    attribute("InstanceDurationInDays", "instanceDurationInDays"),
                    attribute("Recurrence", "recurrence"),
                ],
            },
        ],
        ..TYPE
    },
    ResourceType { name: "IdentityB2XUserFlow", kind: "b2xIdentityUserFlow", rows: &[filled("Id", "id")], ..TYPE },
];

const SCOPE: &[Row] = &[filled("odataType", "@odata.type"), filled("Query", "query"), filled("QueryType", "queryType")];
