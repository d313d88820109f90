//! Which principals of some classes are members of groups, directly or through nested groups.

use super::paths::Membership;
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
}

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
        let mut reached: Vec<(ObjectId, Class)> = principals.filter(|(id, _)| sources.insert(*id)).collect();
        let mut steps: HashMap<ObjectId, Vec<Step>> = HashMap::new();
        for eligible in [false, true] {
            let mut next = 0;
            while let Some(&(to, class)) = reached.get(next) {
                next += 1;
                for &(group, membership) in above.get(&to).into_iter().flatten().filter(|(_, membership)| membership.eligible <= eligible) {
                    // A principal has no step, otherwise two that are members of each other would form a cycle.
                    if sources.contains(&group) {
                        continue;
                    }
                    let known = steps.entry(group).or_default();
                    if known.len() < CLASSES && known.iter().all(|step| step.class != class) {
                        known.push(Step { to, class, membership });
                        reached.push((group, class));
                    }
                }
            }
        }
        Self(steps)
    }

    /// The nearest member of a group whose class is asked for, and the memberships that lead to it, starting at the group.
    pub fn below(&self, group: ObjectId, is_asked: impl Fn(Class) -> bool) -> Option<(ObjectId, Vec<Membership>)> {
        let class = self.0.get(&group)?.iter().find(|step| is_asked(step.class))?.class;
        let (mut path, mut at) = (Vec::new(), group);
        // Every step is nearer to the principal, so this terminates.
        while let Some(step) = self.0.get(&at).into_iter().flatten().find(|step| step.class == class) {
            path.push(step.membership);
            at = step.to;
        }
        Some((at, path))
    }
}
