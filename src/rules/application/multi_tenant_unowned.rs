//! Reports multi-tenant apps that have no owner, or only disabled users and guests as owners.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration that accepts accounts from outside the tenant (other tenants or personal accounts) and has no owner, or only
    /// owners who are disabled or guests.
    ///
    /// The rule is undecided if the owners are not in the export. Request them with `$expand=owners`, or use EntraExporter.
    ///
    /// ## Why it matters
    /// The configuration does not show whether an app is meant for every tenant; only its owner can confirm that. Without an owner, no one
    /// can review the audience, and the app stays open to other tenants.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "owners": [] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMultipleOrgs", "owners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "ana@contoso.example", "userType": "Member" }] }
    /// ```
    ///
    /// ## When it is wrong
    /// When a team owns the app outside of Microsoft Entra ID. Name the team in the notes of the app registration, and accept the finding
    /// under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `application`, relationship `owners`
    /// - Tenable: Application allowing multi-tenant authentication
    pub static RULE = {
        id: "application-multi-tenant-unowned",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "multi-tenant app has no enabled member as owner",
        attack: &["T1098"],
        controls: &["ZTA 21867"],
        needs: &[Kind::Application],
        joins: &[Kind::User],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if app.admits_outsiders() != Some(true) {
            continue;
        }
        let id = ObjectId::of_setting(&app.id).or_else(|| app.resource.address.as_deref().map(ObjectId::of));
        let owners = id.map_or(&[][..], |id| tenant.related(Relation::Owner, id));
        let place = app.place(&app.owners);
        if owners.is_empty() {
            match app.owners.state() {
                State::Known(list) if list.is_empty() => {
                    out.report(&app, "/owners", Label::new(place, "no owner")).related(audience(&app)).step(new_owner(&app));
                }
                // Code names the owners elsewhere, or has none.
                State::Known(_) | State::Unknown(_) | State::Null => out.needs(&app, "owners", &app.owners),
                State::Absent if app.resource.format.is_exported() => {
                    out.undecided_once("`owners` is not in the input for some apps", || Undecided::collect(&Kind::Application));
                }
                State::Absent => {}
            }
            continue;
        }
        let lost = |edge: &Edge| tenant.user_of(edge.to).is_some_and(|owner| owner.enabled == Some(false) || owner.guest() == Some(true));
        if owners.iter().all(lost) {
            out.report(&app, "/owners", Label::at(owners[0].span, "this owner is disabled or a guest, and there is no other"))
                .related(audience(&app))
                .step(new_owner(&app));
        }
    }
}

fn audience(app: &View<'_, Application<'_>>) -> Label {
    let label = if app.is_available_to_others() { "accounts from outside may sign in" } else { "accounts of other tenants may sign in" };
    Label::new(app.place(&app.sign_in_audience), label)
}

fn new_owner<'r>(app: &View<'r, Application<'_>>) -> Change<'r> {
    let purpose = "give the app an owner who is a member of the tenant, and ask them whether it is meant for every tenant";
    Change::add(app.resource, "/owners", "\"<object-id>\"").to(purpose)
}
