//! Who belongs to what: members of groups and roles, owners of apps, groups and devices.

use super::keep::Retained;
use super::people::{People, Record, UserFacts};
use crate::message::{Label, Text};
use crate::model::{ObjectId, Reference, Setting, State, Str};
use crate::resource::{Kind, Resource, Scan};
use crate::source::Span;
use serde::Deserialize;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::OnceLock;

/// A sort of relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Of a group or a role of the directory.
    Member,
    /// Of an app, a service principal or a group.
    Owner,
    /// Owner or user of a device.
    DeviceOwner,
    /// Who answers for a guest.
    Sponsor,
}

impl Relation {
    /// The kinds of objects that have it. A list in a file of its own belongs to its object.
    pub(super) fn of(self) -> &'static [Kind] {
        match self {
            Self::Member => &[Kind::Group, Kind::DirectoryRole],
            Self::Owner => &[Kind::Application, Kind::ServicePrincipal, Kind::Group],
            Self::DeviceOwner => &[Kind::Device],
            Self::Sponsor => &[Kind::User],
        }
    }
}

/// A relation between two objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// What it is a relation of: a group, a role, an app, a device.
    pub of: ObjectId,
    pub to: ObjectId,
    pub span: Span,
    relation: Relation,
}

/// How a guest reaches a group.
#[derive(Debug, Clone)]
pub struct GuestPath<'t> {
    pub guest: UserFacts<'t>,
    /// The memberships on the way, that of the asked group first.
    pub steps: Vec<Span>,
}

impl GuestPath<'_> {
    /// Labels at every step, and at the guest.
    pub fn labels(&self) -> Vec<Label> {
        let name = self.guest.name;
        let (last, before) = self.steps.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
        let through = before.iter().map(|span| Label::at(*span, "a group that is a member"));
        let member = last.map(|span| Label::at(*span, Text::new("{name} is a member").with("name", name)));
        through.chain(member).chain([self.guest.label()]).collect()
    }
}

/// Whether a guest is in a group.
#[derive(Debug, Clone)]
pub enum Reach<'t> {
    /// One is: the shortest way.
    Guest(GuestPath<'t>),
    /// A rule decides who is in it, or in a group in it.
    Dynamic,
    None,
    /// The members were not collected.
    Unknown,
}

/// Longest way from a member up that is told: people nest groups a few levels deep, and each level is a label.
const MAX_LEVELS: usize = 32;

/// From members up to one of the groups that were asked for, the shortest way of each.
#[derive(Debug, Default)]
pub struct Ways(HashMap<ObjectId, Step>);

impl Ways {
    /// The memberships on the way from a member, its own first, and the group at the end; nothing where none leads to one.
    pub fn from(&self, member: ObjectId) -> Option<(Vec<Span>, ObjectId)> {
        let (mut steps, mut at) = (Vec::new(), member);
        // Every step leads nearer to the end, so this ends.
        while let Some(step) = self.0.get(&at) {
            steps.push(step.span);
            at = step.to;
        }
        (!steps.is_empty()).then_some((steps, at))
    }
}

/// The relations of a tenant.
#[derive(Debug, Default)]
pub(super) struct Relations {
    edges: Vec<Edge>,
    /// Groups whose list of members was read.
    listed: HashSet<ObjectId>,
    /// Groups whose members a rule decides.
    dynamic: HashSet<ObjectId>,
    by_object: OnceLock<HashMap<(Relation, ObjectId), Vec<Edge>>>,
    guests: OnceLock<HashMap<ObjectId, Step>>,
}

/// The first step on the shortest way from a group to a guest, or to another group.
#[derive(Debug, Clone, Copy)]
struct Step {
    to: ObjectId,
    span: Span,
}

/// Members of an object that hold others, and what they say of them.
const INLINE: &[(&str, Relation)] = &[
    ("members", Relation::Member),
    ("owners", Relation::Owner),
    ("registeredOwners", Relation::DeviceOwner),
    ("registeredUsers", Relation::DeviceOwner),
    ("sponsors", Relation::Sponsor),
];

/// What the path of a relation begins with, and the kind of the objects there.
const COLLECTIONS: &[(&str, Kind)] = &[
    ("applications", Kind::Application),
    ("devices", Kind::Device),
    ("directoryRoles", Kind::DirectoryRole),
    ("groups", Kind::Group),
    ("servicePrincipals", Kind::ServicePrincipal),
    ("users", Kind::User),
];

impl Relations {
    /// Takes the lists of other objects that stand in an object.
    ///
    /// Gives back what they tell of users: `$expand` brings the type and the sign-in name along.
    pub(super) fn add_inline(&mut self, resource: &Resource<'_>, members: &Scan<'_>) -> Vec<Record> {
        let mut people = Vec::new();
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
                    continue;
                };
                let span = resource.place(object.name_or_id().raw().unwrap_or_default()).span;
                self.edges.push(Edge { of, to, span, relation: *relation });
                people.extend(Record::of_reference(to, object, |raw| resource.place(raw).span));
            }
            // Somebody of whom it is not known who he is may be a guest.
            if *relation == Relation::Member && is_whole {
                self.listed.insert(of);
            }
        }
        people
    }

    /// Takes a relation that a resource's address is the path of: `groups/<id>/members/<id>`. It belongs to the kind of its object.
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
        let (of, to) = (ObjectId::of(of), ObjectId::of(to));
        if relation == Relation::Member && kind == Some(&Kind::Group) {
            self.listed.insert(of);
        }
        let span = resource.place(members.get(&resource.json, "id").unwrap_or_default()).span;
        self.edges.push(Edge { of, to, span, relation });
    }

    /// Notes that a rule decides who is in a group.
    pub(super) fn add_dynamic<'a>(&mut self, resource: &Resource<'_>, id: &Setting<'a, Str<'a>>) {
        let id = ObjectId::of_setting(id).or_else(|| resource.address.as_deref().map(ObjectId::of));
        self.dynamic.extend(id);
    }

    pub(super) fn join(&mut self, mut part: Self) {
        self.edges.append(&mut part.edges);
        self.listed.extend(part.listed);
        self.dynamic.extend(part.dynamic);
    }

    /// All relations of one sort, in the order of the input.
    pub(super) fn all(&self, relation: Relation) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.relation == relation)
    }

    /// All relations of one sort that start at an object.
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

    /// How a guest reaches a group.
    pub(super) fn guest_in<'t>(&'t self, group: ObjectId, people: &'t People) -> Reach<'t> {
        let steps = self.guests.get_or_init(|| self.spread(people));
        let mut path = Vec::new();
        let mut at = group;
        // Every step leads nearer to the guest, so this ends.
        while let Some(step) = steps.get(&at) {
            path.push(step.span);
            at = step.to;
        }
        match people.get(at) {
            Some(guest) if !path.is_empty() => Reach::Guest(GuestPath { guest, steps: path }),
            _ => self.without_guest(group, people),
        }
    }

    /// From every guest up through the groups, one step of all at a time: in time linear in the number of memberships each group
    /// learns the shortest way to a guest, and cycles end where they began.
    fn spread(&self, people: &People) -> HashMap<ObjectId, Step> {
        let mut above: HashMap<ObjectId, Vec<&Edge>> = HashMap::new();
        for edge in self.edges.iter().filter(|edge| edge.relation == Relation::Member) {
            above.entry(edge.to).or_default().push(edge);
        }
        let is_guest = |id: &ObjectId| people.get(*id).is_some_and(|user| user.guest() == Some(true));
        // In the order of the input, so that the same input names the same guest.
        let mut seen = HashSet::new();
        let mut queue: VecDeque<ObjectId> = self.edges.iter().map(|edge| edge.to).filter(|id| is_guest(id) && seen.insert(*id)).collect();
        let mut steps: HashMap<ObjectId, Step> = HashMap::new();
        while let Some(id) = queue.pop_front() {
            for edge in above.get(&id).into_iter().flatten() {
                // A guest gets no step, or two who are members of each other would lead in a circle.
                if seen.insert(edge.of) {
                    steps.insert(edge.of, Step { to: id, span: edge.span });
                    queue.push_back(edge.of);
                }
            }
        }
        steps
    }

    /// The ways up to these groups. Members of which it is not asked are left out: of users there may be a million.
    pub(super) fn ways_to(&self, tops: impl Iterator<Item = ObjectId>, is_asked: impl Fn(ObjectId) -> bool) -> Ways {
        let mut seen = HashSet::new();
        let mut queue: VecDeque<(ObjectId, usize)> = tops.filter(|top| seen.insert(*top)).map(|top| (top, 0)).collect();
        let mut steps = HashMap::new();
        while let Some((group, level)) = queue.pop_front().filter(|(_, level)| *level < MAX_LEVELS) {
            for edge in self.of(Relation::Member, group) {
                if is_asked(edge.to) && seen.insert(edge.to) {
                    steps.insert(edge.to, Step { to: group, span: edge.span });
                    queue.push_back((edge.to, level + 1));
                }
            }
        }
        Ways(steps)
    }

    /// Why no guest was found in a group: it and all groups in it must be known for there to be none.
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
                    // Somebody of whom nothing is known may be a guest.
                    unknown |= people.get(member).is_none_or(|user| user.standing.is_none());
                }
            }
        }
        if unknown { Reach::Unknown } else { Reach::None }
    }
}

/// The id of an object: the one that it has, else its address in infrastructure as code.
fn own_id(resource: &Resource<'_>, members: &Scan<'_>) -> Option<ObjectId> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "'de: 'a"))]
    struct Id<'a>(Setting<'a, Str<'a>>);
    let raw = members.get(&resource.json, "id");
    let known = raw.and_then(|raw| serde_json::from_str::<Id<'_>>(raw).ok()).and_then(|Id(setting)| match setting.state() {
        State::Known(id) if !id.is_empty() => Some(ObjectId::of(id)),
        _ => None,
    });
    known.or_else(|| resource.address.as_deref().map(ObjectId::of))
}
