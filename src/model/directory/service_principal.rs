//! Instances of apps, and what they may do.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use crate::model::{Identified, Identity, Setting, Str, identified, object};

object! {
    /// The instance of an app in a tenant.
    ServicePrincipal {
        id: Str<'a>,
        /// Client id of the app.
        app_id: Str<'a>,
        display_name: Str<'a>,
        /// The tenant that registered the app.
        app_owner_organization_id: Str<'a>,
        /// `Application`, `ManagedIdentity`, `Legacy`, `SocialIdp`.
        service_principal_type: Str<'a>,
        /// Whether users need an assignment to sign in.
        app_role_assignment_required: bool,
        /// Of a managed identity, the resource id among others.
        alternative_names: Vec<Setting<'a, Str<'a>>>,
    }
}

impl Identified for ServicePrincipal<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, Some(&self.app_id), &self.display_name)
    }
}

object! {
    /// A role in an app, or a permission of one app on another.
    AppRoleAssignment {
        id: Str<'a>,
        /// The role or permission; all zero for access without a role.
        app_role_id: Str<'a>,
        principal_id: Str<'a>,
        /// Name of who has it.
        principal_display_name: Str<'a>,
        /// Service principal of the app that defines it.
        resource_id: Str<'a>,
    }
}

identified!(AppRoleAssignment, |object| (&object.id, &object.principal_display_name));
