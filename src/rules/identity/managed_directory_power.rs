//! A managed identity with power over the directory.

use super::managed_identities;
use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A managed identity that holds a role of Entra ID, an application permission of Microsoft Graph by which it can give itself anything,
    /// or owns an app or a group.
    ///
    /// ## Why it matters
    /// Whoever administers the resource can act as the identity, and so as an administrator of the directory.
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
    /// When the resource is administered by those who administer the directory, and by nobody else.
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
        summary: "a managed identity has power over the directory",
        attack: &["T1098.003", "T1550.001"],
        controls: &[],
        needs: &[],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let identities = managed_identities(tenant);
    if identities.is_empty() && !tenant.has_any(&[Kind::ServicePrincipal, Kind::UserAssignedIdentity]) {
        return out.undecided_tenant("no `servicePrincipal` is in the input".into(), Undecided::collect(&Kind::ServicePrincipal));
    }
    for (id, identity) in &identities {
        let powers = tenant.grants_of(*id).filter_map(|grant| Some((grant, tenant.directory_power(grant)?)));
        for (grant, power) in powers {
            let label = Label::new(grant.place.clone(), power);
            identity.report(out, "/principalId", label).help("take the power away, or narrow it to what the identity needs");
        }
    }
    for app in tenant.owned() {
        let Some(identity) = identities.get(&app.to) else { continue };
        let label = Label::at(app.span, "it owns this");
        identity.report(out, "/owners", label).help("take the identity off the owners");
    }
}
