//! The facts about one tenant that the rules of a run need.
//!
//! Several threads add resources as they are read; [`Index::join`] combines the parts. Facts that need all parts (which object an id
//! belongs to, who reaches a group, what a principal has) are computed when a rule first asks.

use super::contents::Contents;
use super::exclusions::Exclusions;
use super::gaps::Gaps;
use super::grants::Grants;
use super::hierarchy::Hierarchy;
use super::keep::{Retained, is_kept};
use super::objects::Objects;
use super::people::{People, PlainMember};
use super::relations::Relations;
use super::roles::RolePower;
use crate::model::{Setting, Str, Subscription, View};
use crate::resource::{Completeness, Kind, Resource, Scan};
use crate::source::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Everything that rules ask about a tenant. Rules access it through [`Tenant`](super::Tenant).
#[derive(Debug, Default)]
pub struct Index {
    pub(super) kept: BTreeMap<Kind, Vec<Resource<'static>>>,
    /// Resources of the kinds that rules of an organization join.
    pub(super) joined: BTreeMap<Kind, Vec<Resource<'static>>>,
    pub(super) people: People,
    pub(super) gaps: Gaps,
    pub(super) relations: Relations,
    contents: Contents,
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
        self.contents.add(resource, members);
        self.add_facts(resource, members, retained);
        if is_kept(resource, members, retained) {
            self.kept.entry(resource.kind.clone()).or_default().push(resource.keep());
        }
    }

    /// Keeps a resource for rules of an organization that join its kind.
    pub fn add_joined(&mut self, resource: &Resource<'_>, retained: &Retained) {
        if retained.joined.contains(&resource.kind) {
            self.joined.entry(resource.kind.clone()).or_default().push(resource.keep());
        }
    }

    /// Adds a member of the tenant that has no other relevant facts.
    pub(crate) fn add_member(&mut self, member: &PlainMember, retained: &Retained) {
        self.contents.add_member();
        if retained.has_users {
            self.gaps.add_member(member.span.file, member.has_activity);
            self.people.add_member(member);
        }
    }

    /// Records what a file shows about whether it has all objects of this kind, or all of a subscription.
    pub fn add_completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.contents.add_completeness(kind, scope, completeness);
    }

    /// Records that a part of a file cannot be read that should contain objects of these kinds.
    pub fn add_unreadable(&mut self, kinds: &[Kind], span: Span) {
        self.contents.add_unreadable(kinds, span);
    }

    /// Appends another part of the input.
    pub fn join(&mut self, part: Self) {
        for (kind, mut resources) in part.kept {
            self.kept.entry(kind).or_default().append(&mut resources);
        }
        for (kind, mut resources) in part.joined {
            self.joined.entry(kind).or_default().append(&mut resources);
        }
        self.people.join(part.people);
        self.gaps.join(part.gaps);
        self.relations.join(part.relations);
        self.verified_domains.extend(part.verified_domains);
        self.ids.extend(part.ids);
        self.ids_of_subscriptions.extend(part.ids_of_subscriptions);
        self.contents.join(part.contents);
    }

    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// Whether the input contains all resources of a kind that the tenant has. It does if it contains those of each subscription.
    pub fn completeness(&self, kind: &Kind) -> Completeness {
        let is_listed = |subscription: View<'_, Subscription<'_>>| {
            let is_whole = |id: &str| self.contents.completeness_in(kind, id).is_whole();
            subscription.is_of_another_tenant() || subscription.bare_id().is_some_and(is_whole)
        };
        match (self.contents.completeness(kind), self.contents.first_list(kind)) {
            (Completeness::Unknown, Some(list)) if kind.is_per_subscription() => {
                let all = self.completeness(&Kind::Subscription).is_whole() && self.views(&Kind::Subscription).all(is_listed);
                if all { Completeness::Whole(list) } else { Completeness::Unknown }
            }
            (known, _) => known,
        }
    }

    /// The kinds of which the input contains all resources.
    pub fn complete_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.contents.kinds().filter(|kind| self.completeness(kind).is_whole())
    }

    /// All resources that are kept.
    pub fn all(&self) -> impl Iterator<Item = &Resource<'static>> + Clone {
        self.kept.values().flatten()
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
