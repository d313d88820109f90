//! Service principals and app role assignments.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use crate::model::{Identified, Identity, Setting, Str, identified, object};

object! {
    /// The instance of an app in a tenant.
    ServicePrincipal {
        id: Str<'a>,
        app_id: Str<'a>,
        display_name: Str<'a>,
        /// The tenant in which the app is registered.
        app_owner_organization_id: Str<'a>,
        /// `Application`, `ManagedIdentity`, `Legacy`, `SocialIdp`.
        service_principal_type: Str<'a>,
        /// Whether users need an assignment to sign in.
        app_role_assignment_required: bool,
        /// For a managed identity, this includes the resource id.
        alternative_names: Vec<Setting<'a, Str<'a>>>,
    }
}

impl Identified for ServicePrincipal<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), &self.display_name)
    }
}

object! {
    /// An app role assignment, or an application permission.
    AppRoleAssignment {
        id: Str<'a>,
        /// All zero for access without a role.
        app_role_id: Str<'a>,
        principal_id: Str<'a>,
        principal_display_name: Str<'a>,
        /// The service principal of the app that defines the role.
        resource_id: Str<'a>,
        resource_display_name: Str<'a>,
    }
}

identified!(AppRoleAssignment, |object| (&object.id, &object.principal_display_name));
