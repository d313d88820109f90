//! Reports managed identities with privileged access to the directory.

use super::{Managed, managed_identities};
use crate::finding::Undecided;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A managed identity that has a Microsoft Entra role, directly or as a member of a group, or a Microsoft Graph application permission
    /// with which it can grant itself anything, or that owns an app or a group.
    ///
    /// Memberships of PIM for Groups count if they are active: a managed identity cannot activate an eligible one. App roles of a group do
    /// not count, because Microsoft Entra ID does not add them to the tokens of service principals in the group.
    ///
    /// The rule is undecided if role assignments or app role assignments are not in the input, or if they, service principals, apps or
    /// groups lack what shows a principal, a role, a type or an owner. An app role counts as a permission of Microsoft Graph if its id is
    /// that of the permission, unless the input shows that it belongs to another app.
    ///
    /// ## Why it matters
    /// Anyone who administers the resource of the managed identity can obtain tokens as the identity. They can then act as an administrator
    /// of the directory, even if they have no Microsoft Entra role themselves.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "appId": "a0000000-0000-4000-8000-0000000000c1", "displayName": "deploy", "servicePrincipalType": "ManagedIdentity" }
    /// { "id": "x", "appRoleId": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal",
    ///   "resourceId": "a0000000-0000-4000-8000-0000000000d1", "resourceDisplayName": "Microsoft Graph" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "appId": "a0000000-0000-4000-8000-0000000000c1", "displayName": "deploy", "servicePrincipalType": "ManagedIdentity" }
    /// { "id": "x", "appRoleId": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal",
    ///   "resourceId": "a0000000-0000-4000-8000-0000000000d1", "resourceDisplayName": "Microsoft Graph" }
    /// ```
    ///
    /// ## When it is wrong
    /// When only administrators of the directory administer the resource. Accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Graph permissions reference
    /// - Microsoft Learn: Add app roles to your application and receive them in the token
    /// - Microsoft Learn: Plan a Privileged Identity Management deployment
    /// - ARM: `Microsoft.ManagedIdentity/userAssignedIdentities`, 2024-11-30
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "identity-managed-directory-power",
        group: Group::Identity,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "managed identity has privileged access to the directory",
        attack: &["T1098.003", "T1550.001"],
        needs: &[Kind::ServicePrincipal | Kind::UserAssignedIdentity],
        joins: &[Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment, Kind::Application, Kind::Group, Kind::DirectoryObject],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let identities = managed_identities(tenant);
    if identities.is_empty() {
        return;
    }
    let by_role = |grant: &&Grant| matches!(grant.power, Power::Directory { .. });
    // A role that can only read counts after the others.
    let holders = [false, true].map(|reads_only| {
        let grants = tenant.grants().filter(by_role).filter(|grant| grant.power.reads_only() == reads_only);
        grants.map(|grant| grant.principal).collect()
    });
    let groups = tenant.ways_to(holders, |id| identities.contains_key(&id));
    for (id, identity) in &identities {
        for grant in tenant.grants_of(*id).filter(|grant| tenant.directory_power(grant).is_some()) {
            report(identity, grant, None, tenant, out);
        }
        let Some(route) = groups.from(*id) else { continue };
        for grant in tenant.grants_of(route.end).filter(by_role).filter(|grant| tenant.directory_power(grant).is_some()) {
            report(identity, grant, Some(&route), tenant, out);
        }
    }
    for owned in tenant.owned() {
        let Some(identity) = identities.get(&owned.to) else { continue };
        let (kind, name) = names::owned(owned.of, tenant);
        let title = Text::new("managed identity `{identity}` owns {kind} `{name}`").with("identity", identity.name.as_str());
        identity
            .report(out, format!("/ownedObjects/{}", owned.of), Label::at(owned.span, "the managed identity is an owner"))
            .title(title.with("kind", kind).with("name", name))
            .step("remove the managed identity from the owners");
    }
    let kinds = [Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment];
    if let Some(lacking) = kinds.iter().find(|kind| !tenant.is_told(kind)) {
        let missing = "not all roles and permissions of managed identities are in the input";
        out.undecided_once(missing, || Undecided::collect(lacking));
    }
}

fn report(identity: &Managed<'_>, grant: &Grant, group: Option<&Route>, tenant: &Tenant, out: &mut Findings<'_>) {
    let pointer = match &grant.power {
        Power::App { role, .. } => format!("/appRoleAssignments/{}", role.as_deref().unwrap_or_default()),
        Power::Directory { role } => format!("/roles/{}", role.as_deref().unwrap_or_default()),
        Power::Azure { .. } | Power::Billing { .. } => String::new(),
    };
    let label = match (&grant.power, grant.eligible) {
        (Power::App { .. }, _) => "principal of the app role assignment",
        (_, true) => "principal of the eligible assignment",
        (_, false) => "principal of the role assignment",
    };
    let title = title(grant, group.map(|route| route.end), tenant).with("identity", identity.name.as_str());
    let mut report = identity.report(out, pointer, Label::new(grant.place.clone(), label)).title(title);
    if let Some(route) = group {
        report = route.labels(|step| Label::at(step.span, "member of the group")).fold(report, Report::related);
    }
    report.step(Change::revoke(tenant, grant).to("grant the managed identity only the access that it needs instead of this"));
}

/// Which privileged access `{identity}` has, without the value for that name.
fn title(grant: &Grant, group: Option<ObjectId>, tenant: &Tenant) -> Text {
    let role = match &grant.power {
        Power::App { role, .. } => {
            let permission = role.as_deref().and_then(tier_0_permission).unwrap_or_default();
            let text = "managed identity `{identity}` has Microsoft Graph application permission `{permission}`";
            return Text::new(text).with("permission", permission);
        }
        Power::Directory { role } => role.as_deref(),
        Power::Azure { .. } | Power::Billing { .. } => None,
    };
    let text = match (grant.eligible, role.is_some(), group.is_some()) {
        (false, true, false) => "managed identity `{identity}` has Microsoft Entra role `{role}`",
        (true, true, false) => "managed identity `{identity}` is eligible for Microsoft Entra role `{role}`",
        (false, true, true) => "managed identity `{identity}` has Microsoft Entra role `{role}` through group `{group}`",
        (true, true, true) => "managed identity `{identity}` is eligible for Microsoft Entra role `{role}` through group `{group}`",
        (false, false, _) => "managed identity `{identity}` has a Microsoft Entra role that is not known",
        (true, false, _) => "managed identity `{identity}` is eligible for a Microsoft Entra role that is not known",
    };
    let role = role.map(|role| directory_role(role).map_or(role, |known| known.name)).unwrap_or_default();
    let group = group.map(|id| names::group(id, tenant).unwrap_or_else(|| id.to_string())).unwrap_or_default();
    Text::new(text).with("role", role).with("group", group)
}
