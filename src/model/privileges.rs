//! Directory roles and Microsoft Graph permissions that control the whole tenant, or a large part of it.
//!
//! Sources: Microsoft Learn, Microsoft Entra built-in roles and Microsoft Graph permissions reference (2026-07). The selected permissions
//! follow the Microsoft Zero Trust Assessment and public attack research ("tier 0").

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInDirectoryRole {
    /// Template id, the same in every tenant.
    pub id: &'static str,
    pub name: &'static str,
    /// The role can grant itself any permission.
    pub privileged: bool,
}

const fn role(id: &'static str, name: &'static str, privileged: bool) -> BuiltInDirectoryRole {
    BuiltInDirectoryRole { id, name, privileged }
}

/// Directory roles that rules know. The last two are harmless: they give guests the permissions of members.
pub const DIRECTORY_ROLES: &[BuiltInDirectoryRole] = &[
    role("62e90394-69f5-4237-9190-012177145e10", "Global Administrator", true),
    role("e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator", true),
    role("7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator", true),
    role("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator", true),
    role("158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator", true),
    role("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator", true),
    role("194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator", true),
    role("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator", true),
    role("c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator", true),
    role("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "Hybrid Identity Administrator", true),
    role("29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator", true),
    role("3a2c62db-5318-420d-8d74-23affee5d9d5", "Intune Administrator", true),
    role("729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator", false),
    role("fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator", false),
    role("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader", false),
    role("5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader", false),
    role("4a5d8f65-41da-4de4-8968-e035b65339cf", "Reports Reader", false),
    role("790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", "Message Center Reader", false),
    role("75934031-6c7e-415a-99d7-48dbd49e875e", "Usage Summary Reports Reader", false),
    role("95e79109-95c0-4d8e-aee3-d01accf2d47b", "Guest Inviter", false),
    role("88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers", false),
];

/// The directory role with this template id, if rules know it.
pub fn directory_role(id: &str) -> Option<&'static BuiltInDirectoryRole> {
    DIRECTORY_ROLES.iter().find(|role| role.id.eq_ignore_ascii_case(id))
}

/// Whether a directory role with this template id can only read.
pub fn is_read_only(id: &str) -> bool {
    directory_role(id).is_some_and(|role| role.name.ends_with(" Reader") || role.name.ends_with(" Readers"))
}

/// The directory role with this English name, if rules know it.
pub fn directory_role_named(name: &str) -> Option<&'static BuiltInDirectoryRole> {
    DIRECTORY_ROLES.iter().find(|role| role.name.eq_ignore_ascii_case(name))
}

/// The client id of Microsoft Graph, the same in every tenant.
pub const MICROSOFT_GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// Application permissions of Microsoft Graph that allow an app to grant itself any permission: app role id and name.
pub const TIER_0_PERMISSIONS: &[(&str, &str)] = &[
    ("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "RoleManagement.ReadWrite.Directory"),
    ("06b708a9-e830-4db3-a914-8e69da51d44f", "AppRoleAssignment.ReadWrite.All"),
    ("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Application.ReadWrite.All"),
    ("19dbc75e-c2e2-444c-a770-ec69d8559fc7", "Directory.ReadWrite.All"),
    ("62a82d76-70ea-41e2-9197-370581804d09", "Group.ReadWrite.All"),
    ("dbaae8cf-10b5-4b86-a4a1-f871c94c6695", "GroupMember.ReadWrite.All"),
    ("741f803b-c850-494e-b5df-cde7c675a1ca", "User.ReadWrite.All"),
    ("50483e42-d915-4231-9639-7fdb7fd190e5", "UserAuthenticationMethod.ReadWrite.All"),
    ("01c0a623-fc9b-48e9-b794-0756f8e8f067", "Policy.ReadWrite.ConditionalAccess"),
    ("dd199f4a-f148-40a4-a2ec-f0069cc799ec", "RoleAssignmentSchedule.ReadWrite.Directory"),
    ("fee28b28-e1f3-4841-818e-2704dc62245f", "RoleEligibilitySchedule.ReadWrite.Directory"),
    ("41202f2c-f7ab-45be-b001-85c9728b9d69", "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"),
    ("9241abd9-d0e6-425a-bd4f-47ba86e767a4", "DeviceManagementConfiguration.ReadWrite.All"),
    ("e330c4f0-4170-414e-a55a-2f022ec2b57b", "DeviceManagementRBAC.ReadWrite.All"),
];

/// Delegated permissions with which an app can grant any permission in the name of an administrator, in addition to those that exist as
/// application permissions too.
const TIER_0_SCOPES: &[&str] = &["DelegatedPermissionGrant.ReadWrite.All", "Directory.AccessAsUser.All"];

/// Whether a delegated permission of this name lets an app grant any permission in the name of an administrator.
pub fn is_tier_0_scope(scope: &str) -> bool {
    let mut names = TIER_0_PERMISSIONS.iter().map(|(_, name)| name).chain(TIER_0_SCOPES);
    names.any(|name| name.eq_ignore_ascii_case(scope))
}

/// The name of the tier 0 permission with this app role id.
pub fn tier_0_permission(app_role_id: &str) -> Option<&'static str> {
    TIER_0_PERMISSIONS.iter().find(|(id, _)| id.eq_ignore_ascii_case(app_role_id)).map(|(_, name)| *name)
}
