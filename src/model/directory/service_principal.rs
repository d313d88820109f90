//! Service principals and app role assignments.
//!
//! Source: Microsoft Graph v1.0, resource types of the same names.

use crate::model::{Identified, Identity, KeyCredential, PasswordCredential, Reference, Setting, Str, identified, object};

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
        /// Present with `$expand` and in infrastructure as code.
        owners: Vec<Setting<'a, Reference<'a>>>,
        password_credentials: Vec<Setting<'a, PasswordCredential<'a>>>,
        key_credentials: Vec<Setting<'a, KeyCredential<'a>>>,
        /// `saml` if it signs tokens with a certificate of its own.
        preferred_single_sign_on_mode: Str<'a>,
        preferred_token_signing_key_thumbprint: Str<'a>,
    }
}

impl ServicePrincipal<'_> {
    /// Whether its certificates are for the signature of the tokens that it receives, and not credentials.
    pub fn signs_tokens(&self) -> bool {
        let is_saml = self.preferred_single_sign_on_mode.known().is_some_and(|mode| mode.eq_ignore_ascii_case("saml"));
        let has_key = self.preferred_token_signing_key_thumbprint.known().is_some();
        let signs = |key: &KeyCredential<'_>| key.usage.known().is_some_and(|usage| &**usage == "Sign");
        is_saml || has_key || self.key_credentials.elements().iter().filter_map(Setting::known).any(signs)
    }

    pub fn is_managed_identity(&self) -> bool {
        self.service_principal_type.known().is_some_and(|of| &**of == "ManagedIdentity")
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

object! {
    /// Delegated permissions of an app, for one user or for all users.
    OAuth2PermissionGrant {
        id: Str<'a>,
        /// The service principal of the app.
        client_id: Str<'a>,
        /// `AllPrincipals`, `Principal`.
        consent_type: Str<'a>,
        /// The service principal of the API.
        resource_id: Str<'a>,
        /// The names of the permissions, separated by spaces.
        scope: Str<'a>,
    }
}

identified!(OAuth2PermissionGrant, |object| (&object.id, &object.id));
