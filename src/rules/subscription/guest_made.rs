//! Reports subscriptions whose Owner or creator is a guest or comes from another tenant.

use super::{Outsider, holder_not_known, outsider};
use crate::rules::Report;
use crate::rules::creator::external_creator;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A guest or other external user who is Owner, or is eligible for Owner, at the scope of a subscription, directly or through groups. A
    /// group of another tenant that is Owner of a subscription is also reported, and so is a subscription or subscription alias whose
    /// `systemData` names a guest or other external user as its creator.
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
        summary: "guest is Owner of a subscription",
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

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    if !tenant.has(&Kind::RoleAssignment) {
        out.undecided_missing(&Kind::RoleAssignment);
    }
    for assignment in tenant.role_assignments() {
        let is_owner = assignment.role(assignment.resource).as_deref() == Some(OWNER);
        let at_subscription = matches!(assignment.place_in_hierarchy(), Some(Scope::Subscription(_)));
        if is_owner && at_subscription {
            check_owner(&assignment, tenant, out);
        }
    }
    for subscription in tenant.subscriptions() {
        check_maker(&subscription, &subscription.system_data, tenant, out);
    }
    for alias in tenant.views::<SubscriptionAlias<'_>>(&Kind::SubscriptionAlias) {
        check_maker(&alias, &alias.system_data, tenant, out);
    }
}

fn check_owner(assignment: &View<'_, RoleAssignment<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let setting = assignment.principal_id();
    let place = assignment.place(setting);
    let scope = Label::new(assignment.place(assignment.scope()), "at the scope of a subscription");
    let eligible = is_eligibility(&assignment.resource.kind);
    let said = if eligible { "may make himself Owner" } else { "is Owner" };
    let report = match outsider(assignment, tenant) {
        Outsider::Guest(evidence) => {
            let report = out.report(assignment, "/properties/principalId", Label::new(place, said)).related(scope);
            evidence.into_iter().fold(report, Report::related)
        }
        Outsider::External(label) => {
            let report = out
                .report(assignment, "/properties/principalId", Label::new(place, said))
                .title("somebody from elsewhere is Owner of a subscription");
            report.severity(Severity::High).confidence(Confidence::Medium).related(label).related(scope)
        }
        Outsider::Foreign => {
            let report = out.report(
                assignment,
                "/properties/principalType",
                Label::new(assignment.place(assignment.principal_type()), "of another tenant"),
            );
            report.title("a group of another tenant is Owner of a subscription").severity(Severity::High).related(scope)
        }
        unknown => return holder_not_known(&unknown, assignment, out),
    };
    let report = report.step(Change::delete(assignment.resource));
    // Whoever writes the assignment into code knows the subscription.
    if assignment.resource.format.is_exported() {
        report.step(DISPOSE);
    }
}

const DISPOSE: &str = "find out how the subscription came into the tenant, and move or cancel it if no one knows it";

/// Reports a maker who is from elsewhere.
fn check_maker<'a, T: Identified>(view: &View<'_, T>, made: &Setting<'a, SystemData<'a>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let Some((maker, by)) = external_creator(made, tenant, out).zip(made.known().map(|made| &made.created_by)) else { return };
    let report = out.report(view, "/systemData/createdBy", Label::new(view.place(by), "made by somebody from elsewhere")).step(DISPOSE);
    let report = if maker.is_guest {
        report.title("a guest made a subscription")
    } else {
        report.title("somebody from elsewhere made a subscription").severity(Severity::High).confidence(Confidence::Medium)
    };
    maker.evidence.into_iter().fold(report, Report::related);
}
