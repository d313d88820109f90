//! Paths through groups, from a member to a group or back.

use super::people::UserFacts;
use crate::message::{Label, Text};
use crate::model::ObjectId;
use crate::source::Span;
use std::collections::HashMap;

/// A membership on a path through groups: its place, and whether it is eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub span: Span,
    pub eligible: bool,
}

impl Membership {
    /// A label at a group that is a member of another group.
    pub fn of_group(self) -> Label {
        Label::at(self.span, if self.eligible { "a group that is an eligible member" } else { "a group that is a member" })
    }
}

/// How many memberships of a path are listed. Groups are rarely nested more than a few levels.
const MOST_LISTED: usize = 16;

/// A path of memberships between a group and a member.
#[derive(Debug, Clone)]
pub struct Route {
    /// The first memberships, from the side that was asked for.
    steps: Vec<Membership>,
    /// The number of all of them.
    length: usize,
    /// The other end.
    pub end: ObjectId,
}

impl Route {
    /// The path that these steps form, of which only the first are used.
    pub(super) fn new(steps: impl Iterator<Item = Membership>, length: usize, end: ObjectId) -> Self {
        Self { steps: steps.take(MOST_LISTED).collect(), length, end }
    }

    /// A label at each membership. If there are very many, the last label states their number.
    pub fn labels<'r>(&'r self, label: impl Fn(Membership) -> Label + 'r) -> impl Iterator<Item = Label> + 'r {
        let more = self.length - self.steps.len();
        let is_last = move |at: usize| more > 0 && at + 1 == self.steps.len();
        self.steps.iter().enumerate().map(move |(at, step)| {
            if is_last(at) {
                Label::at(step.span, Text::new("one of {count} more memberships on the path").with("count", (more + 1).to_string()))
            } else {
                label(*step)
            }
        })
    }
}

/// How a member is in a group.
#[derive(Debug, Clone)]
pub struct MemberPath {
    /// From the group to the last group, which may be the same; it ends at the member.
    pub(super) groups: Route,
    /// The membership of the member.
    pub member: Membership,
    /// Whether a membership on the path has to be activated.
    pub eligible: bool,
}

impl MemberPath {
    /// Labels at the groups on the path.
    pub fn groups(&self) -> impl Iterator<Item = Label> + '_ {
        self.groups.labels(Membership::of_group)
    }

    /// The member.
    pub fn end(&self) -> ObjectId {
        self.groups.end
    }
}

/// How an external user is a member of a group.
#[derive(Debug, Clone)]
pub struct GuestPath<'t> {
    pub guest: UserFacts<'t>,
    /// The path from the requested group.
    pub path: MemberPath,
}

impl GuestPath<'_> {
    /// Whether the user has to activate a membership on the path.
    pub fn is_eligible(&self) -> bool {
        self.path.eligible
    }

    /// Labels at every membership, and at the guest.
    pub fn labels(&self) -> Vec<Label> {
        let MemberPath { member, .. } = self.path;
        let text = if member.eligible { "{name} is eligible for membership" } else { "{name} is a member" };
        let member = Label::at(member.span, Text::new(text).with("name", self.guest.name));
        self.path.groups().chain([member, self.guest.label()]).collect()
    }
}

/// Whether an external user is a member of a group.
#[derive(Debug, Clone)]
pub enum Reach<'t> {
    /// The shortest path to a guest, else to another external user. An active membership comes before an eligible one.
    Guest(GuestPath<'t>),
    /// The group or a nested group has dynamic membership.
    Dynamic,
    None,
    Unknown,
}

/// The shortest paths from members to the requested groups.
#[derive(Debug, Default)]
pub struct Ways(HashMap<ObjectId, Step>);

impl Ways {
    pub(super) fn new(steps: HashMap<ObjectId, Step>) -> Self {
        Self(steps)
    }

    /// The memberships on the path from a member, its own first, to the group at the end; `None` if there is no path.
    pub fn from(&self, member: ObjectId) -> Option<Route> {
        let first = self.0.get(&member)?;
        // Every step is nearer to the end, so this terminates.
        let steps = std::iter::successors(Some(first), |step| self.0.get(&step.to));
        Some(Route::new(steps.map(|step| step.membership), first.length, first.end))
    }
}

/// The first step on the shortest path from a member to a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub to: ObjectId,
    pub membership: Membership,
    /// The length of the path, and the group at its end.
    pub length: usize,
    pub end: ObjectId,
}
