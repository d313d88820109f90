//! Folders written by `EntraExporter`: one object per file, whose path shows the type of the object.
//!
//! Source: microsoft/EntraExporter 3.0.0, `src/Get-EEDefaultSchema.ps1` and `src/command/*.ps1`.

use super::relation::{ResponseShape, of_one};
use crate::parts::Parts;
use crate::resource::{Format, Kind, Origin, Place, Resource, Writer};
use crate::source::{FileId, Span};
use crate::syntax::json::{Scan, parse};
use crate::syntax::tree::Node;

/// Folders of single objects: the end of the path of the object's folder, and the kind. `*` matches the name of the object, `?` matches any
/// single name.
static FOLDERS: &[(&str, Kind)] = &[
    ("Organization", Kind::Organization),
    ("Policies/AuthorizationPolicy", Kind::AuthorizationPolicy),
    ("Policies/AuthorizationPolicy/*", Kind::AuthorizationPolicy),
    ("Policies/AdminConsentRequestPolicy/*", Kind::AdminConsentRequestPolicy),
    ("Policies/CrossTenantAccessPolicy/Partners/*", Kind::CrossTenantAccessPartner),
    ("Policies/CrossTenantAccessPolicy/Default/*", Kind::CrossTenantAccessDefault),
    ("Policies/IdentitySecurityDefaultsEnforcementPolicy/*", Kind::SecurityDefaults),
    ("Policies/PermissionGrantPolicies/*", Kind::PermissionGrantPolicy),
    ("Policies/ExternalIdentitiesPolicy/*", Kind::ExternalIdentitiesPolicy),
    ("Policies/DefaultAppManagementPolicy/*", Kind::TenantAppManagementPolicy),
    ("Policies/AppManagementPolicies/*", Kind::AppManagementPolicy),
    ("Identity/Conditional/AccessPolicies/*", Kind::ConditionalAccessPolicy),
    ("Identity/Conditional/NamedLocations/*", Kind::NamedLocation),
    ("Identity/B2XUserFlows/*", Kind::B2xIdentityUserFlow),
    ("IdentityGovernance/AccessReviews/*", Kind::AccessReview),
    ("IdentityGovernance/EntitlementManagement/ConnectedOrganizations/*", Kind::ConnectedOrganization),
    ("IdentityGovernance/EntitlementManagement/Settings/*", Kind::EntitlementManagementSettings),
    ("RoleManagement/Directory/RoleDefinitions/*", Kind::UnifiedRoleDefinition),
    ("RoleManagement/Directory/RoleAssignments/*", Kind::UnifiedRoleAssignment),
    ("RoleManagement/Directory/RoleAssignmentScheduleInstances/*", Kind::UnifiedRoleAssignmentScheduleInstance),
    // `EntraExporter` requests instances, but names the file after the schedule.
    ("PIM/DirectoryRoles", Kind::UnifiedRoleEligibilityScheduleInstance),
    ("PIM/Groups", Kind::PrivilegedAccessGroupEligibilitySchedule),
    ("PIM/Resources/ManagementGroups", Kind::RoleEligibilitySchedule),
    ("PIM/Resources/Subscriptions", Kind::RoleEligibilitySchedule),
    ("IAM/RoleDefinitions/BuiltInRole", Kind::RoleDefinition),
    ("IAM/RoleDefinitions/CustomRole/ManagementGroups/?", Kind::RoleDefinition),
    ("IAM/RoleDefinitions/CustomRole/Subscriptions/?", Kind::RoleDefinition),
];

/// Folders in which each object has a folder named by its id, together with folders of related objects.
const LISTS: &[&str] = &["Applications", "ServicePrincipals", "Users", "Groups", "Devices", "DirectoryRoles", "GroupSettings"];

/// Folders of objects that belong to another object: the folder of that object, this folder, and the matching Graph segments.
const CHILDREN: &[(&str, &str, &str, &str)] = &[
    ("AccessPackages", "AssignmentPolicies", "identityGovernance/entitlementManagement/accessPackages", "assignmentPolicies"),
    ("AdministrativeUnits", "Members", "administrativeUnits", "members"),
    ("Applications", "AppManagementPolicies", "applications", "appManagementPolicies"),
    ("Applications", "Owners", "applications", "owners"),
    ("ConnectedOrganizations", "ExternalSponsors", "identityGovernance/entitlementManagement/connectedOrganizations", "externalSponsors"),
    ("ConnectedOrganizations", "InternalSponsors", "identityGovernance/entitlementManagement/connectedOrganizations", "internalSponsors"),
    ("Devices", "RegisteredOwners", "devices", "registeredOwners"),
    ("Devices", "RegisteredUsers", "devices", "registeredUsers"),
    ("DirectoryRoles", "Members", "directoryRoles", "members"),
    ("DirectoryRoles", "ScopedMembers", "directoryRoles", "scopedMembers"),
    ("Groups", "Members", "groups", "members"),
    ("Groups", "Owners", "groups", "owners"),
    ("ServicePrincipals", "AppManagementPolicies", "servicePrincipals", "appManagementPolicies"),
    ("ServicePrincipals", "AppRoleAssignedTo", "servicePrincipals", "appRoleAssignedTo"),
    ("ServicePrincipals", "AppRoleAssignments", "servicePrincipals", "appRoleAssignments"),
    ("ServicePrincipals", "Oauth2PermissionGrants", "servicePrincipals", "oauth2PermissionGrants"),
    ("ServicePrincipals", "Owners", "servicePrincipals", "owners"),
    ("Users", "Sponsors", "users", "sponsors"),
];

/// The type of the object at this path, if it is in an `EntraExporter` folder.
pub fn by_path(path: &str) -> Option<ResponseShape> {
    let (folder, file) = path.rsplit_once('/')?;
    let stem = file.strip_suffix(".json")?;
    let parts: Vec<&str> = folder.split('/').collect();
    let is_folder = |pattern: &str| {
        let steps = pattern.split('/').count();
        let tail = parts.len().checked_sub(steps).map(|at| parts.after(at));
        let fits = |(pattern, part): (&str, &&str)| pattern == "?" || pattern == "*" && *part == stem || pattern == *part;
        tail.is_some_and(|tail| pattern.split('/').zip(tail).all(fits))
    };
    if let Some((_, kind)) = FOLDERS.iter().find(|(pattern, _)| is_folder(pattern)) {
        return Some(ResponseShape { kind: kind.clone(), relation: None, whole: false });
    }
    match parts.as_slice() {
        [.., list, parent, child, id] if *id == stem => {
            let known = CHILDREN.iter().find(|(holder, folder, ..)| holder == list && folder == child);
            known.and_then(|(_, _, collection, relation)| of_one(collection, parent, relation))
        }
        _ => None,
    }
    .or_else(|| match parts.as_slice() {
        [.., list, id] if *id == stem && LISTS.contains(list) => {
            Kind::of_path(list).map(|kind| ResponseShape { kind, relation: None, whole: false })
        }
        _ => None,
    })
}

/// Keys of a role assignment in `IAM/RoleAssignments`, and their names in ARM.
const ROLE_ASSIGNMENT: &[(&str, &str)] = &[
    ("PrincipalId", "principalId"),
    ("PrincipalType", "principalType"),
    ("RoleDefinitionId", "roleDefinitionId"),
    ("Scope", "scope"),
    ("CreatedOn", "createdOn"),
    ("UpdatedOn", "updatedOn"),
];

/// Converts a role assignment of `EntraExporter` to the shape of ARM. The display names that it adds are kept.
pub fn role_assignment(file: FileId, start: usize, json: &str, members: &Scan<'_>) -> Option<Resource<'static>> {
    if !["PrincipalId", "RoleDefinitionId", "Scope"].iter().all(|key| members.has(key)) {
        return None;
    }
    let node = parse(json).ok()?;
    let span = Span::new(file, start, start + json.len());
    let whole = Place::new(span, Origin::Literal);
    let place = |node: &Node<'_>| Span::new(file, start + node.bytes.start, start + node.bytes.end);
    let mut writer = Writer::default();
    writer.object(whole.clone(), |writer| {
        writer.key("type").string(Place::new(span, Origin::Computed), "Microsoft.Authorization/roleAssignments");
        writer.key("properties").object(whole, |writer| {
            for member in node.members() {
                let name = ROLE_ASSIGNMENT.iter().find(|(key, _)| *key == member.key).map_or(&*member.key, |(_, name)| name);
                writer.key(name).node(&member.value, &place);
            }
        });
    });
    Some(Resource::written(Kind::RoleAssignment, Format::EntraExporter, span, writer))
}

/// Converts an eligible Azure role assignment of `EntraExporter` to the shape of ARM: `EntraExporter` flattens `expandedProperties` into
/// the object and replaces `scope`, a path in ARM, with an object.
pub fn eligibility(file: FileId, start: usize, json: &str, members: &Scan<'_>) -> Option<Resource<'static>> {
    if !members.has("roleEligibilityScheduleRequestId") || !members.get(json, "scope").is_some_and(|scope| scope.starts_with('{')) {
        return None;
    }
    let node = parse(json).ok()?;
    let span = Span::new(file, start, start + json.len());
    let place = |node: &Node<'_>| Span::new(file, start + node.bytes.start, start + node.bytes.end);
    let mut writer = Writer::default();
    writer.object(Place::new(span, Origin::Literal), |writer| {
        for member in node.members() {
            let path = member.value.get("id").filter(|_| member.key == "scope");
            writer.key(&member.key).node(path.unwrap_or(&member.value), &place);
        }
    });
    Some(Resource::written(Kind::RoleEligibilitySchedule, Format::EntraExporter, span, writer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_identify_the_kind() {
        for (path, kind, relation) in [
            ("out/Applications/0b0c/0b0c.json", "application", None),
            ("Users/u/u.json", "user", None),
            ("out/Policies/AuthorizationPolicy/authorizationPolicy/authorizationPolicy.json", "authorizationPolicy", None),
            ("out/Organization/Organization.json", "organization", None),
            ("out/Identity/Conditional/AccessPolicies/ca/ca.json", "conditionalAccessPolicy", None),
            ("out/Policies/CrossTenantAccessPolicy/Default/Default/Default.json", "crossTenantAccessPolicyConfigurationDefault", None),
            ("out/Policies/CrossTenantAccessPolicy/Partners/Partners/Partners.json", "crossTenantAccessPolicyConfigurationPartner", None),
            ("out/Applications/0b0c/Owners/u1/u1.json", "directoryObject", Some("applications/0b0c/owners")),
            ("out/Groups/g/Members/u1/u1.json", "directoryObject", Some("groups/g/members")),
            ("out/DirectoryRoles/r/Members/u1/u1.json", "directoryObject", Some("directoryRoles/r/members")),
            ("out/DirectoryRoles/r/ScopedMembers/m/m.json", "scopedRoleMembership", Some("directoryRoles/r/scopedMembers")),
            ("out/Devices/d/RegisteredOwners/u1/u1.json", "directoryObject", Some("devices/d/registeredOwners")),
            ("out/ServicePrincipals/s/AppRoleAssignments/a/a.json", "appRoleAssignment", None),
            ("out/ServicePrincipals/s/Oauth2PermissionGrants/a/a.json", "oAuth2PermissionGrant", None),
            (
                "out/IdentityGovernance/EntitlementManagement/AccessPackages/p/AssignmentPolicies/a/a.json",
                "accessPackageAssignmentPolicy",
                None,
            ),
            ("out/IdentityGovernance/EntitlementManagement/Settings/x/x.json", "entitlementManagementSettings", None),
            ("out/PIM/DirectoryRoles/x.json", "unifiedRoleEligibilityScheduleInstance", None),
            ("out/PIM/Groups/x.json", "privilegedAccessGroupEligibilitySchedule", None),
            ("out/PIM/Resources/Subscriptions/&subscriptions&x.json", "roleEligibilitySchedule", None),
            ("out/IAM/RoleDefinitions/BuiltInRole/x.json", "roleDefinition", None),
            ("out/IAM/RoleDefinitions/CustomRole/Subscriptions/s/x.json", "roleDefinition", None),
            ("out/GroupSettings/x/x.json", "groupSetting", None),
        ] {
            let found = by_path(path).unwrap_or_else(|| panic!("{path}"));
            assert_eq!((found.kind.name(), found.relation.as_deref(), found.whole), (kind, relation, false), "{path}");
        }
        for path in [
            "src/Users/settings.json",
            "a.json",
            "Owners/u/u.json",
            "Applications/a/Owners/u/v.json",
            "Applications/a/Logo/a.json",
            "/.json",
        ] {
            assert_eq!(by_path(path), None, "{path}");
        }
    }
}
