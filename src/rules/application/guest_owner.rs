//! Reports guests and other external users who own an app registration or a service principal.

use crate::finding::Undecided;
use crate::resource::{Origin, Place};
use crate::rules::external_user::note_unknown_owners;
use crate::rules::name_of;
use crate::rules::names;
use crate::rules::prelude::*;
use std::collections::{HashMap, HashSet};

rule! {
    /// ## What it finds
    /// An owner of an app registration or a service principal who is a guest, or an external user with the user type member.
    ///
    /// The rule is undecided if an owner is not among the users and service principals in the input.
    ///
    /// ## Why it matters
    /// An owner can add a client secret to the app and sign in as the app, with all of its roles and permissions. An attacker who
    /// compromises the account of the guest in their home tenant gains the same access.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "owners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "0b0c2f0e-1111-4222-8333-444455556666", "appId": "9a8b7c6d-1111-4222-8333-444455556666", "displayName": "Expenses", "signInAudience": "AzureADMyOrg", "owners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "ana@contoso.example", "userType": "Member" }] }
    /// ```
    ///
    /// ## When it is wrong
    /// The finding is never wrong for an app with permissions. For any other app, accept it under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `application`, relationship `owners`
    pub static RULE = {
        id: "application-guest-owner",
        group: Group::Application,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest or other external user owns an app",
        attack: &["T1098.001"],
        controls: &["ZTA 21868"],
        needs: &[Kind::Application | Kind::ServicePrincipal],
        joins: &[Kind::DirectoryObject, Kind::User],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    tenant.note_owners(Relation::Owner.of());
    let mut seen = HashSet::new();
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        check_owners(&app, (&app.id, &app.owners), false, &mut seen, tenant, out);
    }
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        check_owners(&principal, (&principal.id, &principal.owners), true, &mut seen, tenant, out);
    }
    let mut by_id = None;
    // EntraExporter writes each owner to a file of its own, whose path contains the id of the app.
    for owner in tenant.views::<DirectoryObject<'_>>(&Kind::DirectoryObject) {
        let path = owner.resource.address.as_deref().unwrap_or_default().to_ascii_lowercase();
        let of_app = (path.starts_with("applications/") || path.starts_with("serviceprincipals/")) && path.contains("/owners/");
        let Some(user) = ObjectId::of_setting(&owner.id).filter(|_| of_app).and_then(|id| tenant.user_of(id)) else { continue };
        if tenant.is_external(user) {
            let id = path.split('/').nth(1).unwrap_or_default();
            let known = by_id.get_or_insert_with(|| names(tenant)).get(&ObjectId::of(id));
            let name = known.cloned().unwrap_or_else(|| id.to_owned());
            out.report(&owner, "", Label::new(owner.place(owner.user_principal_name.or(&owner.id)), "owner of the app"))
                .title(title(user, path.starts_with("serviceprincipals/"), name))
                .related(user.label())
                .step(Change::delete(owner.resource).to("remove the external user from the owners of the app"))
                .step("check the credentials of the app");
        }
    }
}

fn check_owners<'a, T: Identified>(
    view: &View<'_, T>,
    (id, owners): (&Setting<'a, Str<'a>>, &Setting<'a, Vec<Setting<'a, Reference<'a>>>>),
    is_principal: bool,
    seen: &mut HashSet<ObjectId>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    // Owners in other files are reported there.
    let Ok(members) = view.resource.members() else { return };
    if !members.has("owners") {
        return;
    }
    note_unknown_owners(view, owners, out);
    let id = ObjectId::of_setting(id).or_else(|| ObjectId::of_address(view.resource));
    // The owners of all versions of an app are those of the first one.
    for owner in id.filter(|id| seen.insert(*id)).map_or(&[][..], |id| tenant.related(Relation::Owner, id)) {
        let Some(user) = tenant.user_of(owner.to) else {
            if tenant.resource(&Kind::ServicePrincipal, owner.to).is_none() {
                out.undecided_once("the input does not show whether some owners of apps are external users", || {
                    Undecided::collect(&Kind::User)
                });
            }
            continue;
        };
        if !tenant.is_external(user) {
            continue;
        }
        if owner.in_object || view.resource.format.is_from_code() {
            out.report(view, format!("/owners/{}", owner.to), Label::at(owner.span, "owner of the app"))
                .title(title(user, is_principal, name_of(view)))
                .related(user.label())
                .step(
                    Change::remove_object(view.resource, "/owners", owner.to)
                        .at(Place::new(owner.span, Origin::Literal))
                        .to("remove the external user from the owners of the app"),
                )
                .step("check the credentials of the app");
        }
    }
}

/// The names of all apps and service principals, by object id.
fn names(tenant: &Tenant) -> HashMap<ObjectId, String> {
    let apps = tenant.views::<Application<'_>>(&Kind::Application);
    let apps = apps.filter_map(|app| Some((ObjectId::of_setting(&app.id)?, name_of(&app))));
    let principals = tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal);
    let principals = principals.filter_map(|principal| Some((ObjectId::of_setting(&principal.id)?, name_of(&principal))));
    apps.chain(principals).collect()
}

fn title(user: UserFacts<'_>, is_principal: bool, app: String) -> Text {
    let template = match (user.guest() == Some(true), is_principal) {
        (true, false) => "guest `{user}` owns app registration `{app}`",
        (true, true) => "guest `{user}` owns service principal `{app}`",
        (false, false) => "external user `{user}` owns app registration `{app}`",
        (false, true) => "external user `{user}` owns service principal `{app}`",
    };
    Text::new(template).with("user", names::guest(user)).with("app", app)
}
