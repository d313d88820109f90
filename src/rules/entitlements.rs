//! What groups grant to their members.

use super::Findings;
use crate::finding::Undecided;
use crate::message::Label;
use crate::model::{Exclusion, Grant, Group, Membership, ObjectId, Power, Tenant, View, Ways};
use crate::resource::{Kind, Place};
use crate::source::Span;

/// What the groups of a tenant grant: roles, apps, licenses, and exclusions from Conditional Access.
pub(super) struct Entitlements<'t> {
    tenant: &'t Tenant,
    /// Groups whose nested members also inherit the grant.
    above: Ways,
}

/// What a group gives to its members, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Benefit {
    License,
    App,
    /// An exclusion from a Conditional Access policy.
    Exclusion,
    EligibleRole,
    Role,
}

impl Benefit {
    fn of(grant: &Grant) -> Self {
        match grant.power {
            Power::Azure { .. } | Power::Directory { .. } | Power::Billing { .. } if grant.eligible => Self::EligibleRole,
            Power::Azure { .. } | Power::Directory { .. } | Power::Billing { .. } => Self::Role,
            Power::App { .. } => Self::App,
        }
    }

    /// The fact, for titles.
    pub fn fact(self) -> &'static str {
        match self {
            Self::License => "the group has licenses assigned",
            Self::App => "the group is assigned to an app",
            Self::Exclusion => "a Conditional Access policy excludes the group",
            Self::EligibleRole => "the group is eligible for a role",
            Self::Role => "the group has a role",
        }
    }
}

/// Everything that a group grants: the benefit, and a label at its evidence.
#[derive(Debug, Default)]
pub(super) struct Granted(Vec<(Benefit, Label)>);

impl Granted {
    /// What devices can use: they do not sign in to Azure and to apps, and have no licenses.
    pub fn for_devices(self) -> Self {
        Self(self.0.into_iter().filter(|(benefit, _)| *benefit == Benefit::Exclusion).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The greatest of the benefits.
    pub fn greatest(&self) -> Option<Benefit> {
        self.0.iter().map(|(benefit, _)| *benefit).max()
    }

    pub fn labels(self) -> impl Iterator<Item = Label> {
        self.0.into_iter().map(|(_, label)| label)
    }
}

/// Whether members of nested groups inherit it. Apps and licenses apply only to direct members.
///
/// Source: Microsoft Learn, "Assign users and groups to an application": nested groups are not supported.
pub(super) fn is_inherited(power: &Power) -> bool {
    matches!(power, Power::Azure { .. } | Power::Directory { .. })
}

impl<'t> Entitlements<'t> {
    /// Those of a tenant.
    pub fn new(tenant: &'t Tenant) -> Self {
        let holders = tenant.grants().filter(|grant| is_inherited(&grant.power)).map(|grant| grant.principal);
        let left_out = tenant.excluded_groups().into_iter().filter(|group| is_left_out(tenant, *group));
        Self { tenant, above: tenant.ways_to([holders.chain(left_out).collect()], |_| false) }
    }

    pub fn tenant(&self) -> &'t Tenant {
        self.tenant
    }

    /// Everything that a group grants.
    pub fn of(&self, group: &View<'_, Group<'_>>) -> Granted {
        let mut found = Vec::new();
        let ids = group.ids();
        for id in &ids {
            for grant in self.tenant.grants_of(*id) {
                let text = match grant.power {
                    Power::Azure { .. } => "the group has an Azure role",
                    Power::Directory { .. } => "the group has a directory role",
                    Power::App { .. } => "the group is assigned to an app",
                    Power::Billing { .. } => "the group has a billing role",
                };
                found.push((Benefit::of(grant), Label::new(grant.place.clone(), text)));
            }
        }
        let excluded = |place: &Place, text: &'static str| (Benefit::Exclusion, Label::new(place.clone(), text));
        let exclusions = ids.iter().flat_map(|id| self.exclusions_of(*id));
        found.extend(exclusions.map(|exclusion| excluded(&exclusion.place, "a Conditional Access policy excludes the group")));
        if group.assigned_licenses.known().is_some_and(|licences| !licences.is_empty()) {
            found.push((Benefit::License, Label::new(group.place(&group.assigned_licenses), "the group has licenses assigned")));
        }
        // A nested group inherits the grants of its parent group.
        for (steps, top) in ids.iter().filter_map(|id| self.above.from(*id)) {
            let held: Vec<&Grant> = self.tenant.grants_of(top).filter(|grant| is_inherited(&grant.power)).collect();
            let roles = held.iter().map(|grant| (Benefit::of(grant), Label::new(grant.place.clone(), "the parent group has a role")));
            let exclusions = self.exclusions_of(top).map(|it| excluded(&it.place, "a Conditional Access policy excludes the parent group"));
            let inherited: Vec<_> = roles.chain(exclusions).collect();
            // A membership counts where what it leads to does.
            let by = inherited.iter().map(|(benefit, _)| *benefit).min().unwrap_or(Benefit::Role);
            found.extend(steps.into_iter().map(|step| (by, nesting(step))));
            found.extend(inherited);
        }
        Granted(found)
    }

    /// The exclusions of a group from policies that may be enforced.
    fn exclusions_of(&self, group: ObjectId) -> impl Iterator<Item = &'t Exclusion> {
        self.tenant.exclusions_of(group).iter().filter(|exclusion| exclusion.is_enforced != Some(false))
    }

    /// Records that groups may grant more than the input shows, if a kind of grant is missing from the input.
    pub fn undecided_where_lacking(&self, out: &mut Findings<'_>) {
        const KINDS: &[Kind] = &[Kind::RoleAssignment, Kind::AppRoleAssignment, Kind::ConditionalAccessPolicy];
        if let Some(lacking) = KINDS.iter().find(|kind| !self.tenant.is_told(kind)) {
            out.undecided_once("the grants of some groups are not all in the input", || Undecided::collect(lacking));
        }
    }
}

/// The privileged roles and permissions of objects, direct or through groups.
pub(super) struct Privileges<'t> {
    tenant: &'t Tenant,
    above: Ways,
}

/// The privileged roles and permissions of one object.
pub(super) struct Held<'t> {
    /// Its own.
    pub own: Vec<&'t Grant>,
    /// Those of a group that it is a member of.
    pub inherited: Vec<&'t Grant>,
    /// The memberships that lead to that group.
    pub memberships: Vec<Span>,
}

impl<'t> Held<'t> {
    pub fn all(&self) -> impl Iterator<Item = &'t Grant> {
        self.own.iter().chain(&self.inherited).copied()
    }
}

impl<'t> Privileges<'t> {
    /// Those of groups, and of other objects for which `is_asked`.
    pub fn new(tenant: &'t Tenant, is_asked: impl Fn(ObjectId) -> bool) -> Self {
        let privileged = tenant.grants().filter(|grant| is_inherited(&grant.power) && tenant.power_of(grant).is_some());
        let (reading, changing): (Vec<&Grant>, Vec<&Grant>) = privileged.partition(|grant| grant.power.reads_only());
        let holders = |grants: Vec<&Grant>| grants.into_iter().map(|grant| grant.principal).collect();
        Self { tenant, above: tenant.ways_to([holders(changing), holders(reading)], is_asked) }
    }

    /// Labels at the grants of an object, and at the memberships through which it has them.
    pub fn of(&self, id: ObjectId) -> Vec<Label> {
        let label = |grant: &Grant| Some(Label::new(grant.place.clone(), self.tenant.power_of(grant)?));
        let mut labels: Vec<Label> = self.tenant.grants_of(id).filter_map(label).collect();
        if let Some((steps, top)) = self.above.from(id) {
            labels.extend(steps.into_iter().map(nesting));
            labels.extend(self.inherited(top).filter_map(label));
        }
        labels
    }

    /// The grants of an object, and how it has them.
    pub fn held(&self, id: ObjectId) -> Held<'t> {
        let is_power = |grant: &&Grant| self.tenant.power_of(grant).is_some();
        let own = self.tenant.grants_of(id).filter(is_power).collect();
        let Some((memberships, top)) = self.above.from(id) else { return Held { own, inherited: Vec::new(), memberships: Vec::new() } };
        let memberships = memberships.into_iter().map(|membership| membership.span).collect();
        Held { own, inherited: self.inherited(top).filter(is_power).collect(), memberships }
    }

    /// The first grant of an object.
    pub fn first(&self, id: ObjectId) -> Option<&'t Grant> {
        let own = self.tenant.grants_of(id).find(|grant| self.tenant.power_of(grant).is_some());
        own.or_else(|| self.inherited(self.above.from(id)?.1).find(|grant| self.tenant.power_of(grant).is_some()))
    }

    fn inherited(&self, group: ObjectId) -> impl Iterator<Item = &'t Grant> {
        self.tenant.grants_of(group).filter(|grant| is_inherited(&grant.power))
    }
}

/// A label at the membership of a group in another group.
fn nesting(membership: Membership) -> Label {
    let text = if membership.eligible {
        "the group is eligible for membership in another group"
    } else {
        "the group is a member of another group"
    };
    Label::at(membership.span, text)
}

fn is_left_out(tenant: &Tenant, group: ObjectId) -> bool {
    tenant.exclusions_of(group).iter().any(|exclusion| exclusion.is_enforced != Some(false))
}
