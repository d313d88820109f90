//! Reports enterprise applications of other tenants that have privileged access.

use crate::model::{Grant, Power};
use crate::rules::entitlements::Privileges;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A service principal whose app registration belongs to another tenant, other than Microsoft, and that has a Microsoft Entra role, a
    /// Microsoft Graph application permission with which it can grant itself anything, or a privileged Azure role, directly or through
    /// groups. The finding is medium if it has only Microsoft Entra roles that can only read, such as Directory Readers.
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
        joins: &[
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::RoleDefinition,
            Kind::Organization,
            Kind::Group,
            Kind::DirectoryObject,
        ],
        check: Check::Tenant(check),
    };
}

/// Tenants of Microsoft, whose service principals exist in every tenant.
const MICROSOFT: &[&str] = &["f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let privileges = Privileges::new(tenant, |id| tenant.resource(&Kind::ServicePrincipal, id).is_some());
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        let home = &principal.app_owner_organization_id;
        if home.known().is_some_and(|owner| MICROSOFT.iter().any(|known| known.eq_ignore_ascii_case(owner))) {
            continue;
        }
        let Some(id) = ObjectId::of_setting(&principal.id) else { continue };
        let (own, inherited) = (privileges.own(id), privileges.inherited(id));
        let of_group = inherited.as_ref().and_then(|(_, held)| held.worst);
        let Some(worst) = own.worst.into_iter().chain(of_group).min_by_key(|grant| grant.power.reads_only()) else { continue };
        let Some(owner) = home.known() else {
            out.lacks(&principal, "appOwnerOrganizationId", home);
            continue;
        };
        match tenant.is_self(owner) {
            Some(true) => {}
            None => out.undecided(
                &principal,
                &principal.place(home),
                "whether the app belongs to another tenant is not known: the id of this tenant is not in the input".into(),
            ),
            Some(false) => {
                let mut report = out
                    .report(&principal, "/appOwnerOrganizationId", Label::new(principal.place(home), "tenant of the app registration"))
                    .title(title(tenant, worst).with("app", name_of(&principal)).with("tenant", owner.to_string()));
                if worst.power.reads_only() {
                    report = report.severity(Severity::Medium);
                }
                report = report.evidence(&own.evidence);
                if let Some((route, held)) = inherited {
                    report = report.evidence(&held.evidence);
                    report = route.labels(|step| Label::at(step.span, "member of the group")).fold(report, Report::related);
                }
                report = if own.worst.is_some_and(|own| std::ptr::eq(own, worst)) {
                    report.step(Change::revoke(tenant, worst))
                } else {
                    report.step("remove the enterprise application from the group")
                };
                report.step("ask the publisher for a version that needs fewer permissions");
            }
        }
    }
}

/// The fact about the first grant, in a title that lacks `{app}` and `{tenant}`.
fn title(tenant: &Tenant, grant: &Grant) -> Text {
    match (&grant.power, grant.eligible) {
        (Power::Azure { role, scope }, eligible) => {
            let template = match (scope, eligible) {
                (Some(Scope::Root), false) => "enterprise application `{app}` of tenant `{tenant}` has role `{role}` at root scope `/`",
                (Some(Scope::Root), true) => {
                    "enterprise application `{app}` of tenant `{tenant}` is eligible for role `{role}` at root scope `/`"
                }
                (Some(Scope::ManagementGroup(_)), false) => {
                    "enterprise application `{app}` of tenant `{tenant}` has role `{role}` on management group `{scope}`"
                }
                (Some(Scope::ManagementGroup(_)), true) => {
                    "enterprise application `{app}` of tenant `{tenant}` is eligible for role `{role}` on management group `{scope}`"
                }
                (Some(Scope::Subscription(_)), false) => {
                    "enterprise application `{app}` of tenant `{tenant}` has role `{role}` on subscription `{scope}`"
                }
                (Some(Scope::Subscription(_)), true) => {
                    "enterprise application `{app}` of tenant `{tenant}` is eligible for role `{role}` on subscription `{scope}`"
                }
                (Some(Scope::Within(_)), false) => {
                    "enterprise application `{app}` of tenant `{tenant}` has role `{role}` in subscription `{scope}`"
                }
                (Some(Scope::Within(_)), true) => {
                    "enterprise application `{app}` of tenant `{tenant}` is eligible for role `{role}` in subscription `{scope}`"
                }
                (None, false) => "enterprise application `{app}` of tenant `{tenant}` has Azure role `{role}`",
                (None, true) => "enterprise application `{app}` of tenant `{tenant}` is eligible for Azure role `{role}`",
            };
            let role = role.as_deref().map(|role| tenant.role_name(role)).unwrap_or_default();
            let text = Text::new(template).with("role", role);
            match scope {
                Some(Scope::ManagementGroup(id) | Scope::Subscription(id) | Scope::Within(id)) => text.with("scope", id.clone()),
                Some(Scope::Root) | None => text,
            }
        }
        (Power::Directory { role: Some(role) }, eligible) => {
            let name = directory_role(role).map_or_else(|| role.clone(), |role| role.name.to_owned());
            let template = if eligible {
                "enterprise application `{app}` of tenant `{tenant}` is eligible for Microsoft Entra role `{role}`"
            } else {
                "enterprise application `{app}` of tenant `{tenant}` has Microsoft Entra role `{role}`"
            };
            Text::new(template).with("role", name)
        }
        (Power::Directory { role: None }, true) => {
            Text::new("enterprise application `{app}` of tenant `{tenant}` is eligible for a Microsoft Entra role")
        }
        (Power::Directory { role: None }, false) => {
            Text::new("enterprise application `{app}` of tenant `{tenant}` has a Microsoft Entra role")
        }
        (Power::App { role, .. }, _) => {
            let permission = role.as_deref().and_then(tier_0_permission).unwrap_or_default();
            Text::new("enterprise application `{app}` of tenant `{tenant}` has Microsoft Graph permission `{permission}`")
                .with("permission", permission)
        }
        (Power::Billing { .. }, _) => Text::new("enterprise application `{app}` of tenant `{tenant}` has a billing role"),
    }
}
