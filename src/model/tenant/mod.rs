//! The tenant as rules query it.
//!
//! A rule accesses only the kinds of the [`Index`] that it declares: each method of [`Tenant`] states the kinds that it reads, and panics
//! in a debug build if the calling rule does not declare them.

mod contents;
mod exclusions;
mod gaps;
mod grants;
mod hierarchy;
mod index;
mod keep;
mod nearest;
mod objects;
mod paths;
mod people;
mod references;
mod relations;
mod roles;

pub use contents::Contents;
pub use exclusions::Exclusion;
use exclusions::Exclusions;
pub use gaps::SilentGuest;
pub use grants::{Grant, Power};
pub use index::Index;
pub use keep::Retained;
pub use nearest::{Class, Nearest};
pub use paths::{GuestPath, MemberPath, Membership, Reach, Route, Ways};
pub(crate) use people::PlainMember;
pub use people::UserFacts;
pub use relations::{Edge, Relation};

use super::{ObjectId, View};
use crate::message::Text;
use crate::metadata::Metadata;
use crate::resource::{Completeness, Format, Kind, Resource};
use grants::{GRANT_KINDS, Grants};
use hierarchy::HIERARCHY;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// The tenant as one rule accesses it.
#[derive(Debug)]
pub struct Tenant {
    index: Rc<Index>,
    /// The calling rule.
    rule: &'static Metadata,
    /// The kinds that the rule has read, in a debug build.
    asked: RefCell<HashSet<Kind>>,
    /// The properties without which objects could not be used in a query.
    lacking: RefCell<BTreeSet<(Kind, &'static str)>>,
}

impl Tenant {
    pub fn new(index: &Rc<Index>, rule: &'static Metadata) -> Self {
        Self { index: Rc::clone(index), rule, asked: RefCell::default(), lacking: RefCell::default() }
    }

    /// The properties that some objects lack, so that the answers to the queries of the rule may be incomplete: the rule is undecided.
    pub fn lacking(&self) -> BTreeSet<(Kind, &'static str)> {
        self.lacking.borrow().clone()
    }

    /// Records a property without which an object of this kind could not be used in a query.
    pub(crate) fn lacks(&self, kind: &Kind, property: &'static str) {
        self.lacking.borrow_mut().insert((kind.clone(), property));
    }

    /// The kinds that the rule has read, in a debug build.
    pub fn into_asked(self) -> HashSet<Kind> {
        self.asked.into_inner()
    }

    /// The index, for a query that reads these kinds.
    fn reads(&self, kinds: &[Kind]) -> &Index {
        if cfg!(debug_assertions) {
            let undeclared = kinds.iter().find(|kind| !self.rule.declares(kind));
            assert!(undeclared.is_none(), "{} asks the index for {undeclared:?}, which it does not declare", self.rule.id);
            self.asked.borrow_mut().extend(kinds.iter().cloned());
        }
        &self.index
    }

    /// The index, for a query that reads those of these kinds that the rule declares.
    fn reads_declared(&self, kinds: &[Kind]) -> &Index {
        if cfg!(debug_assertions) {
            let declared: Vec<Kind> = kinds.iter().filter(|kind| self.rule.declares(kind)).cloned().collect();
            assert!(!declared.is_empty(), "{} asks the index for one of {kinds:?} and declares none of them", self.rule.id);
            return self.reads(&declared);
        }
        &self.index
    }

    /// The index, for a query about kept resources of a kind.
    fn keeps(&self, kind: &Kind) -> &Index {
        debug_assert!(keep::is_ever_kept(kind), "{} asks for whole objects of {kind}, which the index does not keep", self.rule.id);
        self.reads(std::slice::from_ref(kind))
    }

    /// The number of resources of a kind in the input.
    pub fn count_of(&self, kind: &Kind) -> usize {
        self.reads(std::slice::from_ref(kind)).contents().count_of(kind)
    }

    /// Whether the input contains all resources of a kind that the tenant has. Only then an object that is not in it does not exist.
    pub fn completeness(&self, kind: &Kind) -> Completeness {
        if kind.is_per_subscription() {
            return self.reads(&[kind.clone(), Kind::Subscription]).completeness(kind);
        }
        self.reads(std::slice::from_ref(kind)).completeness(kind)
    }

    /// Whether the input contains all resources of a kind that a subscription has.
    pub fn completeness_in(&self, kind: &Kind, subscription: &str) -> Completeness {
        self.reads(std::slice::from_ref(kind)).contents().completeness_in(kind, subscription)
    }

    /// Whether the input contains all resources of a kind that the tenant has.
    pub fn is_whole(&self, kind: &Kind) -> bool {
        self.completeness(kind).is_whole()
    }

    /// Whether the input contains any resource of Azure, or one of a kind that the model does not know.
    pub fn has_azure_resources(&self) -> bool {
        self.index.contents().kinds().any(|kind| kind.entry().is_none_or(|entry| entry.format == Format::Azure))
    }

    /// Whether the input contains anything of these kinds.
    pub fn has_any(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.has(kind))
    }

    /// Whether the input contains anything of this kind or its family.
    pub fn has(&self, kind: &Kind) -> bool {
        self.reads(std::slice::from_ref(kind)).contents().has(kind)
    }

    /// Whether the input contains anything of this kind or its family, or a complete list of it, which may be empty.
    pub fn is_told(&self, kind: &Kind) -> bool {
        self.has(kind) || self.has_list(kind)
    }

    /// Whether the input contains a complete list of a kind, of the tenant or of a subscription.
    pub fn has_list(&self, kind: &Kind) -> bool {
        self.reads(std::slice::from_ref(kind)).contents().first_list(kind).is_some()
    }

    /// The verified domains of the tenant in lower case; empty if not collected.
    pub fn verified_domains(&self) -> &[String] {
        &self.reads(&[Kind::Organization]).verified_domains
    }

    /// Whether this is the id of this tenant; `None` if the input does not contain the tenant id.
    pub fn is_self(&self, tenant_id: &str) -> Option<bool> {
        self.reads(&[Kind::Organization]).is_self(tenant_id)
    }

    /// The subscriptions of the tenant.
    pub fn subscriptions(&self) -> impl Iterator<Item = View<'_, super::Subscription<'_>>> {
        let index = self.reads(&[Kind::Subscription, Kind::Organization]);
        let all = index.views::<super::Subscription<'_>>(&Kind::Subscription);
        all.filter(|subscription| {
            !subscription.is_of_another_tenant() && subscription.tenant_id.known().and_then(|id| index.is_self(id)) != Some(false)
        })
    }

    /// The kept resources of a kind, in the order of the input.
    pub fn kept(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> {
        self.keeps(kind).kept(kind)
    }

    /// The resources of a kind that a rule of an organization joins, in the order of the input.
    pub fn joined(&self, kind: &Kind) -> impl Iterator<Item = &Resource<'static>> + use<'_> {
        self.reads(std::slice::from_ref(kind)).joined.get(kind).into_iter().flatten()
    }

    /// The kept objects of a kind, typed.
    pub fn views<'r, T: Deserialize<'r>>(&'r self, kind: &Kind) -> impl Iterator<Item = View<'r, T>> {
        self.keeps(kind).views(kind)
    }

    /// The kept objects of several kinds that share one type.
    pub fn views_of<'r, T: Deserialize<'r>>(&'r self, kinds: &'r [Kind]) -> impl Iterator<Item = View<'r, T>> {
        kinds.iter().flat_map(|kind| self.views(kind))
    }

    /// Resources in subscriptions that name their creator. Subscriptions themselves are excluded, because separate rules cover them.
    pub(crate) fn created_resources(&self) -> impl Iterator<Item = View<'_, super::CreatedResource<'_>>> {
        let others = self.index.kept.iter().filter(|(kind, _)| !matches!(kind, Kind::Subscription | Kind::SubscriptionAlias));
        let created = others.flat_map(|(_, resources)| resources).filter(|resource| resource.json.contains("\"systemData\""));
        created.filter_map(|resource| View::new(resource, &resource.members().ok()?))
    }

    /// The user with this object id, sign-in name or address.
    ///
    /// Sign-in names and addresses are kept for external users only.
    pub fn user(&self, id: &str) -> Option<UserFacts<'_>> {
        self.user_of(ObjectId::of(id))
    }

    pub fn user_of(&self, id: ObjectId) -> Option<UserFacts<'_>> {
        self.reads(&[Kind::User]).people.get(id)
    }

    /// Records that external users are not all known by their mail address.
    pub(crate) fn note_mail(&self) {
        if self.reads(&[Kind::User]).people.lacks_mail() {
            self.lacks(&Kind::User, "mail");
        }
    }

    /// Whether a user is external, as a guest or as a member. If the input does not decide it, the rule is undecided and the answer is
    /// `false`.
    pub fn is_external(&self, user: UserFacts<'_>) -> bool {
        self.decided(user.external(), if user.has_sign_in_name { "userType" } else { "userPrincipalName" })
    }

    /// Whether the account of a user is disabled. If the input does not decide it, the rule is undecided and the answer is `false`.
    pub fn is_disabled(&self, user: UserFacts<'_>) -> bool {
        self.decided(user.enabled.map(|enabled| !enabled), "accountEnabled")
    }

    fn decided(&self, answer: Option<bool>, property: &'static str) -> bool {
        if answer.is_none() {
            self.lacks(&Kind::User, property);
        }
        answer == Some(true)
    }

    /// The guests, and users whose type is unknown, in no particular order.
    pub fn users(&self) -> impl Iterator<Item = UserFacts<'_>> {
        self.reads(&[Kind::User]).people.others()
    }

    /// The kept object of a kind with this object id, client id, resource id or address in infrastructure as code.
    pub fn find<'r, T: Deserialize<'r>>(&'r self, kind: &Kind, id: ObjectId) -> Option<View<'r, T>> {
        let resource = self.resource(kind, id)?;
        View::new(resource, &resource.members().ok()?)
    }

    /// The kept resource of a kind with this id.
    pub fn resource(&self, kind: &Kind, id: ObjectId) -> Option<&Resource<'static>> {
        self.keeps(kind).resource(kind, id)
    }

    /// All relations of one type from an object: members of a group, owners of an app.
    pub fn related(&self, relation: Relation, of: ObjectId) -> &[Edge] {
        let relations = &self.reads_declared(relation.of()).relations;
        self.lacks_ids(relations.nameless_of(relation, of).into_iter().chain(relations.lacking()));
        relations.of(relation, of)
    }

    /// Records those of these kinds of which some object does not show its owners.
    pub(crate) fn note_owners(&self, kinds: &[Kind]) {
        let declared = kinds.iter().filter(|kind| self.rule.declares(kind));
        declared.filter(|kind| self.index.relations.lacks_owners(kind)).for_each(|kind| self.lacks(kind, "owners"));
    }

    /// Records lists in which some object has no id.
    fn lacks_ids<'t>(&self, lists: impl IntoIterator<Item = &'t (Kind, &'static str)>) {
        let lists = lists.into_iter().filter(|(kind, _)| self.rule.declares(kind));
        lists.for_each(|(kind, property)| self.lacks(kind, property));
    }

    /// External users with known sponsors, in the order of the input.
    pub fn sponsors(&self) -> impl Iterator<Item = (UserFacts<'_>, &[Edge])> {
        let with_sponsors = self.users().map(|user| (user, self.related(Relation::Sponsor, user.id))).filter(|(_, all)| !all.is_empty());
        let with_sponsors = with_sponsors.filter(|(user, _)| self.is_external(*user));
        // If several files contain a guest, the most complete record counts. This check is last, because it needs an index of all users.
        with_sponsors.filter(|(guest, _)| self.user_of(guest.id).is_some_and(|best| best == *guest))
    }

    /// Enabled external users without `signInActivity`, each with whether the request selected it: the user has then never signed in.
    pub fn silent_guests(&self) -> impl Iterator<Item = (&SilentGuest, bool)> {
        self.reads(&[Kind::User]).gaps.silent()
    }

    /// Whether some external user has no sponsors in the input: they have none, or the request did not select them.
    pub fn lacks_sponsors(&self) -> bool {
        self.reads(&[Kind::User]).gaps.without_sponsors().any(|guest| self.related(Relation::Sponsor, *guest).is_empty())
    }

    /// How a guest or external member is a member of a group, directly or through nested groups.
    pub fn guest_in(&self, group: ObjectId) -> Reach<'_> {
        let index = self.reads(&[Kind::Group, Kind::DirectoryObject, Kind::User]);
        self.lacks_ids(index.relations.lacking());
        index.relations.guest_in(group, &index.people)
    }

    /// The roles and permissions that principals have or are eligible for, of the kinds that the rule declares.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.all_grants().all().iter().filter(|grant| self.rule.declares(&grant.kind))
    }

    /// The grants of this principal itself, without those of its groups.
    pub fn grants_of(&self, principal: ObjectId) -> impl Iterator<Item = &Grant> {
        self.all_grants().of(principal).filter(|grant| self.rule.declares(&grant.kind))
    }

    /// The grants of every kind. A grant that does not name its principal may be anyone's.
    fn all_grants(&self) -> &Grants {
        let grants = self.reads_declared(GRANT_KINDS).grants();
        let lacking = grants.lacking.iter().filter(|(kind, _)| self.rule.declares(kind));
        lacking.for_each(|(kind, property)| self.lacks(kind, property));
        grants
    }

    /// The resource that contains a grant.
    #[expect(clippy::indexing_slicing, reason = "every grant is read from a resource that is kept")]
    pub fn resource_of(&self, grant: &Grant) -> &Resource<'static> {
        &self.keeps(&grant.kind).kept[&grant.kind][grant.index]
    }

    /// The service principal in this tenant of the app with this client id or address.
    pub fn service_principal_of(&self, app: ObjectId) -> Option<View<'_, super::ServicePrincipal<'_>>> {
        self.find(&Kind::ServicePrincipal, app)
    }

    /// Whether an app role may be one of Microsoft Graph: any app can define a role with the same id.
    fn is_of_graph(&self, grant: &Grant, resource: Option<ObjectId>) -> bool {
        let api = resource.and_then(|resource| self.service_principal_of(resource));
        let id = api.as_ref().and_then(|api| api.app_id.known()).map(|id| id.eq_ignore_ascii_case(super::MICROSOFT_GRAPH));
        let by_name = || {
            let assignment = self.resource_of(grant);
            let view: View<'_, super::AppRoleAssignment<'_>> = View::new(assignment, &assignment.members().ok()?)?;
            view.resource_display_name.known().map(|name| name.is_empty() || &**name == "Microsoft Graph")
        };
        id.or_else(by_name).unwrap_or(true)
    }

    /// A description of the control over the directory that a grant gives; `None` if it gives no control over others.
    pub fn directory_power(&self, grant: &Grant) -> Option<Text> {
        match &grant.power {
            Power::Directory { role } => {
                let Some(role) = role else {
                    return Some(Text::new(if grant.eligible { "is eligible for a directory role" } else { "has a directory role" }));
                };
                let name = super::directory_role(role).map_or_else(|| role.clone(), |role| role.name.to_owned());
                let text = if grant.eligible { "is eligible for the directory role `{role}`" } else { "has the directory role `{role}`" };
                Some(Text::new(text).with("role", name))
            }
            Power::App { role, resource } => {
                let name = super::tier_0_permission(role.as_deref()?).filter(|_| self.is_of_graph(grant, *resource))?;
                Some(Text::new("has the Microsoft Graph permission `{permission}`").with("permission", name))
            }
            Power::Azure { .. } | Power::Billing { .. } => None,
        }
    }

    /// A description of the control over the directory or Azure that a grant gives; `None` if it gives no control over others.
    pub fn power_of(&self, grant: &Grant) -> Option<Text> {
        match &grant.power {
            Power::Azure { role, .. } => {
                let role = role.as_deref().filter(|role| self.is_privileged(role) == Some(true))?;
                let text = if grant.eligible { "is eligible for the Azure role `{role}`" } else { "has the Azure role `{role}`" };
                Some(Text::new(text).with("role", self.role_name(role)))
            }
            _ => self.directory_power(grant),
        }
    }

    /// The nearest of these service principals in each group, of a few classes. They cannot activate an eligible
    /// membership.
    ///
    /// Source: Microsoft Learn, "Plan a Privileged Identity Management deployment": service principals cannot be eligible.
    pub fn nearest(&self, principals: impl Iterator<Item = (ObjectId, Class)>) -> Nearest {
        let index = self.reads(&[Kind::Group, Kind::DirectoryObject]);
        Nearest::new(principals, index.relations.memberships(|edge| !edge.eligible))
    }

    /// The paths from groups, and from service principals for which `is_asked` is true, to these groups, through direct or nested membership.
    /// The first list of groups counts before the next one.
    pub fn ways_to(&self, tops: impl IntoIterator<Item = Vec<ObjectId>>, is_asked: impl Fn(ObjectId) -> bool) -> Ways {
        let index = self.reads(&[Kind::Group, Kind::DirectoryObject]);
        self.lacks_ids(index.relations.nameless(Relation::Member).chain(index.relations.lacking()));
        let group = |id| index.resource(&Kind::Group, id);
        let note = |id| {
            if group(id).is_some_and(|group| group.format.is_response()) {
                self.lacks(&Kind::Group, "members");
            }
        };
        index.relations.ways_to(tops, is_asked, |id| group(id).is_some(), note)
    }

    /// Records if the members of these groups, or of groups nested in them, are not in the input.
    pub(crate) fn note_members(&self, groups: Vec<ObjectId>) {
        self.ways_to([groups], |_| false);
    }

    /// The ownerships of apps, service principals and groups in the input.
    pub fn owned(&self) -> impl Iterator<Item = &Edge> {
        let relations = &self.reads(Relation::Owner.of()).relations;
        self.lacks_ids(relations.nameless(Relation::Owner).chain(relations.lacking()));
        self.note_owners(Relation::Owner.of());
        relations.all(Relation::Owner)
    }

    /// The groups that Conditional Access policies exclude, ordered by id.
    pub fn excluded_groups(&self) -> BTreeSet<ObjectId> {
        self.exclusions().groups().collect()
    }

    fn exclusions(&self) -> &Exclusions {
        let exclusions = self.reads(&[Kind::ConditionalAccessPolicy]).exclusions();
        if exclusions.is_partial {
            self.lacks(&Kind::ConditionalAccessPolicy, "conditions.users.excludeGroups");
        }
        exclusions
    }

    pub fn exclusions_of(&self, group: ObjectId) -> &[Exclusion] {
        self.exclusions().of(group)
    }

    /// Whether this is the root management group, whose name is the tenant id; `None` if unknown.
    pub fn is_root_group(&self, name: &str) -> Option<bool> {
        if name.is_empty() {
            return None; // in code, and known only after deployment
        }
        let index = self.reads(HIERARCHY);
        index.is_self(name).or_else(|| index.hierarchy().is_root(name))
    }

    /// The management groups that are known to be above a management group or subscription, in lower case, and whether these are all.
    pub fn groups_above(&self, id: &str) -> (Vec<&str>, bool) {
        let above = self.reads(HIERARCHY).hierarchy().above(id);
        let is_whole = self.is_root_group(above.last().copied().unwrap_or(id)) == Some(true);
        (above, is_whole)
    }

    /// Whether a management group is the other one, or is above that management group or subscription; `None` if the hierarchy is not known
    /// well enough.
    pub fn is_at_or_above(&self, group: &str, id: &str) -> Option<bool> {
        if group.is_empty() || id.is_empty() {
            return None;
        }
        if group.eq_ignore_ascii_case(id) || self.is_root_group(group) == Some(true) {
            return Some(true);
        }
        let holds = |above: &[&str], name: &str| above.iter().any(|known| known.eq_ignore_ascii_case(name));
        let (above, is_whole) = self.groups_above(id);
        if holds(&above, group) {
            return Some(true);
        }
        // A group below it cannot be above it.
        (is_whole || holds(&self.groups_above(group).0, id)).then_some(false)
    }
}
