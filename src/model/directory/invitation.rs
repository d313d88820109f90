//! How guests come in: invitations, domains, and sign-up by themselves.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types of the same names.

use crate::model::{Identified, Identity, Setting, Str, object};

object! {
    /// The domains that may be invited (`legacy/policies`).
    B2bManagementPolicy {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// `B2BManagementPolicy`.
        r#type: Str<'a>,
        /// Whether it is in force.
        is_organization_default: bool,
        /// JSON in text: `{"B2BManagementPolicy":{"InvitationsAllowedAndBlockedDomainsPolicy":{…}}}`.
        definition: Vec<Setting<'a, Str<'a>>>,
    }
}

impl Identified for B2bManagementPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Whether guests may sign themselves up.
    AuthenticationFlowsPolicy {
        /// Object id.
        id: Str<'a>,
        /// Name.
        display_name: Str<'a>,
        /// Sign-up by user flows.
        self_service_sign_up: SelfServiceSignUp<'a>,
    }
}

impl Identified for AuthenticationFlowsPolicy<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.display_name)
    }
}

object! {
    /// Sign-up by user flows.
    SelfServiceSignUp {
        /// Whether it is on.
        is_enabled: bool,
    }
}

object! {
    /// A user flow by which guests sign themselves up.
    B2xIdentityUserFlow {
        /// Object id.
        id: Str<'a>,
        /// `signUpOrSignIn`, …
        user_flow_type: Str<'a>,
    }
}

impl Identified for B2xIdentityUserFlow<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.id)
    }
}

object! {
    /// An invitation of a guest.
    Invitation {
        /// Id.
        id: Str<'a>,
        /// The address that is invited.
        invited_user_email_address: Str<'a>,
        /// The name that the guest is given.
        invited_user_display_name: Str<'a>,
        /// `Guest` or `Member`.
        invited_user_type: Str<'a>,
    }
}

impl Identified for Invitation<'_> {
    fn identity(&self) -> Identity {
        Identity::of(&self.id, None, &self.invited_user_email_address)
    }
}
