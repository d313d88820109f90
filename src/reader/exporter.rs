//! Folders that `EntraExporter` writes: one object in each file, whose path tells what it is.
//!
//! Source: microsoft/EntraExporter 3.0.0, `src/Get-EEDefaultSchema.ps1` and `src/command/*.ps1`.

use crate::source::{FileId, Span};
use crate::syntax::json::{Scan, parse};
use crate::wire::{Format, Kind, Origin, Place, Resource, SourceMap, Writer, entity_set};

/// Folders of single objects: the end of the path of the object's folder, and the kind. `*` stands for any one name.
const FOLDERS: &[(&str, &str)] = &[
    ("Organization", "organization"),
    ("Policies/AuthorizationPolicy", "authorizationPolicy"),
    ("Policies/AuthorizationPolicy/authorizationPolicy", "authorizationPolicy"),
    ("Policies/AdminConsentRequestPolicy/AdminConsentRequestPolicy", "adminConsentRequestPolicy"),
    ("Policies/CrossTenantAccessPolicy/Partners/Partners", "crossTenantAccessPolicyConfigurationPartner"),
    ("Policies/CrossTenantAccessPolicy/Default/*", "crossTenantAccessPolicyConfigurationDefault"),
    ("Policies/IdentitySecurityDefaultsEnforcementPolicy/*", "identitySecurityDefaultsEnforcementPolicy"),
    ("Policies/PermissionGrantPolicies/*", "permissionGrantPolicy"),
    ("Policies/ExternalIdentitiesPolicy/*", "externalIdentitiesPolicy"),
    ("Policies/DefaultAppManagementPolicy/*", "tenantAppManagementPolicy"),
    ("Policies/AppManagementPolicies/*", "appManagementPolicy"),
    ("Identity/Conditional/AccessPolicies/*", "conditionalAccessPolicy"),
    ("Identity/Conditional/NamedLocations/*", "namedLocation"),
    ("Identity/B2XUserFlows/*", "b2xIdentityUserFlow"),
    ("IdentityGovernance/AccessReviews/*", "accessReviewScheduleDefinition"),
    ("IdentityGovernance/EntitlementManagement/AccessPackages/*", "accessPackage"),
    ("IdentityGovernance/EntitlementManagement/ConnectedOrganizations/*", "connectedOrganization"),
    ("RoleManagement/Directory/RoleDefinitions/*", "unifiedRoleDefinition"),
    ("RoleManagement/Directory/RoleAssignments/*", "unifiedRoleAssignment"),
    ("RoleManagement/Directory/RoleAssignmentScheduleInstances/*", "unifiedRoleAssignmentScheduleInstance"),
    ("PIM/DirectoryRoles", "unifiedRoleEligibilitySchedule"),
];

/// Folders whose objects stand each in a folder of its id, and have folders of related objects beside them.
const LISTS: &[&str] = &["Applications", "ServicePrincipals", "Users", "Groups", "Devices", "DirectoryRoles", "GroupSettings"];

/// The kind of the object that stands at this path, where it is one of an `EntraExporter` folder.
pub fn path_kind(path: &str) -> Option<Kind> {
    let (folder, file) = path.rsplit_once('/')?;
    let stem = file.strip_suffix(".json")?;
    let parts: Vec<&str> = folder.split('/').collect();
    let known = FOLDERS.iter().find(|(pattern, _)| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let tail = parts.len().checked_sub(pattern.len()).map(|at| &parts[at..]);
        tail.is_some_and(|tail| pattern.iter().zip(tail).all(|(pattern, part)| *pattern == "*" && *part == stem || pattern == part))
    });
    if let Some((_, kind)) = known {
        return Some(Kind::named(kind));
    }
    match parts.as_slice() {
        [.., list, id] if *id == stem && LISTS.contains(list) => entity_set(list),
        [.., list, _, "Owners" | "Members", id] if *id == stem && LISTS.contains(list) => Some(Kind::named("directoryObject")),
        _ => None,
    }
}

/// Keys of a role assignment in `IAM/RoleAssignments`, and what ARM calls them.
const ROLE_ASSIGNMENT: &[(&str, &str)] = &[
    ("PrincipalId", "principalId"),
    ("PrincipalType", "principalType"),
    ("RoleDefinitionId", "roleDefinitionId"),
    ("Scope", "scope"),
    ("CreatedOn", "createdOn"),
    ("UpdatedOn", "updatedOn"),
];

/// A role assignment as `EntraExporter` writes it, in the shape of ARM. Names that it adds for readers stay as they are.
pub fn role_assignment(file: FileId, start: usize, json: &str, members: &Scan<'_>) -> Option<Resource<'static>> {
    if !["PrincipalId", "RoleDefinitionId", "Scope"].iter().all(|key| members.has(key)) {
        return None;
    }
    let node = parse(json).ok()?;
    let span = Span::new(file, start, start + json.len());
    let whole = Place::new(span, Origin::Literal);
    let place = |node: &crate::syntax::tree::Node<'_>| Span::new(file, start + node.bytes.start, start + node.bytes.end);
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
    let (json, places) = writer.finish();
    Some(Resource {
        kind: Kind::RoleAssignment,
        address: None,
        format: Format::EntraExporter,
        span,
        json: json.into(),
        map: SourceMap::Written(places),
        calls: Vec::new(),
        ambiguous: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_the_kind() {
        for (path, kind) in [
            ("out/Applications/0b0c/0b0c.json", "application"),
            ("Users/u/u.json", "user"),
            ("out/Policies/AuthorizationPolicy/authorizationPolicy/authorizationPolicy.json", "authorizationPolicy"),
            ("out/Organization/Organization.json", "organization"),
            ("out/Identity/Conditional/AccessPolicies/ca/ca.json", "conditionalAccessPolicy"),
            ("out/Policies/CrossTenantAccessPolicy/Default/Default/Default.json", "crossTenantAccessPolicyConfigurationDefault"),
            ("out/Applications/0b0c/Owners/u1/u1.json", "directoryObject"),
        ] {
            assert_eq!(path_kind(path).map(|kind| kind.to_string()).as_deref(), Some(kind), "{path}");
        }
        assert_eq!(path_kind("src/Users/settings.json"), None);
        assert_eq!(path_kind("a.json"), None);
    }
}
