//! The facts about one tenant that the rules of a run need.
//!
//! Several threads add resources as they are read; [`Index::join`] combines the parts. Facts that need all parts (which object an id
//! belongs to, who reaches a group, what a principal has) are computed when a rule first asks.

use super::exclusions::Exclusions;
use super::gaps::Gaps;
use super::grants::Grants;
use super::hierarchy::Hierarchy;
use super::keep::{Retained, is_kept};
use super::objects::Objects;
use super::people::{People, PlainMember};
use super::relations::Relations;
use super::roles::RolePower;
use crate::model::{Setting, Str, View};
use crate::resource::{Kind, Resource, Scan};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub count: usize,
    /// How many of them exist only where parameters are set.
    pub conditional: usize,
    /// A complete list was read: an object that is not in it does not exist.
    pub complete: bool,
}

/// Everything that rules ask about a tenant. Rules access it through [`Tenant`](super::Tenant).
#[derive(Debug, Default)]
pub struct Index {
    pub(super) kept: BTreeMap<Kind, Vec<Resource<'static>>>,
    pub(super) people: People,
    pub(super) gaps: Gaps,
    pub(super) relations: Relations,
    seen: BTreeMap<Kind, Seen>,
    pub(super) verified_domains: Vec<String>,
    /// Ids of this tenant in lower case.
    pub(super) ids: BTreeSet<String>,
    /// Tenant ids of subscriptions: `az account list` includes every tenant that the caller signed in to.
    pub(super) ids_of_subscriptions: BTreeSet<String>,
    objects: OnceLock<Objects>,
    grants: OnceLock<Grants>,
    hierarchy: OnceLock<Hierarchy>,
    exclusions: OnceLock<Exclusions>,
    role_powers: OnceLock<Vec<RolePower>>,
}

impl Index {
    pub fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>, retained: &Retained) {
        self.note(&resource.kind);
        if !resource.only_if.is_empty() {
            self.seen.entry(resource.kind.clone()).or_default().conditional += 1;
        }
        self.add_facts(resource, members, retained);
        if is_kept(resource, members, retained) {
            self.kept.entry(resource.kind.clone()).or_default().push(resource.keep());
        }
    }

    /// Adds a member of the tenant that has no other relevant facts.
    pub(crate) fn add_member(&mut self, member: &PlainMember, retained: &Retained) {
        self.note(&Kind::User);
        if retained.has_users {
            self.gaps.add_member(member.span.file, member.has_activity);
            self.people.add_member(member);
        }
    }

    fn note(&mut self, kind: &Kind) {
        match self.seen.get_mut(kind) {
            Some(seen) => seen.count += 1,
            None => drop(self.seen.insert(kind.clone(), Seen { count: 1, ..Seen::default() })),
        }
    }

    /// Records that a complete list of this kind was read.
    pub fn complete(&mut self, kind: &Kind) {
        self.seen.entry(kind.clone()).or_default().complete = true;
    }

    /// Appends another part of the input.
    pub fn join(&mut self, part: Self) {
        for (kind, mut resources) in part.kept {
            self.kept.entry(kind).or_default().append(&mut resources);
        }
        self.people.join(part.people);
        self.gaps.join(part.gaps);
        self.relations.join(part.relations);
        self.verified_domains.extend(part.verified_domains);
        self.ids.extend(part.ids);
        self.ids_of_subscriptions.extend(part.ids_of_subscriptions);
        for (kind, seen) in part.seen {
            let mine = self.seen.entry(kind).or_default();
            mine.count += seen.count;
            mine.conditional += seen.conditional;
            mine.complete |= seen.complete;
        }
    }

    pub fn seen(&self, kind: &Kind) -> Seen {
        self.seen.get(kind).copied().unwrap_or_default()
    }

    /// Whether the input contains anything of the family of this kind.
    pub fn has(&self, kind: &Kind) -> bool {
        kind.family().iter().any(|kind| self.seen(kind).count > 0)
    }

    /// Whether the input contains anything of the family of this kind that exists whatever parameters are set.
    pub fn is_certain(&self, kind: &Kind) -> bool {
        kind.family().iter().map(|kind| self.seen(kind)).any(|seen| seen.count > seen.conditional)
    }

    /// The kinds of which a complete list was read.
    pub fn complete_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.seen.iter().filter(|(_, seen)| seen.complete).map(|(kind, _)| kind)
    }

    /// All resources that are kept.
    pub fn all(&self) -> impl Iterator<Item = &Resource<'static>> + Clone {
        self.kept.values().flatten()
    }

    pub fn count(&self) -> usize {
        self.seen.values().map(|seen| seen.count).sum()
    }

    /// The kept resources of a kind, in the order of the input.
    pub fn kept(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> + use<'_> {
        self.kept.get(kind).into_iter().flatten()
    }

    /// The kept objects of a kind, typed.
    pub(super) fn views<'r, T: Deserialize<'r>>(&'r self, kind: &Kind) -> impl Iterator<Item = View<'r, T>> + use<'r, T> {
        self.kept(kind).filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }

    pub(super) fn objects(&self) -> &Objects {
        self.objects.get_or_init(|| Objects::new(&self.kept))
    }

    /// The kept resource of a kind with this id.
    pub(super) fn resource(&self, kind: &Kind, id: super::ObjectId) -> Option<&Resource<'static>> {
        self.kept.get(kind)?.get(self.objects().get(kind, id)?)
    }

    pub(super) fn grants(&self) -> &Grants {
        self.grants.get_or_init(|| Grants::new(self))
    }

    pub(super) fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| Hierarchy::new(self))
    }

    pub(super) fn exclusions(&self) -> &Exclusions {
        self.exclusions.get_or_init(|| Exclusions::new(self))
    }

    /// The effective permissions of the kept Azure role definitions, in their order.
    pub(super) fn role_powers(&self) -> &[RolePower] {
        self.role_powers.get_or_init(|| self.kept(&Kind::RoleDefinition).map(RolePower::of).collect())
    }

    /// Whether this is the id of this tenant; `None` if the input does not contain the tenant id.
    pub(super) fn is_self(&self, tenant_id: &str) -> Option<bool> {
        let ids = [&self.ids, &self.ids_of_subscriptions].into_iter().find(|ids| !ids.is_empty())?;
        let is_certain = !self.ids.is_empty() || ids.len() == 1;
        is_certain.then(|| ids.contains(&tenant_id.to_ascii_lowercase()))
    }

    pub(super) fn lower<'a>(setting: &Setting<'a, Str<'a>>) -> Option<String> {
        setting.known().map(|text| text.to_ascii_lowercase())
    }
}
