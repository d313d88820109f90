//! A multi-tenant app that does not say who may use it.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A multi-tenant app without app roles and without group claims, whose service principal in this tenant asks for no assignment.
    /// Whether the app has its own store of users cannot be seen.
    ///
    /// ## Why it matters
    /// A token then tells the app that somebody signed in, and nothing about whether he may. Code that takes the one for the other lets
    /// everybody in.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "appRoles": [], "groupMembershipClaims": null }
    /// { "id": "5b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "servicePrincipalType": "Application", "appRoleAssignmentRequired": false }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "appRoles": [], "groupMembershipClaims": null }
    /// { "id": "5b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "servicePrincipalType": "Application", "appRoleAssignmentRequired": true }
    /// ```
    ///
    /// ## When it is wrong
    /// When the app keeps its users itself: accept the finding and say so.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `application`
    /// - Microsoft identity platform: Claims validation
    /// - Tenable: Application allowing multi-tenant authentication
    pub static RULE = {
        id: "application-multi-tenant-no-authorization-model",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "a multi-tenant app does not say who may use it",
        attack: &["T1078.004"],
        controls: &["ZTA 21869"],
        needs: &[Kind::Application],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if app.admits_outsiders() != Some(true) || app.allowed_tenants().is_some() {
            continue;
        }
        let place = app.place(&app.sign_in_audience);
        match app.has_roles_or_groups() {
            Some(true) => continue,
            None => {
                out.undecided(&app, &place, "whether the app has roles or group claims cannot be known".into());
                continue;
            }
            Some(false) => {}
        }
        let address = app.resource.address.as_deref().map(ObjectId::of);
        let mut names = app.app_id.known().map(|id| ObjectId::of(id)).into_iter().chain(address);
        let principal = names.find_map(|id| tenant.service_principal_of(id));
        let required = principal.as_ref().map(|principal| &principal.app_role_assignment_required);
        match required.map(Setting::known) {
            Some(Some(false)) => {
                let principal = principal.expect("its setting was read");
                out.report(&app, "/appRoles", Label::new(app.place(&app.app_roles), "no roles, no groups"))
                    .related(Label::new(place, "accounts of other tenants may sign in"))
                    .related(Label::new(principal.place(&principal.app_role_assignment_required), "and nobody needs an assignment"))
                    .help("define app roles and ask for them in code, and demand an assignment in this tenant");
            }
            Some(Some(true)) => {}
            Some(None) | None => out.undecided_once("the service principals of some multi-tenant apps are not in the input", || {
                Undecided::collect(&Kind::ServicePrincipal)
            }),
        }
    }
}
