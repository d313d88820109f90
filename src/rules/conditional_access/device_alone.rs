//! Reports Conditional Access policies in which a device replaces the other controls, or which a device can bypass.

use super::policies;
use crate::model::conditional_access::Protection;
use crate::model::membership::{Membership, Strength};
use crate::rules::name_of;
use crate::rules::prelude::*;
use std::cell::OnceCell;

rule! {
    /// ## What it finds
    /// An enforced Conditional Access policy
    ///
    /// - whose grant controls combine `compliantDevice` or `domainJoinedDevice` with another control by `OR`, so that the device alone is
    ///   enough, unless other enforced policies require MFA or block access for the same users and apps, or
    /// - whose device filter excludes devices by an attribute that anyone who joins a device can set: `exclude` with
    ///   `device.displayName -contains "PAW"`, or `include` with `device.displayName -notContains "PAW"`.
    ///
    /// A filter of a policy without grant controls is not reported: session controls, such as a sign-in frequency or a browser session that
    /// is not persistent, do not decide who can sign in.
    ///
    /// The severity is low if the policy applies only to devices with such an attribute (`include` with
    /// `device.displayName -startsWith "PAW"`): the policy does not apply to such a device after it is renamed, but it never applied to other
    /// devices. If a filtered policy
    /// requires MFA, it is not reported where other enforced policies require MFA for the same users and apps.
    ///
    /// Exceptions that both policies have, and single users that the other policies exclude, do not matter. The rule is undecided if the
    /// state, the grant controls or the device filter of the policy is unknown, or if another policy may require MFA but is not fully known.
    ///
    /// ## Why it matters
    /// A guest who has moved a subscription into this tenant can create a virtual machine in it that joins the tenant, and may make the
    /// machine appear compliant. The machine then gives access to apps that MFA is meant to protect.
    ///
    /// ## Bad
    /// ```json
    /// { "displayName": "MFA or device", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "OR", "builtInControls": ["mfa", "compliantDevice"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "displayName": "MFA and device", "state": "enabled",
    ///   "conditions": { "applications": { "includeApplications": ["All"] }, "users": { "includeUsers": ["All"] } },
    ///   "grantControls": { "operator": "AND", "builtInControls": ["mfa", "compliantDevice"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If only administrators can join and enroll devices, add an allow-list entry for the policy.
    ///
    /// ## Sources
    /// - Microsoft Learn: Conditional Access, grant controls
    /// - Microsoft Learn: Filter for devices as a condition
    pub static RULE = {
        id: "conditional-access-device-alone",
        group: Group::ConditionalAccess,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "Conditional Access policy can be satisfied or bypassed by a device",
        attack: &["T1556.009", "T1098.005"],
        needs: &[Kind::ConditionalAccessPolicy],
        joins: &[Kind::Group, Kind::NamedLocation],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies = policies(tenant);
    let protection = OnceCell::new();
    for policy in &policies {
        match policy.is_enforced() {
            Some(false) => {}
            None => out.needs(policy, "state", &policy.state),
            Some(true) => {
                // MFA that another policy requires makes up for that of this one, but not for its other controls.
                let elsewhere = OnceCell::new();
                let is_protected =
                    || *elsewhere.get_or_init(|| protection.get_or_init(|| Protection::new(&policies, tenant)).covers(policy));
                check_controls(policy, &is_protected, out);
                check_filter(policy, &is_protected, out);
            }
        }
    }
}

const PERHAPS_PROTECTED: &str = "whether other policies require MFA for the same sign-ins is not known";

/// Reports a device control that replaces other controls.
fn check_controls(policy: &View<'_, ConditionalAccessPolicy<'_>>, is_protected: &dyn Fn() -> Option<bool>, out: &mut Findings<'_>) {
    let Some(alternatives) = policy.device_alternatives() else {
        let missing = "whether a device control alone is sufficient is not known";
        return out.undecided(policy, &policy.place(&policy.grant_controls), missing.into());
    };
    let Some(device) = alternatives.first() else { return };
    match is_protected() {
        Some(true) => return,
        None => return out.undecided(policy, &policy.place(*device), PERHAPS_PROTECTED.into()),
        Some(false) => {}
    }
    out.report(policy, "/grantControls/builtInControls", Label::new(policy.place(device), "one of these controls is sufficient"))
        .title(
            Text::new("Conditional Access policy `{policy}` accepts `{control}` instead of its other controls")
                .with("policy", name_of(policy))
                .with("control", device.known().map(ToString::to_string).unwrap_or_default()),
        )
        .step(Change::set(policy.resource, "/grantControls/operator", "\"AND\"").to("require all of the controls"))
        .step("move the device control to a separate policy");
}

/// Reports a device filter by which the owner of a device can keep the policy from applying to it.
fn check_filter(policy: &View<'_, ConditionalAccessPolicy<'_>>, is_protected: &dyn Fn() -> Option<bool>, out: &mut Findings<'_>) {
    let has_controls = policy.has_grant_controls();
    if has_controls == Some(false) {
        return;
    }
    let Some(filter) = filter(policy, out) else { return };
    let Some(mode) = out.known(policy, "mode", &filter.mode) else { return };
    out.needs(policy, "rule", &filter.rule);
    let Some(Ok(rule)) = filter.parsed_rule() else { return };
    let is_inclusion = mode.eq_ignore_ascii_case("include");
    // Including some devices excludes all others.
    let excluded = if is_inclusion { rule.negated() } else { rule };
    let membership = Membership::of(&excluded, &|_| false);
    let mut places: Vec<_> = membership.spoofable().collect();
    let is_limited = places.is_empty();
    if is_limited {
        places.extend(membership.occurrences.iter().filter(|place| place.strength == Strength::Exploitable && !place.setters.is_empty()));
    }
    let Some((first, rest)) = places.split_first() else { return };
    let place = |bytes| policy.place_within(&filter.rule, bytes);
    if has_controls.is_none() {
        return out.undecided(policy, &place(&first.bytes), "whether the policy has grant controls is not known".into());
    }
    let makes_up = if policy.factors().is_some() { is_protected() } else { Some(false) };
    match makes_up {
        Some(true) => return,
        None => return out.undecided(policy, &place(&first.bytes), PERHAPS_PROTECTED.into()),
        Some(false) => {}
    }
    let title = match (is_limited, is_inclusion) {
        (true, _) => {
            "Conditional Access policy `{policy}` applies only to devices with a certain `device.{attribute}`, which anyone who joins a device can set"
        }
        (false, true) => {
            "Conditional Access policy `{policy}` does not apply to devices with a certain `device.{attribute}`, which anyone who joins a device can set"
        }
        (false, false) => {
            "Conditional Access policy `{policy}` excludes devices by `device.{attribute}`, which anyone who joins a device can set"
        }
    };
    let label = Label::new(place(&first.bytes), "anyone who joins a device can set this attribute");
    let mut report = out
        .report(policy, "/conditions/devices/deviceFilter", label)
        .title(Text::new(title).with("policy", name_of(policy)).with("attribute", first.property.name))
        .step(
            Change::set(policy.resource, "/conditions/devices/deviceFilter/rule", "\"<rule>\"")
                .to("filter by an attribute that only administrators can set, such as `device.extensionAttribute1`"),
        );
    if is_limited {
        report = report.severity(Severity::Low);
    }
    for next in rest {
        report = report.related(Label::new(place(&next.bytes), "this attribute can also be set"));
    }
}

/// The device filter of the policy, if it has one. The rule is undecided if that is not known.
fn filter<'p, 'a>(policy: &'p View<'_, ConditionalAccessPolicy<'a>>, out: &mut Findings<'_>) -> Option<&'p DeviceFilter<'a>> {
    out.lacks(policy, "conditions", &policy.conditions);
    let conditions = policy.conditions.known()?;
    if matches!(conditions.devices.state(), State::Unknown(_)) {
        out.needs(policy, "devices", &conditions.devices);
    }
    let filter = &conditions.devices.known()?.device_filter;
    if matches!(filter.state(), State::Unknown(_)) {
        out.needs(policy, "deviceFilter", filter);
    }
    out.lacks(policy, "deviceFilter", filter);
    filter.known()
}
