//! Reports multi-tenant apps that have no owner, or only disabled and external users as owners.

use crate::finding::Undecided;
use crate::resource::{Format, Place};
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An app registration that accepts accounts from outside the tenant (other tenants or personal accounts) and has no owner, or only
    /// owners who are disabled, external (guests and external members) or deleted. In Bicep, ARM and Terraform, an app without `owners` has
    /// none.
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
        summary: "app that accepts accounts from outside the tenant has no enabled member as owner",
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
            out.lacks(&app, "signInAudience", &app.sign_in_audience);
            continue;
        }
        let id = ObjectId::of_setting(&app.id).or_else(|| ObjectId::of_address(app.resource));
        let owners = id.map_or(&[][..], |id| tenant.related(Relation::Owner, id));
        let place = app.place(&app.owners);
        if owners.is_empty() {
            match app.owners.state() {
                State::Known(list) if list.is_empty() => report_none(&app, place, out),
                // The ids of the owners are not in the input, which makes the rule undecided.
                State::Known(_) if app.resource.format.is_response() => {}
                // Code can set the owners in another resource.
                State::Known(_) | State::Unknown(_) | State::Null => out.needs(&app, "owners", &app.owners),
                State::Absent if app.resource.format.is_exported() => {
                    out.undecided_once("`owners` is not in the input for some apps", || Undecided::collect(&Kind::Application));
                }
                // A script that registers an app from its description makes the person who runs it an owner.
                State::Absent if app.lacks(&app.owners) || app.resource.format == Format::AppConfiguration => {}
                State::Absent => report_none(&app, place, out),
            }
            continue;
        }
        let lost = |edge: &Edge| match tenant.user_of(edge.to) {
            Some(owner) => tenant.is_disabled(owner) || tenant.is_external(owner),
            // A user that is not in the tenant was deleted.
            None => tenant.is_whole(&Kind::User) && is_user(&app, edge.to),
        };
        if let Some(first) = owners.first().filter(|_| owners.iter().all(lost)) {
            out.report(
                &app,
                "/owners",
                Label::at(
                    first.span,
                    if owners.len() == 1 {
                        "the only owner is deleted, disabled or external"
                    } else {
                        "all owners are deleted, disabled or external"
                    },
                ),
            )
            .title(
                Text::new("app registration `{name}` accepts accounts from outside the tenant and has no enabled member as owner")
                    .with("name", name_of(&app)),
            )
            .related(audience(&app))
            .step(new_owner(&app))
            .step("review the audience of the app with its owner");
        }
    }
}

/// Whether an owner inside the app is a user: service principals can be owners as well.
fn is_user(app: &View<'_, Application<'_>>, id: ObjectId) -> bool {
    let mut owners = app.owners.elements().iter();
    let owner = owners.find(|owner| owner.known().is_some_and(|owner| ObjectId::of_setting(owner.name_or_id()) == Some(id)));
    owner.and_then(Setting::known).is_some_and(|owner| owner.odata_type.known().is_some_and(|name| &**name == "#microsoft.graph.user"))
}

fn report_none(app: &View<'_, Application<'_>>, place: Place, out: &mut Findings<'_>) {
    out.report(app, "/owners", Label::new(place, "no owner"))
        .title(Text::new("app registration `{name}` accepts accounts from outside the tenant and has no owner").with("name", name_of(app)))
        .related(audience(app))
        .step(new_owner(app))
        .step("review the audience of the app with its owner");
}

fn audience(app: &View<'_, Application<'_>>) -> Label {
    Label::new(app.place(&app.sign_in_audience), "accounts from outside the tenant can sign in")
}

fn new_owner<'r>(app: &View<'r, Application<'_>>) -> Change<'r> {
    let purpose = "add an owner who is a member of the tenant";
    Change::add(app.resource, "/owners", "\"<object-id>\"").to(purpose)
}
