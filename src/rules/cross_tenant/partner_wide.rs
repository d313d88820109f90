//! A partner that is trusted and not declared.

use crate::inventory::Trust;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An entry for another tenant that lets all its users use all apps and believes its claims, or redeems invitations by itself, or lets
    /// the tenant sync users in, while the inventory `partners` does not declare the tenant, or not this trust of it. Without an inventory
    /// of partners every such entry is reported.
    ///
    /// ## Why it matters
    /// What the administrators of a partner do, or whoever took it over, then counts here.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/partners/$entity", "tenantId": "22222222-2222-4333-8444-555566667777",
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } },
    ///   "inboundTrust": { "isMfaAccepted": true }, "automaticUserConsentSettings": { "inboundAllowed": false } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/partners/$entity", "tenantId": "22222222-2222-4333-8444-555566667777",
    ///   "b2bCollaborationInbound": { "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
    ///     "applications": { "accessType": "allowed", "targets": [{ "target": "AllApplications", "targetType": "application" }] } },
    ///   "inboundTrust": { "isMfaAccepted": false }, "automaticUserConsentSettings": { "inboundAllowed": false } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the partner is one: declare it under `inventory.partners`, with the trust that is meant.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyConfigurationPartner`
    pub static RULE = {
        id: "cross-tenant-partner-wide",
        group: Group::CrossTenant,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a partner is trusted, and nobody has declared it",
        attack: &["T1484.002", "T1199"],
        controls: &[],
        needs: &[Kind::CrossTenantAccessPartner],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for partner in tenant.views::<CrossTenantAccessPartner<'_>>(&Kind::CrossTenantAccessPartner) {
        check_partner(&partner, out);
    }
    let is_whole = tenant.seen(&Kind::CrossTenantAccessPartner).complete;
    let Some(partners) = &out.inventory().partners else { return };
    let seen: Vec<String> = tenant
        .views::<CrossTenantAccessPartner<'_>>(&Kind::CrossTenantAccessPartner)
        .filter_map(|partner| Some(partner.tenant_id.known()?.to_ascii_lowercase()))
        .collect();
    for entry in partners.entries() {
        report_past_review("partners", entry, out);
        if is_whole && !seen.contains(&entry.id.to_ascii_lowercase()) {
            report_missing("partners", entry, out);
        }
    }
}

fn check_partner(partner: &View<'_, CrossTenantAccessPartner<'_>>, out: &mut Findings<'_>) {
    let Some(id) = out.known(partner, "tenantId", &partner.tenant_id) else { return };
    let declared = out.inventory().partners.as_ref().and_then(|partners| partners.get(id));
    let wide = partner.b2b_collaboration_inbound.known().is_some_and(|inbound| inbound.allows_all() == Some(true));
    let is_believed = |trust: Trust| matches!(trust, Trust::Mfa | Trust::CompliantDevice | Trust::HybridJoinedDevice);
    for (trust, place, name) in partner.trusts() {
        // What is believed matters for those who may come in.
        let closed = is_believed(trust) && !wide && !partner.b2b_collaboration_inbound.is_null();
        if closed || declared.is_some_and(|entry| entry.about.accepts(trust)) {
            continue;
        }
        let mut report = out
            .report(partner, format!("/{name}"), Label::new(partner.resource.place(place), Text::new("`{name}` is on").with("name", name)))
            .help("declare the tenant in the inventory `partners` with the trust that is meant, or take the trust away");
        if wide {
            let inbound = Label::new(partner.place(&partner.b2b_collaboration_inbound), "and all its users may use all apps");
            report = report.related(inbound);
        }
        if let Some(entry) = declared {
            report.related(Label::at(entry.span, "declared without this trust")).title("a partner is trusted more than is declared");
        }
    }
}
