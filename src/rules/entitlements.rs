//! What groups grant to their members.

use super::Findings;
use crate::finding::Undecided;
use crate::message::{Evidence, Label};
use crate::model::{Exclusion, Grant, Group, Membership, ObjectId, Power, Route, Tenant, View, Ways};
use crate::resource::Kind;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// What the groups of a tenant grant: roles, apps, licenses, and exclusions from Conditional Access.
pub(super) struct Entitlements<'t> {
    tenant: &'t Tenant,
    /// Whether only exclusions count: a device does not sign in to Azure or to apps, and has no licenses.
    of_devices: bool,
    /// Groups whose nested members also inherit the grant.
    above: Ways,
    /// What each group grants, to its members or to those of nested groups: many groups can be nested in one.
    granted: RefCell<HashMap<(ObjectId, bool), Rc<Granted>>>,
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

/// Everything that a group grants: the evidence of each benefit.
#[derive(Debug, Clone, Default)]
pub(super) struct Granted(BTreeMap<Benefit, Evidence>);

impl Granted {
    fn add(&mut self, benefit: Benefit, labels: impl IntoIterator<Item = Label>) {
        let mut labels = labels.into_iter().peekable();
        if labels.peek().is_some() {
            self.0.entry(benefit).or_default().extend(labels);
        }
    }

    fn join(&mut self, other: &Self) {
        for (benefit, evidence) in &other.0 {
            self.0.entry(*benefit).or_default().join(evidence);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The greatest of the benefits.
    pub fn greatest(&self) -> Option<Benefit> {
        self.0.last_key_value().map(|(benefit, _)| *benefit)
    }

    /// The evidence of all benefits, of the greatest first.
    pub fn evidence(&self) -> Evidence {
        let mut all = Evidence::default();
        self.0.values().rev().for_each(|evidence| all.join(evidence));
        all
    }
}

/// Whether members of nested groups inherit it. Apps and licenses apply only to direct members.
///
/// Source: Microsoft Learn, "Assign users and groups to an application": nested groups are not supported.
pub(super) fn is_inherited(power: &Power) -> bool {
    matches!(power, Power::Azure { .. } | Power::Directory { .. })
}

impl<'t> Entitlements<'t> {
    /// What the groups of a tenant grant to users.
    pub fn new(tenant: &'t Tenant) -> Self {
        Self::of_subject(tenant, false)
    }

    /// What the groups of a tenant grant to devices.
    pub fn of_devices(tenant: &'t Tenant) -> Self {
        Self::of_subject(tenant, true)
    }

    fn of_subject(tenant: &'t Tenant, of_devices: bool) -> Self {
        let grants = (!of_devices).then(|| tenant.grants().filter(|grant| is_inherited(&grant.power))).into_iter().flatten();
        let left_out = tenant.excluded_groups().into_iter().filter(|group| exclusions_of(tenant, *group).next().is_some());
        // A path to a role counts before one to an exclusion.
        let above = tenant.ways_to([grants.map(|grant| grant.principal).collect(), left_out.collect()], |_| false);
        Self { tenant, of_devices, above, granted: RefCell::default() }
    }

    pub fn tenant(&self) -> &'t Tenant {
        self.tenant
    }

    /// Everything that a group grants.
    pub fn of(&self, group: &View<'_, Group<'_>>) -> Granted {
        let mut found = Granted::default();
        let ids = group.ids();
        for id in &ids {
            found.join(&self.granted(*id, false));
        }
        if !self.of_devices && group.assigned_licenses.known().is_some_and(|licenses| !licenses.is_empty()) {
            found.add(Benefit::License, [Label::new(group.place(&group.assigned_licenses), "the group has licenses assigned")]);
        }
        // A nested group inherits the grants of its parent group.
        for route in ids.iter().filter_map(|id| self.above.from(*id)) {
            let inherited = self.granted(route.end, true);
            let Some(benefit) = inherited.greatest() else { continue };
            found.add(benefit, route.labels(nesting));
            found.join(&inherited);
        }
        found
    }

    /// What a group grants to its members, or to the members of groups that are nested in it.
    fn granted(&self, group: ObjectId, to_nested: bool) -> Rc<Granted> {
        let find = || {
            let mut found = Granted::default();
            let grants = (!self.of_devices).then(|| self.tenant.grants_of(group)).into_iter().flatten();
            for grant in grants.filter(|grant| !to_nested || is_inherited(&grant.power)) {
                let text = match grant.power {
                    _ if to_nested => "the parent group has a role",
                    Power::Azure { .. } => "the group has an Azure role",
                    Power::Directory { .. } => "the group has a directory role",
                    Power::App { .. } => "the group is assigned to an app",
                    Power::Billing { .. } => "the group has a billing role",
                };
                found.add(Benefit::of(grant), [Label::new(grant.place.clone(), text)]);
            }
            let text = if to_nested {
                "a Conditional Access policy excludes the parent group"
            } else {
                "a Conditional Access policy excludes the group"
            };
            found.add(Benefit::Exclusion, exclusions_of(self.tenant, group).map(|exclusion| Label::new(exclusion.place.clone(), text)));
            Rc::new(found)
        };
        Rc::clone(self.granted.borrow_mut().entry((group, to_nested)).or_insert_with(find))
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
    /// What each object has, or passes on to the members of a group: many objects can be members of one group.
    held: RefCell<HashMap<(ObjectId, bool), Rc<Held<'t>>>>,
    /// Labels at the Conditional Access policies that protect others and exclude a group.
    exclusions: RefCell<HashMap<ObjectId, Rc<Evidence>>>,
}

/// Privileged roles and permissions.
struct Held<'t> {
    /// The first one that can change something, else the first one.
    worst: Option<&'t Grant>,
    /// Labels at all of them, in the order of the input.
    evidence: Evidence,
}

impl<'t> Privileges<'t> {
    /// Those of groups, and of other objects for which `is_asked`.
    pub fn new(tenant: &'t Tenant, is_asked: impl Fn(ObjectId) -> bool) -> Self {
        let privileged = tenant.grants().filter(|grant| is_inherited(&grant.power) && tenant.power_of(grant).is_some());
        let (reading, changing): (Vec<&Grant>, Vec<&Grant>) = privileged.partition(|grant| grant.power.reads_only());
        let holders = |grants: Vec<&Grant>| grants.into_iter().map(|grant| grant.principal).collect();
        Self {
            tenant,
            above: tenant.ways_to([holders(changing), holders(reading)], is_asked),
            held: RefCell::default(),
            exclusions: RefCell::default(),
        }
    }

    /// Labels at the grants of an object, and at the memberships through which it has them.
    pub fn of(&self, id: ObjectId) -> Evidence {
        let mut evidence = self.held(id, false).evidence.clone();
        if let Some((route, held)) = self.inherited(id) {
            let is_group = self.tenant.resource(&Kind::Group, id).is_some();
            evidence.extend(route.labels(if is_group { nesting } else { membership }));
            evidence.join(&held.evidence);
        }
        evidence
    }

    /// The first grant that can change something, else the first one: of the object itself, or of the group in which it is a member.
    pub fn worst(&self, id: ObjectId) -> Option<&'t Grant> {
        let inherited = self.inherited(id).and_then(|(_, held)| held.worst);
        self.held(id, false).worst.into_iter().chain(inherited).min_by_key(|grant| grant.power.reads_only())
    }

    /// What an object has as a member of a group, and the memberships that lead to that group.
    fn inherited(&self, id: ObjectId) -> Option<(Route, Rc<Held<'t>>)> {
        let route = self.above.from(id)?;
        let held = self.held(route.end, true);
        Some((route, held))
    }

    /// Labels at the Conditional Access policies that protect others and exclude a group.
    pub fn exclusions(&self, group: ObjectId) -> Rc<Evidence> {
        let find = || {
            let exclusions = self.tenant.exclusions_of(group).iter().filter(|exclusion| exclusion.protects == Some(true));
            let labels = exclusions.map(|it| Label::new(it.place.clone(), "excluded from this Conditional Access policy"));
            Rc::new(labels.collect())
        };
        Rc::clone(self.exclusions.borrow_mut().entry(group).or_insert_with(find))
    }

    fn held(&self, id: ObjectId, by_members: bool) -> Rc<Held<'t>> {
        let find = || {
            let is_held = |grant: &&Grant| !by_members || is_inherited(&grant.power);
            let grants = || self.tenant.grants_of(id).filter(is_held).filter_map(|grant| Some((grant, self.tenant.power_of(grant)?)));
            Rc::new(Held {
                worst: grants().map(|(grant, _)| grant).min_by_key(|grant| grant.power.reads_only()),
                evidence: grants().map(|(grant, power)| Label::new(grant.place.clone(), power)).collect(),
            })
        };
        Rc::clone(self.held.borrow_mut().entry((id, by_members)).or_insert_with(find))
    }
}

/// A label at the membership of a service principal in a group, or of that group in another one.
fn membership(membership: Membership) -> Label {
    Label::at(membership.span, "member of the group")
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

/// The exclusions of a group from policies that may be enforced.
fn exclusions_of(tenant: &Tenant, group: ObjectId) -> impl Iterator<Item = &Exclusion> {
    tenant.exclusions_of(group).iter().filter(|exclusion| exclusion.is_enforced != Some(false))
}
