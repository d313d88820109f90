//! Reports managed identities with privileged access to the directory.

use super::{Managed, managed_identities};
use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A managed identity that has a Microsoft Entra role, directly or as a member of a group, or a Microsoft Graph application permission
    /// with which it can grant itself anything, or that owns an app or a group.
    ///
    /// The rule is undecided if role assignments or app role assignments are not in the input.
    ///
    /// ## Why it matters
    /// Anyone who administers the resource of the managed identity can obtain tokens as the identity. They can then act as an administrator
    /// of the directory, even without a Microsoft Entra role of their own.
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
    let by_role = |grant: &&Grant| matches!(grant.power, Power::Directory { .. });
    let groups = tenant.ways_to(tenant.grants().filter(by_role).map(|grant| grant.principal), |id| identities.contains_key(&id));
    for (id, identity) in &identities {
        let own = tenant.grants_of(*id);
        for (grant, power) in own.filter_map(|grant| Some((grant, tenant.directory_power(grant)?))) {
            report(identity, (grant, power), Vec::new(), tenant, out);
        }
        let Some((steps, group)) = groups.from(*id) else { continue };
        for grant in tenant.grants_of(group).filter(by_role) {
            let Some(power) = tenant.directory_power(grant) else { continue };
            let way = steps.iter().map(|step| Label::at(*step, "a member of a group")).collect();
            report(identity, (grant, power), way, tenant, out);
        }
    }
    for owned in tenant.owned() {
        let Some(identity) = identities.get(&owned.to) else { continue };
        identity
            .report(out, format!("/ownedObjects/{}", owned.of), Label::at(owned.span, "it owns this"))
            .step("remove the identity from the owners");
    }
    let lacking = [Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment];
    if let Some(lacking) = lacking.iter().find(|kind| !tenant.is_told(kind)).filter(|_| !identities.is_empty()) {
        out.undecided_once("what managed identities hold is not all in the input", || Undecided::collect(lacking));
    }
}

fn report(identity: &Managed<'_>, (grant, power): (&Grant, Text), way: Vec<Label>, tenant: &Tenant, out: &mut Findings<'_>) {
    let pointer = match &grant.power {
        Power::App { role, .. } => format!("/appRoleAssignments/{}", role.as_deref().unwrap_or_default()),
        Power::Directory { role } => format!("/roles/{}", role.as_deref().unwrap_or_default()),
        Power::Azure { .. } | Power::Billing { .. } => String::new(),
    };
    let mut report = identity.report(out, pointer, Label::new(grant.place.clone(), power));
    for label in way {
        report = report.related(label);
    }
    report.step(Change::revoke(tenant, grant).to("grant only what the identity needs, in place of this"));
}
