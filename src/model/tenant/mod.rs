//! The tenant, as rules ask for it.
//!
//! A rule sees of the [`Index`] what it declares: each question of [`Tenant`] states the kinds that it reads, and fails in a debug build
//! when the rule that asks it does not declare them.

mod exclusions;
mod gaps;
mod grants;
mod hierarchy;
mod index;
mod keep;
mod objects;
mod people;
mod relations;
mod roles;

pub use exclusions::Exclusion;
pub use gaps::SilentGuest;
pub use grants::{Grant, Power};
pub use index::{Index, Seen};
pub use keep::Retained;
pub(crate) use people::PlainMember;
pub use people::UserFacts;
pub use relations::{Edge, GuestPath, Reach, Relation, Ways};

use super::{ObjectId, View};
use crate::message::Text;
use crate::metadata::Metadata;
use crate::resource::{Kind, Resource};
use grants::GRANT_KINDS;
use hierarchy::HIERARCHY;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// The tenant as one rule sees it.
#[derive(Debug)]
pub struct Tenant {
    index: Rc<Index>,
    /// The rule that asks.
    rule: &'static Metadata,
    /// The kinds that it has asked for, in a debug build.
    asked: RefCell<HashSet<Kind>>,
}

impl Tenant {
    /// The tenant of an index, for this rule.
    pub fn new(index: &Rc<Index>, rule: &'static Metadata) -> Self {
        Self { index: Rc::clone(index), rule, asked: RefCell::default() }
    }

    /// The kinds that the rule has asked for, in a debug build.
    pub fn into_asked(self) -> HashSet<Kind> {
        self.asked.into_inner()
    }

    /// The index, for a question that reads these kinds.
    fn reads(&self, kinds: &[Kind]) -> &Index {
        if cfg!(debug_assertions) {
            let undeclared = kinds.iter().find(|kind| !self.rule.declares(kind));
            assert!(undeclared.is_none(), "{} asks the index for {undeclared:?}, which it does not declare", self.rule.id);
            self.asked.borrow_mut().extend(kinds.iter().cloned());
        }
        &self.index
    }

    /// The index, for a question that reads those of these kinds that the rule declares.
    fn reads_declared(&self, kinds: &[Kind]) -> &Index {
        if cfg!(debug_assertions) {
            let declared: Vec<Kind> = kinds.iter().filter(|kind| self.rule.declares(kind)).cloned().collect();
            assert!(!declared.is_empty(), "{} asks the index for one of {kinds:?} and declares none of them", self.rule.id);
            return self.reads(&declared);
        }
        &self.index
    }

    /// The index, for a question about kept resources of a kind.
    fn keeps(&self, kind: &Kind) -> &Index {
        debug_assert!(keep::is_ever_kept(kind), "{} asks for whole objects of {kind}, which the index does not keep", self.rule.id);
        self.reads(std::slice::from_ref(kind))
    }

    /// How much of a kind was read.
    pub fn seen(&self, kind: &Kind) -> Seen {
        self.reads(std::slice::from_ref(kind)).seen(kind)
    }

    /// Whether the input has anything of these kinds.
    pub fn has_any(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.has(kind))
    }

    /// Whether the input has anything of this kind or its family.
    pub fn has(&self, kind: &Kind) -> bool {
        self.reads(std::slice::from_ref(kind)).has(kind)
    }

    /// Whether the input has anything of this kind or its family, or the whole list of it, which may be empty.
    pub fn is_told(&self, kind: &Kind) -> bool {
        self.has(kind) || self.seen(kind).complete
    }

    /// The domains that the tenant has proved to own, in lower case; empty where that was not collected.
    pub fn verified_domains(&self) -> &[String] {
        &self.reads(&[Kind::Organization]).verified_domains
    }

    /// Whether this is the id of this tenant; nothing where the input does not have that id.
    pub fn is_self(&self, tenant_id: &str) -> Option<bool> {
        self.reads(&[Kind::Organization]).is_self(tenant_id)
    }

    /// The subscriptions of this tenant.
    pub fn subscriptions(&self) -> impl Iterator<Item = View<'_, super::Subscription<'_>>> {
        let index = self.reads(&[Kind::Subscription, Kind::Organization]);
        let all = index.views::<super::Subscription<'_>>(&Kind::Subscription);
        all.filter(|subscription| subscription.tenant_id.known().and_then(|id| index.is_self(id)) != Some(false))
    }

    /// The kept resources of a kind, in the order of the input.
    pub fn kept(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> {
        self.keeps(kind).kept(kind)
    }

    /// The kept objects of a kind, typed.
    pub fn views<'r, T: Deserialize<'r>>(&'r self, kind: &Kind) -> impl Iterator<Item = View<'r, T>> {
        self.keeps(kind).views(kind)
    }

    /// The kept objects of several kinds that have one type, typed.
    pub fn views_of<'r, T: Deserialize<'r>>(&'r self, kinds: &'r [Kind]) -> impl Iterator<Item = View<'r, T>> {
        kinds.iter().flat_map(|kind| self.views(kind))
    }

    /// Resources of every type in subscriptions that state who created them. Subscriptions themselves have rules of their own.
    pub(crate) fn created_resources(&self) -> impl Iterator<Item = View<'_, super::CreatedResource<'_>>> {
        let others = self.index.kept.iter().filter(|(kind, _)| !matches!(kind, Kind::Subscription | Kind::SubscriptionAlias));
        let created = others.flat_map(|(_, resources)| resources).filter(|resource| resource.json.contains("\"systemData\""));
        created.filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }

    /// What is known of the user of this object id, sign-in name or address.
    ///
    /// Sign-in names and addresses are known of users from elsewhere only.
    pub fn user(&self, id: &str) -> Option<UserFacts<'_>> {
        self.user_of(ObjectId::of(id))
    }

    /// What is known of this user.
    pub fn user_of(&self, id: ObjectId) -> Option<UserFacts<'_>> {
        self.reads(&[Kind::User]).people.get(id)
    }

    /// The guests that were read, and users of whom it is not known, in no particular order.
    pub fn users(&self) -> impl Iterator<Item = UserFacts<'_>> {
        self.reads(&[Kind::User]).people.others()
    }

    /// The kept object of a kind that this names: by object id, client id, resource id or address in infrastructure as code.
    pub fn find<'r, T: Deserialize<'r>>(&'r self, kind: &Kind, id: ObjectId) -> Option<View<'r, T>> {
        let resource = self.resource(kind, id)?;
        View::new(resource, &resource.members().ok()?)
    }

    /// The kept resource of a kind that this names.
    pub fn resource(&self, kind: &Kind, id: ObjectId) -> Option<&Resource<'static>> {
        self.keeps(kind).resource(kind, id)
    }

    /// All relations of one sort that start at an object: members of a group, owners of an app.
    pub fn related(&self, relation: Relation, of: ObjectId) -> &[Edge] {
        self.reads_declared(relation.of()).relations.of(relation, of)
    }

    /// Guests of whom sponsors are known, each with them, in the order of the input.
    pub fn sponsors(&self) -> impl Iterator<Item = (UserFacts<'_>, &[Edge])> {
        let guests = self.users().filter(|user| user.guest() == Some(true));
        let with_sponsors = guests.map(|guest| (guest, self.related(Relation::Sponsor, guest.id))).filter(|(_, all)| !all.is_empty());
        // Of a guest whom several files name, the record of which most is known. That is asked last: it needs an index of all people.
        with_sponsors.filter(|(guest, _)| self.user_of(guest.id).is_some_and(|best| best == *guest))
    }

    /// Guests who may sign in, of whom the input has no `signInActivity`, each with whether the answer was asked for it: then the guest
    /// has never signed in.
    pub fn silent_guests(&self) -> impl Iterator<Item = (&SilentGuest, bool)> {
        self.reads(&[Kind::User]).gaps.silent()
    }

    /// Whether the input has no sponsors of some guest, who has none or was not asked for them.
    pub fn lacks_sponsors(&self) -> bool {
        self.reads(&[Kind::User]).gaps.without_sponsors().any(|guest| self.related(Relation::Sponsor, *guest).is_empty())
    }

    /// How a guest reaches a group, directly or through other groups.
    pub fn guest_in(&self, group: ObjectId) -> Reach<'_> {
        let index = self.reads(&[Kind::Group, Kind::DirectoryObject, Kind::User]);
        index.relations.guest_in(group, &index.people)
    }

    /// The roles and permissions that principals have or are eligible for, of the kinds that the rule declares.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.reads_declared(GRANT_KINDS).grants().all().iter().filter(|grant| self.rule.declares(&grant.kind))
    }

    /// Those of this principal itself, without those of its groups.
    pub fn grants_of(&self, principal: ObjectId) -> impl Iterator<Item = &Grant> {
        self.reads_declared(GRANT_KINDS).grants().of(principal).filter(|grant| self.rule.declares(&grant.kind))
    }

    /// The resource that states a grant.
    pub fn resource_of(&self, grant: &Grant) -> &Resource<'static> {
        &self.keeps(&grant.kind).kept[&grant.kind][grant.index]
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
        let index = self.reads(&[Kind::Group, Kind::DirectoryObject]);
        index.relations.ways_to(tops, |id| is_asked(id) || index.resource(&Kind::Group, id).is_some())
    }

    /// Everything of which the input names an owner: apps, service principals and groups.
    pub fn owned(&self) -> impl Iterator<Item = &Edge> {
        self.reads(Relation::Owner.of()).relations.all(Relation::Owner)
    }

    /// The groups that Conditional Access policies exclude, in the order of their ids.
    pub fn excluded_groups(&self) -> BTreeSet<ObjectId> {
        self.reads(&[Kind::ConditionalAccessPolicy]).exclusions().groups().collect()
    }

    /// The Conditional Access policies that exclude this group.
    pub fn exclusions_of(&self, group: ObjectId) -> &[Exclusion] {
        self.reads(&[Kind::ConditionalAccessPolicy]).exclusions().of(group)
    }

    /// Whether this is the root management group, whose name is the tenant's id; nothing where that is not known.
    pub fn is_root_group(&self, name: &str) -> Option<bool> {
        if name.is_empty() {
            return None; // in code, where it is known only when that is deployed
        }
        let index = self.reads(HIERARCHY);
        index.is_self(name).or_else(|| index.hierarchy().is_root(name))
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
        let hierarchy = self.reads(HIERARCHY).hierarchy();
        let above = hierarchy.above(id);
        if holds(&above, group) {
            return Some(true);
        }
        let is_whole = self.is_root_group(above.last().copied().unwrap_or(id)) == Some(true);
        // What lies below it is not above it.
        (is_whole || holds(&hierarchy.above(group), id)).then_some(false)
    }
}
