//! Reports guests and external members who own a group or app with privileged roles or permissions.

use crate::rules::entitlements::Privileges;
use crate::rules::names;
use crate::rules::prelude::*;
use crate::rules::subscription::REMOVE_ELIGIBILITY;
use std::collections::HashSet;

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
    for owned in tenant.owned() {
        let Some(user) = tenant.user_of(owned.to).filter(|user| tenant.is_external(*user)) else { continue };
        // The service principal has the roles and permissions of the app. The client id joins the two.
        let app = tenant.find::<Application<'_>>(&Kind::Application, owned.of).and_then(|app| ObjectId::of_setting(&app.app_id));
        let principal = app
            .and_then(|app| tenant.find::<ServicePrincipal<'_>>(&Kind::ServicePrincipal, app))
            .and_then(|principal| ObjectId::of_setting(&principal.id));
        let granted: Vec<Label> = [Some(owned.of), principal].into_iter().flatten().flat_map(|id| privileges.of(id)).collect();
        if granted.is_empty() {
            if principal.is_none() {
                lacks_client_id(owned.of, tenant, out);
            }
            continue;
        }
        let (kind, name) = names::owned(owned.of, tenant);
        let is_guest = user.guest() == Some(true);
        let title = Text::new(match (is_guest, owned.eligible) {
            (true, false) => "guest `{user}` owns privileged {kind} `{name}`",
            (true, true) => "guest `{user}` is eligible for ownership of privileged {kind} `{name}`",
            (false, false) => "external user `{user}` owns privileged {kind} `{name}`",
            (false, true) => "external user `{user}` is eligible for ownership of privileged {kind} `{name}`",
        });
        let label = if owned.eligible { "the user is eligible for ownership" } else { "the user is an owner" };
        let mut report = out
            .report_user(user, "/ownedObjects", Label::at(owned.span, label))
            .title(title.with("user", names::guest(user)).with("kind", kind).with("name", name))
            .related(user.label())
            .step(if owned.eligible { REMOVE_ELIGIBILITY } else { "replace the user with a member of the organization as owner" })
            .step("review the members and credentials that were added");
        for label in granted {
            report = report.related(label);
        }
    }
}

/// Notes that an app or a service principal has no client id in the input, without which the two are not joined.
fn lacks_client_id(app: ObjectId, tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(app) = tenant.find::<Application<'_>>(&Kind::Application, app) else { return };
    if !out.lacks(&app, "appId", &app.app_id) {
        for principal in tenant.views::<ServicePrincipal<'_>>(&Kind::ServicePrincipal) {
            out.lacks(&principal, "appId", &principal.app_id);
        }
    }
}
