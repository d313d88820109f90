//! Reports Conditional Access policies that claims from other tenants satisfy.

use crate::finding::Undecided;
use crate::inventory::Trust;
use crate::model::conditional_access::Groups;
use crate::resource::Place;
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// ## What it finds
    /// Inbound trust settings that trust a claim from other tenants, while an enforced Conditional Access policy requires that claim from
    /// guests: MFA or an authentication strength, a compliant device, or a hybrid joined device.
    ///
    /// Trust for every tenant, in the default settings, is critical. Trust for one tenant, in its organizational settings, is high; for
    /// that tenant, policies that apply only to its guests also count.
    ///
    /// ## Why it matters
    /// If a policy relies on the trusted claim, an administrator of the other tenant decides who satisfies the policy. They can, for
    /// example, register an MFA method for an account that they want to use, or mark its device as compliant.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "inboundTrust": { "isMfaAccepted": true } }
    /// { "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity", "inboundTrust": { "isMfaAccepted": false } }
    /// { "displayName": "MFA", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the tenants belong to the same organization. Declare the other tenant in the inventory `partners` with the trust that is
    /// intended.
    ///
    /// ## Sources
    /// - Microsoft Learn: Authentication and Conditional Access for External ID
    pub static RULE = {
        id: "path-foreign-claim-trust",
        group: Group::Path,
        severity: Severity::Critical,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "claim from another tenant satisfies Conditional Access",
        attack: &["T1556", "T1199"],
        needs: &[Kind::ConditionalAccessPolicy, Kind::CrossTenantAccessDefault | Kind::CrossTenantAccessPartner],
        joins: &[Kind::Group],
        parts: &["cross-tenant-partner-wide", "cross-tenant-trusts-any-device", "cross-tenant-trusts-any-mfa"],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = Reliance::of_all(tenant);
    let partners = || tenant.views::<CrossTenantAccessPartner<'_>>(&Kind::CrossTenantAccessPartner);
    for default in tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault) {
        if !default.is_unchanged() {
            out.lacks(&default, "inboundTrust", &default.inbound_trust);
        }
        let Some(trust) = default.inbound_trust.known() else { continue };
        if default.blocks_inbound() != Some(true) {
            check_trust(&default, trust, None, &policies, |_| false, out);
        } else if !tenant.is_told(&Kind::CrossTenantAccessPartner) {
            out.undecided_once("which partner tenants inherit the trusted claims is not in the input", || {
                Undecided::collect(&Kind::CrossTenantAccessPartner)
            });
        } else if let Some(partner) =
            partners().find(|partner| partner.inbound_trust.is_null() && partner.blocks_inbound(true) != Some(true))
        {
            check_trust(&default, trust, Some(&partner.tenant_id), &policies, |_| false, out);
        }
    }
    let is_blocked_by_default =
        tenant.views::<CrossTenantAccessDefault<'_>>(&Kind::CrossTenantAccessDefault).any(|default| default.blocks_inbound() == Some(true));
    for partner in partners() {
        if partner.blocks_inbound(is_blocked_by_default) == Some(true) {
            continue;
        }
        out.lacks(&partner, "inboundTrust", &partner.inbound_trust);
        let declared = partner.tenant_id.known().and_then(|id| out.inventory().partner(id));
        // An entry that lists what it accepts accepts nothing else.
        let accepts = |trust: Trust| declared.is_some_and(|entry| entry.about.accepts(trust));
        if let Some(trust) = partner.inbound_trust.known() {
            check_trust(&partner, trust, Some(&partner.tenant_id), &policies, accepts, out);
        }
    }
}

/// A Conditional Access policy that requires a claim: its name, and the place of the control.
type Policy = (String, Place);

/// The enforced policies that require one claim from guests.
#[derive(Default)]
struct Reliance {
    /// The first policy for guests of any tenant.
    of_any: Option<Policy>,
    /// The first policy for guests of one tenant, by the tenant id in lower case.
    of_tenant: HashMap<String, Policy>,
    /// Whether a policy that is not fully known may require the claim.
    perhaps: bool,
}

impl Reliance {
    /// The reliance on each of the claims in [`check_trust`], in the same order: MFA, compliant device, hybrid joined device.
    fn of_all(tenant: &Tenant) -> [Self; 3] {
        let groups = Groups::new(tenant);
        let mut all = <[Self; 3]>::default();
        for policy in tenant.views::<ConditionalAccessPolicy<'_>>(&Kind::ConditionalAccessPolicy) {
            if policy.is_enforced() == Some(false) {
                continue;
            }
            let bound = groups.reach(&policy).bound(None);
            let (covered, perhaps) = (bound.covered.within(GuestTypes::ALL), bound.perhaps.within(GuestTypes::ALL));
            let device = |name| policy.control(name).and_then(Setting::raw);
            let required = [policy.factors(), device("compliantDevice"), device("domainJoinedDevice")];
            let is_unknown = policy.is_enforced().is_none();
            for (reliance, control) in all.iter_mut().zip(required) {
                let is_partial = !perhaps.is_empty() || !policy.shows_included_tenants();
                reliance.perhaps |= is_unknown || if control.is_some() { is_partial } else { !policy.shows_controls() };
                let Some(place) = control.filter(|_| !is_unknown).map(|control| policy.resource.place(control)) else { continue };
                for named in policy.included_tenants().iter().filter_map(Setting::known) {
                    reliance.of_tenant.entry(named.to_ascii_lowercase()).or_insert_with(|| (name_of(&policy), place.clone()));
                }
                if !covered.is_empty() {
                    reliance.of_any.get_or_insert_with(|| (name_of(&policy), place));
                }
            }
        }
        all
    }

    /// The policy that relies on the claim from a tenant, or from any tenant.
    fn on<'a>(&self, tenant_id: Option<&Setting<'a, Str<'a>>>) -> Option<&Policy> {
        let named = || self.of_tenant.get(&tenant_id?.known()?.to_ascii_lowercase());
        self.of_any.as_ref().or_else(named)
    }
}

/// Reports the first policy that relies on each trusted claim, from one tenant or from every tenant.
fn check_trust<'a, T: Identified>(
    view: &View<'_, T>,
    trust: &InboundTrust<'_>,
    tenant_id: Option<&Setting<'a, Str<'a>>>,
    policies: &[Reliance; 3],
    accepts: impl Fn(Trust) -> bool,
    out: &mut Findings<'_>,
) {
    let claims = [
        (Trust::Mfa, "MFA", &trust.is_mfa_accepted, "/inboundTrust/isMfaAccepted"),
        (Trust::CompliantDevice, "compliant device", &trust.is_compliant_device_accepted, "/inboundTrust/isCompliantDeviceAccepted"),
        (
            Trust::HybridJoinedDevice,
            "hybrid joined device",
            &trust.is_hybrid_joined_device_accepted,
            "/inboundTrust/isHybridAzureADJoinedDeviceAccepted",
        ),
    ];
    for ((kind, claim, setting, pointer), reliance) in claims.into_iter().zip(policies) {
        if accepts(kind) {
            continue;
        }
        let is_trusted = match setting.state() {
            State::Known(true) => Some(true),
            State::Unknown(_) => None,
            State::Absent if view.is_uncollected(setting) => None,
            State::Known(false) | State::Null | State::Absent => continue,
        };
        match (reliance.on(tenant_id), is_trusted) {
            (Some((policy, place)), Some(true)) => {
                let title = match tenant_id {
                    None => Text::new("Conditional Access policy `{policy}` accepts {claim} claims from every tenant by default"),
                    Some(id) => Text::new("Conditional Access policy `{policy}` accepts {claim} claims from tenant `{tenant}`")
                        .with("tenant", id.known().map_or_else(|| name_of(view), ToString::to_string)),
                };
                out.report(view, pointer, Label::new(view.place(setting), "the claim is trusted"))
                    .title(title.with("policy", policy.as_str()).with("claim", claim))
                    .severity(if tenant_id.is_none() { Severity::Critical } else { Severity::High })
                    .related(Label::new(place.clone(), "this control is satisfied by the trusted claim"))
                    .step(
                        Change::set(view.resource, pointer, "false")
                            .to("trust the claim only from tenants that the inventory `partners` declares"),
                    );
            }
            (Some(_), _) => out.undecided(view, &view.place(setting), "whether the claim is trusted is not known".into()),
            (None, _) if reliance.perhaps => {
                let missing = "whether a Conditional Access policy relies on this claim is not known";
                out.undecided_without(view, &view.place(setting), missing.into(), &Kind::ConditionalAccessPolicy);
            }
            (None, _) if !reliance.of_tenant.is_empty() && tenant_id.is_some_and(|id| view.is_uncollected(id)) => {
                out.undecided(view, &view.place(setting), "whether a Conditional Access policy relies on this claim is not known".into());
            }
            (None, _) => {}
        }
    }
}
