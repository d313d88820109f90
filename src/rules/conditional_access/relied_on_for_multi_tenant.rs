//! Reports multi-tenant apps on which Conditional Access does not restrict users of other tenants.

use crate::resource::Place;
use crate::rules::application::single_tenant;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A multi-tenant app that an enforced Conditional Access policy names as a target. The policy applies to users of this tenant. Users
    /// of other tenants sign in to the same app under the policies of their own tenants. Apps that are limited to a list of tenants
    /// (`signInAudienceRestrictions`) are skipped.
    ///
    /// The severity is medium if an allow-list entry accepts a finding on the app and gives Conditional Access as the reason.
    ///
    /// ## Why it matters
    /// A policy on the app looks as if it controls who can use the app. It does not apply to users of other tenants: they get in unless the
    /// app itself checks the tenant.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs" }
    /// { "displayName": "Expenses: MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["9a8b7c6d-1111-4222-8333-444455556666"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg" }
    /// { "displayName": "Expenses: MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["9a8b7c6d-1111-4222-8333-444455556666"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If the app is intended for every tenant and checks the tenant in its code, add an allow-list entry for the app with that `reason`.
    ///
    /// ## Sources
    /// - Tenable: Application allowing multi-tenant authentication
    pub static RULE = {
        id: "conditional-access-relied-on-for-multi-tenant",
        group: Group::ConditionalAccess,
        severity: Severity::Info,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "Conditional Access does not apply to users of other tenants who sign in to an app",
        attack: &["T1078.004"],
        needs: &[Kind::ConditionalAccessPolicy, Kind::Application],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let targets = targets(tenant);
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        out.lacks(&app, "signInAudience", &app.sign_in_audience);
        let admits_outsiders = app.admits_outsiders();
        let is_unknown = matches!(app.sign_in_audience.state(), State::Unknown(_));
        if admits_outsiders != Some(true) && !is_unknown || app.allowed_tenants().is_some() {
            continue;
        }
        out.lacks(&app, "appId", &app.app_id);
        // In infrastructure as code, a policy refers to the app by its address.
        let address = ObjectId::of_address(app.resource);
        let mut names = ObjectId::of_setting(&app.app_id).into_iter().chain(address);
        let Some((first, rest)) = names.find_map(|id| targets.get(&id)?.split_first()) else { continue };
        if admits_outsiders != Some(true) {
            out.needs(&app, "signInAudience", &app.sign_in_audience);
            continue;
        }
        let mut report = out
            .report(&app, "/signInAudience", Label::new(app.place(&app.sign_in_audience), "users of other tenants can also sign in"))
            .title(
                Text::new("Conditional Access does not apply to users of other tenants who sign in to app registration `{app}`")
                    .with("app", name_of(&app)),
            )
            .related(Label::new(first.clone(), "this policy applies only to users of this tenant"))
            .step(single_tenant(&app))
            .step("check the claim `tid` in the app if users of every tenant may sign in");
        report = report.related_at(rest, |more| Label::new(more.clone(), "this policy also names the app"));
    }
}

/// The places at which enforced policies name each app.
fn targets(tenant: &Tenant) -> HashMap<ObjectId, Vec<Place>> {
    let mut targets: HashMap<ObjectId, Vec<Place>> = HashMap::new();
    for policy in super::policies(tenant).iter().filter(|policy| policy.is_enforced() != Some(false)) {
        if policy.is_enforced().is_none() {
            if policy.hides(&policy.state) {
                tenant.lacks(&policy.resource.kind, "state");
            }
            continue;
        }
        if policy.hides_apps() {
            tenant.lacks(&policy.resource.kind, "conditions.applications");
        }
        for app in policy.target_apps() {
            if let Some(id) = ObjectId::of_setting(app) {
                targets.entry(id).or_default().push(policy.place(app));
            }
        }
    }
    targets
}
