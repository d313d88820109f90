//! Which principals of some classes are members of groups, directly or through nested groups.

use super::paths::{MemberPath, Membership, Route};
use crate::model::ObjectId;
use std::collections::{HashMap, HashSet};

/// What sets principals apart in a search, such as the subscription of a managed identity.
pub type Class = usize;

/// The nearest principals of different classes in each group.
///
/// A few classes are enough to answer whether a group has a member of a class other than a given one, and the search stays linear in the
/// number of memberships.
#[derive(Debug)]
pub struct Nearest(HashMap<ObjectId, Vec<Step>>);

/// The first step from a group down to a principal of this class.
#[derive(Debug)]
struct Step {
    to: ObjectId,
    class: Class,
    membership: Membership,
    /// The number of groups between this one and the principal.
    groups: usize,
    /// The principal, its membership, and whether a membership on the path is eligible.
    end: (ObjectId, Membership, bool),
}

/// The number of groups on a path so far, and its end as in [`Step::end`].
type Reached = (usize, (ObjectId, Membership, bool));

/// How many classes are kept for each group: of managed identities, one with the subscription of a role assignment and two with an unknown
/// subscription do not hide one with another subscription.
const CLASSES: usize = 4;

impl Nearest {
    /// A breadth-first search from principals up through the groups: it finds the shortest paths, and cycles terminate. Eligible memberships
    /// lead to a group only if no active one does. A membership is a member, a group and a place.
    pub(super) fn new(
        principals: impl Iterator<Item = (ObjectId, Class)>,
        memberships: impl Iterator<Item = (ObjectId, ObjectId, Membership)>,
    ) -> Self {
        let mut above: HashMap<ObjectId, Vec<(ObjectId, Membership)>> = HashMap::new();
        for (member, group, membership) in memberships {
            above.entry(member).or_default().push((group, membership));
        }
        let mut sources = HashSet::new();
        let principals = principals.filter(|(id, _)| sources.insert(*id));
        let mut reached: Vec<(ObjectId, Class, Option<Reached>)> = principals.map(|(id, class)| (id, class, None)).collect();
        let mut steps: HashMap<ObjectId, Vec<Step>> = HashMap::new();
        for eligible in [false, true] {
            let mut next = 0;
            while let Some(&(to, class, path)) = reached.get(next) {
                next += 1;
                for &(group, membership) in above.get(&to).into_iter().flatten().filter(|(_, membership)| membership.eligible <= eligible) {
                    // A principal has no step, otherwise two that are members of each other would form a cycle.
                    if sources.contains(&group) {
                        continue;
                    }
                    let known = steps.entry(group).or_default();
                    if known.len() < CLASSES && known.iter().all(|step| step.class != class) {
                        let (groups, (principal, own, before)) = path.unwrap_or((0, (to, membership, false)));
                        let end = (principal, own, before || membership.eligible);
                        known.push(Step { to, class, membership, groups, end });
                        reached.push((group, class, Some((groups + 1, end))));
                    }
                }
            }
        }
        Self(steps)
    }

    /// The path to the nearest member of a group whose class is asked for.
    pub fn below(&self, group: ObjectId, is_asked: impl Fn(Class) -> bool) -> Option<MemberPath> {
        let first = self.0.get(&group)?.iter().find(|step| is_asked(step.class))?;
        let (principal, member, eligible) = first.end;
        // Every step is nearer to the principal, so this terminates.
        let steps = std::iter::successors(Some(first), |step| self.0.get(&step.to)?.iter().find(|next| next.class == first.class));
        let groups = Route::new(steps.take(first.groups).map(|step| step.membership), first.groups, principal);
        Some(MemberPath { groups, member, eligible })
    }
}
