//! Directory roles and role assignments.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use super::Reference;
use crate::model::azure::is_taken_away;
use crate::model::{Setting, Str, identified, object};

object! {
    /// An active or eligible assignment of a directory role: assignments, and the schedules of Privileged Identity Management.
    UnifiedRoleAssignment {
        id: Str<'a>,
        principal_id: Str<'a>,
        /// The template id, for built-in roles.
        role_definition_id: Str<'a>,
        status: Str<'a>,
        /// Of a request: `adminAssign`, `adminRemove`, …
        action: Str<'a>,
        /// Present with `$expand`.
        principal: Reference<'a>,
        /// Present with `$expand`; some formats write only the name.
        role_definition: Reference<'a>,
    }
}

identified!(UnifiedRoleAssignment, |object| (&object.id, &object.id));

impl<'a> UnifiedRoleAssignment<'a> {
    /// The principal: the id, else the sign-in name.
    pub fn principal(&self) -> &Setting<'a, Str<'a>> {
        match self.principal.known() {
            Some(principal) if self.principal_id.is_absent() => principal.name_or_id(),
            _ => &self.principal_id,
        }
    }

    /// The name of the role, if the input contains it.
    pub fn role_name(&self) -> Option<&str> {
        self.role_definition.known()?.display_name.known().map(|name| &**name)
    }

    /// Whether the assignment was removed, or this is a request to remove it.
    pub fn is_gone(&self) -> bool {
        is_taken_away(&self.action, &self.status)
    }
}

object! {
    /// An activated directory role.
    DirectoryRole {
        id: Str<'a>,
        display_name: Str<'a>,
        role_template_id: Str<'a>,
    }
}

identified!(DirectoryRole, |object| (&object.id, &object.display_name));
