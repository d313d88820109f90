//! Roles of the directory, and who holds them.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use super::Reference;
use crate::model::azure::is_taken_away;
use crate::model::{Setting, Str, identified, object};

object! {
    /// A role of the directory that somebody holds or may make active: assignments, and the schedules of Privileged Identity Management.
    UnifiedRoleAssignment {
        id: Str<'a>,
        principal_id: Str<'a>,
        /// The role: its template id, for built-in ones.
        role_definition_id: Str<'a>,
        status: Str<'a>,
        /// Of a request: `adminAssign`, `adminRemove`, …
        action: Str<'a>,
        /// Who, in full (`$expand`).
        principal: Reference<'a>,
        /// The role, in full (`$expand`), or by its name alone.
        role_definition: Reference<'a>,
    }
}

identified!(UnifiedRoleAssignment, |object| (&object.id, &object.id));

impl<'a> UnifiedRoleAssignment<'a> {
    /// Who: the id, else what tells who it is.
    pub fn principal(&self) -> &Setting<'a, Str<'a>> {
        match self.principal.known() {
            Some(principal) if self.principal_id.is_absent() => principal.name_or_id(),
            _ => &self.principal_id,
        }
    }

    /// The name of the role, where the input has it.
    pub fn role_name(&self) -> Option<&str> {
        self.role_definition.known()?.display_name.known().map(|name| &**name)
    }

    /// Whether it is one that was taken away, or asks for that.
    pub fn is_gone(&self) -> bool {
        is_taken_away(&self.action, &self.status)
    }
}

object! {
    /// A role of the directory that is in use.
    DirectoryRole {
        id: Str<'a>,
        display_name: Str<'a>,
        role_template_id: Str<'a>,
    }
}

identified!(DirectoryRole, |object| (&object.id, &object.display_name));
