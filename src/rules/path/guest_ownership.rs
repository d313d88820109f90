//! Reports guests and external members who own a group or app with privileged roles or permissions.

use crate::model::Group as GroupObject;
use crate::resource::Resource;
use crate::rules::entitlements::Privileges;
use crate::rules::external_user::{REMOVE_ELIGIBILITY, note_unknown_owners};
use crate::rules::names;
use crate::rules::prelude::*;
use std::collections::{HashMap, HashSet};

rule! {
    /// ## What it finds
    /// A guest or external member who owns a group or app, or is eligible for ownership of a group (PIM for Groups), that has a Microsoft
    /// Entra role, a privileged Azure role, or a Microsoft Graph permission with which it can grant itself anything. Roles that a group has
    /// through active or eligible membership in another group also count. One finding shows the owner and the privileges that they reach.
    ///
    /// ## Why it matters
    /// The owner of a group can add themselves to it. The owner of an app can add a client secret and sign in as the app. Neither appears
    /// in the list of administrators.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups", "value": [{ "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Ops", "groupTypes": [], "mailEnabled": false, "securityEnabled": true,
    ///   "owners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }] }] }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups", "value": [{ "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Ops", "groupTypes": [], "mailEnabled": false, "securityEnabled": true,
    ///   "owners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "ana@contoso.example", "userType": "Member" }] }] }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
    ///     "principalId": "a0000000-0000-4000-8000-000000000020", "principalType": "Group", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// Never. A user who owns such an object has its privileges.
    ///
    /// ## Sources
    /// - BeyondTrust: Restless guests
    /// - SpecterOps: BloodHound, owner edges
    pub static RULE = {
        id: "path-guest-ownership",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest or other external user owns a privileged group or app",
        attack: &["T1098.003", "T1098.001"],
        needs: &[Kind::Application | Kind::ServicePrincipal | Kind::Group],
        joins: &[
            Kind::User,
            Kind::RoleAssignment,
            Kind::UnifiedRoleAssignment,
            Kind::AppRoleAssignment,
            Kind::RoleDefinition,
            Kind::DirectoryObject,
        ],
        parts: &["application-guest-owner", "group-guest-owner"],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let owned: HashSet<ObjectId> = tenant.owned().map(|owned| owned.of).collect();
    // The member of a group is the service principal of an app, not its app registration.
    let privileges = Privileges::new(tenant, |id| owned.contains(&id) || tenant.resource(&Kind::ServicePrincipal, id).is_some());
    // Whether there is an app without a service principal that has its client id.
    let mut has_unjoined = false;
    // An object can have many owners.
    let mut objects: HashMap<ObjectId, Option<Owned>> = HashMap::new();
    for owned in tenant.owned() {
        let Some(user) = tenant.user_of(owned.to).filter(|user| tenant.is_external(*user)) else { continue };
        let object = objects.entry(owned.of).or_insert_with(|| Owned::new(owned.of, &privileges, tenant, &mut has_unjoined, out));
        let Some(Owned { kind, name, granted }) = object else { continue };
        let is_guest = user.guest() == Some(true);
        let title = Text::new(match (is_guest, owned.eligible) {
            (true, false) => "guest `{user}` owns privileged {kind} `{name}`",
            (true, true) => "guest `{user}` is eligible for ownership of privileged {kind} `{name}`",
            (false, false) => "external user `{user}` owns privileged {kind} `{name}`",
            (false, true) => "external user `{user}` is eligible for ownership of privileged {kind} `{name}`",
        });
        let label = if owned.eligible { "the user is eligible for ownership" } else { "the user is an owner" };
        out.report_user(user, "/ownedObjects", Label::at(owned.span, label))
            .title(title.with("user", names::guest(user)).with("kind", *kind).with("name", name.as_str()))
            .related(user.label())
            .step(if owned.eligible { REMOVE_ELIGIBILITY } else { "replace the user with a member of the organization as owner" })
            .step("review the members and credentials that were added")
            .evidence(granted);
    }
    let mut is_privileged = |id: Option<ObjectId>, out: &mut Findings<'_>| {
        id.is_some_and(|id| Owned::new(id, &privileges, tenant, &mut has_unjoined, out).is_some())
    };
    for app in tenant.views::<Application<'_>>(&Kind::Application) {
        if app.resource.format.is_from_code() && is_privileged(own_id(&app.id, app.resource), out) {
            note_unknown_owners(&app, &app.owners, out);
        }
    }
    for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
        if principal.resource.format.is_from_code() && is_privileged(own_id(&principal.id, principal.resource), out) {
            note_unknown_owners(&principal, &principal.owners, out);
        }
    }
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        if group.resource.format.is_from_code() && is_privileged(own_id(&group.id, group.resource), out) {
            note_unknown_owners(&group, &group.owners, out);
        }
    }
    if has_unjoined {
        for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
            out.lacks(&principal, "appId", &principal.app_id);
        }
    }
}

/// The id of an object, else its address in code.
fn own_id<'a>(id: &Setting<'a, Str<'a>>, resource: &Resource<'_>) -> Option<ObjectId> {
    ObjectId::of_setting(id).or_else(|| ObjectId::of_address(resource))
}

/// An object with owners that has privileges.
struct Owned {
    kind: &'static str,
    name: String,
    granted: Evidence,
}

impl Owned {
    /// `None` if it has no privileges.
    fn new(id: ObjectId, privileges: &Privileges<'_>, tenant: &Tenant, has_unjoined: &mut bool, out: &mut Findings<'_>) -> Option<Self> {
        // The service principal has the roles and permissions of the app. The client id joins the two.
        let app = tenant.find::<Application<'_>>(&Kind::Application, id);
        let principal = app
            .as_ref()
            .and_then(|app| tenant.find::<ServicePrincipal<'_>>(&Kind::ServicePrincipal, ObjectId::of_setting(&app.app_id)?))
            .and_then(|principal| ObjectId::of_setting(&principal.id));
        let mut granted = Evidence::default();
        for id in [Some(id), principal].into_iter().flatten() {
            granted.join(&privileges.of(id));
        }
        if granted.is_empty() {
            if principal.is_none()
                && let Some(app) = app
            {
                *has_unjoined |= !out.lacks(&app, "appId", &app.app_id);
            }
            return None;
        }
        let (kind, name) = names::owned(id, tenant);
        Some(Self { kind, name, granted })
    }
}
