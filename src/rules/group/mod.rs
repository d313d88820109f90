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
use crate::model::membership::{Membership, Occurrence, Rule, RuleError, Subject};
use crate::model::{Group, State, View};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::entitlements::Entitlements;
use crate::rules::{Findings, name_of};

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

/// The kinds that the rules on spoofable attributes join: the domains of the tenant, and everything that a group can grant.
const SPOOFABLE_JOINS: &[Kind] = &[
    Kind::Organization,
    Kind::RoleAssignment,
    Kind::UnifiedRoleAssignment,
    Kind::AppRoleAssignment,
    Kind::BillingRoleAssignment,
    Kind::ConditionalAccessPolicy,
    Kind::DirectoryObject,
];

/// Reports a membership rule that users other than administrators can satisfy by setting attributes.
fn spoofable(group: &View<'_, Group<'_>>, subject: Subject, title: &'static str, entitlements: &Entitlements<'_>, out: &mut Findings<'_>) {
    let Some(Ok(rule)) = known_rule(group, out) else { return };
    let domains = entitlements.tenant().verified_domains();
    let membership = Membership::of(&rule, &|domain| domains.iter().any(|own| own.eq_ignore_ascii_case(domain)));
    if membership.subject != subject {
        return;
    }
    let found: Vec<_> = membership.spoofable().collect();
    let Some((first, rest)) = found.split_first() else { return };
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
    let granted = entitlements.of(group);
    let severity = match (granted.is_empty(), group.is_paused()) {
        (_, true) => Severity::Low,
        (false, false) => Severity::High,
        (true, false) => Severity::Medium,
    };
    let attribute = group.membership_rule.known().and_then(|rule| rule.get(first.property.bytes.clone())).unwrap_or(first.property.name);
    let title = Text::new(title).with("group", name_of(group)).with("attribute", attribute);
    let mut report = out.report(group, "/membershipRule", Label::new(place(first), setters(first))).title(title).severity(severity);
    report = report.related_at(rest, |occurrence| Label::new(place(occurrence), setters(occurrence)));
    if group.is_paused() {
        report = report.related(paused(group));
    }
    report.evidence(&granted).step(other_attribute(group)).step("change the group to assigned membership");
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
