//! Reports app registrations that accept sign-ins from every tenant.

use super::{audience, limit_label, single_tenant};
use crate::rules::Report;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration whose `signInAudience` is `AzureADMultipleOrgs`, unless an entry of the allow-list in the policy file accepts
    /// it. The severity is medium in infrastructure as code, where the audience of a new app is decided, and in exports if the app has app
    /// roles or client secrets. It is low for other apps of an export, which can be reviewed over time, and in code if the list of allowed
    /// tenants is limited.
    ///
    /// UTCM snapshots and Microsoft365DSC reports may contain only `AvailableToOtherTenants`. If that is true, the app accepts accounts
    /// from outside the tenant, but the input does not show whether these are accounts of every tenant, personal accounts, or both.
    ///
    /// ## Why it matters
    /// Users of every tenant can obtain a valid token for a multi-tenant app. Code that treats a valid token as permission, without
    /// comparing the tenant of the user with a list, gives access to anyone. BingBang gave access to apps of Microsoft itself in this way,
    /// and nOAuth works only against such apps. Conditional Access does not prevent this, because its policies apply only to users of the
    /// home tenant.
    ///
    /// The configuration does not show whether the audience is intended, so the rule reports every such app until the reason is recorded in
    /// the allow-list.
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
    /// When the app is offered to other tenants on purpose. Review with its owner that the code checks the tenant (`tid`) against a list
    /// and checks the user (`oid`) or a role, then record the result:
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
        summary: "app registration accepts sign-ins from every tenant",
        attack: &["T1078.004", "T1199"],
        needs: &[Kind::Application],
        check: Check::Application(check),
    };
}

fn check(app: &View<'_, Application<'_>>, out: &mut Findings<'_>) {
    if app.is_available_to_others() {
        let label =
            Label::new(app.place(&app.available_to_other_tenants), "the audience is not `AzureADMyOrg`; the input does not show which");
        let title = Text::new("app registration `{name}` accepts sign-ins from outside the tenant").with("name", name_of(app));
        let report = steps(app, out.report(app, "/signInAudience", label).title(title).confidence(Confidence::Medium));
        if app.has_roles_or_secrets() {
            report.severity(Severity::Medium);
        }
        return;
    }
    match audience(app, out) {
        Some(SignInAudience::AzureADMultipleOrgs) => {}
        Some(SignInAudience::Other) => {
            return out.undecided(app, &app.place(&app.sign_in_audience), "the value of `signInAudience` is not documented".into());
        }
        _ => return,
    }
    let limit = limit_label(app);
    let (title, label) = if limit.is_some() {
        ("app registration `{name}` accepts sign-ins from other tenants", "accounts of other tenants can sign in")
    } else {
        ("app registration `{name}` accepts sign-ins from every tenant", "accounts of any tenant can sign in")
    };
    let report = out
        .report(app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), label))
        .title(Text::new(title).with("name", name_of(app)));
    let report = steps(app, report);
    // Code is where the audience of a new app is decided. An export repeats what was decided, and is low so that it can be reviewed over time.
    let is_new = app.resource.format.is_declared() && limit.is_none();
    let report = if is_new || app.has_roles_or_secrets() { report.severity(Severity::Medium) } else { report };
    if let Some(limit) = limit {
        report.confidence(Confidence::Medium).related(limit);
    }
}

fn steps<'f>(app: &View<'_, Application<'_>>, report: Report<'f>) -> Report<'f> {
    let report = report.step(single_tenant(app)).accept("accept the finding in the policy file if the app is meant for other tenants");
    if app.sign_in_audience_restrictions.is_absent() && !app.resource.format.is_declared() {
        report.step("export the app from Microsoft Graph beta to include `signInAudienceRestrictions`, which v1.0 does not return")
    } else {
        report
    }
}
