//! Azure Policy: what is assigned, and what is exempted.
//!
//! Source: `Microsoft.Authorization/policyAssignments` 2025-03-01, `policyExemptions` 2022-07-01-preview.

use super::{SystemData, nested};
use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// An Azure Policy or initiative that holds somewhere (`Microsoft.Authorization/policyAssignments`).
    PolicyAssignment {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
        /// What ARM nests.
        properties: PolicyAssignmentProperties<'a>,
        /// Name.
        display_name: Str<'a>,
        /// What people wrote of it.
        description: Str<'a>,
        /// Resource id of the definition or initiative.
        policy_definition_id: Str<'a>,
        /// Where it holds.
        scope: Str<'a>,
        /// Scopes below that it leaves out.
        not_scopes: Vec<Setting<'a, Str<'a>>>,
        /// `Default`, `DoNotEnforce` or `Enroll`.
        enforcement_mode: Str<'a>,
    }
}

nested! {
    PolicyAssignment: PolicyAssignmentProperties {
        /// Name.
        display_name: Str<'a>,
        /// What people wrote of it.
        description: Str<'a>,
        /// Resource id of the definition or initiative.
        policy_definition_id: Str<'a>,
        /// Where it holds.
        scope: Str<'a>,
        /// Scopes below that it leaves out.
        not_scopes: Vec<Setting<'a, Str<'a>>>,
        /// `Default`, `DoNotEnforce` or `Enroll`.
        enforcement_mode: Str<'a>,
    }
}

impl Identified for PolicyAssignment<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name().or(&self.name))
    }
}

object! {
    /// What an Azure Policy does not bind (`Microsoft.Authorization/policyExemptions`).
    PolicyExemption {
        /// Resource id.
        id: Str<'a>,
        /// Name.
        name: Str<'a>,
        /// Who made it, and when.
        system_data: SystemData<'a>,
        /// What ARM nests.
        properties: PolicyExemptionProperties<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Why.
        description: Str<'a>,
        /// Resource id of the assignment.
        policy_assignment_id: Str<'a>,
        /// Policies of the initiative that are exempted; all where it is empty.
        policy_definition_reference_ids: Vec<Setting<'a, Str<'a>>>,
        /// `Waiver` or `Mitigated`.
        exemption_category: Str<'a>,
        /// Until when.
        expires_on: Str<'a>,
    }
}

nested! {
    PolicyExemption: PolicyExemptionProperties {
        /// Name.
        display_name: Str<'a>,
        /// Why.
        description: Str<'a>,
        /// Resource id of the assignment.
        policy_assignment_id: Str<'a>,
        /// Policies of the initiative that are exempted; all where it is empty.
        policy_definition_reference_ids: Vec<Setting<'a, Str<'a>>>,
        /// `Waiver` or `Mitigated`.
        exemption_category: Str<'a>,
        /// Until when.
        expires_on: Str<'a>,
    }
}

impl Identified for PolicyExemption<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, self.display_name().or(&self.name))
    }
}
