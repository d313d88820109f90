//! Which principals of some classes are members of groups, directly or through nested groups.

use super::relations::{Edge, Membership, Relation, Relations};
use crate::model::ObjectId;
use std::collections::{HashMap, HashSet};

/// What sets principals apart in a search, such as the subscription of a managed identity.
pub type Class = usize;

/// The nearest principal in each group, and the nearest one of another class.
///
/// Two classes are enough to answer whether a group has a member of a class other than a given one, and the search stays linear in the number
/// of memberships.
#[derive(Debug)]
pub struct Nearest(HashMap<ObjectId, Vec<Step>>);

/// The first step from a group down to a principal of this class.
#[derive(Debug)]
struct Step {
    to: ObjectId,
    class: Class,
    membership: Membership,
}

/// How many classes are kept for each group.
const CLASSES: usize = 2;

impl Nearest {
    /// A breadth-first search from principals up through the groups: it finds the shortest paths, and cycles terminate. With `can_activate`, it
    /// also follows eligible memberships, to groups that no active membership leads to.
    pub(super) fn new(principals: impl Iterator<Item = (ObjectId, Class)>, can_activate: bool, relations: &Relations) -> Self {
        let mut above: HashMap<ObjectId, Vec<&Edge>> = HashMap::new();
        for edge in relations.all(Relation::Member).filter(|edge| can_activate || !edge.eligible) {
            above.entry(edge.to).or_default().push(edge);
        }
        let mut sources = HashSet::new();
        let mut reached: Vec<(ObjectId, Class)> = principals.filter(|(id, _)| sources.insert(*id)).collect();
        let mut steps: HashMap<ObjectId, Vec<Step>> = HashMap::new();
        for eligible in [false, true] {
            let mut next = 0;
            while let Some(&(to, class)) = reached.get(next) {
                next += 1;
                // A principal has no step, otherwise two that are members of each other would form a cycle.
                let edges = above.get(&to).into_iter().flatten().filter(|edge| edge.eligible <= eligible && !sources.contains(&edge.of));
                for edge in edges {
                    let known = steps.entry(edge.of).or_default();
                    if known.len() < CLASSES && known.iter().all(|step| step.class != class) {
                        known.push(Step { to, class, membership: Membership { span: edge.span, eligible: edge.eligible } });
                        reached.push((edge.of, class));
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
