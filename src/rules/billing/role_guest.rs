//! Reports billing roles of external, disabled or deleted principals.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A billing role that is assigned to a guest or other external user, a disabled or deleted user, everyone (`principalType` is
    /// `Everyone`), or a principal of another tenant.
    ///
    /// The rule is undecided for a user if the input does not show whether they are external, and for any other principal if the tenant id
    /// is not in the input.
    ///
    /// ## Why it matters
    /// A principal with a billing role can create subscriptions that your agreement pays for, and can see what you buy. When a guest leaves
    /// their company, no one in your organization is informed, and the role remains.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "vendor_fabrikam.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000001", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000001", "properties": { "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "ana@contoso.example", "userType": "Member" }
    /// { "id": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleAssignments/b0000000-0000-4000-8000-000000000001", "type": "Microsoft.Billing/billingAccounts/billingRoleAssignments",
    ///   "name": "b0000000-0000-4000-8000-000000000001", "properties": { "principalId": "a0000000-0000-4000-8000-000000000001", "principalType": "User", "principalTenantId": "11111111-2222-4333-8444-555566667777",
    ///     "roleDefinitionId": "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006", "scope": "/providers/Microsoft.Billing/billingAccounts/1234" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When an accountant of another organization has the role on purpose. Accept the finding under `allow:` in the policy file with an
    /// `expires` date.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Billing/billingAccounts/billingRoleAssignments`, 2024-04-01
    /// - Microsoft Learn: Understand Microsoft Customer Agreement administrative roles in Azure
    pub static RULE = {
        id: "billing-role-guest",
        group: Group::Billing,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "billing role is assigned to a guest or other external principal",
        attack: &["T1098.003"],
        needs: &[Kind::BillingRoleAssignment],
        joins: &[Kind::User, Kind::Organization],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let all_users = tenant.seen(&Kind::User).complete;
    for assignment in tenant.views::<BillingRoleAssignment<'_>>(&Kind::BillingRoleAssignment) {
        let (id, kind, home) = (assignment.principal_id(), assignment.principal_type(), assignment.principal_tenant_id());
        let is = |name: &str| kind.known().is_some_and(|kind| kind.eq_ignore_ascii_case(name));
        let is_own = home.known().and_then(|home| tenant.is_self(home));
        // An Enterprise Agreement may know the address alone.
        let names = [id, assignment.user_email_address()];
        let user = names.into_iter().filter_map(ObjectId::of_setting).find_map(|name| tenant.user_of(name));
        let place = assignment.place(id.or(assignment.user_email_address()));
        let objection = match user {
            _ if is("Everyone") => Some((assignment.place(kind), "everybody")),
            _ if is_own == Some(false) => Some((assignment.place(home), "a principal of another tenant")),
            Some(user) if user.external() == Some(true) => Some((place.clone(), "somebody from elsewhere")),
            Some(user) if user.enabled == Some(false) => Some((place.clone(), "a disabled user")),
            None if all_users && is("User") && id.known().is_some() => Some((place.clone(), "no user of the tenant: deleted")),
            _ => None,
        };
        if let Some((place, label)) = objection {
            let mut report = out.report(&assignment, "/properties/principalId", Label::new(place, label)).step(
                Change::delete(assignment.resource)
                    .to("assign the role to a member of the tenant if it is needed, in place of this assignment"),
            );
            for user in user.into_iter().filter(|user| user.external() == Some(true)) {
                report = report.related(user.label());
            }
            continue;
        }
        let is_user = !["Group", "ServicePrincipal", "DirectoryRole"].iter().any(|name| is(name));
        if is_user && user.is_none() && matches!(id.state(), State::Unknown(_)) {
            out.needs(&assignment, "principalId", id);
        } else if is_user && user.and_then(UserFacts::external).is_none() {
            let missing = if user.is_some() {
                "where this user comes from is not in the input"
            } else {
                "who this principal is cannot be told: users are not in the input"
            };
            out.undecided(&assignment, &place, missing.into());
        } else if !is_user && is_own.is_none() && home.known().is_some() {
            out.undecided(
                &assignment,
                &assignment.place(home),
                "whether this is the tenant itself is not known: no input tells its id".into(),
            );
        }
    }
}
