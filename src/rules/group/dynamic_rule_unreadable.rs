//! Reports membership rules and device filters with invalid syntax.

use super::other_rule;
use crate::model::Group as GroupObject;
use crate::model::membership::RuleError;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A membership rule of a dynamic group, or a device filter of a Conditional Access policy, with invalid syntax. The finding shows
    /// where parsing stopped and what was expected there.
    ///
    /// ## Why it matters
    /// A rule that cannot be parsed cannot be checked. The other rules report nothing on it, which does not mean that it is safe.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.department is \"Sales\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity", "id": "a0000000-0000-4000-8000-000000000020", "displayName": "Sales", "groupTypes": ["DynamicMembership"],
    ///   "securityEnabled": true, "mailEnabled": false, "membershipRule": "user.department -eq \"Sales\"", "membershipRuleProcessingState": "On" }
    /// ```
    ///
    /// ## When it is wrong
    /// If the service accepts syntax that this version does not know, please report it.
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage rules for dynamic membership groups
    pub static RULE = {
        id: "group-dynamic-rule-unreadable",
        group: Group::Group,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "membership rule or device filter has invalid syntax",
        needs: &[Kind::Group | Kind::ConditionalAccessPolicy],
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for group in tenant.views::<GroupObject<'_>>(&Kind::Group) {
        if group.is_dynamic() != Some(false) {
            out.lacks(&group, "membershipRule", &group.membership_rule);
        }
        if group.is_dynamic() == Some(false) || group.membership_rule.is_absent() || group.membership_rule.is_null() {
            continue;
        }
        out.needs(&group, "membershipRule", &group.membership_rule);
        if let Some(Err(error)) = group.parsed_rule() {
            let change = other_rule(&group).to("correct the membership rule");
            let title = Text::new("membership rule of group `{group}` has invalid syntax").with("group", name_of(&group));
            report(&group, "/membershipRule", &group.membership_rule, &error, title, change, out);
        }
    }
    for policy in tenant.views::<ConditionalAccessPolicy<'_>>(&Kind::ConditionalAccessPolicy) {
        out.lacks(&policy, "conditions", &policy.conditions);
        let Some(devices) = policy.conditions.known().and_then(|conditions| conditions.devices.known()) else { continue };
        out.lacks(&policy, "conditions.devices.deviceFilter", &devices.device_filter);
        let Some(filter) = devices.device_filter.known() else { continue };
        out.needs(&policy, "rule", &filter.rule);
        if let Some(Err(error)) = filter.parsed_rule() {
            let change = Change::set(policy.resource, FILTER, "\"<rule>\"").to("correct the device filter");
            let title = Text::new("device filter of Conditional Access policy `{policy}` has invalid syntax");
            report(&policy, FILTER, &filter.rule, &error, title.with("policy", name_of(&policy)), change, out);
        }
    }
}

fn report<'a, T: Identified>(
    view: &View<'_, T>,
    pointer: &'static str,
    setting: &Setting<'a, Str<'a>>,
    error: &RuleError,
    title: Text,
    change: Change<'_>,
    out: &mut Findings<'_>,
) {
    // If the rule ends too early, no text is left to point at.
    let place = if error.at.is_empty() { view.place(setting) } else { view.place_within(setting, &error.at) };
    let label = Label::new(place, Text::new("{message}").with("message", error.message.clone()));
    out.report(view, pointer, label).title(title).step(change);
}

const FILTER: &str = "/conditions/devices/deviceFilter/rule";
