//! The index of one tenant: what rules that join ask for.
//!
//! Resources are noted as they are read, by several threads; [`Tenant::join`] puts their parts together. What takes all parts (who
//! is behind an id, who reaches a group, what somebody holds) is made when a rule first asks.

mod exclusions;
mod gaps;
mod grants;
mod hierarchy;
mod keep;
mod objects;
mod people;
mod relations;
mod roles;

pub use exclusions::Exclusion;
pub use gaps::SilentGuest;
pub use grants::{Grant, Power};
pub(crate) use people::PlainMember;
pub use people::UserFacts;
pub use relations::{Edge, GuestPath, Reach, Relation, Ways};

use super::{ObjectId, Setting, View};
use crate::message::Text;
use crate::resource::{Kind, Resource};
use crate::syntax::json::Scan;
use exclusions::Exclusions;
use gaps::Gaps;
use grants::Grants;
use hierarchy::Hierarchy;
use objects::Objects;
use people::People;
use relations::Relations;
use roles::RolePower;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// How much of a kind was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub count: usize,
    /// A whole list was read to its end: what is not in it does not exist.
    pub complete: bool,
}

/// All resources that belong together.
///
/// Kept whole are policies, roles and all else of which a tenant has few; of users, devices and apps, of which it may have a
/// million, only what joins ask for: the rest is judged as it is read.
#[derive(Debug, Default)]
pub struct Tenant {
    kept: BTreeMap<Kind, Vec<Resource<'static>>>,
    people: People,
    gaps: Gaps,
    relations: Relations,
    seen: BTreeMap<Kind, Seen>,
    verified_domains: Vec<String>,
    /// Ids of this tenant, in lower case.
    ids: BTreeSet<String>,
    /// Ids of the tenants of subscriptions: `az account list` has those of every tenant into which somebody signed in.
    ids_of_subscriptions: BTreeSet<String>,
    objects: OnceLock<Objects>,
    grants: OnceLock<Grants>,
    hierarchy: OnceLock<Hierarchy>,
    exclusions: OnceLock<Exclusions>,
    role_powers: OnceLock<Vec<RolePower>>,
}

impl Tenant {
    /// Notes that a whole list of this kind was read to its end.
    pub fn complete(&mut self, kind: &Kind) {
        self.seen.entry(kind.clone()).or_default().complete = true;
    }

    /// Appends what another part of the input holds.
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
            mine.complete |= seen.complete;
        }
    }

    /// How much of each kind was read.
    pub fn seen(&self, kind: &Kind) -> Seen {
        self.seen.get(kind).copied().unwrap_or_default()
    }

    /// Whether anything of these kinds was read.
    pub fn has_any(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.seen(kind).count > 0)
    }

    /// Whether anything of this kind or its family was read.
    pub fn has(&self, kind: &Kind) -> bool {
        self.has_any(kind.family())
    }

    /// Whether the input tells of this kind: something of it was read, or the whole list of it, which may be empty.
    pub fn is_told(&self, kind: &Kind) -> bool {
        self.has(kind) || self.seen(kind).complete
    }

    /// The kinds of which a whole list was read.
    pub fn complete_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.seen.iter().filter(|(_, seen)| seen.complete).map(|(kind, _)| kind)
    }

    /// How many resources were read.
    pub fn count(&self) -> usize {
        self.seen.values().map(|seen| seen.count).sum()
    }

    /// The domains that the tenant has proved to own, in lower case; empty where that was not collected.
    pub fn verified_domains(&self) -> &[String] {
        &self.verified_domains
    }

    /// Whether this is the id of this tenant; nothing where no input tells that id.
    pub fn is_self(&self, tenant_id: &str) -> Option<bool> {
        let ids = [&self.ids, &self.ids_of_subscriptions].into_iter().find(|ids| !ids.is_empty())?;
        let is_certain = !self.ids.is_empty() || ids.len() == 1;
        is_certain.then(|| ids.contains(&tenant_id.to_ascii_lowercase()))
    }

    /// The subscriptions of this tenant.
    pub fn subscriptions(&self) -> impl Iterator<Item = View<'_, super::Subscription<'_>>> {
        let all = self.views::<super::Subscription<'_>>(&Kind::Subscription);
        all.filter(|subscription| subscription.tenant_id.known().and_then(|id| self.is_self(id)) != Some(false))
    }

    /// The kept resources of a kind, in the order of the input.
    pub fn kept(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> {
        self.kept.get(kind).into_iter().flatten()
    }

    /// The kept objects of a kind, typed.
    pub fn views<'r, T: Deserialize<'r>>(&'r self, kind: &Kind) -> impl Iterator<Item = View<'r, T>> {
        self.kept.get(kind).into_iter().flatten().filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }

    /// The kept objects of several kinds that have one type, typed.
    pub fn views_of<'r, T: Deserialize<'r>>(&'r self, kinds: &'r [Kind]) -> impl Iterator<Item = View<'r, T>> {
        kinds.iter().flat_map(|kind| self.views(kind))
    }

    /// Kept resources that lie in subscriptions, of every type, for who made them. Subscriptions themselves have rules of their own.
    pub fn made_by_people(&self) -> impl Iterator<Item = View<'_, super::CreatedResource<'_>>> {
        let others = self.kept.iter().filter(|(kind, _)| !matches!(kind, Kind::Subscription | Kind::SubscriptionAlias));
        let made = others.flat_map(|(_, resources)| resources).filter(|resource| resource.json.contains("\"systemData\""));
        made.filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }

    /// What is known of the user of this object id, sign-in name or address.
    ///
    /// Sign-in names and addresses are known of users from elsewhere only.
    pub fn user(&self, id: &str) -> Option<UserFacts<'_>> {
        self.people.get(ObjectId::of(id))
    }

    /// What is known of this user.
    pub fn user_of(&self, id: ObjectId) -> Option<UserFacts<'_>> {
        self.people.get(id)
    }

    /// The guests that were read, and users of whom it is not known, in no particular order.
    pub fn users(&self) -> impl Iterator<Item = UserFacts<'_>> {
        self.people.others()
    }

    /// The kept object of a kind that this names: by object id, client id, resource id or address in infrastructure as code.
    pub fn find<'r, T: Deserialize<'r>>(&'r self, kind: &Kind, id: ObjectId) -> Option<View<'r, T>> {
        let resource = self.resource(kind, id)?;
        View::new(resource, &resource.members().ok()?)
    }

    /// The kept resource of a kind that this names.
    pub fn resource(&self, kind: &Kind, id: ObjectId) -> Option<&Resource<'static>> {
        let at = self.objects.get_or_init(|| Objects::new(&self.kept)).get(kind, id)?;
        self.kept.get(kind)?.get(at)
    }

    /// All relations of one sort that start at an object: members of a group, owners of an app.
    pub fn related(&self, relation: Relation, of: ObjectId) -> &[Edge] {
        self.relations.of(relation, of)
    }

    /// Guests of whom sponsors are known, each with them, in the order of the input.
    pub fn sponsors(&self) -> impl Iterator<Item = (UserFacts<'_>, &[Edge])> {
        let guests = self.people.others().filter(|user| user.guest() == Some(true));
        let with_sponsors = guests.map(|guest| (guest, self.related(Relation::Sponsor, guest.id))).filter(|(_, all)| !all.is_empty());
        // Of a guest whom several files name, the record of which most is known. That is asked last: it needs an index of all people.
        with_sponsors.filter(|(guest, _)| self.people.get(guest.id).is_some_and(|best| best == *guest))
    }

    /// Guests who may sign in, of whom the input has no `signInActivity`, each with whether the answer was asked for it: then the guest
    /// has never signed in.
    pub fn silent_guests(&self) -> impl Iterator<Item = (&SilentGuest, bool)> {
        self.gaps.silent()
    }

    /// Whether the input has no sponsors of some guest, who has none or was not asked for them.
    pub fn lacks_sponsors(&self) -> bool {
        self.gaps.without_sponsors().any(|guest| self.related(Relation::Sponsor, *guest).is_empty())
    }

    /// How a guest reaches a group, directly or through other groups.
    pub fn guest_in(&self, group: ObjectId) -> Reach<'_> {
        self.relations.guest_in(group, &self.people)
    }

    /// All roles and permissions that somebody holds or may make active.
    pub fn grants(&self) -> &[Grant] {
        self.all_grants().all()
    }

    /// The roles and permissions of this principal itself, without those of its groups.
    pub fn grants_of(&self, principal: ObjectId) -> impl Iterator<Item = &Grant> {
        self.all_grants().of(principal)
    }

    fn all_grants(&self) -> &Grants {
        self.grants.get_or_init(|| Grants::new(self))
    }

    /// The resource that a grant stands in.
    pub fn resource_of(&self, grant: &Grant) -> &Resource<'static> {
        &self.kept[&grant.kind][grant.index]
    }

    /// The instance in this tenant of an app that goes by this client id or address.
    pub fn service_principal_of(&self, app: ObjectId) -> Option<View<'_, super::ServicePrincipal<'_>>> {
        self.find(&Kind::ServicePrincipal, app)
    }

    /// What a grant lets its holder do to the directory, for people; nothing where that is no power over others.
    pub fn directory_power(&self, grant: &Grant) -> Option<Text> {
        match &grant.power {
            Power::Directory { role } => {
                let Some(role) = role else { return Some(Text::new("holds a role of the directory")) };
                let name = super::directory_role(role).map_or_else(|| role.clone(), |role| role.name.to_owned());
                Some(Text::new("holds the role `{role}` of the directory").with("role", name))
            }
            Power::App { role, .. } => {
                let name = super::tier_0_permission(role.as_deref()?)?;
                Some(Text::new("has the permission `{permission}` of Microsoft Graph").with("permission", name))
            }
            Power::Azure { .. } | Power::Billing { .. } => None,
        }
    }

    /// What a grant lets its holder do to the directory or to Azure, for people; nothing where that is no power over others.
    pub fn power_of(&self, grant: &Grant) -> Option<Text> {
        match &grant.power {
            Power::Azure { role, .. } => {
                let role = role.as_deref().filter(|role| self.is_privileged(role) == Some(true))?;
                Some(Text::new("holds the role `{role}` in Azure").with("role", self.role_name(role)))
            }
            _ => self.directory_power(grant),
        }
    }

    /// The ways from groups, and from others for which `is_asked`, up to these groups, of which they are members directly or through
    /// others.
    pub fn ways_to(&self, tops: impl Iterator<Item = ObjectId>, is_asked: impl Fn(ObjectId) -> bool) -> Ways {
        self.relations.ways_to(tops, |id| is_asked(id) || self.resource(&Kind::Group, id).is_some())
    }

    /// Everything of which the input names an owner: apps, service principals and groups.
    pub fn owned(&self) -> impl Iterator<Item = &Edge> {
        self.relations.all(Relation::Owner)
    }

    /// The groups that some policy of Conditional Access leaves out, in the order of their ids.
    pub fn excluded_groups(&self) -> BTreeSet<ObjectId> {
        self.all_exclusions().groups().collect()
    }

    fn all_exclusions(&self) -> &Exclusions {
        self.exclusions.get_or_init(|| Exclusions::new(self))
    }

    /// The policies of Conditional Access that leave this group out.
    pub fn exclusions_of(&self, group: ObjectId) -> &[Exclusion] {
        self.all_exclusions().of(group)
    }

    /// The definition of a role of Azure in the input, by its GUID, address, or name in lower case.
    pub fn role_definition(&self, role: &str) -> Option<View<'_, super::RoleDefinition<'_>>> {
        self.find(&Kind::RoleDefinition, ObjectId::of(role))
    }

    /// Whether the holder of a role of Azure can give himself anything, or change everything; nothing where what the role may do is
    /// not known.
    pub fn is_privileged(&self, role: &str) -> Option<bool> {
        match super::built_in_role(role) {
            Some(known) => Some(known.privileged),
            None => self.role_power(role)?.privileged,
        }
    }

    /// Whether the holder of a role of Azure can exempt from policies, or delete their assignments; nothing where what the role may do
    /// is not known.
    pub fn exempts(&self, role: &str) -> Option<bool> {
        match super::built_in_role(role) {
            Some(known) => Some(known.exempts),
            None => self.role_power(role)?.exempts,
        }
    }

    /// What the definition of a role amounts to. Any number of assignments may ask, and it may have any number of actions.
    fn role_power(&self, role: &str) -> Option<RolePower> {
        let at = self.objects.get_or_init(|| Objects::new(&self.kept)).get(&Kind::RoleDefinition, ObjectId::of(role))?;
        let powers = self.role_powers.get_or_init(|| self.kept(&Kind::RoleDefinition).map(RolePower::of).collect());
        powers.get(at).copied()
    }

    /// The name of a role of Azure, as far as it is known.
    pub fn role_name(&self, role: &str) -> String {
        if let Some(known) = super::built_in_role(role) {
            return known.name.to_owned();
        }
        let definition = self.role_definition(role);
        definition.and_then(|definition| definition.role_name().known().map(ToString::to_string)).unwrap_or_else(|| role.to_owned())
    }

    fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| Hierarchy::new(self))
    }

    /// Whether this is the root management group, whose name is the tenant's id; nothing where that is not known.
    pub fn is_root_group(&self, name: &str) -> Option<bool> {
        if name.is_empty() {
            return None; // in code, where it is known only when that is deployed
        }
        self.is_self(name).or_else(|| self.hierarchy().is_root(name))
    }

    /// Whether a management group is this one, or lies above this one or this subscription; nothing where the tree is not known well
    /// enough.
    pub fn is_at_or_above(&self, group: &str, id: &str) -> Option<bool> {
        if group.is_empty() || id.is_empty() {
            return None;
        }
        if group.eq_ignore_ascii_case(id) || self.is_root_group(group) == Some(true) {
            return Some(true);
        }
        let holds = |above: &[&str], name: &str| above.iter().any(|known| known.eq_ignore_ascii_case(name));
        let above = self.hierarchy().above(id);
        if holds(&above, group) {
            return Some(true);
        }
        let is_whole = self.is_root_group(above.last().copied().unwrap_or(id)) == Some(true);
        // What lies below it is not above it.
        (is_whole || holds(&self.hierarchy().above(group), id)).then_some(false)
    }

    /// The text of a known setting, in lower case.
    fn lower<'a>(setting: &Setting<'a, super::Str<'a>>) -> Option<String> {
        setting.known().map(|text| text.to_ascii_lowercase())
    }

    fn note(&mut self, kind: &Kind) {
        match self.seen.get_mut(kind) {
            Some(seen) => seen.count += 1,
            None => drop(self.seen.insert(kind.clone(), Seen { count: 1, complete: false })),
        }
    }

    fn keep(&mut self, resource: &Resource<'_>) {
        self.kept.entry(resource.kind.clone()).or_default().push(resource.keep());
    }

    /// Takes note of a member of the tenant of whom there is nothing else to be known.
    pub(crate) fn add_member(&mut self, member: &PlainMember) {
        self.note(&Kind::User);
        self.gaps.add_member(member.span.file, member.has_activity);
        self.people.add_member(member);
    }

    /// Takes note of a resource.
    pub fn add(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.note(&resource.kind);
        self.add_facts(resource, members);
        if keep::is_kept(resource, members) {
            self.keep(resource);
        }
    }
}
