//! An app that accepts sign-ins from every tenant.

use super::{limit_label, name_of, single_tenant};
use crate::rules::Report;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration whose `signInAudience` is `AzureADMultipleOrgs`, unless the allow-list of the policy file says why.
    /// The severity is low, and medium where the app has roles or client secrets.
    ///
    /// Snapshots of UTCM and reports of Microsoft365DSC may keep no more than `AvailableToOtherTenants`. Where that is true, the app
    /// takes accounts from outside, and it is not told whether those are of every tenant, personal ones, or both.
    ///
    /// ## Why it matters
    /// Every tenant in the world can then issue a valid token for the app. Code that takes a valid token for permission, and does
    /// not compare the user's tenant with a list, lets anybody in: that is how BingBang opened Microsoft's own apps, and nOAuth
    /// works against such apps only. Conditional Access does not help: it binds the users of one's own tenant.
    /// Whether it is meant cannot be read from the configuration, so every such app is reported until somebody records the reason.
    ///
    /// ## Bad
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }
    /// ```
    ///
    /// ## When it is wrong
    /// The app is offered to other tenants on purpose. Review with its owner that the code checks the tenant (`tid`) against a list and
    /// the user (`oid`) or a role, then record it:
    /// ```yaml
    /// allow:
    ///   - rule: application-multi-tenant
    ///     resource: { appId: 9a8b7c6d-1111-4222-8333-444455556666 }
    ///     reason: partner portal, tid is checked against the partner list
    ///     reviewer: identity-team@contoso.example
    ///     expires: 2027-03-31
    /// ```
    ///
    /// ## Sources
    /// - Tenable, indicator of exposure "Application Allowing Multi-Tenant Authentication"
    /// - Microsoft Learn: Convert single-tenant app to multitenant on Microsoft Entra ID
    /// - Microsoft Graph: `signInAudience` of resource type `application`
    pub static RULE = {
        id: "application-multi-tenant",
        group: Group::Application,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "app accepts sign-ins from every tenant",
        attack: &["T1078.004", "T1199"],
        controls: &[],
        needs: &[Kind::Application],
        joins: &[],
        options: None,
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    if app.is_available_to_others() {
        let label = Label::new(app.place(&app.available_to_other_tenants), "not `AzureADMyOrg`; which other audience it is, is not told");
        let title = Text::new("app `{name}` accepts sign-ins from outside of the tenant").with("name", name_of(app));
        let report = steps(app, out.report(app, "/signInAudience", label).title(title).confidence(Confidence::Medium));
        if app.has_roles_or_secrets() {
            report.severity(Severity::Medium);
        }
        return;
    }
    match out.known(app, "signInAudience", &app.sign_in_audience) {
        Some(SignInAudience::AzureADMultipleOrgs) => {}
        Some(SignInAudience::Other) => {
            return out.undecided(app, &app.place(&app.sign_in_audience), "`signInAudience` has a value that is not documented".into());
        }
        _ => return,
    }
    let name = name_of(app);
    let report = out
        .report(app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), "accounts of any tenant may sign in"))
        .title(Text::new("app `{name}` accepts sign-ins from every tenant").with("name", name));
    let report = steps(app, report);
    let report = if app.has_roles_or_secrets() { report.severity(Severity::Medium) } else { report };
    if let Some(label) = limit_label(app) {
        report.confidence(Confidence::Medium).related(label);
    }
}

fn steps<'f>(app: &View<'_, Application<'_>>, report: Report<'f>) -> Report<'f> {
    let report = report.step(single_tenant(app)).step("record the reason under `allow:` in the policy file, if every tenant is meant");
    if app.sign_in_audience_restrictions.is_absent() && !app.resource.format.is_declared() {
        report.step("export the app from Graph beta, if `signInAudienceRestrictions` limits its tenants: v1.0 leaves that out")
    } else {
        report
    }
}
