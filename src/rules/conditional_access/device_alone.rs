//! Reports Conditional Access policies in which a device replaces the other controls, or escapes the policy.

use crate::model::membership::Membership;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An enforced Conditional Access policy
    ///
    /// - whose grant controls combine `compliantDevice` or `domainJoinedDevice` with another control by `OR`, so that the device alone is
    ///   enough, or
    /// - that excludes devices by a device filter on attributes that anyone who joins a device can set.
    ///
    /// The rule is undecided if the state, the grant controls or the device filter of the policy is unknown.
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
        check: Check::ConditionalAccessPolicy(check),
    };
}

fn check(policy: &View<'_, ConditionalAccessPolicy<'_>>, out: &mut Findings<'_>) {
    match policy.is_enforced() {
        Some(false) => return,
        None => {
            out.known(policy, "state", &policy.state);
            return;
        }
        Some(true) => {}
    }
    let alternatives = policy.device_alternatives();
    if alternatives.is_none() {
        out.undecided(policy, &policy.place(&policy.grant_controls), "whether a device control alone is sufficient is not known".into());
    }
    if let Some(device) = alternatives.as_ref().and_then(|devices| devices.first()) {
        out.report(policy, "/grantControls/builtInControls", Label::new(policy.place(device), "one of these controls is sufficient"))
            .title(
                Text::new("Conditional Access policy `{policy}` accepts `{control}` instead of its other controls")
                    .with("policy", name_of(policy))
                    .with("control", device.known().map(ToString::to_string).unwrap_or_default()),
            )
            .step(Change::set(policy.resource, "/grantControls/operator", "\"AND\"").to("require all of the controls"))
            .step("move the device control to a separate policy");
    }
    let Some(filter) = filter(policy, out) else { return };
    if out.known(policy, "mode", &filter.mode).is_none_or(|mode| !mode.eq_ignore_ascii_case("exclude")) {
        return;
    }
    out.needs(policy, "rule", &filter.rule);
    let Some(Ok(rule)) = filter.parsed_rule() else { return };
    let membership = Membership::of(&rule, &|_| false);
    let mut spoofable = membership.spoofable();
    let Some(first) = spoofable.next() else { return };
    let place = |bytes| policy.place_within(&filter.rule, bytes);
    let mut report = out
        .report(
            policy,
            "/conditions/devices/deviceFilter",
            Label::new(place(&first.bytes), "anyone who joins a device can set this attribute"),
        )
        .title(
            Text::new(
                "Conditional Access policy `{policy}` excludes devices by `device.{attribute}`, which anyone who joins a device can set",
            )
            .with("policy", name_of(policy))
            .with("attribute", first.property.name),
        )
        .step(
            Change::set(policy.resource, "/conditions/devices/deviceFilter/rule", "\"<rule>\"")
                .to("filter by an attribute that only administrators can set, such as `device.extensionAttribute1`"),
        );
    for next in spoofable {
        report = report.related(Label::new(place(&next.bytes), "this attribute also"));
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
