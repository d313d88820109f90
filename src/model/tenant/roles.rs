//! Azure roles: effective permissions, and assignments without duplicates.

use super::Tenant;
use crate::model::{ObjectId, RoleAssignment, RoleDefinition, View, built_in_role, is_eligibility};
use crate::resource::{Kind, Resource};
use std::collections::HashSet;

/// The effective permissions of a role definition, as far as they are known.
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

/// The key of an assignment: principal, role, scope, whether it is eligible, and whether code declares it.
type Key = (ObjectId, String, String, bool, bool);

impl Tenant {
    /// The active and eligible Azure role assignments, without removed ones.
    ///
    /// An assignment also has a schedule and an instance, and the list of each subscription includes inherited assignments. Only the first
    /// of these is returned.
    pub fn role_assignments(&self) -> impl Iterator<Item = View<'_, RoleAssignment<'_>>> {
        let mut seen = HashSet::new();
        let all = self.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family()).filter(|assignment| !assignment.is_gone());
        let all = all.inspect(|assignment| self.note_lacking(assignment));
        all.filter(move |assignment| key(assignment).is_none_or(|key| seen.insert(key)))
    }

    /// Records what an assignment does not show: it may be of any principal or role.
    pub(crate) fn note_lacking(&self, assignment: &View<'_, RoleAssignment<'_>>) {
        let resource = assignment.resource;
        let is_lacking = [
            ("principalId", assignment.principal().is_none()),
            ("roleDefinitionId", assignment.role(resource).is_none()),
            ("scope", assignment.place_in_hierarchy().is_none()),
        ];
        for (property, _) in is_lacking.into_iter().filter(|(_, is_lacking)| *is_lacking && resource.format.is_response()) {
            self.lacks(&resource.kind, property);
        }
    }

    /// The assignments without activations of eligible ones.
    pub fn standing_role_assignments(&self) -> impl Iterator<Item = View<'_, RoleAssignment<'_>>> {
        let all = self.views_of::<RoleAssignment<'_>>(Kind::RoleAssignment.family());
        let activated: HashSet<Key> =
            all.filter(|assignment| assignment.is_activated()).filter_map(|assignment| key(&assignment)).collect();
        self.role_assignments().filter(move |assignment| {
            let is_eligible = is_eligibility(&assignment.resource.kind);
            !is_eligible && !assignment.is_activated() && key(assignment).is_none_or(|key| !activated.contains(&key))
        })
    }

    /// The Azure role definition with this GUID, address, or name in lower case.
    pub fn role_definition(&self, role: &str) -> Option<View<'_, RoleDefinition<'_>>> {
        self.find(&Kind::RoleDefinition, ObjectId::of(role))
    }

    /// Whether an Azure role can change everything or assign roles; `None` if its permissions are unknown.
    pub fn is_privileged(&self, role: &str) -> Option<bool> {
        self.role_power(role)?.privileged
    }

    /// Whether an Azure role can exempt scopes from policies or delete policy assignments; `None` if its permissions are unknown.
    pub fn exempts(&self, role: &str) -> Option<bool> {
        self.role_power(role)?.exempts
    }

    /// The effective permissions of a role, cached: there can be many assignments, and a definition can have many actions.
    fn role_power(&self, role: &str) -> Option<RolePower> {
        let index = self.keeps(&Kind::RoleDefinition);
        if let Some(known) = built_in_role(role) {
            return Some(RolePower { privileged: Some(known.privileged), exempts: Some(known.exempts) });
        }
        let at = index.objects().get(&Kind::RoleDefinition, ObjectId::of(role))?;
        index.role_powers().get(at).copied()
    }

    /// The name of an Azure role, as far as it is known.
    pub fn role_name(&self, role: &str) -> String {
        let defined = || self.role_definition(role)?.role_name().known().map(ToString::to_string);
        built_in_role(role).map(|known| known.name.to_owned()).or_else(defined).unwrap_or_else(|| role.to_owned())
    }
}

fn key(assignment: &View<'_, RoleAssignment<'_>>) -> Option<Key> {
    let resource = assignment.resource;
    let scope = assignment.scope().known()?.trim_end_matches('/').to_ascii_lowercase();
    let role = assignment.role(resource)?;
    Some((assignment.principal()?, role, scope, is_eligibility(&resource.kind), resource.format.is_declared()))
}
