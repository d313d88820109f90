//! Reports subscriptions whose Owner or creator is a guest or comes from another tenant.

use super::{Outsider, holder_not_known, outsider, subscription_names};
use crate::rules::creator::external_creator;
use crate::rules::external_user::{ExternalUser, REMOVE_ELIGIBILITY};
use crate::rules::prelude::*;
use crate::rules::{Report, name_of};
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// A guest or other external user who is Owner, or is eligible for Owner, at the scope of a subscription, directly or through groups.
    /// In a group, active and eligible memberships count (PIM for Groups) that have not ended. A group of another tenant that is Owner of a
    /// subscription is also reported, and so is a subscription or subscription alias whose `systemData` names a guest or other external
    /// user as its creator. Owners of a resource group or resource, which is also the scope of a Bicep file or ARM template without another
    /// target scope, are reported by `rbac-guest-azure-privileged` instead.
    ///
    /// The finding is critical for a guest. It is high for a group of another tenant, and for an external user who is not known to be a
    /// guest: if only `#EXT#` in the user principal name shows that the user is external, they may be a member.
    ///
    /// ## Why it matters
    /// The creator of a subscription becomes its Owner. A guest who is Owner has very likely brought the subscription into the tenant and
    /// controls resources that your organization believes to be its own.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "ana@contoso.example", "userType": "Member" }
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleAssignments/b0000000-0000-4000-8000-000000000001",
    ///   "type": "Microsoft.Authorization/roleAssignments", "name": "b0000000-0000-4000-8000-000000000001",
    ///   "properties": { "roleDefinitionId": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    ///     "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "scope": "/subscriptions/00000000-0000-4000-8000-000000000001" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When a service provider operates the subscription on purpose. Replace the assignment with an Azure Lighthouse delegation or a group,
    /// which shows the purpose better, or accept the finding under `allow:` in the policy file.
    ///
    /// ## Sources
    /// - BeyondTrust: Restless guests
    /// - Microsoft Learn: Azure built-in roles, Owner
    pub static RULE = {
        id: "subscription-guest-made",
        group: Group::Subscription,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "guest or other external user is Owner or creator of a subscription",
        attack: &["T1098.003", "T1578"],
        joins: &[
            Kind::RoleAssignment,
            Kind::Subscription,
            Kind::SubscriptionAlias,
            Kind::Organization,
            Kind::User,
            Kind::Group,
            Kind::DirectoryObject,
        ],
        check: Check::Tenant(check),
    };
}

/// The titles for an active and an eligible assignment, each with the subscription and for a subscription that is not known.
macro_rules! titles {
    ($who:literal, $through:literal) => {
        [
            [
                concat!($who, " is Owner of subscription `{subscription}`", $through),
                concat!($who, " is Owner of the subscription in `{assignment}`", $through),
            ],
            [
                concat!($who, " is eligible for Owner of subscription `{subscription}`", $through),
                concat!($who, " is eligible for Owner of the subscription in `{assignment}`", $through),
            ],
        ]
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    if !tenant.has(&Kind::RoleAssignment) {
        out.undecided_missing(&Kind::RoleAssignment);
    }
    let names = subscription_names(tenant);
    for assignment in tenant.role_assignments() {
        let is_owner = assignment.role(assignment.resource).as_deref() == Some(OWNER);
        let at_subscription = matches!(assignment.place_in_hierarchy(), Some(Scope::Subscription(_)));
        if is_owner && at_subscription {
            check_owner(&assignment, tenant, &names, out);
        }
    }
    for subscription in tenant.subscriptions() {
        check_creator(&subscription, &subscription.system_data, tenant, out);
    }
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        check_creator(&alias, &alias.system_data, tenant, out);
    }
}

fn check_owner(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant, names: &HashMap<String, String>, out: &mut Findings<'_>) {
    let scope = Label::new(assignment.place(assignment.scope()), "scope of the role assignment");
    let eligible = is_eligibility(&assignment.resource.kind);
    let subscription = subscription_of(assignment, names);
    let title = |[active, eligibility]: [[&'static str; 2]; 2], eligible: bool| {
        let [full, short] = if eligible { eligibility } else { active };
        match &subscription {
            Some(name) => Text::new(full).with("subscription", name.clone()),
            None => Text::new(short).with("assignment", name_of(assignment)),
        }
    };
    let report = match outsider(assignment, tenant) {
        Outsider::User(ExternalUser { name, is_guest, group, is_eligible, evidence }) => {
            let titles = match (is_guest, group.is_some()) {
                (true, false) => titles!("guest `{user}`", ""),
                (true, true) => titles!("guest `{user}`", " through group `{group}`"),
                (false, false) => titles!("external user `{user}`", ""),
                (false, true) => titles!("external user `{user}`", " through group `{group}`"),
            };
            let title = title(titles, eligible || is_eligible).with("user", name);
            let label = match (eligible, group.is_some()) {
                (false, false) => "is Owner",
                (true, false) => "is eligible for Owner",
                (false, true) => "the group is Owner",
                (true, true) => "the group is eligible for Owner",
            };
            let place = assignment.place(assignment.principal_setting());
            let mut report = out.report(assignment, "/properties/principalId", Label::new(place, label));
            report = report.title(group.into_iter().fold(title, |title, group| title.with("group", group))).related(scope);
            if !is_guest {
                report = report.severity(Severity::High).confidence(Confidence::Medium);
            }
            report = evidence.into_iter().fold(report, Report::related);
            if is_eligible {
                report = report.step(REMOVE_ELIGIBILITY);
            }
            report.step(Change::delete(assignment.resource))
        }
        Outsider::Foreign(group) => {
            let label = Label::new(assignment.place(assignment.principal_type()), "a group of another tenant");
            let title = title(titles!("group `{user}` of another tenant", ""), eligible).with("user", group);
            let report = out.report(assignment, "/properties/principalType", label).title(title);
            report.severity(Severity::High).related(scope).step(Change::delete(assignment.resource))
        }
        unknown => return holder_not_known(&unknown, assignment, out),
    };
    // An assignment in code shows that the organization knows the subscription.
    if assignment.resource.format.is_exported() {
        report.step(FIND_OUT).step(CANCEL);
    }
}

const FIND_OUT: &str = "find out how the subscription came into the tenant";
const CANCEL: &str = "cancel the subscription, or move it out of the tenant, if no one in the organization needs it";

/// Names the subscription of a role assignment: its display name, its id, or the address of the resource that the scope refers to.
fn subscription_of(assignment: &View<'_, RoleAssignment<'_>>, names: &HashMap<String, String>) -> Option<String> {
    let id = assignment.place_in_hierarchy().and_then(|scope| scope.subscription().map(str::to_owned)).filter(|id| !id.is_empty());
    let name = id.map(|id| names.get(&id).cloned().unwrap_or(id));
    name.or_else(|| assignment.scope().reference())
}

/// Reports a subscription or alias that an external user created.
fn check_creator<'a, T: Identified>(view: &View<'_, T>, made: &Setting<'a, SystemData<'a>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let Some((creator, by)) = external_creator(made, tenant, out).zip(made.known().map(|made| &made.created_by)) else { return };
    let report = out
        .report(view, "/systemData/createdBy", Label::new(view.place(by), "the creator recorded in `systemData`"))
        .step(FIND_OUT)
        .step(CANCEL);
    let title = |title| Text::new(title).with("user", creator.name.clone()).with("subscription", name_of(view));
    let report = if creator.is_guest {
        report.title(title("guest `{user}` created subscription `{subscription}`"))
    } else {
        let report = report.title(title("external user `{user}` created subscription `{subscription}`"));
        report.severity(Severity::High).confidence(Confidence::Medium)
    };
    creator.evidence.into_iter().fold(report, Report::related);
}
