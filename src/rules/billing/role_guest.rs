//! A billing role of somebody from elsewhere.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A billing role whose holder is a guest, a disabled or deleted user, everybody, or a principal of another tenant than the one that
    /// the input is of.
    ///
    /// ## Why it matters
    /// The holder can make subscriptions that your agreement pays for, and sees what you buy. A guest leaves his company without anybody
    /// here hearing of it.
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
    /// When an accountant of another house holds the role on purpose: accept the finding with an end.
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
        summary: "a billing role is held by somebody from elsewhere",
        attack: &["T1098.003"],
        controls: &[],
        needs: &[Kind::BillingRoleAssignment],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let all_users = tenant.seen(&Kind::User).complete;
    for assignment in tenant.views::<BillingRoleAssignment<'_>>(&Kind::BillingRoleAssignment) {
        let (id, kind, home) = (assignment.principal_id(), assignment.principal_type(), assignment.principal_tenant_id());
        let is = |name: &str| kind.known().is_some_and(|kind| kind.eq_ignore_ascii_case(name));
        let foreign = home.known().is_some_and(|home| tenant.is_self(home) == Some(false));
        let user = ObjectId::of_setting(id).and_then(|id| tenant.user_of(id));
        let objection = match user {
            _ if is("Everyone") => Some((assignment.place(kind), "everybody")),
            _ if foreign => Some((assignment.place(home), "a principal of another tenant")),
            Some(user) if user.external() == Some(true) => Some((assignment.place(id), "somebody from elsewhere")),
            Some(user) if user.enabled == Some(false) => Some((assignment.place(id), "a disabled user")),
            None if all_users && is("User") => Some((assignment.place(id), "no user of the tenant: deleted")),
            _ => None,
        };
        match objection {
            Some((place, label)) => {
                let mut report = out
                    .report(&assignment, "/properties/principalId", Label::new(place, label))
                    .help("take the role away, or give it to a member of the tenant");
                for user in user.into_iter().filter(|user| user.external() == Some(true)) {
                    report = report.related(user.label());
                }
            }
            None if user.is_none() && is("User") => {
                out.undecided(
                    &assignment,
                    &assignment.place(id),
                    "who this principal is cannot be told: users are not in the input".into(),
                );
            }
            None => {}
        }
    }
}
