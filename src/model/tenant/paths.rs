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

/// How an external user is a member of a group.
#[derive(Debug, Clone)]
pub struct GuestPath<'t> {
    pub guest: UserFacts<'t>,
    /// The memberships on the path, starting at the requested group.
    pub steps: Vec<Membership>,
}

impl GuestPath<'_> {
    /// Whether the user has to activate a membership on the path.
    pub fn is_eligible(&self) -> bool {
        self.steps.iter().any(|step| step.eligible)
    }

    /// Labels at every membership, and at the guest.
    pub fn labels(&self) -> Vec<Label> {
        let name = self.guest.name;
        let (last, before) = self.steps.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
        let through = before.iter().map(|step| step.of_group());
        let member = last.map(|step| {
            let text = if step.eligible { "{name} is eligible for membership" } else { "{name} is a member" };
            Label::at(step.span, Text::new(text).with("name", name))
        });
        through.chain(member).chain([self.guest.label()]).collect()
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

    /// The memberships on the path from a member, its own first, and the group at the end; `None` if there is no path.
    pub fn from(&self, member: ObjectId) -> Option<(Vec<Membership>, ObjectId)> {
        let (mut steps, mut at) = (Vec::new(), member);
        // Every step is nearer to the end, so this terminates.
        while let Some(step) = self.0.get(&at) {
            steps.push(step.membership);
            at = step.to;
        }
        (!steps.is_empty()).then_some((steps, at))
    }
}

/// The first step on the shortest path from a member to a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub to: ObjectId,
    pub membership: Membership,
}
