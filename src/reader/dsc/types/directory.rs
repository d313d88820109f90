//! The tenant, its default permissions, users, groups, roles and devices.

use super::{ELEMENT, LIST, PRINCIPALS, Part, ResourceType, TYPE};
use crate::reader::dsc::recode::Recode;
use crate::reader::rows::{Row, attribute, constant, filled};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        name: "AuthorizationPolicy",
        kind: "authorizationPolicy",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            filled("AllowInvitesFrom", "allowInvitesFrom"),
            filled("GuestUserRole", "guestUserRoleId"),
            attribute("AllowedToSignUpEmailBasedSubscriptions", "allowedToSignUpEmailBasedSubscriptions"),
            attribute("AllowedToUseSSPR", "allowedToUseSSPR"),
            attribute("AllowEmailVerifiedUsersToJoinOrganization", "allowEmailVerifiedUsersToJoinOrganization"),
            attribute("BlockMsolPowerShell", "blockMsolPowerShell"),
            attribute("DefaultUserRoleAllowedToCreateApps", "defaultUserRolePermissions/allowedToCreateApps"),
            attribute("DefaultUserRoleAllowedToCreateSecurityGroups", "defaultUserRolePermissions/allowedToCreateSecurityGroups"),
            attribute("DefaultUserRoleAllowedToCreateTenants", "defaultUserRolePermissions/allowedToCreateTenants"),
            attribute(
                "DefaultUserRoleAllowedToReadBitlockerKeysForOwnedDevice",
                "defaultUserRolePermissions/allowedToReadBitlockerKeysForOwnedDevice",
            ),
            attribute("DefaultUserRoleAllowedToReadOtherUsers", "defaultUserRolePermissions/allowedToReadOtherUsers"),
            attribute("PermissionGrantPolicyIdsAssignedToDefaultUserRole", "defaultUserRolePermissions/permissionGrantPoliciesAssigned"),
        ],
        recoded: &[
            ("AllowInvitesFrom", Recode::Words(&["none", "adminsAndGuestInviters", "adminsGuestInvitersAndAllMembers", "everyone"])),
            ("GuestUserRole", GUEST_ROLES),
            ("PermissionGrantPolicyIdsAssignedToDefaultUserRole", LIST),
        ],
        ..TYPE
    },
    ResourceType {
        name: "ExternalIdentityPolicy",
        kind: "externalIdentitiesPolicy",
        rows: &[
            attribute("AllowExternalIdentitiesToLeave", "allowExternalIdentitiesToLeave"),
            attribute("AllowDeletedIdentitiesDataRemoval", "allowDeletedIdentitiesDataRemoval"),
        ],
        ..TYPE
    },
    ResourceType {
        name: "AuthenticationFlowPolicy",
        kind: "authenticationFlowsPolicy",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            attribute("SelfServiceSignUpEnabled", "selfServiceSignUp/isEnabled"),
        ],
        ..TYPE
    },
    ResourceType {
        name: "TenantDetails",
        kind: "organization",
        rows: &[
            filled("Id", "id"),
            filled("DisplayName", "displayName"),
            attribute("MarketingNotificationEmails", "marketingNotificationEmails"),
            attribute("SecurityComplianceNotificationMails", "securityComplianceNotificationMails"),
            attribute("TechnicalNotificationMails", "technicalNotificationMails"),
        ],
        recoded: &[
            ("MarketingNotificationEmails", LIST),
            ("SecurityComplianceNotificationMails", LIST),
            ("TechnicalNotificationMails", LIST),
        ],
        ..TYPE
    },
    ResourceType {
        name: "User",
        kind: "user",
        rows: &[
            filled("Id", "id"),
            filled("UserPrincipalName", "userPrincipalName"),
            attribute("DisplayName", "displayName"),
            filled("UserType", "userType"),
            attribute("AccountEnabled", "accountEnabled"),
            filled("Department", "department"),
        ],
        recoded: &[("UserType", Recode::Words(&["Guest", "Member"])), ("Roles", LIST)],
        parts: &[Part {
            list: "Roles",
            kind: "unifiedRoleAssignment",
            rows: &[
                filled("UserPrincipalName", "principal/userPrincipalName"),
                filled("UserType", "principal/userType"),
                attribute(ELEMENT, "roleDefinition/displayName"),
            ],
        }],
        ..TYPE
    },
    ResourceType {
        name: "Group",
        kind: "group",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            filled("MailNickname", "mailNickname"),
            attribute("GroupTypes", "groupTypes"),
            filled("MembershipRule", "membershipRule"),
            filled("MembershipRuleProcessingState", "membershipRuleProcessingState"),
            attribute("SecurityEnabled", "securityEnabled"),
            attribute("MailEnabled", "mailEnabled"),
            attribute("IsAssignableToRole", "isAssignableToRole"),
            filled("Visibility", "visibility"),
            attribute("Owners", "owners"),
            attribute("Members", "members"),
            Row::Wrapped { from: "GroupAsMembers", to: "members", default: None, key: "displayName", with: &[] },
        ],
        recoded: &[
            ("GroupTypes", LIST),
            ("MembershipRuleProcessingState", Recode::Words(&["On", "Paused"])),
            ("Visibility", Recode::Words(&["Public", "Private", "HiddenMembership"])),
            ("Owners", PRINCIPALS),
            ("Members", PRINCIPALS),
            ("GroupAsMembers", LIST),
            ("AssignedToRole", LIST),
        ],
        parts: &[Part {
            list: "AssignedToRole",
            kind: "unifiedRoleAssignment",
            rows: &[
                filled("Id|(itself)", "principalId"),
                filled("DisplayName", "principal/displayName"),
                attribute(ELEMENT, "roleDefinition/displayName"),
            ],
        }],
        ..TYPE
    },
    ResourceType {
        name: "GroupsSettings",
        kind: "groupSetting",
        rows: &[
            constant("displayName", "\"Group.Unified\""),
            constant("templateId", "\"62375ab9-6b52-47ed-826b-58e47e0e304b\""),
            Row::Entries { from: "(values)", to: "values", default: None },
        ],
        recoded: &[
            ("AllowGuestsToAccessGroups", Recode::Text),
            ("AllowGuestsToBeGroupOwner", Recode::Text),
            ("AllowToAddGuests", Recode::Text),
            ("EnableGroupCreation", Recode::Text),
            ("EnableMIPLabels", Recode::Text),
            ("NewUnifiedGroupWritebackDefault", Recode::Text),
        ],
        gathered: &[(
            "(values)",
            &[
                "AllowGuestsToAccessGroups",
                "AllowGuestsToBeGroupOwner",
                "AllowToAddGuests",
                "EnableGroupCreation",
                "EnableMIPLabels",
                "GuestUsageGuidelinesUrl",
                "NewUnifiedGroupWritebackDefault",
                "UsageGuidelinesUrl",
            ],
        )],
        ..TYPE
    },
    ResourceType {
        name: "RoleEligibilityScheduleRequest",
        kind: "unifiedRoleEligibilityScheduleRequest",
        rows: ROLE_REQUEST,
        recoded: ROLE_WORDS,
        ..TYPE
    },
    ResourceType {
        name: "RoleAssignmentScheduleRequest",
        kind: "unifiedRoleAssignmentScheduleRequest",
        rows: ROLE_REQUEST,
        recoded: ROLE_WORDS,
        ..TYPE
    },
    ResourceType {
        name: "RoleDefinition",
        kind: "unifiedRoleDefinition",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            filled("TemplateId", "templateId"),
            attribute("IsEnabled", "isEnabled"),
            attribute("ResourceScopes", "resourceScopes"),
            Row::Blocks {
                from: "(permission)",
                to: "rolePermissions",
                default: None,
                rows: &[attribute("RolePermissions", "allowedResourceActions")],
            },
        ],
        recoded: &[("ResourceScopes", LIST), ("RolePermissions", LIST)],
        gathered: &[("(permission)", &["RolePermissions"])],
        ..TYPE
    },
    ResourceType {
        name: "GroupEligibilitySchedule",
        kind: "privilegedAccessGroupEligibilitySchedule",
        rows: &[
            filled("Id", "id"),
            filled("AccessId", "accessId"),
            filled("GroupId", "groupId"),
            filled("PrincipalId", "principalId"),
            filled("MemberType", "memberType"),
            Row::Optional { from: "ScheduleInfo", to: "scheduleInfo", default: None, rows: SCHEDULE },
        ],
        ..TYPE
    },
    ResourceType {
        name: "DeviceRegistrationPolicy",
        kind: "deviceRegistrationPolicy",
        rows: &[
            attribute("UserDeviceQuota", "userDeviceQuota"),
            Row::Spelt {
                from: "MultiFactorAuthConfiguration",
                to: "multiFactorAuthConfiguration",
                default: None,
                pairs: &[("true", "\"required\""), ("false", "\"notRequired\"")],
            },
            attribute("AzureADJoinIsAdminConfigurable", "azureADJoin/isAdminConfigurable"),
            filled("AzureADAllowedToJoin", "azureADJoin/allowedToJoin/@odata.type"),
            attribute("AzureADAllowedToJoinUsers", "azureADJoin/allowedToJoin/users"),
            attribute("AzureADAllowedToJoinGroups", "azureADJoin/allowedToJoin/groups"),
            attribute("LocalAdminsEnableGlobalAdmins", "azureADJoin/localAdmins/enableGlobalAdmins"),
            filled("AzureAdJoinLocalAdminsRegisteringMode", "azureADJoin/localAdmins/registeringUsers/@odata.type"),
            attribute("LocalAdminPasswordIsEnabled", "localAdminPassword/isEnabled"),
        ],
        recoded: &[
            ("AzureADAllowedToJoin", MEMBERSHIP),
            ("AzureAdJoinLocalAdminsRegisteringMode", MEMBERSHIP),
            ("AzureADAllowedToJoinUsers", Recode::Filled(&LIST)),
            ("AzureADAllowedToJoinGroups", Recode::Filled(&Recode::Each(&Recode::Ids(&[])))),
        ],
        ..TYPE
    },
];

const GUEST_ROLES: Recode = Recode::Named(&[
    ("User", "a0b1b346-4d3e-4e8b-98f8-753987be4970"),
    ("Guest", "10dae51f-b6af-4016-8d66-8c2a99b929b3"),
    ("RestrictedGuest", "2af84b1e-32c8-42b7-82bc-daa82404023b"),
]);

const MEMBERSHIP: Recode = Recode::Named(&[
    ("All", "#microsoft.graph.allDeviceRegistrationMembership"),
    ("Selected", "#microsoft.graph.enumeratedDeviceRegistrationMembership"),
    ("None", "#microsoft.graph.noDeviceRegistrationMembership"),
]);

/// Principals are identified by sign-in name, and roles by display name.
const ROLE_REQUEST: &[Row] = &[
    filled("Id", "id"),
    filled("Action", "action"),
    filled("DirectoryScopeId", "directoryScopeId"),
    filled("AppScopeId", "appScopeId"),
    attribute("Principal", "principal"),
    filled("RoleDefinition", "roleDefinition/displayName"),
    filled("Justification", "justification"),
    Row::Optional { from: "ScheduleInfo", to: "scheduleInfo", default: None, rows: SCHEDULE },
];

const ROLE_WORDS: &[(&str, Recode)] = &[
    (
        "Action",
        Recode::Words(&["adminAssign", "adminUpdate", "adminRemove", "adminExtend", "adminRenew", "selfActivate", "selfDeactivate"]),
    ),
    ("Principal", Recode::Principal),
];

const SCHEDULE: &[Row] = &[
    filled("StartDateTime", "startDateTime"),
    Row::Optional {
        from: "Expiration",
        to: "expiration",
        default: None,
        rows: &[filled("Type", "type"), filled("EndDateTime", "endDateTime"), filled("Duration", "duration")],
    },
];
