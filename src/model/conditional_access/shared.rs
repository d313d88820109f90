//! The sign-ins that one policy applies to, and whether other policies protect them as well.

use super::facts::Facts;
use super::{Effect, Groups, Resources, effect, is_large};
use crate::model::{ConditionalAccessPolicy, GuestTypes, ObjectId, Setting, Str, Tenant, View};
use std::collections::HashSet;

/// Number of policies above which they are not compared with each other, which takes quadratic time.
///
/// Source: Microsoft Learn, "Microsoft Entra service limits and restrictions": 240 policies in a tenant.
const MAX_POLICIES: usize = 500;

/// The sign-ins that a policy applies to. Its conditions other than users and apps can only make them fewer.
pub struct Scope<'p> {
    users: GuestTypes,
    /// The users, groups and roles that it includes by id.
    names: HashSet<ObjectId>,
    has_all_apps: bool,
    apps: HashSet<ObjectId>,
    actions: Vec<&'p str>,
    /// What it excludes by id: users, groups, roles, apps and locations.
    pub(super) except: HashSet<ObjectId>,
}

/// Where the policies of a tenant require MFA or block access.
pub struct Protection<'p, 'a> {
    groups: Groups<'p>,
    /// Those that do so or may do so; nothing if there are too many policies.
    others: Option<Vec<Other<'p, 'a>>>,
}

struct Other<'p, 'a> {
    facts: Facts<'p, 'a>,
    /// The users, groups and roles that it includes and excludes by id, and whether it includes all users; `None` if unknown.
    users: Option<([HashSet<ObjectId>; 2], bool)>,
}

impl<'p, 'a> Protection<'p, 'a> {
    pub fn new(policies: &'p [View<'p, ConditionalAccessPolicy<'a>>], tenant: &'p Tenant) -> Self {
        let groups = Groups::new(tenant);
        let other = |facts: Facts<'p, 'a>| {
            let named = facts.view.named_users().map(|lists| lists.map(HashSet::from_iter));
            Other { users: named.zip(facts.view.is_for_everybody()), facts }
        };
        let facts = policies.iter().map(|policy| Facts::new(policy, tenant, &groups));
        let others = (policies.len() <= MAX_POLICIES).then(|| facts.filter(|facts| facts.obstacles.first.is_none()).map(other).collect());
        Self { groups, others }
    }

    /// Whether enforced policies require MFA or block access at every sign-in that this policy applies to; `None` if unknown.
    ///
    /// Each of them must apply to all apps of the policy; together they must apply to all of its users.
    pub fn covers(&self, policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Option<bool> {
        let others = self.others.as_ref()?;
        let Some(scope) = Scope::of(policy, &self.groups) else { return others.is_empty().then_some(false) };
        let (mut users, mut names) = (scope.users, scope.names.clone());
        let mut is_unknown = false;
        for other in others {
            let Effect { coverage, is_complete, .. } = effect(&other.facts, GuestTypes::EVERYONE, Resources::Of(&scope));
            users = users.without(coverage.covered);
            if is_complete == Some(false) {
                continue;
            }
            let Some(([included, excluded], everybody)) = other.users.as_ref().filter(|_| is_complete == Some(true)) else {
                is_unknown = true;
                continue;
            };
            is_unknown |= !coverage.perhaps.within(users).is_empty();
            names.retain(|name| !(*everybody || included.contains(name)) || excluded.contains(name));
        }
        if users.is_empty() && names.is_empty() { Some(true) } else { (!is_unknown).then_some(false) }
    }
}

impl<'p> Scope<'p> {
    /// The sign-ins of a policy; `None` if unknown.
    fn of(policy: &'p View<'_, ConditionalAccessPolicy<'_>>, groups: &Groups<'_>) -> Option<Self> {
        let [names, excluded] = policy.named_users()?;
        let others = policy.excluded_apps()?.iter().chain(policy.excluded_locations()?);
        Some(Self {
            users: policy.included_types()?.without(groups.left_out(policy)?),
            names: names.into_iter().collect(),
            has_all_apps: policy.targets_all_apps()?,
            apps: policy.target_apps().iter().map(ObjectId::of_setting).collect::<Option<_>>()?,
            actions: policy.target_actions()?,
            except: excluded.into_iter().chain(others.filter_map(ObjectId::of_setting)).collect(),
        })
    }

    /// Whether another policy includes all of these apps; `None` if unknown.
    pub(super) fn is_within_apps_of(&self, policy: &Facts<'_, '_>) -> Option<bool> {
        let has_actions = policy.actions.as_ref().map(|_| self.actions.iter().all(|action| policy.has_action(action) == Some(true)))?;
        // A policy for authentication contexts names no app.
        let is_for_any = self.has_all_apps || (self.apps.is_empty() && self.actions.is_empty());
        Some(has_actions && (policy.has_all_apps? || (!is_for_any && self.apps.is_subset(&policy.apps))))
    }

    /// Whether an excluded app, or an app group, matters: it is one of these apps, or one of the large ones when all apps are meant, and this
    /// policy does not exclude it.
    pub(super) fn has_app<'a>(&self, app: &Setting<'a, Str<'a>>) -> bool {
        let id = ObjectId::of_setting(app);
        if id.is_some_and(|id| self.except.contains(&id)) {
            return false;
        }
        let has_groups = || self.apps.iter().any(|app| !app.is_guid());
        let is_group = |id: ObjectId| !id.is_guid();
        let is_named = id.is_some_and(|id| self.apps.contains(&id) || is_group(id));
        is_named || (is_large(app) && (self.has_all_apps || has_groups()))
    }
}
