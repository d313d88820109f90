//! Reports partner tenants that are trusted without being declared in the inventory.

use crate::finding::{Step, Undecided};
use crate::inventory::{Entry, Partner, Trust};
use crate::resource::Place;
use crate::rules::declared::{report_missing, report_past_review};
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// Organizational settings for another tenant (`crossTenantAccessPolicyConfigurationPartner`) that grant trust which the inventory
    /// `partners` does not declare. Trust is any of:
    ///
    /// - all users of that tenant can use all apps, and its MFA or device claims are trusted
    /// - invitations are redeemed automatically (`automaticUserConsentSettings.inboundAllowed`)
    /// - the tenant can synchronize users into this one (`userSyncInbound.isSyncAllowed`)
    ///
    /// Without an inventory of partners, all such settings are reported. If `b2bCollaborationInbound` is `null`, the default cross-tenant
    /// access settings apply.
    ///
    /// The rule also reports inventory entries that are past their review date and, at severity info, declared partners without
    /// organizational settings.
    ///
    /// ## Why it matters
    /// The decisions of the partner's administrators then take effect in this tenant. An attacker who takes over the partner tenant can
    /// issue trusted MFA and device claims, or create users here.
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
    /// If the partner is legitimate, declare it under `inventory.partners` in the policy file, with the trust that is intended.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `crossTenantAccessPolicyConfigurationPartner`
    pub static RULE = {
        id: "cross-tenant-partner-wide",
        group: Group::CrossTenant,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "partner tenant is trusted but not declared",
        attack: &["T1484.002", "T1199"],
        needs: &[Kind::CrossTenantAccessPartner | Kind::CrossTenantIdentitySync],
        joins: &[Kind::CrossTenantAccessDefault],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let default = default_allows_all(tenant);
    let mut seen = HashSet::new();
    let has_files_of_sync = tenant.has(&Kind::CrossTenantIdentitySync);
    for partner in tenant.views::<CrossTenantAccessPartner<'_>>(&Kind::CrossTenantAccessPartner) {
        if !has_files_of_sync {
            out.lacks(&partner, "identitySynchronization", &partner.identity_synchronization);
        }
        seen.extend(partner.tenant_id.known().map(|id| id.to_ascii_lowercase()));
        check_partner(&partner, default, out);
    }
    for sync in tenant.views::<CrossTenantIdentitySync<'_>>(&Kind::CrossTenantIdentitySync) {
        let Some(setting) = sync.allowance() else {
            out.lacks(&sync, "userSyncInbound", &sync.user_sync_inbound);
            continue;
        };
        if out.known(&sync, "isSyncAllowed", setting) == Some(&true) {
            report_trust(&sync, &sync.tenant_id, (Trust::UserSync, sync.place(setting), "userSyncInbound/isSyncAllowed"), None, out);
        }
    }
    let Some(partners) = &out.inventory().partners else { return };
    partners.entries().iter().for_each(|entry| report_past_review("partners", entry, out));
    let is_missing = |entry: &&Entry<Partner>| !seen.contains(&entry.key);
    report_missing("partners", partners.entries().iter().filter(is_missing), &[Kind::CrossTenantAccessPartner], tenant, out);
}

/// Whether the default settings, which apply if a partner has none, allow all users of every tenant. If several exports differ, the most
/// permissive one counts.
fn default_allows_all(tenant: &Tenant) -> Option<bool> {
    let defaults = tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault);
    let answers: Vec<Option<bool>> = defaults.map(|default| default.lets_guests_in()).collect();
    if answers.contains(&Some(true)) { Some(true) } else { (!answers.is_empty() && !answers.contains(&None)).then_some(false) }
}

fn check_partner(partner: &View<'_, CrossTenantAccessPartner<'_>>, default: Option<bool>, out: &mut Findings<'_>) {
    let inbound = &partner.b2b_collaboration_inbound;
    let is_wide = match inbound.state() {
        State::Known(inbound) => inbound.allows_all(),
        State::Null => default,
        State::Absent | State::Unknown(_) => None,
    };
    let collect = || Undecided::collect(&Kind::CrossTenantAccessPartner);
    if let Some(sync) = partner.identity_synchronization.known() {
        out.lacks(partner, "identitySynchronization.userSyncInbound", &sync.user_sync_inbound);
    }
    for (trust, setting, name) in partner.trusts() {
        let Some(setting) = setting else { continue };
        if out.lacks(partner, name, setting) || setting.is_absent() || setting.is_null() || out.known(partner, name, setting) != Some(&true)
        {
            continue;
        }
        // Trusted claims matter only if users of the partner have access.
        match (trust, is_wide) {
            (Trust::Mfa | Trust::CompliantDevice | Trust::HybridJoinedDevice, Some(false)) => {}
            (Trust::Mfa | Trust::CompliantDevice | Trust::HybridJoinedDevice, None) => {
                out.undecided_once("which users of some trusted partner tenants are allowed is not in the input", || {
                    Undecided::collect(&Kind::CrossTenantAccessDefault)
                });
            }
            _ => {
                let wide = inbound.known().filter(|_| is_wide == Some(true));
                let wide = wide.map(|_| Label::new(partner.place(inbound), "all users of the tenant can use all apps"));
                report_trust(partner, &partner.tenant_id, (trust, partner.place(setting), name), wide, out);
            }
        }
    }
    let direct = &partner.b2b_direct_connect_inbound;
    if direct.known().and_then(B2bSetting::allows_all) == Some(true) {
        report_trust(partner, &partner.tenant_id, (Trust::DirectConnect, partner.place(direct), "b2bDirectConnectInbound"), None, out);
    }
    if partner.inbound_trust.is_absent() {
        out.undecided_once("`inboundTrust` is not in the input for some partners", collect);
    }
    if partner.automatic_user_consent_settings.is_absent() {
        out.undecided_once("`automaticUserConsentSettings` is not in the input for some partners", collect);
    }
}

/// What the tenant `{tenant}` is trusted for.
fn trusted(trust: Trust) -> Text {
    Text::new(match trust {
        Trust::Mfa => "MFA claims from tenant `{tenant}` are trusted",
        Trust::CompliantDevice => "compliant device claims from tenant `{tenant}` are trusted",
        Trust::HybridJoinedDevice => "hybrid joined device claims from tenant `{tenant}` are trusted",
        Trust::AutomaticRedemption => "invitations of users of tenant `{tenant}` are redeemed automatically",
        Trust::UserSync => "tenant `{tenant}` can synchronize users into this tenant",
        Trust::DirectConnect => "inbound B2B direct connect allows tenant `{tenant}`",
    })
}

/// Reports a trust, unless the inventory declares it.
fn report_trust<'a, T: Identified>(
    view: &View<'_, T>,
    tenant_id: &Setting<'a, Str<'a>>,
    (trust, place, name): (Trust, Place, &'static str),
    wide: Option<Label>,
    out: &mut Findings<'_>,
) {
    let declared: Option<&Entry<Partner>> = match &out.inventory().partners {
        None => None,
        Some(partners) => match out.known(view, "tenantId", tenant_id) {
            None => return,
            Some(id) => partners.get(id),
        },
    };
    if declared.is_some_and(|entry| entry.about.accepts(trust)) {
        return;
    }
    let tenant = tenant_id.known().map_or_else(|| name_of(view), ToString::to_string);
    let inventory =
        if declared.is_some() { "the inventory does not declare this trust" } else { "the inventory does not declare the tenant" };
    let mut report = out
        .report(view, format!("/{name}"), Label::new(place, "this trust is enabled"))
        .title(trusted(trust).with("tenant", tenant).and(inventory.into()))
        .step("declare the tenant in the inventory `partners` with the intended trust")
        .step(match trust {
            Trust::DirectConnect => "limit inbound B2B direct connect to the users and apps that need it".into(),
            _ => Step::from(Change::set(view.resource, format!("/{name}"), "false")),
        });
    if let Some(wide) = wide {
        report = report.related(wide);
    }
    if let Some(entry) = declared {
        report.related(Label::at(entry.span, "declared without this trust"));
    }
}
