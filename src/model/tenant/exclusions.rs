//! Groups that Conditional Access policies exclude.

use super::Index;
use crate::model::{ConditionalAccessPolicy, ObjectId};
use crate::resource::{Kind, Place};
use std::collections::{HashMap, HashSet};

/// A Conditional Access policy that excludes a group.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// The place in the policy that names the group.
    pub place: Place,
    /// Whether the policy is enforced; `None` if unknown.
    pub is_enforced: Option<bool>,
    /// Whether it requires MFA or blocks access at every sign-in of its users; `None` if unknown.
    pub protects: Option<bool>,
}

#[derive(Debug)]
pub(super) struct Exclusions {
    of: HashMap<ObjectId, Vec<Exclusion>>,
    /// Whether some policy does not show the groups that it excludes.
    pub(super) is_partial: bool,
}

impl Exclusions {
    pub(super) fn new(index: &Index) -> Self {
        let mut found: HashMap<ObjectId, Vec<Exclusion>> = HashMap::new();
        let mut is_partial = false;
        for policy in index.views::<ConditionalAccessPolicy<'_>>(&Kind::ConditionalAccessPolicy) {
            let users = policy.conditions.known().and_then(|conditions| conditions.users.known());
            let is_shown = users.is_some_and(|users| !users.exclude_groups.is_absent());
            is_partial |= !is_shown && policy.resource.format.is_response() && policy.is_enforced() != Some(false);
            let Some(users) = users else { continue };
            let (is_enforced, protects) = (policy.is_enforced(), policy.protects());
            let mut seen = HashSet::new();
            for entry in users.exclude_groups.elements() {
                if let Some(group) = ObjectId::of_setting(entry).filter(|group| seen.insert(*group)) {
                    found.entry(group).or_default().push(Exclusion { place: policy.place(entry), is_enforced, protects });
                }
            }
        }
        Self { of: found, is_partial }
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = ObjectId> {
        self.of.keys().copied()
    }

    pub(super) fn of(&self, group: ObjectId) -> &[Exclusion] {
        self.of.get(&group).map_or(&[], Vec::as_slice)
    }
}
