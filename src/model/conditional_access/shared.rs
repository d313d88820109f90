//! The sign-ins that one policy applies to, and whether other policies protect them as well.

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

/// Whether enforced policies require MFA or block access at every sign-in that this policy applies to; `None` if unknown.
///
/// Each of them must apply to all apps of the policy; together they must apply to all of its users.
pub fn protects_sign_ins_of(
    policy: &View<'_, ConditionalAccessPolicy<'_>>,
    policies: &[View<'_, ConditionalAccessPolicy<'_>>],
    tenant: &Tenant,
) -> Option<bool> {
    if policies.len() > MAX_POLICIES {
        return None;
    }
    let groups = Groups::new(tenant);
    let Some(scope) = Scope::of(policy, &groups) else {
        return policies.iter().all(|policy| policy.protects() == Some(false)).then_some(false);
    };
    let (mut users, mut names) = (scope.users, scope.names.clone());
    let mut is_unknown = false;
    for policy in policies {
        let Effect { coverage, is_complete, .. } = effect(policy, tenant, &groups, GuestTypes::EVERYONE, Resources::Of(&scope));
        users = users.without(coverage.covered);
        if is_complete == Some(false) {
            continue;
        }
        let certain = if is_complete == Some(true) { policy.named_users().zip(policy.is_for_everybody()) } else { None };
        let Some(([included, excluded], everybody)) = certain else {
            is_unknown = true;
            continue;
        };
        is_unknown |= !coverage.perhaps.within(users).is_empty();
        let (included, excluded): (HashSet<_>, HashSet<_>) = (included.into_iter().collect(), excluded.into_iter().collect());
        names.retain(|name| !(everybody || included.contains(name)) || excluded.contains(name));
    }
    if users.is_empty() && names.is_empty() { Some(true) } else { (!is_unknown).then_some(false) }
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
    pub(super) fn is_within_apps_of(&self, policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Option<bool> {
        let actions = policy.target_actions()?;
        let has_actions = self.actions.iter().all(|action| actions.iter().any(|other| other.eq_ignore_ascii_case(action)));
        // A policy for authentication contexts names no app.
        let is_for_any = self.has_all_apps || (self.apps.is_empty() && self.actions.is_empty());
        let included: HashSet<ObjectId> = policy.target_apps().iter().filter_map(ObjectId::of_setting).collect();
        Some(has_actions && (policy.targets_all_apps()? || (!is_for_any && self.apps.is_subset(&included))))
    }

    /// Whether an app, or an app group, is one of these apps, or one of the large ones when all apps are meant.
    pub(super) fn has_app<'a>(&self, app: &Setting<'a, Str<'a>>) -> bool {
        let has_groups = || self.apps.iter().any(|app| !app.is_guid());
        let is_group = |id: ObjectId| !id.is_guid();
        let is_named = ObjectId::of_setting(app).is_some_and(|id| self.apps.contains(&id) || is_group(id));
        is_named || (is_large(app) && (self.has_all_apps || has_groups()))
    }
}
