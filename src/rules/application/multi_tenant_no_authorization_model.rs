//! Reports multi-tenant apps without app roles, group claims or required assignment.

use super::{admits_other_tenants, limit_label};
use crate::finding::Undecided;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A multi-tenant app without enabled app roles and without group claims, whose service principal in this tenant does not require
    /// assignment (`appRoleAssignmentRequired`).
    ///
    /// The confidence is medium. It is low if the app has no service principal in this tenant, or if the app is limited to a list of
    /// tenants. The rule is undecided if the roles, the group claims or the service principals are not in the input. It cannot see whether
    /// the app has its own user store.
    ///
    /// ## Why it matters
    /// A token then shows the app that a user has signed in, but not what the user is allowed to do. Code that treats authentication as
    /// authorization gives access to every user of every tenant.
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
    /// When the app has its own user store, or its code compares the tenant and the user with a list. Record this in the policy file:
    /// ```yaml
    /// allow:
    ///   - rule: application-multi-tenant-no-authorization-model
    ///     resource: { appId: 9a8b7c6d-1111-4222-8333-444455556666 }
    ///     reason: the code compares tid and oid with the partners' users
    ///     reviewer: identity-team@contoso.example
    ///     expires: 2027-03-31
    /// ```
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
        summary: "multi-tenant app has no enabled app roles, group claims or required assignment",
        attack: &["T1078.004"],
        controls: &["ZTA 21869"],
        needs: &[Kind::Application],
        joins: &[Kind::ServicePrincipal],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if !admits_other_tenants(&app, out) {
            continue;
        }
        match app.has_roles_or_groups() {
            Some(true) => {}
            Some(false) => check_principal(&app, tenant, out),
            None => {
                let missing = "whether the app has app roles or group claims is not known";
                out.undecided(&app, &app.place(&app.sign_in_audience), missing.into());
            }
        }
    }
}

/// Checks the service principal in this tenant of an app without app roles and group claims.
fn check_principal(app: &View<'_, Application<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let address = ObjectId::of_address(app.resource);
    let mut confidence = Confidence::Medium;
    let mut names = ObjectId::of_setting(&app.app_id).into_iter().chain(address);
    let evidence = match names.find_map(|id| tenant.service_principal_of(id)) {
        Some(principal) => {
            let required = &principal.app_role_assignment_required;
            let left_out = required.is_absent() && principal.resource.format.makes_whole_objects() && !principal.resource.is_update;
            match required.known() {
                Some(true) => return,
                Some(false) => Label::new(principal.place(required), "assignment is not required in this tenant"),
                None if left_out => {
                    Label::new(principal.place(required), "assignment is not required in this tenant, which is the default")
                }
                None => return out.needs(&principal, "appRoleAssignmentRequired", required),
            }
        }
        None if tenant.is_whole(&Kind::ServicePrincipal) => {
            confidence = Confidence::Low;
            Label::new(app.place(&app.app_id), "no service principal in this tenant that could require assignment")
        }
        None if let Some(gap) = tenant.completeness(&Kind::ServicePrincipal).gap() => {
            return out.undecided_partial(&Kind::ServicePrincipal, gap);
        }
        None => {
            return out.undecided_once("the service principals of some multi-tenant apps are not in the input", || {
                Undecided::collect(&Kind::ServicePrincipal)
            });
        }
    };
    let report = out
        .report(app, "/appRoles", Label::new(app.place(&app.app_roles), "no enabled app role and no group claims"))
        .title(
            Text::new("multi-tenant app registration `{name}` has no enabled app roles, group claims or required assignment")
                .with("name", name_of(app)),
        )
        .related(Label::new(app.place(&app.sign_in_audience), "accounts of other tenants can sign in"))
        .related(evidence)
        .confidence(confidence)
        .step(Change::add(app.resource, "/appRoles", ROLE).to("add an app role, assign it and require it in the code"))
        .accept("accept the finding in the policy file if the code compares `tid` and `oid` with a list");
    if let Some(limit) = limit_label(app) {
        report.confidence(Confidence::Low).related(limit);
    }
}

const ROLE: &str = r#"{"id":"<new-guid>","value":"<role>","displayName":"<name>","description":"<description>","allowedMemberTypes":["User"],"isEnabled":true}"#;
