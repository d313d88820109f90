//! Groups of guests: a policy can include or exclude guests through a dynamic group whose rule matches every guest.

use crate::model::membership::holds_for_every_guest;
use crate::model::{ConditionalAccessPolicy, Group, GuestTypes, ObjectId, Setting, Str, Tenant, View};
use crate::resource::Kind;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The users that a policy applies to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bound {
    pub covered: GuestTypes,
    /// Users whom it may apply to, because a part of it is unknown.
    pub perhaps: GuestTypes,
}

/// The users that a policy applies to, as far as that depends on the exclusions that matter.
pub struct Reach {
    /// If no other exclusion matters.
    certain: Bound,
    /// If another exclusion matters.
    uncertain: Bound,
    /// The excluded groups that may contain any account; nothing if the list is unknown.
    open: Option<Vec<Option<ObjectId>>>,
}

impl Reach {
    fn always(bound: Bound) -> Self {
        Self { certain: bound, uncertain: bound, open: None }
    }

    /// The users that the policy applies to, if these excluded groups do not matter.
    pub fn bound(&self, except: Option<&HashSet<ObjectId>>) -> Bound {
        let is_except = |id: &Option<ObjectId>| id.is_some_and(|id| except.is_some_and(|except| except.contains(&id)));
        if self.open.as_ref().is_some_and(|open| open.iter().all(is_except)) { self.certain } else { self.uncertain }
    }
}

/// The groups of a tenant that policies name.
pub struct Groups<'t> {
    tenant: &'t Tenant,
    /// Cached results, because many policies name one group.
    known: RefCell<HashMap<ObjectId, Option<GuestTypes>>>,
}

impl<'t> Groups<'t> {
    /// Those of this tenant.
    pub fn new(tenant: &'t Tenant) -> Self {
        Self { tenant, known: RefCell::default() }
    }

    /// The users that a policy applies to, certainly and possibly.
    ///
    /// A group that is not in the input may contain any account. An excluded group with assigned members counts as a deliberate exception,
    /// as single users do.
    pub fn reach(&self, policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Reach {
        let nothing_known = Bound { covered: GuestTypes::default(), perhaps: GuestTypes::EVERYONE };
        let (Some([groups, excluded]), Some(named)) = (policy.groups(), policy.included_guests()) else {
            return Reach::always(nothing_known);
        };
        let named = if policy.is_for_everybody() == Some(true) { GuestTypes::EVERYONE } else { named };
        let (held, is_known) = self.held(policy, groups);
        let covered = named.and(held);
        let perhaps = if is_known { GuestTypes::default() } else { GuestTypes::WITH_ACCOUNT };
        let Some(left_out) = self.left_out(policy) else {
            return Reach::always(Bound { covered: GuestTypes::default(), perhaps: covered.and(perhaps) });
        };
        let (covered, perhaps) = (covered.without(left_out), perhaps.without(left_out));
        let open = excluded.elements().iter().filter(|group| self.types(group).is_none());
        let uncertain = covered.within(GuestTypes::WITH_ACCOUNT.and(GuestTypes::EVERYONE.without(GuestTypes::ALL)));
        Reach {
            certain: Bound { covered, perhaps },
            uncertain: Bound { covered: covered.without(uncertain), perhaps: perhaps.and(uncertain) },
            open: is_shown(policy, excluded).then(|| open.map(ObjectId::of_setting).collect()),
        }
    }

    /// The types of guests that a policy excludes as a whole; nothing if that is unknown.
    pub fn left_out(&self, policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Option<GuestTypes> {
        let [_, groups] = policy.groups()?;
        if policy.hides(groups) {
            return None;
        }
        Some(policy.excluded_guests()?.and(self.held(policy, groups).0))
    }

    /// The first group of guests that a policy excludes, as the text in its resource.
    pub fn exclusion<'a>(&self, policy: &View<'_, ConditionalAccessPolicy<'a>>) -> Option<&'a str> {
        let [_, groups] = policy.groups()?;
        groups.elements().iter().find(|group| self.types(group).is_some_and(|types| !types.is_empty()))?.raw()
    }

    /// The types of guests that groups contain as a whole, and whether all of the groups are known.
    fn held<'a>(
        &self,
        policy: &View<'_, ConditionalAccessPolicy<'_>>,
        groups: &Setting<'a, Vec<Setting<'a, Str<'a>>>>,
    ) -> (GuestTypes, bool) {
        let all_known = is_shown(policy, groups);
        groups.elements().iter().fold((GuestTypes::default(), all_known), |(types, is_known), group| match self.types(group) {
            Some(own) => (types.and(own), is_known),
            None => (types, false),
        })
    }

    /// The types of guests that a group contains as a whole; nothing if it is not in the input or its rule cannot be read.
    fn types<'a>(&self, group: &Setting<'a, Str<'a>>) -> Option<GuestTypes> {
        let id = ObjectId::of_setting(group)?;
        *self.known.borrow_mut().entry(id).or_insert_with(|| self.read(id))
    }

    fn read(&self, id: ObjectId) -> Option<GuestTypes> {
        let group = self.tenant.find::<Group<'_>>(&Kind::Group, id)?;
        // Assigned members, or those from before the rule was paused, do not include future guests.
        if !group.is_dynamic()? || group.is_paused() {
            return Some(GuestTypes::default());
        }
        if group.is_uncollected(&group.membership_rule) {
            self.tenant.lacks(&Kind::Group, "membershipRule");
        }
        let rule = group.parsed_rule()?.ok()?;
        let held = |types: GuestTypes, has_mark| if holds_for_every_guest(&rule, has_mark) { types } else { GuestTypes::default() };
        Some(held(GuestTypes::INTERNAL, false).and(held(GuestTypes::COLLABORATION, true)))
    }
}

/// Whether a list of groups is known, even if some of the groups are not.
fn is_shown<'a>(policy: &View<'_, ConditionalAccessPolicy<'_>>, groups: &Setting<'a, Vec<Setting<'a, Str<'a>>>>) -> bool {
    !policy.hides(groups) && (groups.is_absent() || groups.is_null() || groups.known().is_some())
}
