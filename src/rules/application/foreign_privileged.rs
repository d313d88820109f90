//! Reports enterprise applications of other tenants that have privileged access.

use crate::model::{Grant, Power};
use crate::rules::entitlements::Privileges;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A service principal whose app registration belongs to another tenant, other than Microsoft, and that has a Microsoft Entra role, a
    /// Microsoft Graph application permission with which it can grant itself anything, or a privileged Azure role, directly or through
    /// groups. The finding is medium if it has only Microsoft Entra roles that can only read, such as Directory Readers.
    ///
    /// Delegated Microsoft Graph permissions of the same power count if they are granted for all users (`consentType` is `AllPrincipals`).
    /// That finding is also medium, because an administrator has to sign in to the app. Permissions of single users do not count.
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
            Kind::OAuth2PermissionGrant,
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
    let mut delegated: HashMap<ObjectId, Vec<View<'_, OAuth2PermissionGrant<'_>>>> = HashMap::new();
    for grant in tenant.views::<OAuth2PermissionGrant<'_>>(&Kind::OAuth2PermissionGrant) {
        out.lacks(&grant, "clientId", &grant.client_id);
        if let Some(client) = ObjectId::of_setting(&grant.client_id) {
            delegated.entry(client).or_default().push(grant);
        }
    }
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        let home = &principal.app_owner_organization_id;
        let is_of_microsoft = |owner: &str| MICROSOFT.iter().any(|known| known.eq_ignore_ascii_case(owner));
        if home.known().is_some_and(|owner| is_of_microsoft(owner) || tenant.is_self(owner) == Some(true)) {
            continue;
        }
        let Some(id) = ObjectId::of_setting(&principal.id) else { continue };
        let worst = privileges.worst(id);
        let consents: Vec<_> = delegated.get(&id).into_iter().flatten().filter(|grant| is_for_administrators(grant, tenant, out)).collect();
        if worst.is_none() && consents.is_empty() {
            continue;
        }
        let Some(owner) = home.known() else {
            out.lacks(&principal, "appOwnerOrganizationId", home);
            continue;
        };
        if tenant.is_self(owner).is_none() {
            let missing = "whether the app belongs to another tenant is not known: the id of this tenant is not in the input";
            out.undecided(&principal, &principal.place(home), missing.into());
            continue;
        }
        let changing = worst.filter(|worst| !worst.power.reads_only());
        // Powerful delegated permissions count before roles that can only read.
        let named = changing.or(worst.filter(|_| consents.is_empty()));
        let title = named.map_or_else(|| delegated_title(&consents), |grant| title(tenant, grant));
        let mut report = out
            .report(&principal, "/appOwnerOrganizationId", Label::new(principal.place(home), "tenant of the app registration"))
            .title(title.with("app", name_of(&principal)).with("tenant", owner.to_string()));
        if changing.is_none() {
            report = report.severity(Severity::Medium);
        }
        report = report.evidence(&privileges.of(id));
        report = report.related_at(&consents, |grant| Label::new(grant.place(&grant.scope), "delegated permissions for all users"));
        if let Some(worst) = worst {
            report = if worst.principal == id {
                report.step(Change::revoke(tenant, worst))
            } else {
                report.step("remove the enterprise application from the group")
            };
        }
        for grant in consents {
            report = report.step(without_power(grant).to("remove the powerful permissions from the consent"));
        }
        report.step("ask the publisher for a version that needs fewer permissions");
    }
}

/// Whether delegated permissions let an app use the power of the administrators who sign in to it. If that is not known, the rule is undecided.
fn is_for_administrators(grant: &View<'_, OAuth2PermissionGrant<'_>>, tenant: &Tenant, out: &mut Findings<'_>) -> bool {
    let resource = ObjectId::of_setting(&grant.resource_id);
    let resource = resource.and_then(|id| tenant.find::<ServicePrincipal<'_>>(&Kind::ServicePrincipal, id));
    if resource.is_some_and(|api| api.app_id.known().is_some_and(|id| !id.eq_ignore_ascii_case(MICROSOFT_GRAPH))) {
        return false;
    }
    let Some(kind) = out.known(grant, "consentType", &grant.consent_type) else { return false };
    if !kind.eq_ignore_ascii_case("AllPrincipals") {
        return false;
    }
    out.known(grant, "scope", &grant.scope).is_some_and(|scope| scope.split_whitespace().any(is_tier_0_scope))
}

/// The fact about delegated permissions, in a title that lacks `{app}` and `{tenant}`.
fn delegated_title(grants: &[&View<'_, OAuth2PermissionGrant<'_>>]) -> Text {
    let scopes = || grants.iter().filter_map(|grant| grant.scope.known()).flat_map(|scope| scope.split_whitespace());
    let permission = scopes().find(|scope| is_tier_0_scope(scope)).unwrap_or_default();
    Text::new("enterprise application `{app}` of tenant `{tenant}` has delegated Microsoft Graph permission `{permission}` for all users")
        .with("permission", permission)
}

/// Delegated permissions without the powerful ones.
fn without_power<'r>(grant: &View<'r, OAuth2PermissionGrant<'_>>) -> Change<'r> {
    let scopes = grant.scope.known().map_or("", |scope| scope);
    let rest: Vec<&str> = scopes.split_whitespace().filter(|scope| !is_tier_0_scope(scope)).collect();
    if rest.is_empty() {
        return Change::delete(grant.resource);
    }
    Change::set(grant.resource, "/scope", serde_json::Value::from(rest.join(" ")).to_string())
}

/// The fact about a grant, in a title that lacks `{app}` and `{tenant}`.
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
