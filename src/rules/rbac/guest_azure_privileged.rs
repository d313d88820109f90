//! Reports guests with a privileged Azure role.

use super::role_not_known;
use crate::rules::external_user::{ExternalUser, REMOVE_ELIGIBILITY};
use crate::rules::names;
use crate::rules::prelude::*;
use crate::rules::subscription::{Outsider, holder_not_known, outsider};

rule! {
    /// ## What it finds
    /// A guest or other external user who has or is eligible for a privileged Azure role at any scope, directly or through groups. In a
    /// group, active and eligible memberships count (PIM for Groups) that have not ended. A group of another tenant with such a role is
    /// also reported. Privileged roles are Owner, Contributor, User Access Administrator, Role Based Access Control Administrator, and
    /// custom roles that are equivalent: they can grant rights, or write resources of every provider. Roles are identified by id, not by
    /// name. Owners of a whole subscription are reported by `subscription-guest-made` instead.
    ///
    /// The finding is high for a guest, and medium for an external user who is not known to be a guest. An assignment of User Access
    /// Administrator or Role Based Access Control Administrator is medium if a condition limits which roles can be assigned. The content of
    /// the condition is not evaluated.
    ///
    /// ## Why it matters
    /// A guest's account belongs to a directory that you do not manage. An attacker who takes over the account there also controls the
    /// Azure resources that the role covers.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "ana@contoso.example", "userType": "Member" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the guest administers the resources on purpose and for a limited time. Accept the finding under `allow:` in the policy file
    /// with an `expires` date.
    ///
    /// ## Sources
    /// - Microsoft Learn: Azure built-in roles
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "rbac-guest-azure-privileged",
        group: Group::Rbac,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest has or is eligible for a privileged Azure role",
        attack: &["T1098.003"],
        controls: &["CIS Azure 5.0 5.3.3", "CIS Azure 6.0 5.3.3"],
        needs: &[Kind::RoleAssignment],
        joins: &[Kind::RoleDefinition, Kind::User, Kind::Group, Kind::DirectoryObject, Kind::Subscription],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for assignment in tenant.role_assignments() {
        let role = assignment.role(assignment.resource);
        // `subscription-guest-made` reports these.
        if role.as_deref() == Some(OWNER) && matches!(assignment.place_in_hierarchy(), Some(Scope::Subscription(_))) {
            continue;
        }
        match role.as_deref().and_then(|role| tenant.is_privileged(role)) {
            Some(true) => check_holder(&assignment, &role.unwrap_or_default(), tenant, out),
            Some(false) => {}
            None => check_unknown_role(&assignment, role_not_known(role.as_deref(), tenant), tenant, out),
        }
    }
}

/// Notes that the rule is undecided on a role with unknown permissions, if an external principal has it.
fn check_unknown_role(assignment: &View<'_, RoleAssignment<'_>>, missing: &'static str, tenant: &Tenant, out: &mut Findings<'_>) {
    if matches!(outsider(assignment, tenant), Outsider::User(_) | Outsider::Foreign(_)) {
        let place = assignment.place(assignment.role_definition_id().or(assignment.role_definition_name()));
        out.undecided(assignment, &place, missing.into());
    }
}

/// The titles for an active and an eligible assignment.
macro_rules! titles {
    ($who:literal, $through:literal) => {
        [
            concat!($who, " has role `{role}` at {kind} `{scope}`", $through),
            concat!($who, " is eligible for role `{role}` at {kind} `{scope}`", $through),
        ]
    };
}

fn check_holder(assignment: &View<'_, RoleAssignment<'_>>, role: &str, tenant: &Tenant, out: &mut Findings<'_>) {
    let eligible = is_eligibility(&assignment.resource.kind);
    let label = if eligible { "principal of the eligible assignment" } else { "principal of the role assignment" };
    let primary = Label::new(assignment.place(assignment.principal_setting()), label);
    let title = |[active, eligibility]: [&'static str; 2], eligible: bool, name: String| {
        let (kind, scope) = names::scope(assignment, tenant);
        let text = Text::new(if eligible { eligibility } else { active }).with("name", name).with("role", tenant.role_name(role));
        text.with("kind", kind).with("scope", scope)
    };
    let mut report = match outsider(assignment, tenant) {
        Outsider::User(ExternalUser { name, is_guest, group, is_eligible, evidence }) => {
            let titles = match (is_guest, group.is_some()) {
                (true, false) => titles!("guest `{name}`", ""),
                (true, true) => titles!("guest `{name}`", " through group `{group}`"),
                (false, false) => titles!("external user `{name}`", ""),
                (false, true) => titles!("external user `{name}`", " through group `{group}`"),
            };
            let title = title(titles, eligible || is_eligible, name).with("group", group.unwrap_or_default());
            let report = out.report(assignment, "/properties/principalId", primary).title(title);
            let report = if is_guest { report } else { report.severity(Severity::Medium).confidence(Confidence::Medium) };
            let report = evidence.into_iter().fold(report, Report::related);
            if is_eligible { report.step(REMOVE_ELIGIBILITY) } else { report }
        }
        Outsider::Foreign(group) => {
            let title = title(titles!("group `{name}` of another tenant", ""), eligible, group);
            let report = out.report(assignment, "/properties/principalId", primary).title(title);
            report.related(Label::new(assignment.place(assignment.principal_type()), "a group of another tenant"))
        }
        unknown => return holder_not_known(&unknown, assignment, out),
    };
    report = report.related(Label::new(assignment.place(assignment.scope()), "scope of the assignment"));
    let condition = assignment.condition();
    if ROLE_ADMINISTRATORS.contains(&role) && condition.known().is_some_and(|condition| !condition.trim().is_empty()) {
        let label = "a condition restricts the assignment; its content is not evaluated";
        report = report.severity(Severity::Medium).related(Label::new(assignment.place(condition), label));
    }
    report.step(Change::delete(assignment.resource)).step("assign a role with fewer permissions and an end date instead");
}

/// Roles that mainly allow role assignments: User Access Administrator and Role Based Access Control Administrator.
///
/// Source: Microsoft Learn, Delegate Azure access management to others, "Role assignment conditions".
const ROLE_ADMINISTRATORS: &[&str] = &["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"];
