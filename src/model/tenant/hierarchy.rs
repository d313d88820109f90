//! The management groups above each subscription.

use super::Index;
use crate::model::{ManagementGroup, ManagementGroupChild, ManagementGroupSubscription, Setting, Subscription, View};
use crate::resource::Kind;
use std::collections::{HashMap, HashSet};

/// The kinds that contain the hierarchy, and those whose id identifies its root.
pub(super) const HIERARCHY: &[Kind] = &[Kind::ManagementGroup, Kind::ManagementGroupSubscription, Kind::Subscription, Kind::Organization];

/// Maximum depth of the hierarchy: Azure allows six levels below the root.
const MAX_LEVELS: usize = 16;

/// The management group hierarchy as far as the input contains it. Names are in lower case.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    /// Parent of each management group or subscription.
    parents: HashMap<String, String>,
    /// Management groups that have no parent according to the input.
    roots: HashSet<String>,
}

impl Hierarchy {
    pub(super) fn new(index: &Index) -> Self {
        let mut hierarchy = Self::default();
        for group in index.views::<ManagementGroup<'_>>(&Kind::ManagementGroup) {
            hierarchy.add_group(&group);
        }
        for subscription in index.views::<Subscription<'_>>(&Kind::Subscription) {
            let chain = subscription.management_group_ancestors_chain().elements();
            let names = chain.iter().filter_map(|ancestor| Some(lower(ancestor.known()?.name.known()?)));
            let mut below = subscription.bare_id().map(lower);
            for name in names {
                hierarchy.parents.extend(below.replace(name.clone()).map(|below| (below, name)));
            }
        }
        for association in index.views::<ManagementGroupSubscription<'_>>(&Kind::ManagementGroupSubscription) {
            hierarchy.parents.extend(association.ends().map(|(group, subscription)| (lower(subscription), lower(group))));
        }
        hierarchy
    }

    fn add_group(&mut self, group: &View<'_, ManagementGroup<'_>>) {
        let Some(name) = group.name.known().map(|name| lower(name)).or_else(|| last_of(group.id.known()?)) else { return };
        if let Some(details) = group.details().known() {
            let parent = details.parent.known();
            let above = parent.and_then(|parent| last_of(parent.id.known().or_else(|| parent.name.known())?));
            match above {
                Some(above) => drop(self.parents.insert(name.clone(), above)),
                None if details.parent.is_null() => drop(self.roots.insert(name.clone())),
                None => {}
            }
        }
        self.add_children(&name, group.children().elements(), 0);
    }

    fn add_children<'a>(&mut self, above: &str, children: &[Setting<'a, ManagementGroupChild<'a>>], level: usize) {
        for child in children.iter().filter_map(Setting::known) {
            let Some(name) = child.name.known().map(|name| lower(name)).or_else(|| last_of(child.id.known()?)) else { continue };
            self.parents.insert(name.clone(), above.to_owned());
            if level < MAX_LEVELS {
                self.add_children(&name, child.children.elements(), level + 1);
            }
        }
    }

    pub(super) fn is_root(&self, name: &str) -> Option<bool> {
        let name = lower(name);
        if self.roots.contains(&name) {
            return Some(true);
        }
        self.parents.contains_key(&name).then_some(false)
    }

    /// The known ancestors of a management group or subscription, nearest first.
    pub(super) fn above(&self, id: &str) -> Vec<&str> {
        let first = self.parents.get(&lower(id));
        std::iter::successors(first, |at| self.parents.get(*at)).take(MAX_LEVELS).map(String::as_str).collect()
    }
}

fn last_of(path: &str) -> Option<String> {
    path.rsplit('/').next().filter(|last| !last.is_empty()).map(lower)
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}
