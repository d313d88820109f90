//! Relations: members of groups and roles, owners of apps, groups and devices.

use super::keep::Retained;
use super::people::{People, Record, UserFacts};
use crate::message::{Label, Text};
use crate::model::{ObjectId, Reference, Setting, State, Str};
use crate::resource::{Kind, Resource, Scan};
use crate::source::Span;
use serde::Deserialize;
use std::collections::{HashMap, HashSet, VecDeque};
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
    pub(super) fn of(self) -> &'static [Kind] {
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
    relation: Relation,
}

/// How a guest is a member of a group.
#[derive(Debug, Clone)]
pub struct GuestPath<'t> {
    pub guest: UserFacts<'t>,
    /// The memberships on the path, starting at the requested group.
    pub steps: Vec<Span>,
}

impl GuestPath<'_> {
    /// Labels at every membership, and at the guest.
    pub fn labels(&self) -> Vec<Label> {
        let name = self.guest.name;
        let (last, before) = self.steps.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
        let through = before.iter().map(|span| Label::at(*span, "a group that is a member"));
        let member = last.map(|span| Label::at(*span, Text::new("{name} is a member").with("name", name)));
        through.chain(member).chain([self.guest.label()]).collect()
    }
}

/// Whether a guest is a member of a group.
#[derive(Debug, Clone)]
pub enum Reach<'t> {
    /// The shortest path to a guest.
    Guest(GuestPath<'t>),
    /// The group or a nested group has dynamic membership.
    Dynamic,
    None,
    Unknown,
}

/// Maximum length of a reported path: groups are rarely nested more than a few levels, and each level is a label.
const MAX_LEVELS: usize = 32;

/// The shortest paths from members to the requested groups.
#[derive(Debug, Default)]
pub struct Ways(HashMap<ObjectId, Step>);

impl Ways {
    /// The memberships on the path from a member, its own first, and the group at the end; `None` if there is no path.
    pub fn from(&self, member: ObjectId) -> Option<(Vec<Span>, ObjectId)> {
        let (mut steps, mut at) = (Vec::new(), member);
        // Every step is nearer to the end, so this terminates.
        while let Some(step) = self.0.get(&at) {
            steps.push(step.span);
            at = step.to;
        }
        (!steps.is_empty()).then_some((steps, at))
    }
}

#[derive(Debug, Default)]
pub(super) struct Relations {
    edges: Vec<Edge>,
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
    by_object: OnceLock<HashMap<(Relation, ObjectId), Vec<Edge>>>,
    guests: OnceLock<HashMap<ObjectId, Step>>,
}

/// The first step on the shortest path from a group to a guest, or to another group.
#[derive(Debug, Clone, Copy)]
struct Step {
    to: ObjectId,
    span: Span,
}

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
                self.edges.push(Edge { of, to, span, relation: *relation });
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
        self.edges.push(Edge { of, to, span, relation });
    }

    /// Records a group with dynamic membership.
    pub(super) fn add_dynamic<'a>(&mut self, resource: &Resource<'_>, id: &Setting<'a, Str<'a>>) {
        let id = ObjectId::of_setting(id).or_else(|| ObjectId::of_address(resource));
        self.dynamic.extend(id);
    }

    pub(super) fn join(&mut self, mut part: Self) {
        self.edges.append(&mut part.edges);
        self.listed.extend(part.listed);
        self.nameless.extend(part.nameless);
        self.without_owners.extend(part.without_owners);
        self.in_files.extend(part.in_files);
        self.dynamic.extend(part.dynamic);
    }

    /// All relations of one type, in the order of the input.
    pub(super) fn all(&self, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.relation == relation)
    }

    /// All relations of one type from an object.
    pub(super) fn of(&self, relation: Relation, of: ObjectId) -> &[Edge] {
        let index = self.by_object.get_or_init(|| {
            let mut index: HashMap<(Relation, ObjectId), Vec<Edge>> = HashMap::new();
            for edge in &self.edges {
                index.entry((edge.relation, edge.of)).or_default().push(edge.clone());
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

    pub(super) fn guest_in<'t>(&'t self, group: ObjectId, people: &'t People) -> Reach<'t> {
        let steps = self.guests.get_or_init(|| self.spread(people));
        let mut path = Vec::new();
        let mut at = group;
        // Every step is nearer to the guest, so this terminates.
        while let Some(step) = steps.get(&at) {
            path.push(step.span);
            at = step.to;
        }
        match people.get(at) {
            Some(guest) if !path.is_empty() => Reach::Guest(GuestPath { guest, steps: path }),
            _ => self.without_guest(group, people),
        }
    }

    /// A breadth-first search from all guests up through the groups: it finds the shortest path for each group in time linear in the number
    /// of memberships, and cycles terminate.
    fn spread(&self, people: &People) -> HashMap<ObjectId, Step> {
        let mut above: HashMap<ObjectId, Vec<&Edge>> = HashMap::new();
        for edge in self.edges.iter().filter(|edge| edge.relation == Relation::Member) {
            above.entry(edge.to).or_default().push(edge);
        }
        let is_guest = |id: &ObjectId| people.get(*id).is_some_and(|user| user.guest() == Some(true));
        // The order of the input makes the reported guest deterministic.
        let mut seen = HashSet::new();
        let mut queue: VecDeque<ObjectId> = self.edges.iter().map(|edge| edge.to).filter(|id| is_guest(id) && seen.insert(*id)).collect();
        let mut steps: HashMap<ObjectId, Step> = HashMap::new();
        while let Some(id) = queue.pop_front() {
            for edge in above.get(&id).into_iter().flatten() {
                // A guest has no step, otherwise two guests who are members of each other would form a cycle.
                if seen.insert(edge.of) {
                    steps.insert(edge.of, Step { to: id, span: edge.span });
                    queue.push_back(edge.of);
                }
            }
        }
        steps
    }

    /// The paths to these groups. Members for which `is_asked` is false are omitted, because there may be a million users.
    ///
    /// Groups whose members are not in the input are passed to `note`.
    pub(super) fn ways_to(
        &self,
        tops: impl Iterator<Item = ObjectId>,
        is_asked: impl Fn(ObjectId) -> bool,
        note: impl Fn(ObjectId),
    ) -> Ways {
        let mut seen = HashSet::new();
        let mut queue: VecDeque<(ObjectId, usize)> = tops.filter(|top| seen.insert(*top)).map(|top| (top, 0)).collect();
        let mut steps = HashMap::new();
        while let Some((group, level)) = queue.pop_front().filter(|(_, level)| *level < MAX_LEVELS) {
            if self.lacks_members(group) {
                note(group);
            }
            for edge in self.of(Relation::Member, group) {
                if is_asked(edge.to) && seen.insert(edge.to) {
                    steps.insert(edge.to, Step { to: group, span: edge.span });
                    queue.push_back((edge.to, level + 1));
                }
            }
        }
        Ways(steps)
    }

    /// Why no guest was found in a group: there is none only if the group and all nested groups are known.
    fn without_guest(&self, group: ObjectId, people: &People) -> Reach<'static> {
        let mut seen = HashSet::from([group]);
        let mut stack = vec![group];
        let mut unknown = false;
        while let Some(id) = stack.pop() {
            if self.dynamic.contains(&id) {
                return Reach::Dynamic;
            }
            unknown |= id == group && !self.listed.contains(&id);
            for member in self.of(Relation::Member, id).iter().map(|edge| edge.to) {
                if self.listed.contains(&member) || self.dynamic.contains(&member) {
                    if seen.insert(member) {
                        stack.push(member);
                    }
                } else {
                    // A member without known facts may be a guest.
                    unknown |= people.get(member).is_none_or(|user| user.standing.is_none());
                }
            }
        }
        if unknown { Reach::Unknown } else { Reach::None }
    }
}

/// The id of an object, else its address in infrastructure as code.
fn own_id(resource: &Resource<'_>, members: &Scan<'_>) -> Option<ObjectId> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "'de: 'a"))]
    struct Id<'a>(Setting<'a, Str<'a>>);
    let raw = members.get(&resource.json, "id");
    let known = raw.and_then(|raw| serde_json::from_str::<Id<'_>>(raw).ok()).and_then(|Id(setting)| match setting.state() {
        State::Known(id) if !id.is_empty() => Some(ObjectId::of(id)),
        _ => None,
    });
    known.or_else(|| ObjectId::of_address(resource))
}
