//! Rules on groups: who becomes a member, and who owns them.

pub(super) mod dynamic_admits_guests;
pub(super) mod dynamic_device_attribute_spoofable;
pub(super) mod dynamic_grants_privilege;
pub(super) mod dynamic_rule_unreadable;
pub(super) mod dynamic_user_attribute_spoofable;
pub(super) mod guest_owner;

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::model::membership::{Membership, Occurrence, Rule, RuleError, Strength, Subject};
use crate::model::{Group, State, View};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::entitlements::{Benefit, Entitlements, Granted};
use crate::rules::{Findings, Report, name_of};

const MAYBE_DYNAMIC: &str = "the input does not show whether some groups are dynamic";

/// The membership rule of a dynamic group. If it is not known, the rule is undecided on the group.
fn known_rule<'g>(group: &'g View<'_, Group<'_>>, out: &mut Findings<'_>) -> Option<Result<Rule<'g>, RuleError>> {
    match (group.is_dynamic(), group.membership_rule.state()) {
        (Some(false), _) | (_, State::Null | State::Known(_)) => {}
        (Some(true), _) | (None, State::Unknown(_)) => out.needs(group, "membershipRule", &group.membership_rule),
        (None, State::Absent) => {
            out.undecided_once(MAYBE_DYNAMIC, || Undecided::collect(&Kind::Group));
        }
    }
    group.parsed_rule()
}

/// A label at the processing state of a paused membership rule.
pub(super) fn paused(group: &View<'_, Group<'_>>) -> Label {
    Label::new(group.place(&group.membership_rule_processing_state), "paused: the rule takes effect when processing is resumed")
}

/// Reports a membership rule that users other than administrators can satisfy by setting attributes.
fn spoofable(group: &View<'_, Group<'_>>, subject: Subject, title: &'static str, entitlements: &Entitlements<'_>, out: &mut Findings<'_>) {
    let Some(Ok(rule)) = known_rule(group, out) else { return };
    let domains = entitlements.tenant().verified_domains();
    let membership = Membership::of(&rule, &|domain| domains.iter().any(|own| own.eq_ignore_ascii_case(domain)));
    if membership.subject != subject {
        return;
    }
    let granted = entitlements.of(group);
    let found: Vec<_> = membership.spoofable().collect();
    let Some((first, rest)) = found.split_first() else {
        // No attribute has to be set at all.
        if subject == Subject::Devices && !membership.requires_management && !granted.is_empty() {
            let label = Label::new(group.place(&group.membership_rule), "matches devices that anyone joins or registers");
            let title =
                Text::new("dynamic group `{group}` admits every device that someone joins or registers").with("group", name_of(group));
            report_rule(group, title, label, &granted, out).step(other_attribute(group)).step(ASSIGNED);
        }
        return;
    };
    let place = |occurrence: &Occurrence<'_>| group.place_within(&group.membership_rule, &occurrence.bytes);
    // If the domains of the tenant are not known, an address can be in one of them.
    let safe_with_all = || Membership::of(&rule, &|_| true).spoofable().next().is_none();
    if domains.is_empty() && safe_with_all() {
        return out.undecided(
            group,
            &place(first),
            "`organization` is not in the input, so it is not known whether this is a verified domain of the tenant".into(),
        );
    }
    let attribute = group.membership_rule.known().and_then(|rule| rule.get(first.property.bytes.clone())).unwrap_or(first.property.name);
    let title = Text::new(title).with("group", name_of(group)).with("attribute", attribute);
    // Rules on attributes such as the department are everywhere, and few people can set them.
    let is_minor = granted.is_empty() && found.iter().all(|occurrence| occurrence.strength < Strength::Exploitable);
    let mut report = report_rule(group, title, Label::new(place(first), setters(first)), &granted, out);
    if is_minor {
        report = report.severity(Severity::Low);
    }
    report = report.related_at(rest, |occurrence| Label::new(place(occurrence), setters(occurrence)));
    report.step(other_attribute(group)).step(ASSIGNED);
}

const ASSIGNED: &str = "change the group to assigned membership";

/// Reports a weak membership rule, with what the group grants in the title and the severity.
fn report_rule<'f>(group: &View<'_, Group<'_>>, title: Text, label: Label, granted: &Granted, out: &'f mut Findings<'_>) -> Report<'f> {
    let severity = match granted.greatest() {
        _ if group.is_paused() => Severity::Low,
        Some(Benefit::App | Benefit::Exclusion | Benefit::EligibleRole | Benefit::Role) => Severity::High,
        Some(Benefit::License) | None => Severity::Medium,
    };
    let title = granted.greatest().map_or(title.clone(), |benefit| title.and(Text::new(benefit.fact())));
    let mut report = out.report(group, "/membershipRule", label).title(title).severity(severity);
    if group.is_paused() {
        report = report.related(paused(group));
    }
    report.evidence(&granted.evidence())
}

/// A change of the membership rule to attributes that others cannot set.
pub(super) fn other_attribute<'r>(group: &View<'r, Group<'_>>) -> Change<'r> {
    other_rule(group).to("use an attribute that only administrators can set, such as `extensionAttribute1`")
}

fn other_rule<'r>(group: &View<'r, Group<'_>>) -> Change<'r> {
    Change::set(group.resource, "/membershipRule", "\"<rule>\"")
}

/// The text of a label on a comparison, which lists who can set its attribute.
pub(super) fn setters(occurrence: &Occurrence<'_>) -> Text {
    let names: Vec<&str> = occurrence.setters.iter().map(|setter| setter.name()).collect();
    Text::new("can be set by {setters}").with("setters", names.join(", "))
}
