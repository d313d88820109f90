//! Reports billing roles of external, disabled or deleted principals.

use super::{in_account, principal_name, title};
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
    let all_users = tenant.is_whole(&Kind::User);
    for assignment in tenant.views::<BillingRoleAssignment<'_>>(&Kind::BillingRoleAssignment) {
        let (id, kind, home) = (assignment.principal_id(), assignment.principal_type(), assignment.principal_tenant_id());
        let is = |name: &str| kind.known().is_some_and(|kind| kind.eq_ignore_ascii_case(name));
        let is_own = home.known().and_then(|home| tenant.is_self(home));
        // A role assignment of an Enterprise Agreement may contain only the address.
        let names = [id, assignment.user_email_address()];
        let user = names.into_iter().filter_map(ObjectId::of_setting).find_map(|name| tenant.user_of(name));
        let place = assignment.place(id.or(assignment.user_email_address()));
        let objection = match user {
            _ if is("Everyone") => {
                Some((assignment.place(kind), "the role applies to everyone", in_account!("everyone has a billing role")))
            }
            _ if is_own == Some(false) => {
                let titles = in_account!("principal `{principal}` of tenant `{tenant}` has a billing role");
                Some((assignment.place(home), "not the id of this tenant", titles))
            }
            Some(user) if user.guest() == Some(true) => {
                Some((place.clone(), "principal of the billing role assignment", in_account!("guest `{principal}` has a billing role")))
            }
            Some(user) if user.external() == Some(true) => Some((
                place.clone(),
                "principal of the billing role assignment",
                in_account!("external user `{principal}` has a billing role"),
            )),
            Some(user) if tenant.is_disabled(user) => {
                Some((place.clone(), "the account is disabled", in_account!("disabled user `{principal}` has a billing role")))
            }
            None if all_users && is("User") && id.known().is_some() => {
                let titles = in_account!("`{principal}`, which is not a user of the tenant, has a billing role");
                Some((place.clone(), "probably deleted: no user has this id", titles))
            }
            _ => None,
        };
        if let Some((place, label, titles)) = objection {
            let user_name = user.map(|user| user.name).filter(|name| !name.is_empty());
            let principal = user_name.map_or_else(|| principal_name(&assignment), str::to_owned);
            let home = home.known().map(ToString::to_string).unwrap_or_default();
            // Most titles do not contain the tenant; the value is then unused.
            let title = title(titles, &assignment).with("principal", principal).with("tenant", home);
            let mut report = out
                .report(&assignment, "/properties/principalId", Label::new(place, label))
                .title(title)
                .step(Change::delete(assignment.resource))
                .step("assign the role to a member of the tenant if it is still needed");
            for user in user.into_iter().filter(|user| user.external() == Some(true)) {
                report = report.related(user.label());
            }
            continue;
        }
        let is_user = !["Group", "ServicePrincipal", "DirectoryRole"].iter().any(|name| is(name));
        if is_user && user.is_none() && matches!(id.state(), State::Unknown(_)) {
            out.needs(&assignment, "principalId", id);
        } else if is_user
            && user.is_none()
            && let Some(gap) = tenant.completeness(&Kind::User).gap()
        {
            out.undecided_partial(&Kind::User, gap);
        } else if is_user && user.and_then(UserFacts::external).is_none() {
            let missing = if user.is_some() {
                "the input does not show whether this user is external"
            } else {
                "this principal is not among the users in the input"
            };
            out.undecided(&assignment, &place, missing.into());
        } else if !is_user && home.is_absent() {
            out.lacks(&assignment, "principalTenantId", home);
        } else if !is_user && is_own.is_none() && home.known().is_some() {
            let missing = "whether this principal belongs to the tenant is not known: the tenant id is not in the input";
            out.undecided(&assignment, &assignment.place(home), missing.into());
        }
    }
}
