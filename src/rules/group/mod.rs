//! Groups, and who gets into them.

pub(super) mod dynamic_admits_guests;
pub(super) mod dynamic_device_attribute_spoofable;
pub(super) mod dynamic_grants_privilege;
pub(super) mod dynamic_rule_unreadable;
pub(super) mod dynamic_user_attribute_spoofable;
pub(super) mod guest_owner;

use crate::finding::{Label, Severity, Text};
use crate::model::membership::{Membership, Occurrence, Subject};
use crate::model::{Group, ObjectId, Power, Str, Tenant, View};
use crate::rules::Findings;
use crate::syntax::membership_rule::{Dialect, parse};

/// The membership rule of a dynamic group.
pub(super) fn rule_text<'g>(group: &'g Group<'_>) -> Option<&'g Str<'g>> {
    group.membership_rule.known().filter(|rule| !rule.is_empty())
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

/// Everything that a group grants: roles, apps, licences, and that Conditional Access asks its members for less.
fn powers_of(group: &View<'_, Group<'_>>, tenant: &Tenant) -> Vec<Label> {
    let mut powers = Vec::new();
    let ids = ids(group);
    for id in &ids {
        for grant in tenant.grants_of(*id) {
            let text = match grant.power {
                Power::Azure { .. } => "the group holds a role in Azure",
                Power::Directory { .. } => "the group holds a role of the directory",
                Power::App { .. } => "the group may use an app",
                Power::Billing { .. } => "the group holds a role in billing",
            };
            powers.push(Label::new(grant.place.clone(), text));
        }
    }
    let exclusions = ids.iter().flat_map(|id| tenant.exclusions_of(*id)).filter(|exclusion| exclusion.is_enforced != Some(false));
    powers.extend(exclusions.map(|exclusion| Label::new(exclusion.place.clone(), "a Conditional Access policy leaves the group out")));
    if group.assigned_licenses.known().is_some_and(|licences| !licences.is_empty()) {
        powers.push(Label::new(group.place(&group.assigned_licenses), "the group has licences"));
    }
    // A group in a group has what that one has. One level is looked at: it is where people nest.
    for id in &ids {
        for above in tenant.groups_with(*id) {
            if tenant.grants_of(above.of).next().is_some() {
                powers.push(Label::at(above.span, "the group is in another one that holds roles or apps"));
            }
        }
    }
    powers
}

/// Reports a rule that can be satisfied by attributes that others than administrators can set.
fn spoofable(group: &View<'_, Group<'_>>, subject: Subject, tenant: &Tenant, out: &mut Findings<'_>) {
    let Some(text) = rule_text(group) else { return };
    let Ok(rule) = parse(text, Dialect::Group) else { return };
    let domains = tenant.verified_domains();
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
    let powers = powers_of(group, tenant);
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
    report.help("decide by an attribute that only administrators set, such as `extensionAttribute1`, or name the members");
}

/// Who can set the attribute of a comparison.
pub(super) fn setters(occurrence: &Occurrence<'_>) -> Text {
    let names: Vec<&str> = occurrence.setters.iter().map(|setter| setter.name()).collect();
    Text::new("can be set by {setters}").with("setters", names.join(", "))
}
