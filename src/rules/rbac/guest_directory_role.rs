//! Reports guests with a Microsoft Entra role.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest who has or is eligible for a Microsoft Entra role, directly or through a role-assignable group. Directory Readers and Guest
    /// Inviter are medium, because they give a guest no power over other users; all other roles are high.
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
        summary: "guest has a Microsoft Entra role",
        attack: &["T1098.003"],
        controls: &["ZTA 22128"],
        needs: &[Kind::UnifiedRoleAssignment],
        joins: &[Kind::User, Kind::Group, Kind::DirectoryObject, Kind::ServicePrincipal],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for grant in tenant.grants() {
        let Power::Directory { role } = &grant.power else { continue };
        let known = role.as_deref().and_then(directory_role);
        let resource = tenant.resource_of(grant);
        let members = resource.members().ok();
        let Some(view) = members.and_then(|members| View::<UnifiedRoleAssignment<'_>>::new(resource, &members)) else { continue };
        let written = || role.clone().or_else(|| view.role_name().map(str::to_owned)).unwrap_or_default();
        let name = known.map_or_else(written, |role| role.name.to_owned());
        let Some(evidence) = guest_behind(grant, &view, tenant, out) else { continue };
        let label = match (grant.eligible, name.is_empty()) {
            (false, false) => Text::new("holds the role `{role}`").with("role", name),
            (true, false) => Text::new("may make the role `{role}` active").with("role", name),
            (false, true) => "holds a role that cannot be known".into(),
            (true, true) => "may make a role active that cannot be known".into(),
        };
        let mut report = out.report(&view, "/principalId", Label::new(grant.place.clone(), label)).step(Change::revoke(tenant, grant));
        if known.is_some_and(|role| HARMLESS.contains(&role.name)) {
            report = report.severity(Severity::Medium);
        }
        for label in evidence {
            report = report.related(label);
        }
    }
}

/// Roles that give a guest no power over others.
const HARMLESS: &[&str] = &["Directory Readers", "Guest Inviter"];

/// The evidence that a guest is behind a grant; nothing where none is, or that cannot be told.
fn guest_behind(grant: &Grant, view: &View<'_, UnifiedRoleAssignment<'_>>, tenant: &Tenant, out: &mut Findings<'_>) -> Option<Vec<Label>> {
    // `$expand=principal` and the members of a role say who it is by themselves.
    let inline = view.principal.known();
    let expanded =
        inline.and_then(|who| standing(who.user_type.known().map(|text| &**text), who.user_principal_name.known().map(|text| &**text)));
    if let Some(Standing::Guest) = expanded {
        let who = inline?;
        return Some(vec![Label::new(view.place(who.user_type.or(&who.user_principal_name)), "a guest")]);
    }
    let missing = match tenant.user_of(grant.principal).map(|user| (user, user.standing)) {
        Some((user, Some(Standing::Guest))) => return Some(vec![user.label()]),
        Some((_, Some(_))) => return None,
        Some((_, None)) => "whether this user is a guest is not known: `userType` is not in the input",
        None => match tenant.guest_in(grant.principal) {
            Reach::Guest(path) => return Some(path.labels()),
            Reach::None => return None,
            Reach::Dynamic => "a rule decides who is in this group",
            Reach::Unknown if expanded.is_some() || tenant.resource(&Kind::ServicePrincipal, grant.principal).is_some() => return None,
            Reach::Unknown => "this principal is not among the users and groups of the input",
        },
    };
    out.undecided(view, &grant.place, missing.into());
    None
}
