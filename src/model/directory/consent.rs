//! To what users may consent, and what apps may have.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types of the same names.

use crate::model::{Setting, State, Str, identified, object};

object! {
    /// How users ask administrators for consent.
    AdminConsentRequestPolicy {
        id: Str<'a>,
        is_enabled: bool,
        reviewers: Vec<serde::de::IgnoredAny>,
    }
}

identified!(AdminConsentRequestPolicy, |object| (&object.id, &object.id));

object! {
    /// What credentials and audiences apps may have.
    TenantAppManagementPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        /// Whether it is in force.
        is_enabled: bool,
        application_restrictions: AppRestrictions<'a>,
    }
}

identified!(TenantAppManagementPolicy, |object| (&object.id, &object.display_name));

impl TenantAppManagementPolicy<'_> {
    /// Whether a limit of secrets of apps is in force; nothing where that is not known.
    pub fn limits_secrets(&self) -> Option<bool> {
        let restrictions = match self.application_restrictions.state() {
            State::Known(restrictions) => &restrictions.password_credentials,
            State::Null => return Some(false),
            State::Absent | State::Unknown(_) => return None,
        };
        let limits = match restrictions.state() {
            State::Known(limits) => limits,
            State::Null => return Some(false),
            State::Absent | State::Unknown(_) => return None,
        };
        let mut in_force = Some(false);
        for limit in limits {
            match limit.known().map(|limit| limit.state.state()) {
                Some(State::Known(state)) if state.eq_ignore_ascii_case("disabled") => {}
                // Before limits had a state, each that was there was in force.
                Some(State::Known(_) | State::Null | State::Absent) => return Some(true),
                Some(State::Unknown(_)) | None => in_force = None,
            }
        }
        in_force
    }
}

object! {
    /// Limits of apps or service principals.
    AppRestrictions {
        password_credentials: Vec<Setting<'a, CredentialRestriction<'a>>>,
    }

    /// A limit of credentials.
    CredentialRestriction {
        state: Str<'a>,
    }
}
