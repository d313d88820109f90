//! Cross-tenant access settings.

use super::{ResourceType, TYPE};
use crate::reader::rows::{Row, attribute, filled};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        name: "CrossTenantAccessPolicyConfigurationDefault",
        kind: "crossTenantAccessPolicyConfigurationDefault",
        rows: &[
            Row::Shared { rows: DIRECTIONS },
            Row::Optional { from: "TenantRestrictions", to: "tenantRestrictions", default: None, rows: SETTING },
        ],
        ..TYPE
    },
    ResourceType {
        name: "CrossTenantAccessPolicyConfigurationPartner",
        kind: "crossTenantAccessPolicyConfigurationPartner",
        rows: &[
            filled("PartnerTenantId", "tenantId"),
            Row::Shared { rows: DIRECTIONS },
            Row::Optional {
                from: "AutomaticUserConsentSettings",
                to: "automaticUserConsentSettings",
                default: None,
                rows: &[attribute("InboundAllowed", "inboundAllowed"), attribute("OutboundAllowed", "outboundAllowed")],
            },
        ],
        ..TYPE
    },
    ResourceType {
        name: "CrossTenantIdentitySyncPolicyPartner",
        kind: "crossTenantIdentitySyncPolicyPartner",
        rows: &[
            filled("CrossTenantAccessPolicyConfigurationPartnerTenantId", "tenantId"),
            attribute("DisplayName", "displayName"),
            attribute("IsSyncAllowed", "userSyncInbound/isSyncAllowed"),
        ],
        ..TYPE
    },
];

const DIRECTIONS: &[Row] = &[
    Row::Optional { from: "B2BCollaborationInbound", to: "b2bCollaborationInbound", default: None, rows: SETTING },
    Row::Optional { from: "B2BCollaborationOutbound", to: "b2bCollaborationOutbound", default: None, rows: SETTING },
    Row::Optional { from: "B2BDirectConnectInbound", to: "b2bDirectConnectInbound", default: None, rows: SETTING },
    Row::Optional { from: "B2BDirectConnectOutbound", to: "b2bDirectConnectOutbound", default: None, rows: SETTING },
    Row::Optional {
        from: "InboundTrust",
        to: "inboundTrust",
        default: None,
        rows: &[
            attribute("IsMfaAccepted", "isMfaAccepted"),
            attribute("IsCompliantDeviceAccepted", "isCompliantDeviceAccepted"),
            attribute("IsHybridAzureADJoinedDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted"),
        ],
    },
];

const SETTING: &[Row] = &[
    Row::Optional { from: "UsersAndGroups", to: "usersAndGroups", default: None, rows: TARGETS },
    Row::Optional { from: "Applications", to: "applications", default: None, rows: TARGETS },
];

const TARGETS: &[Row] = &[
    filled("AccessType", "accessType"),
    Row::Blocks { from: "Targets", to: "targets", default: None, rows: &[filled("Target", "target"), filled("TargetType", "targetType")] },
];
