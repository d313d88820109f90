//! Groups, and who gets into them.

pub(super) mod dynamic_admits_guests;
pub(super) mod dynamic_device_attribute_spoofable;
pub(super) mod dynamic_grants_privilege;
pub(super) mod dynamic_rule_unreadable;
pub(super) mod dynamic_user_attribute_spoofable;
pub(super) mod guest_owner;

use crate::finding::Undecided;
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::model::membership::{Membership, Occurrence, Subject};
use crate::model::{Group, ObjectId, State, Str, View};
use crate::remediation::Change;
use crate::resource::Kind;
use crate::rules::Findings;
use crate::rules::entitlements::Entitlements;
use crate::syntax::membership_rule::{Dialect, parse};

/// The membership rule of a dynamic group, as far as it is known.
pub(super) fn rule_text<'g>(group: &'g Group<'_>) -> Option<&'g Str<'g>> {
    group.membership_rule.known().filter(|rule| !rule.is_empty() && group.is_dynamic() != Some(false))
}

/// The same; where it is not known, the rule is undecided on the group.
fn known_rule<'g>(group: &'g View<'_, Group<'_>>, out: &mut Findings<'_>) -> Option<&'g Str<'g>> {
    match (group.is_dynamic(), group.membership_rule.state()) {
        (Some(false), _) | (_, State::Null | State::Known(_)) => {}
        (Some(true), _) | (None, State::Unknown(_)) => out.needs(group, "membershipRule", &group.membership_rule),
        (None, State::Absent) => {
            out.undecided_once("whether some groups are dynamic is not in the input", || Undecided::collect(&Kind::Group));
        }
    }
    rule_text(group)
}

/// Whether the rule of a group is not carried out at the moment.
pub(super) fn is_paused(group: &Group<'_>) -> bool {
    group.membership_rule_processing_state.known().is_some_and(|state| state.eq_ignore_ascii_case("Paused"))
}

/// A label that says so.
pub(super) fn paused(group: &View<'_, Group<'_>>) -> Label {
    Label::new(group.place(&group.membership_rule_processing_state), "paused: it will hold when somebody goes on with it")
}

/// What names a group: its id, in infrastructure as code its address.
pub(super) fn ids(group: &View<'_, Group<'_>>) -> Vec<ObjectId> {
    let address = group.resource.address.as_deref().map(ObjectId::of);
    ObjectId::of_setting(&group.id).into_iter().chain(address).collect()
}

/// Reports a rule that can be satisfied by attributes that others than administrators can set.
fn spoofable(group: &View<'_, Group<'_>>, subject: Subject, powers: &Entitlements<'_>, out: &mut Findings<'_>) {
    let Some(text) = known_rule(group, out) else { return };
    let Ok(rule) = parse(text, Dialect::Group) else { return };
    let domains = powers.tenant().verified_domains();
    let membership = Membership::of(&rule, &|domain| domains.iter().any(|own| own.eq_ignore_ascii_case(domain)));
    if membership.subject != subject {
        return;
    }
    let found: Vec<_> = membership.spoofable().collect();
    let Some((first, rest)) = found.split_first() else { return };
    let place = |occurrence: &Occurrence<'_>| group.place_within(&group.membership_rule, &occurrence.bytes);
    // Without the domains of the tenant an address may be one of its own.
    let safe_with_all = || Membership::of(&rule, &|_| true).spoofable().next().is_none();
    if domains.is_empty() && safe_with_all() {
        return out.undecided(
            group,
            &place(first),
            "whether this domain is one of the tenant is not known: `organization` is not in the input".into(),
        );
    }
    let powers = powers.of(group);
    let severity = match (powers.is_empty(), is_paused(group)) {
        (_, true) => Severity::Low,
        (false, false) => Severity::High,
        (true, false) => Severity::Medium,
    };
    let mut report = out.report(group, "/membershipRule", Label::new(place(first), setters(first))).severity(severity);
    for occurrence in rest {
        report = report.related(Label::new(place(occurrence), setters(occurrence)));
    }
    if is_paused(group) {
        report = report.related(paused(group));
    }
    for power in powers {
        report = report.related(power);
    }
    report.step(other_attribute(group));
}

/// Decides membership by what others cannot set.
pub(super) fn other_attribute<'r>(group: &View<'r, Group<'_>>) -> Change<'r> {
    other_rule(group).to("use an attribute that only administrators can set, such as `extensionAttribute1`, or assign the members")
}

fn other_rule<'r>(group: &View<'r, Group<'_>>) -> Change<'r> {
    Change::set(group.resource, "/membershipRule", "\"<rule>\"")
}

/// Who can set the attribute of a comparison.
pub(super) fn setters(occurrence: &Occurrence<'_>) -> Text {
    let names: Vec<&str> = occurrence.setters.iter().map(|setter| setter.name()).collect();
    Text::new("can be set by {setters}").with("setters", names.join(", "))
}
