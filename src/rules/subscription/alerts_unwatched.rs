//! Reports security contacts, Defender plans, exports and suppression rules by which alerts reach no one.

use super::subscription_names;
use crate::finding::{Step, Undecided};
use crate::resource::Completeness;
use crate::rules::name_of;
use crate::rules::prelude::*;
use crate::source::Span;
use crate::text::Words;
use std::collections::{BTreeMap, HashMap, HashSet};

rule! {
    /// ## What it finds
    /// A setting that keeps security alerts from being generated, sent or shown:
    /// - a security contact that notifies no one: it has neither an address nor a role to notify, it or its alert notifications are
    ///   switched off, or alerts are not among its notification sources
    /// - a Defender for Cloud plan for Resource Manager (`Arm`) or posture management (`CloudPosture`) whose tier is `Free`
    /// - an export of alerts (`automations`) that is disabled or does not include alerts, where no other export of the subscription sends
    ///   them
    /// - an enabled alert suppression rule without an expiration date
    ///
    /// - a subscription without any security contact or Defender plan, if the response for it is in the input and is empty
    ///
    /// The rule is undecided for any other subscription that has no security contact, Defender plan or export in the input. Only the name
    /// that `collect` gives a file shows what an empty response is about.
    ///
    /// ## Why it matters
    /// The activity of an attacker in a planted subscription raises alerts. If those alerts are suppressed, or no one receives them, the
    /// attack goes unnoticed.
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
    /// When another product monitors Azure. Set `enabled: false` for the rule in the policy file and give that as the `reason`.
    ///
    /// ## Sources
    /// - ARM: `Microsoft.Security/securityContacts`, `pricings`, `automations`, `alertsSuppressionRules`
    /// - Microsoft Learn: Microsoft Defender for Resource Manager
    pub static RULE = {
        id: "subscription-alerts-unwatched",
        group: Group::Subscription,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "no one is notified of security alerts",
        attack: &["T1562"],
        controls: &["CIS Azure 5.0 8.1.1.1", "CIS Azure 5.0 8.1.9.1", "CIS Azure 5.0 8.1.14"],
        joins: &[
            Kind::SecurityContact,
            Kind::SecurityPricing,
            Kind::SecurityAutomation,
            Kind::AlertsSuppressionRule,
            Kind::Subscription,
            Kind::Organization,
        ],
        check: Check::Tenant(check),
    };
}

/// Plans without which attacks on a subscription raise no alerts.
const PLANS: &[&str] = &["Arm", "CloudPosture"];

/// Kinds of resources that every subscription should have, and the message for subscriptions without them.
const OF_EVERY_SUBSCRIPTION: &[(Kind, &str)] = &[
    (Kind::SecurityContact, "some subscriptions have no `securityContact` in the input"),
    (Kind::SecurityPricing, "some subscriptions have no `securityPricing` in the input"),
    (Kind::SecurityAutomation, "some subscriptions have no `securityAutomation` in the input"),
];

/// A title with the subscription, and one for a resource whose subscription is not known.
macro_rules! titles {
    ($object:literal, $fact:literal) => {
        [concat!($object, " of subscription `{subscription}`", $fact), concat!($object, $fact)]
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let kinds = [Kind::SecurityContact, Kind::SecurityPricing, Kind::SecurityAutomation, Kind::AlertsSuppressionRule];
    for kind in kinds.iter().filter(|kind| !tenant.is_told(kind)) {
        out.undecided_missing(kind);
    }
    check_subscriptions(tenant, out);
    let names = subscription_names(tenant);
    for contact in tenant.views::<SecurityContact<'_>>(&Kind::SecurityContact) {
        match contact.notified() {
            Notified::Yes if contact.resource.format.is_response() => {
                if let Some(property) = contact.lacks() {
                    out.undecided_property(&Kind::SecurityContact, property);
                }
            }
            Notified::Yes => {}
            Notified::No(at, reason) => {
                let titles = titles!("security contact `{name}`", " notifies no one of alerts");
                out.report(&contact, "/properties", Label::new(contact.resource.place(at), reason))
                    .title(title(titles, name_of(&contact), &contact.id, &names))
                    .step("set a monitored email address and enable alert notifications");
            }
            Notified::Unknown(at, name) => {
                let missing = Text::new("`{setting}` of the security contact is not known").with("setting", name);
                out.undecided(&contact, &contact.resource.place(at), missing);
            }
        }
    }
    for plan in tenant.views::<SecurityPricing<'_>>(&Kind::SecurityPricing) {
        check_plan(&plan, &names, out);
    }
    check_exports(tenant, &names, out);
    for rule in tenant.views::<AlertsSuppressionRule<'_>>(&Kind::AlertsSuppressionRule) {
        check_suppression(&rule, &names, out);
    }
}

/// Reports subscriptions without any resource of a kind, or as undecided, once per kind, if the input does not contain them.
fn check_subscriptions(tenant: &Tenant, out: &mut Findings<'_>) {
    for (kind, missing) in OF_EVERY_SUBSCRIPTION.iter().filter(|(kind, _)| tenant.is_told(kind)) {
        let with: HashSet<String> = tenant.views::<CreatedResource<'_>>(kind).map(|of| subscription_of(&of.id)).collect();
        // A resource without an id is declared in code, and may belong to any subscription.
        if with.contains("") {
            continue;
        }
        for subscription in tenant.subscriptions().filter(|subscription| !subscription.resource.format.is_declared()) {
            let Some(id) = subscription.bare_id().filter(|id| !with.contains(&id.to_ascii_lowercase())) else { continue };
            match tenant.completeness_in(kind, id) {
                Completeness::Whole(list) => report_none(&subscription, kind, list, out),
                Completeness::Partial(gap) => out.undecided_partial(kind, gap),
                Completeness::Unknown => out.undecided_once(*missing, || Undecided::collect(kind)),
            }
        }
    }
}

/// Reports a subscription without a security contact or Defender plan. One without an export of alerts is normal, because security contacts
/// also receive them.
fn report_none(subscription: &View<'_, Subscription<'_>>, kind: &Kind, list: Span, out: &mut Findings<'_>) {
    let (title, step) = match kind {
        Kind::SecurityContact => {
            ("subscription `{subscription}` has no security contact", "add a security contact with a monitored email address")
        }
        Kind::SecurityPricing => (
            "no Defender for Cloud plan of subscription `{subscription}` is on",
            "enable the plans for Resource Manager and posture management",
        ),
        _ => return,
    };
    let id = subscription.subscription_id.or(&subscription.id);
    out.report(subscription, format!("/{kind}"), Label::new(subscription.place(id), "this subscription"))
        .title(Text::new(title).with("subscription", name_of(subscription)))
        .related(Label::at(list, "the response for the subscription is empty"))
        .step(step);
}

/// The subscription of a resource with this id; empty if it is not known.
fn subscription_of<'a>(id: &Setting<'a, Str<'a>>) -> String {
    let scope = id.known().and_then(|id| Scope::of(id));
    scope.and_then(|scope| scope.subscription().map(str::to_owned)).unwrap_or_default()
}

/// Names a resource, and its subscription if the id contains one.
fn title<'a>([full, short]: [&'static str; 2], name: impl Into<Words>, id: &Setting<'a, Str<'a>>, names: &HashMap<String, String>) -> Text {
    let subscription = subscription_of(id);
    if subscription.is_empty() {
        return Text::new(short).with("name", name);
    }
    Text::new(full).with("name", name).with("subscription", names.get(&subscription).cloned().unwrap_or(subscription))
}

fn check_plan(plan: &View<'_, SecurityPricing<'_>>, names: &HashMap<String, String>, out: &mut Findings<'_>) {
    let name = plan.name.known().map(ToString::to_string).or_else(|| plan.name.known_end()).unwrap_or_default();
    if name.is_empty() {
        return out.needs(plan, "name", &plan.name);
    }
    let last = name.rsplit('/').next().unwrap_or_default();
    let Some(name) = PLANS.iter().find(|known| known.eq_ignore_ascii_case(last)) else { return };
    let Some(tier) = out.known(plan, "pricingTier", plan.pricing_tier()) else { return };
    if tier.eq_ignore_ascii_case("Free") {
        out.report(plan, "/properties/pricingTier", Label::new(plan.place(plan.pricing_tier()), "`Free` turns the plan off"))
            .title(title(titles!("Defender for Cloud plan `{name}`", " is off"), *name, &plan.id, names))
            .step(Change::set(plan.resource, "/properties/pricingTier", "\"Standard\""));
    }
}

/// Reports subscriptions that have exports, but none that sends alerts.
fn check_exports(tenant: &Tenant, names: &HashMap<String, String>, out: &mut Findings<'_>) {
    let mut by_subscription: BTreeMap<String, Vec<View<'_, SecurityAutomation<'_>>>> = BTreeMap::new();
    for automation in tenant.views::<SecurityAutomation<'_>>(&Kind::SecurityAutomation) {
        by_subscription.entry(subscription_of(&automation.id)).or_default().push(automation);
    }
    for automations in by_subscription.values() {
        match any(automations.iter().map(|automation| automation.sends_alerts())) {
            Some(true) => {}
            // One export is reported per subscription: a disabled one if there is one, because enabling it is the smallest change.
            Some(false) => {
                let off = automations.iter().find(|automation| automation.is_enabled().known() == Some(&false));
                off.or(automations.first()).into_iter().for_each(|automation| report_export(automation, names, out));
            }
            None => {
                let missing = "whether the export is enabled and sends alerts is not known";
                for automation in automations.iter().filter(|automation| automation.sends_alerts().is_none()) {
                    out.undecided(automation, &automation.place(automation.sources()), missing.into());
                }
            }
        }
    }
}

fn report_export(automation: &View<'_, SecurityAutomation<'_>>, names: &HashMap<String, String>, out: &mut Findings<'_>) {
    let is_off = automation.is_enabled().known() == Some(&false);
    let (pointer, place, label) = if is_off {
        ("/properties/isEnabled", automation.place(automation.is_enabled()), "the export is disabled")
    } else {
        ("/properties/sources", automation.place(automation.sources()), "`Alerts` is not among the sources")
    };
    let title = title(titles!("export `{name}`", " does not send security alerts"), name_of(automation), &automation.id, names);
    out.report(automation, pointer, Label::new(place, label)).title(title).step(if is_off {
        Step::from(Change::set(automation.resource, pointer, "true"))
    } else {
        "add `Alerts` to the sources of the export".into()
    });
}

fn check_suppression(rule: &View<'_, AlertsSuppressionRule<'_>>, names: &HashMap<String, String>, out: &mut Findings<'_>) {
    let (state, end) = (rule.state(), rule.expiration_date_utc());
    if state.known().is_some_and(|state| !state.eq_ignore_ascii_case("Enabled")) {
        return;
    }
    match (end.state(), state.state()) {
        (State::Known(_), _) => {}
        (State::Unknown(_), _) => out.needs(rule, "expirationDateUtc", end),
        (_, State::Unknown(_)) => out.needs(rule, "state", state),
        // Both the service and code omit the property if there is no expiration date.
        (State::Null | State::Absent, _) => {
            let place = if end.is_null() { rule.place(end) } else { rule.place(rule.alert_type()) };
            let title = title(titles!("alert suppression rule `{name}`", " has no expiration date"), name_of(rule), &rule.id, names);
            out.report(rule, "/properties/expirationDateUtc", Label::new(place, "these alerts are suppressed without a time limit"))
                .title(title)
                .step("set an expiration date on the suppression rule")
                .step(Change::delete(rule.resource));
        }
    }
}
