//! Reports guests with a Microsoft Entra role.

use crate::rules::external_user::{ExternalUser, REMOVE_ELIGIBILITY};
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest who has or is eligible for a Microsoft Entra role, directly or through a role-assignable group, in which active and eligible
    /// memberships count (PIM for Groups). Directory Readers and Guest Inviter are medium, because they give a guest no power over other
    /// users; all other roles are high. An external user who is not a guest, or not known to be one, is also reported, with medium
    /// severity: `userType` is `Member`, but the user principal name contains `#EXT#`.
    ///
    /// An assignment or membership that ended before today does not count.
    ///
    /// ## Why it matters
    /// A guest with a Microsoft Entra role is an administrator of your tenant whose account is managed by another organization.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }
    /// { "id": "lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-1", "principalId": "a0000000-0000-4000-8000-000000000001", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "directoryScopeId": "/" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "ana@contoso.example", "userType": "Member" }
    /// { "id": "lAPpYvVpN0KRkAEhdxReEJC2sEqbR_9Hr48lds9SGHI-1", "principalId": "a0000000-0000-4000-8000-000000000001", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "directoryScopeId": "/" }
    /// ```
    ///
    /// ## When it is wrong
    /// Never for privileged roles. For other roles, accept the finding under `allow:` in the policy file with an `expires` date.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `unifiedRoleAssignment`
    /// - Microsoft Learn: Microsoft Entra built-in roles
    pub static RULE = {
        id: "rbac-guest-directory-role",
        group: Group::Rbac,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest has or is eligible for a Microsoft Entra role",
        attack: &["T1098.003"],
        controls: &["ZTA 22128"],
        needs: &[Kind::UnifiedRoleAssignment],
        joins: &[Kind::User, Kind::Group, Kind::DirectoryObject, Kind::ServicePrincipal],
        check: Check::Tenant(check),
    };
}

/// The titles for an active and an eligible assignment, each for a direct one, one through a group, and one of an unknown role.
macro_rules! titles {
    ($who:literal) => {
        [
            [
                concat!($who, " `{guest}` has Microsoft Entra role `{role}`"),
                concat!($who, " `{guest}` has Microsoft Entra role `{role}` through group `{group}`"),
                concat!($who, " `{guest}` has a Microsoft Entra role that is not known"),
            ],
            [
                concat!($who, " `{guest}` is eligible for Microsoft Entra role `{role}`"),
                concat!($who, " `{guest}` is eligible for Microsoft Entra role `{role}` through group `{group}`"),
                concat!($who, " `{guest}` is eligible for a Microsoft Entra role that is not known"),
            ],
        ]
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for grant in tenant.grants() {
        let Power::Directory { role } = &grant.power else { continue };
        let known = role.as_deref().and_then(directory_role);
        let resource = tenant.resource_of(grant);
        let members = resource.members().ok();
        let Some(view) = members.and_then(|members| View::<UnifiedRoleAssignment<'_>>::new(resource, &members)) else { continue };
        let unlisted = || role.clone().or_else(|| view.role_name().map(str::to_owned)).unwrap_or_default();
        let name = known.map_or_else(unlisted, |role| role.name.to_owned());
        let Some(user) = external_user_with(grant, &view, tenant, out) else { continue };
        let [active, eligible] = if user.is_guest { titles!("guest") } else { titles!("external user") };
        let [direct, through_group, unknown] = if grant.eligible || user.is_eligible { eligible } else { active };
        let title = match (name.is_empty(), user.group.is_some()) {
            (false, false) => direct,
            (false, true) => through_group,
            (true, _) => unknown,
        };
        let title = Text::new(title).with("guest", user.name).with("role", name).with("group", user.group.unwrap_or_default());
        let label = if grant.eligible { "principal of the eligible assignment" } else { "principal of the role assignment" };
        let report = out.report(&view, "/principalId", Label::new(grant.place.clone(), label));
        let mut report = report.title(title);
        if user.is_eligible {
            report = report.step(REMOVE_ELIGIBILITY);
        }
        report = report.step(Change::revoke(tenant, grant));
        if known.is_some_and(|role| HARMLESS.contains(&role.name)) {
            report = report.severity(Severity::Medium);
        }
        if !user.is_guest {
            report = report.severity(Severity::Medium).confidence(Confidence::Medium);
        }
        for label in user.evidence {
            report = report.related(label);
        }
    }
}

/// Roles that give a guest no power over other users.
const HARMLESS: &[&str] = &["Directory Readers", "Guest Inviter"];

/// The external user who has a role, if the principal is one. Where that is not known, the rule is undecided.
fn external_user_with(
    grant: &Grant,
    view: &View<'_, UnifiedRoleAssignment<'_>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) -> Option<ExternalUser> {
    // An expanded principal and the members of a role state the type of the user themselves.
    let inline = view.principal.known();
    let expanded =
        inline.and_then(|who| standing(who.user_type.known().map(|text| &**text), who.user_principal_name.known().map(|text| &**text)));
    let principal =
        || names::text(view.principal()).or_else(|| view.principal().reference()).unwrap_or_else(|| grant.principal.to_string());
    if let Some(standing @ (Standing::Guest | Standing::ExternalMember)) = expanded {
        let who = inline?;
        let is_guest = standing == Standing::Guest;
        let name = names::text(&who.user_principal_name).or_else(|| names::text(&who.display_name)).unwrap_or_else(principal);
        let (shown, text) =
            if is_guest { (who.user_type.or(&who.user_principal_name), "a guest") } else { (&who.user_principal_name, "an external user") };
        return Some(ExternalUser::direct(name, is_guest, Label::new(view.place(shown), text)));
    }
    let missing = match tenant.user_of(grant.principal).map(|user| (user, user.external())) {
        Some((user, Some(true))) => {
            let name = names::user(user).unwrap_or_else(principal);
            return Some(ExternalUser::direct(name, user.guest() == Some(true), user.label()));
        }
        Some((_, Some(false))) => return None,
        Some((user, None)) if user.standing.is_some() => {
            "whether this user is external is not known: `userPrincipalName` is not in the input"
        }
        Some((_, None)) => "whether this user is a guest is not known: `userType` is not in the input",
        None => match tenant.guest_in(grant.principal) {
            Reach::Guest(path) => {
                let group = names::group(grant.principal, tenant).unwrap_or_else(principal);
                return Some(ExternalUser::through(group, &path));
            }
            Reach::None => return None,
            Reach::Dynamic => "a membership rule decides who is a member of this group",
            Reach::Unknown if expanded.is_some() || tenant.resource(&Kind::ServicePrincipal, grant.principal).is_some() => return None,
            Reach::Unknown => "this principal is not among the users and groups in the input",
        },
    };
    out.undecided(view, &grant.place, missing.into());
    None
}
