//! Alerts that nobody would be told of.

use crate::finding::Undecided;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A security contact without an address or with notifications switched off, a Defender for Cloud plan for Resource Manager (`Arm`) or
    /// posture (`CloudPosture`) that is not `Standard`, and a rule that suppresses alerts without an end.
    ///
    /// ## Why it matters
    /// The alerts that a planted subscription would raise are worth nothing where they are muted, or read by nobody.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Security/pricings/Arm", "name": "Arm", "type": "Microsoft.Security/pricings", "properties": { "pricingTier": "Free" } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Security/pricings/Arm", "name": "Arm", "type": "Microsoft.Security/pricings", "properties": { "pricingTier": "Standard" } }
    /// ```
    ///
    /// ## When it is wrong
    /// When another product watches Azure: switch the rule off with that reason.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Security/securityContacts`, `pricings`, `alertsSuppressionRules`
    /// - Microsoft Learn: Microsoft Defender for Resource Manager
    pub static RULE = {
        id: "subscription-alerts-unwatched",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "nobody would be told of an alert",
        attack: &["T1562"],
        controls: &["CIS Azure 5.0 9.1"],
        needs: &[],
        options: None,
        check: Check::Tenant(check),
    };
}

/// Plans without which nobody sees what is done to a subscription.
const PLANS: &[&str] = &["Arm", "CloudPosture"];

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let kinds = [Kind::SecurityContact, Kind::SecurityPricing, Kind::AlertsSuppressionRule];
    for kind in kinds.iter().filter(|kind| !tenant.has(kind) && !tenant.seen(kind).complete) {
        let text = Text::new("no `{kind}` is in the input").with("kind", kind.name());
        out.undecided_tenant(text, Undecided::collect(kind));
    }
    for contact in tenant.views::<SecurityContact<'_>>(&Kind::SecurityContact) {
        if let Some((place, label)) = contact.silence().map(|(raw, label)| (contact.resource.place(raw), label)) {
            out.report(&contact, "/properties", Label::new(place, label))
                .help("name an address that somebody reads, and switch notifications of alerts on");
        }
    }
    for plan in tenant.views::<SecurityPricing<'_>>(&Kind::SecurityPricing) {
        let name = plan.name.known().map(ToString::to_string).or_else(|| plan.name.known_end()).unwrap_or_default();
        let Some(name) = PLANS.iter().find(|known| known.eq_ignore_ascii_case(name.rsplit('/').next().unwrap_or_default())) else {
            continue;
        };
        let Some(tier) = out.known(&plan, "pricingTier", plan.pricing_tier()) else { continue };
        if tier.eq_ignore_ascii_case("Free") {
            out.report(&plan, "/properties/pricingTier", Label::new(plan.place(plan.pricing_tier()), "the plan is off"))
                .title(Text::new("the Defender plan `{plan}` is off").with("plan", *name))
                .help("set the plan to `Standard`, on every subscription and by policy for new ones");
        }
    }
    for rule in tenant.views::<AlertsSuppressionRule<'_>>(&Kind::AlertsSuppressionRule) {
        let is_on = rule.state().known().is_none_or(|state| state.eq_ignore_ascii_case("Enabled"));
        let end = rule.expiration_date_utc();
        // The service leaves it out where there is none, and so does code.
        if is_on && (end.is_null() || end.is_absent()) {
            let place = if end.is_null() { rule.place(end) } else { rule.place(rule.alert_type()) };
            out.report(&rule, "/properties/expirationDateUtc", Label::new(place, "suppressed without an end"))
                .title("alerts are suppressed without an end")
                .help("give the rule an end, or take it away");
        }
    }
}
