//! A claim of another tenant satisfies Conditional Access.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// The claims of other tenants are believed, of every tenant by the default or of one by an entry of its own, and an enforced
    /// Conditional Access policy asks guests for just such a claim: several factors, a compliant device, a hybrid joined device. With an
    /// entry for one tenant it is high.
    ///
    /// ## Why it matters
    /// The trust matters where a policy relies on it. There an administrator of the other tenant decides who passes.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "inboundTrust": { "isMfaAccepted": true } }
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "inboundTrust": { "isMfaAccepted": false } }
    /// { "id": "0e5d1d0a-1111-4222-8333-444455556666", "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// Tenants of the same organisation: declare the partner with the trust that is meant.
    ///
    /// ## Sources
    /// - Microsoft Learn: Authentication and Conditional Access for External ID
    pub static RULE = {
        id: "path-foreign-claim-trust",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a claim of another tenant satisfies Conditional Access",
        attack: &["T1556", "T1199"],
        controls: &[],
        needs: &[Kind::ConditionalAccessPolicy],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let kinds = [Kind::CrossTenantAccessDefault, Kind::CrossTenantAccessPartner];
    if !tenant.has_any(&kinds) {
        return out
            .undecided_tenant("no `crossTenantAccessPolicyConfigurationDefault` is in the input".into(), Undecided::collect(&kinds[0]));
    }
    let policies: Vec<View<'_, ConditionalAccessPolicy<'_>>> = tenant.views(&Kind::ConditionalAccessPolicy).collect();
    for default in tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault) {
        if let Some(trust) = default.inbound_trust.known() {
            check_trust(&default, trust, Severity::Critical, &policies, out);
        }
    }
    for partner in tenant.views::<CrossTenantAccessPartner<'_>>(&Kind::CrossTenantAccessPartner) {
        let declared = partner.tenant_id.known().and_then(|id| out.inventory().partners.as_ref()?.get(id));
        if let Some(trust) = partner.inbound_trust.known().filter(|_| declared.is_none()) {
            check_trust(&partner, trust, Severity::High, &policies, out);
        }
    }
}

/// Reports the first policy that relies on each claim that is believed.
fn check_trust<T: Identified>(
    view: &View<'_, T>,
    trust: &InboundTrust<'_>,
    severity: Severity,
    policies: &[View<'_, ConditionalAccessPolicy<'_>>],
    out: &mut Findings<'_>,
) {
    let claims = [
        (&trust.is_mfa_accepted, "/inboundTrust/isMfaAccepted", "mfa"),
        (&trust.is_compliant_device_accepted, "/inboundTrust/isCompliantDeviceAccepted", "compliantDevice"),
        (&trust.is_hybrid_joined_device_accepted, "/inboundTrust/isHybridAzureADJoinedDeviceAccepted", "domainJoinedDevice"),
    ];
    for (setting, pointer, control) in claims.into_iter().filter(|(setting, ..)| setting.known() == Some(&true)) {
        let relies = policies.iter().find_map(|policy| {
            let for_guests = policy.is_enforced() == Some(true) && policy.covered_guests().is_some_and(|types| !types.is_empty());
            Some(policy.place(policy.control(control).filter(|_| for_guests)?))
        });
        let Some(place) = relies else { continue };
        out.report(view, pointer, Label::new(view.place(setting), "believed"))
            .severity(severity)
            .related(Label::new(place, "this policy is satisfied by it"))
            .help("take the trust away, the cheapest cut, and give it to named partners whose inventory entry says so");
    }
}
