//! Roles of Azure: what they amount to, and who holds them or may make them active, each once.

use super::Tenant;
use crate::model::{ObjectId, RoleAssignment, RoleDefinition, View, is_eligibility};
use crate::resource::{Kind, Resource};
use std::collections::HashSet;

/// What the definition of a role amounts to, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RolePower {
    pub privileged: Option<bool>,
    pub exempts: Option<bool>,
}

impl RolePower {
    pub(super) fn of(definition: &Resource<'_>) -> Self {
        let view = definition.members().ok().and_then(|members| View::<RoleDefinition<'_>>::new(definition, &members));
        view.map_or_else(Self::default, |role| Self { privileged: role.is_privileged(), exempts: role.exempts() })
    }
}

/// What makes two assignments one: who, what, where, whether it may only be made active, and whether code declares it.
type Key = (ObjectId, String, String, bool, bool);

impl Tenant {
    /// The roles of Azure that somebody holds or may make active, without those that were taken away.
    ///
    /// An assignment has a schedule and an instance besides, and each list of a subscription holds what is assigned above: of one
    /// assignment the first is taken.
    pub fn role_assignments(&self) -> impl Iterator<Item = View<'_, RoleAssignment<'_>>> {
        let mut seen = HashSet::new();
        let all = self.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family()).filter(|assignment| !assignment.is_gone());
        all.filter(move |assignment| key(assignment).is_none_or(|key| seen.insert(key)))
    }

    /// Those of them that hold all the time: who may make one active did not do it.
    pub fn standing_role_assignments(&self) -> impl Iterator<Item = View<'_, RoleAssignment<'_>>> {
        let all = self.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family());
        let activated: HashSet<Key> =
            all.filter(|assignment| assignment.is_activated()).filter_map(|assignment| key(&assignment)).collect();
        self.role_assignments().filter(move |assignment| {
            let is_eligible = is_eligibility(&assignment.resource.kind);
            !is_eligible && !assignment.is_activated() && key(assignment).is_none_or(|key| !activated.contains(&key))
        })
    }
}

fn key(assignment: &View<'_, RoleAssignment<'_>>) -> Option<Key> {
    let resource = assignment.resource;
    let scope = assignment.scope().known()?.trim_end_matches('/').to_ascii_lowercase();
    let role = assignment.role(resource)?;
    Some((assignment.principal()?, role, scope, is_eligibility(&resource.kind), resource.format.is_declared()))
}
