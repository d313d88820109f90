//! Relations: members of groups and roles, owners of apps, groups and devices.

use super::keep::Retained;
use super::nearest::{Class, Nearest};
use super::paths::{GuestPath, Membership, Reach, Step, Ways};
use super::people::{People, Record};
use crate::model::{ObjectId, PrivilegedAccessGroupSchedule, Reference, Setting, Str, View, is_eligibility};
use crate::resource::{Kind, Resource, Scan};
use crate::source::Span;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Of a group or a directory role.
    Member,
    /// Of an app, a service principal or a group.
    Owner,
    /// Owner or user of a device.
    DeviceOwner,
    /// Sponsor of a guest.
    Sponsor,
}

impl Relation {
    /// The kinds of objects that have this relation. A list in a separate file belongs to its object.
    pub fn of(self) -> &'static [Kind] {
        match self {
            Self::Member => &[Kind::Group, Kind::DirectoryRole],
            Self::Owner => &[Kind::Application, Kind::ServicePrincipal, Kind::Group],
            Self::DeviceOwner => &[Kind::Device],
            Self::Sponsor => &[Kind::User],
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The source of the relation: a group, a role, an app or a device.
    pub of: ObjectId,
    pub to: ObjectId,
    pub span: Span,
    /// Whether the membership or ownership is eligible: it has to be activated in Privileged Identity Management.
    pub eligible: bool,
    /// Whether it is in the list of an object, and not in a file of its own or a schedule.
    pub in_object: bool,
    relation: Relation,
}

impl Edge {
    fn membership(&self) -> Membership {
        Membership { span: self.span, eligible: self.eligible }
    }
}

#[derive(Debug, Default)]
pub(super) struct Relations {
    edges: Vec<Edge>,
    /// Memberships and ownerships of Privileged Identity Management. Each may also be in a list of members, and in several schedules.
    scheduled: Vec<Edge>,
    /// The properties without which some of these are not known, by kind.
    lacking: BTreeSet<(Kind, &'static str)>,
    /// Groups whose list of members was read.
    listed: HashSet<ObjectId>,
    /// Lists in which some object has no id, by the object that has the list: its kind, and the property.
    nameless: HashMap<(Relation, ObjectId), (Kind, &'static str)>,
    /// Kinds of which some object has no list of owners.
    without_owners: HashSet<Kind>,
    /// Relations that the input has in files of their own: objects without such a file have an empty list.
    in_files: HashSet<(Relation, Kind)>,
    /// Groups with dynamic membership.
    dynamic: HashSet<ObjectId>,
    /// The scheduled ones that are in no list, each once.
    distinct: OnceLock<Vec<Edge>>,
    by_object: OnceLock<HashMap<(Relation, ObjectId), Vec<Edge>>>,
    guests: OnceLock<Nearest>,
    /// Groups in which a group has dynamic membership, and those in which a member may be a guest, directly or through nested groups.
    uncertain: OnceLock<[HashSet<ObjectId>; 2]>,
}

/// The classes of external users: a guest counts before another external user.
const GUEST: Class = 0;
const OTHER: Class = 1;

/// Object properties that contain relations.
const INLINE: &[(&str, Relation)] = &[
    ("members", Relation::Member),
    ("owners", Relation::Owner),
    ("registeredOwners", Relation::DeviceOwner),
    ("registeredUsers", Relation::DeviceOwner),
    ("sponsors", Relation::Sponsor),
];

/// The first segment of a relation path, and the kind of its objects.
const COLLECTIONS: &[(&str, Kind)] = &[
    ("applications", Kind::Application),
    ("devices", Kind::Device),
    ("directoryRoles", Kind::DirectoryRole),
    ("groups", Kind::Group),
    ("servicePrincipals", Kind::ServicePrincipal),
    ("users", Kind::User),
];

impl Relations {
    /// Records the relations inside an object.
    ///
    /// Returns what they contain about users: `$expand` includes the type and the sign-in name.
    pub(super) fn add_inline(&mut self, resource: &Resource<'_>, members: &Scan<'_>) -> Vec<Record> {
        let mut people = Vec::new();
        let kind = &resource.kind;
        let has_owners = Relation::Owner.of().contains(kind) && resource.format.is_response();
        if has_owners && !members.has("owners") && !self.without_owners.contains(kind) {
            self.without_owners.insert(kind.clone());
        }
        if !INLINE.iter().any(|(key, _)| members.has(key)) {
            return people;
        }
        let Some(of) = own_id(resource, members) else { return people };
        for (key, relation) in INLINE {
            let Some(raw) = members.get(&resource.json, key) else { continue };
            let Ok(list) = serde_json::from_str::<Vec<Setting<'_, Reference<'_>>>>(raw) else { continue };
            let mut is_whole = true;
            for reference in &list {
                let named = reference.known().and_then(|object| Some((object, ObjectId::of_setting(object.name_or_id())?)));
                let Some((object, to)) = named else {
                    is_whole = false;
                    if resource.format.is_response() {
                        self.nameless.insert((*relation, of), (resource.kind.clone(), key));
                    }
                    continue;
                };
                let span = resource.place(object.name_or_id().raw().unwrap_or_default()).span;
                self.edges.push(Edge { of, to, span, eligible: false, in_object: true, relation: *relation });
                people.extend(Record::of_reference(to, object, |raw| resource.place(raw).span));
            }
            // A member without a known type may be a guest.
            if *relation == Relation::Member && is_whole {
                self.listed.insert(of);
            }
        }
        people
    }

    /// Records a relation whose path is the address of the resource: `groups/<id>/members/<id>`. It belongs to the kind of its object.
    pub(super) fn add_path(&mut self, resource: &Resource<'_>, members: &Scan<'_>, retained: &Retained) {
        let Some(path) = resource.address.as_deref() else { return };
        let parts: Vec<&str> = path.split('/').collect();
        let [collection, of, relation, to] = parts[..] else { return };
        let kind = COLLECTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(collection)).map(|(_, kind)| kind);
        if !kind.is_some_and(|kind| retained.has(kind)) {
            return;
        }
        let relation = match relation {
            _ if relation.eq_ignore_ascii_case("members") => Relation::Member,
            _ if relation.eq_ignore_ascii_case("owners") => Relation::Owner,
            _ if relation.to_ascii_lowercase().starts_with("registered") => Relation::DeviceOwner,
            _ if relation.eq_ignore_ascii_case("sponsors") => Relation::Sponsor,
            _ => return,
        };
        self.in_files.extend(kind.map(|kind| (relation, kind.clone())));
        let (of, to) = (ObjectId::of(of), ObjectId::of(to));
        if relation == Relation::Member && kind == Some(&Kind::Group) {
            self.listed.insert(of);
        }
        let span = resource.place(members.get(&resource.json, "id").unwrap_or_default()).span;
        self.edges.push(Edge { of, to, span, eligible: false, in_object: false, relation });
    }

    /// Records an active or eligible membership or ownership of a group in Privileged Identity Management.
    pub(super) fn add_schedule(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let Some(schedule) = View::<PrivilegedAccessGroupSchedule<'_>>::new(resource, members).filter(|schedule| !schedule.is_gone())
        else {
            return;
        };
        let relation = schedule.access_id.known().and_then(|access| match &**access {
            access if access.eq_ignore_ascii_case("member") => Some(Relation::Member),
            access if access.eq_ignore_ascii_case("owner") => Some(Relation::Owner),
            _ => None,
        });
        let (of, to) = (ObjectId::of_setting(&schedule.group_id), ObjectId::of_setting(&schedule.principal_id));
        let lacking = [("groupId", of.is_none()), ("accessId", relation.is_none()), ("principalId", to.is_none())];
        self.lacking.extend(lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(property, _)| (resource.kind.clone(), property)));
        if let (Some(of), Some(to), Some(relation)) = (of, to, relation) {
            let (span, eligible) = (schedule.place(&schedule.principal_id).span, is_eligibility(&resource.kind));
            self.scheduled.push(Edge { of, to, span, eligible, in_object: false, relation });
        }
    }

    /// Records a group with dynamic membership.
    pub(super) fn add_dynamic<'a>(&mut self, resource: &Resource<'_>, id: &Setting<'a, Str<'a>>) {
        let id = ObjectId::of_setting(id).or_else(|| ObjectId::of_address(resource));
        self.dynamic.extend(id);
    }

    pub(super) fn join(&mut self, mut part: Self) {
        self.edges.append(&mut part.edges);
        self.scheduled.append(&mut part.scheduled);
        self.lacking.extend(part.lacking);
        self.listed.extend(part.listed);
        self.nameless.extend(part.nameless);
        self.without_owners.extend(part.without_owners);
        self.in_files.extend(part.in_files);
        self.dynamic.extend(part.dynamic);
    }

    /// All relations of one type, in the order of the input.
    pub(super) fn all(&self, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.edges.iter().chain(self.distinct()).filter(move |edge| edge.relation == relation)
    }

    /// Memberships in groups: the member, the group, and the place.
    pub(super) fn memberships(&self, is_asked: impl Fn(&Edge) -> bool) -> impl Iterator<Item = (ObjectId, ObjectId, Membership)> {
        self.all(Relation::Member).filter(move |edge| is_asked(edge)).map(|edge| (edge.to, edge.of, edge.membership()))
    }

    /// The scheduled relations that are in no list, each once. An active one counts before an eligible one.
    fn distinct(&self) -> &[Edge] {
        self.distinct.get_or_init(|| {
            let groups: HashSet<ObjectId> = self.scheduled.iter().map(|edge| edge.of).collect();
            let key = |edge: &Edge| (edge.relation, edge.of, edge.to);
            let mut seen: HashSet<_> = self.edges.iter().filter(|edge| groups.contains(&edge.of)).map(key).collect();
            let (eligible, active): (Vec<&Edge>, Vec<&Edge>) = self.scheduled.iter().partition(|edge| edge.eligible);
            active.into_iter().chain(eligible).filter(|edge| seen.insert(key(edge))).cloned().collect()
        })
    }

    /// All relations of one type from an object, each once.
    pub(super) fn of(&self, relation: Relation, of: ObjectId) -> &[Edge] {
        let index = self.by_object.get_or_init(|| {
            let mut index: HashMap<(Relation, ObjectId), Vec<Edge>> = HashMap::new();
            for edge in self.edges.iter().chain(self.distinct()) {
                index.entry((edge.relation, edge.of)).or_default().push(edge.clone());
            }
            // Versions of an object repeat its relations.
            for edges in index.values_mut().filter(|edges| edges.len() > 1) {
                let mut seen = HashSet::with_capacity(edges.len());
                edges.retain(|edge| seen.insert(edge.to));
            }
            index
        });
        index.get(&(relation, of)).map_or(&[], Vec::as_slice)
    }

    /// Whether the owners of some object of this kind are not in the input.
    pub(super) fn lacks_owners(&self, kind: &Kind) -> bool {
        self.without_owners.contains(kind) && !self.in_files.contains(&(Relation::Owner, kind.clone()))
    }

    /// Whether the members of this group are not in the input, neither as a list nor as a rule.
    fn lacks_members(&self, group: ObjectId) -> bool {
        let is_told = self.listed.contains(&group) || self.dynamic.contains(&group);
        !is_told && !self.in_files.contains(&(Relation::Member, Kind::Group))
    }

    /// The list of this object in which some object has no id: the kind, and the property.
    pub(super) fn nameless_of(&self, relation: Relation, of: ObjectId) -> Option<&(Kind, &'static str)> {
        self.nameless.get(&(relation, of))
    }

    /// All lists of one type in which some object has no id.
    pub(super) fn nameless(&self, relation: Relation) -> impl Iterator<Item = &(Kind, &'static str)> {
        self.nameless.iter().filter(move |((of, _), _)| *of == relation).map(|(_, list)| list)
    }

    /// The properties without which some membership or ownership is not known, by kind.
    pub(super) fn lacking(&self) -> impl Iterator<Item = &(Kind, &'static str)> {
        self.lacking.iter()
    }

    pub(super) fn guest_in<'t>(&'t self, group: ObjectId, people: &'t People) -> Reach<'t> {
        let nearest = self.guests.get_or_init(|| {
            let of = |id: ObjectId| {
                let user = people.get(id).filter(|user| user.external() == Some(true))?;
                Some(if user.guest() == Some(true) { GUEST } else { OTHER })
            };
            // The order of the input makes the reported guest deterministic.
            let members = self.all(Relation::Member).map(|edge| edge.to);
            Nearest::new(members.filter_map(|id| Some((id, of(id)?))), self.memberships(|_| true))
        });
        let path = [GUEST, OTHER].into_iter().find_map(|class| nearest.below(group, |found| found == class));
        match path.and_then(|path| Some((people.get(path.end())?, path))) {
            Some((guest, path)) => Reach::Guest(GuestPath { guest, path }),
            None => self.without_guest(group, people),
        }
    }

    /// The paths to these groups, the most important ones first. Members for which `is_asked` is false are omitted, because there may be a
    /// million users; a group for which `is_group` can also be an eligible member.
    ///
    /// Groups whose members are not in the input are passed to `note`.
    pub(super) fn ways_to(
        &self,
        tops: impl IntoIterator<Item = Vec<ObjectId>>,
        is_asked: impl Fn(ObjectId) -> bool,
        is_group: impl Fn(ObjectId) -> bool,
        note: impl Fn(ObjectId),
    ) -> Ways {
        let (mut seen, mut steps) = (HashSet::new(), HashMap::new());
        for tops in tops {
            let mut reached: Vec<(ObjectId, usize, ObjectId)> =
                tops.into_iter().filter(|top| seen.insert(*top)).map(|top| (top, 0, top)).collect();
            // A path of active memberships comes first, however long it is.
            for eligible in [false, true] {
                let mut next = 0;
                while let Some(&(group, level, top)) = reached.get(next) {
                    next += 1;
                    if self.lacks_members(group) {
                        note(group);
                    }
                    for edge in self.of(Relation::Member, group).iter().filter(|edge| edge.eligible <= eligible) {
                        // Only people can activate a membership, their own or that of their group.
                        if (is_group(edge.to) || !eligible && is_asked(edge.to)) && seen.insert(edge.to) {
                            steps.insert(edge.to, Step { to: group, membership: edge.membership(), length: level + 1, end: top });
                            reached.push((edge.to, level + 1, top));
                        }
                    }
                }
            }
        }
        Ways::new(steps)
    }

    /// Why no guest was found in a group: there is none only if the group and all nested groups are known.
    fn without_guest(&self, group: ObjectId, people: &People) -> Reach<'static> {
        let [dynamic, unknown] = self.uncertain.get_or_init(|| {
            // A member without known facts may be a guest.
            let is_unknown = |id: &ObjectId| !self.is_known_group(*id) && people.get(*id).is_none_or(|user| user.external().is_none());
            let members = self.all(Relation::Member).map(|edge| edge.to);
            [self.groups_above(self.dynamic.iter().copied()), self.groups_above(members.filter(is_unknown))]
        });
        if dynamic.contains(&group) {
            Reach::Dynamic
        } else if unknown.contains(&group) || !self.listed.contains(&group) {
            Reach::Unknown
        } else {
            Reach::None
        }
    }

    fn is_known_group(&self, id: ObjectId) -> bool {
        self.listed.contains(&id) || self.dynamic.contains(&id)
    }

    /// These objects, and the groups that contain them, directly or through groups that are known as such.
    fn groups_above(&self, objects: impl Iterator<Item = ObjectId>) -> HashSet<ObjectId> {
        let mut above: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        for edge in self.all(Relation::Member) {
            above.entry(edge.to).or_default().push(edge.of);
        }
        let mut reached: HashSet<ObjectId> = objects.collect();
        let mut next: Vec<ObjectId> = reached.iter().copied().collect();
        while let Some(id) = next.pop() {
            for group in above.get(&id).into_iter().flatten() {
                if reached.insert(*group) && self.is_known_group(*group) {
                    next.push(*group);
                }
            }
        }
        reached
    }
}

/// The id of an object, else its address in infrastructure as code. An update references the object that it changes.
fn own_id(resource: &Resource<'_>, members: &Scan<'_>) -> Option<ObjectId> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "'de: 'a"))]
    struct Id<'a>(Setting<'a, Str<'a>>);
    let raw = members.get(&resource.json, "id");
    let known = raw.and_then(|raw| serde_json::from_str::<Id<'_>>(raw).ok()).and_then(|Id(setting)| ObjectId::of_setting(&setting));
    known.or_else(|| ObjectId::of_address(resource))
}
