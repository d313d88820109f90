//! Azure Policy assignments and exemptions.
//!
//! Source: `Microsoft.Authorization/policyAssignments` 2025-03-01, `policyExemptions` 2022-07-01-preview.

use super::{Scope, SystemData, nested};
use crate::model::{Setting, State, Str, identified};

nested! {
    /// `Microsoft.Authorization/policyAssignments`
    PolicyAssignment {
        id: Str<'a>,
        name: Str<'a>,
    } properties: PolicyAssignmentProperties {
        display_name: Str<'a>,
        policy_definition_id: Str<'a>,
        scope: Str<'a>,
        /// Excluded scopes below the scope of the assignment.
        not_scopes: Vec<Setting<'a, Str<'a>>>,
        /// `Default`, `DoNotEnforce` or `Enroll`.
        enforcement_mode: Str<'a>,
    }
}

identified!(PolicyAssignment, |object| (&object.id, object.display_name().or(&object.name)));

impl PolicyAssignment<'_> {
    /// Whether it assigns one of these definitions or initiatives, compared by the last part of the id; `None` if unknown.
    pub fn is_of(&self, names: &[String]) -> Option<bool> {
        let id = self.policy_definition_id();
        let path = id.known().map(ToString::to_string).or_else(|| id.known_end());
        // A definition in the same code has a name that is unique to that code.
        let path = path.or_else(|| id.id_of());
        let name = path.as_deref()?.rsplit('/').next()?;
        Some(names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Whether it assigns an initiative; `None` if unknown.
    pub fn is_of_initiative(&self) -> Option<bool> {
        let id = self.policy_definition_id();
        let path = id.as_far_as_known().or_else(|| id.id_of())?.to_ascii_lowercase();
        Some(path.contains("/policysetdefinitions/") || path.contains("azurerm_policy_set_definition"))
    }

    /// Whether it is enforced, which is the default; `None` if unknown.
    pub fn is_enforced(&self) -> Option<bool> {
        match self.enforcement_mode().state() {
            State::Known(mode) => Some(!mode.eq_ignore_ascii_case("DoNotEnforce")),
            State::Null | State::Absent => Some(true),
            State::Unknown(_) => None,
        }
    }

    /// The scope, as far as it is known.
    pub fn place_in_hierarchy(&self) -> Option<Scope> {
        Scope::of_setting(self.scope()).or_else(|| Scope::above_setting(&self.id))
    }
}

nested! {
    /// `Microsoft.Authorization/policyExemptions`
    PolicyExemption {
        id: Str<'a>,
        name: Str<'a>,
        system_data: SystemData<'a>,
    } properties: PolicyExemptionProperties {
        display_name: Str<'a>,
        description: Str<'a>,
        policy_assignment_id: Str<'a>,
        /// The exempted policies of the initiative; all if the list is empty.
        policy_definition_reference_ids: Vec<Setting<'a, Str<'a>>>,
        expires_on: Str<'a>,
    }
}

identified!(PolicyExemption, |object| (&object.id, object.display_name().or(&object.name)));
