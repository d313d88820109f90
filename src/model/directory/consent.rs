//! User consent, and restrictions on app credentials.
//!
//! Source: Microsoft Graph v1.0 and beta, resource types of the same names.

use crate::model::{Setting, State, Str, identified, object};

object! {
    /// The admin consent workflow.
    AdminConsentRequestPolicy {
        id: Str<'a>,
        is_enabled: bool,
        reviewers: Vec<serde::de::IgnoredAny>,
    }
}

identified!(AdminConsentRequestPolicy, |object| (&object.id, &object.id));

object! {
    /// Restrictions on credentials and audiences of apps.
    TenantAppManagementPolicy {
        id: Str<'a>,
        display_name: Str<'a>,
        is_enabled: bool,
        application_restrictions: AppRestrictions<'a>,
    }
}

identified!(TenantAppManagementPolicy, |object| (&object.id, &object.display_name));

impl TenantAppManagementPolicy<'_> {
    /// Whether a restriction on app secrets is enabled; `None` if unknown.
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
                // Older restrictions have no state and are always enabled.
                Some(State::Known(_) | State::Null | State::Absent) => return Some(true),
                Some(State::Unknown(_)) | None => in_force = None,
            }
        }
        in_force
    }
}

object! {
    /// Restrictions for applications or for service principals.
    AppRestrictions {
        password_credentials: Vec<Setting<'a, CredentialRestriction<'a>>>,
    }

    /// A restriction on credentials.
    CredentialRestriction {
        state: Str<'a>,
    }
}
