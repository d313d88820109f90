//! Reports enterprise applications of other tenants that have privileged access.

use crate::model::Grant;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A service principal whose app registration belongs to another tenant, other than Microsoft, and that has a Microsoft Entra role, a
    /// Microsoft Graph application permission with which it can grant itself anything, or a privileged Azure role.
    ///
    /// The rule is undecided if the id of this tenant is not in the input.
    ///
    /// ## Why it matters
    /// An administrator of the other tenant, or an attacker who has compromised it, can add a credential to the app registration and use
    /// these privileges in your tenant. No user has to sign in for this.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "a0000000-0000-4000-8000-000000000001", "appId": "a0000000-0000-4000-8000-0000000000c1", "displayName": "Backup", "servicePrincipalType": "Application", "appOwnerOrganizationId": "22222222-2222-4333-8444-555566667777" }
    /// { "id": "x", "appRoleId": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal",
    ///   "resourceId": "a0000000-0000-4000-8000-0000000000d1", "resourceDisplayName": "Microsoft Graph" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization", "value": [{ "id": "11111111-2222-4333-8444-555566667777", "displayName": "Contoso", "verifiedDomains": [] }] }
    /// { "id": "a0000000-0000-4000-8000-000000000001", "appId": "a0000000-0000-4000-8000-0000000000c1", "displayName": "Backup", "servicePrincipalType": "Application", "appOwnerOrganizationId": "11111111-2222-4333-8444-555566667777" }
    /// { "id": "x", "appRoleId": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "ServicePrincipal",
    ///   "resourceId": "a0000000-0000-4000-8000-0000000000d1", "resourceDisplayName": "Microsoft Graph" }
    /// ```
    ///
    /// ## When it is wrong
    /// When a product, such as a backup service, needs the privileges. Accept the finding under `allow:` in the policy file with an
    /// `expires` date, and check on that date which privileges the product still uses.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `servicePrincipal`
    /// - Microsoft Graph permissions reference
    pub static RULE = {
        id: "application-foreign-privileged",
        group: Group::Application,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "enterprise application of another tenant is privileged",
        attack: &["T1199", "T1550.001"],
        needs: &[Kind::ServicePrincipal],
        joins: &[Kind::RoleAssignment, Kind::UnifiedRoleAssignment, Kind::AppRoleAssignment, Kind::RoleDefinition, Kind::Organization],
        check: Check::Tenant(check),
    };
}

/// Tenants of Microsoft, whose apps every tenant has.
const MICROSOFT: &[&str] = &["f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        let home = &principal.app_owner_organization_id;
        let Some(owner) = home.known().filter(|owner| !MICROSOFT.iter().any(|known| known.eq_ignore_ascii_case(owner))) else { continue };
        let Some(id) = ObjectId::of_setting(&principal.id) else { continue };
        let powers: Vec<(&Grant, Label)> =
            tenant.grants_of(id).filter_map(|grant| Some((grant, Label::new(grant.place.clone(), tenant.power_of(grant)?)))).collect();
        let Some(((grant, first), rest)) = powers.split_first() else { continue };
        match tenant.is_self(owner) {
            Some(true) => {}
            None => out.undecided(
                &principal,
                &principal.place(home),
                "whether this is another tenant is not known: no input tells the tenant's id".into(),
            ),
            Some(false) => {
                let mut report = out
                    .report(&principal, "/appOwnerOrganizationId", Label::new(principal.place(home), "an app of another tenant"))
                    .related(first.clone())
                    .step(Change::revoke(tenant, grant))
                    .step("ask its publisher for a version that needs fewer permissions");
                for (_, label) in rest {
                    report = report.related(label.clone());
                }
            }
        }
    }
}
