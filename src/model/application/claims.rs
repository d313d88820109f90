//! Optional claims of an app, and whether an email address in them was verified.

use super::Application;
use crate::model::{Setting, State, Str, View, object};
use crate::text::Words;

object! {
    /// Optional claims by token type.
    OptionalClaims {
        id_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        access_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        saml2_token: Vec<Setting<'a, OptionalClaim<'a>>>,
    }

    OptionalClaim {
        name: Str<'a>,
    }

    AuthenticationBehaviors {
        /// Whether unverified email addresses are removed; null means the default of the service.
        remove_unverified_email_claim: bool,
    }
}

/// Whether an app requests the `email` claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailClaim<'a> {
    /// The text of the claim's name.
    Asked(&'a str),
    NotAsked,
    Unknown,
}

/// Whether an app receives unverified email addresses.
#[derive(Debug)]
pub enum UnverifiedEmail<'v, 'a> {
    /// The setting allows them.
    Delivered(&'v Setting<'a, bool>),
    Removed,
    /// The default of the service applies and depends on the creation date of the app: the text of the null, or empty if code omits the
    /// setting.
    ByDefault(&'a str),
    NotCollected,
    /// The reason.
    Unknown(Words),
}

impl<'a> View<'_, Application<'a>> {
    pub fn unverified_email(&self) -> UnverifiedEmail<'_, 'a> {
        let behaviors = &self.authentication_behaviors;
        let remove = match behaviors.state() {
            State::Known(behaviors) => &behaviors.remove_unverified_email_claim,
            State::Null => return UnverifiedEmail::ByDefault(behaviors.raw().unwrap_or_default()),
            State::Absent if self.leaves_out(behaviors) => return UnverifiedEmail::ByDefault(""),
            State::Absent => return UnverifiedEmail::NotCollected,
            State::Unknown(reason) => return UnverifiedEmail::Unknown(reason.clone()),
        };
        match remove.state() {
            State::Known(true) => UnverifiedEmail::Removed,
            State::Known(false) => UnverifiedEmail::Delivered(remove),
            State::Null => UnverifiedEmail::ByDefault(remove.raw().unwrap_or_default()),
            State::Absent if self.leaves_out(remove) => UnverifiedEmail::ByDefault(""),
            State::Absent => UnverifiedEmail::NotCollected,
            State::Unknown(reason) => UnverifiedEmail::Unknown(reason.clone()),
        }
    }

    /// Whether the app requests the `email` claim in any of its tokens.
    pub fn email_claim(&self) -> EmailClaim<'a> {
        let claims = match self.optional_claims.state() {
            State::Known(claims) => claims,
            State::Null => return EmailClaim::NotAsked,
            State::Absent if !self.lacks(&self.optional_claims) => return EmailClaim::NotAsked,
            State::Absent | State::Unknown(_) => return EmailClaim::Unknown,
        };
        let mut is_known = true;
        for list in [&claims.id_token, &claims.access_token, &claims.saml2_token] {
            is_known &= !matches!(list.state(), State::Unknown(_)) && !self.is_uncollected(list);
            for claim in list.elements() {
                match claim.known().map(|claim| &claim.name).map(|name| (name.raw(), name.known())) {
                    Some((Some(raw), Some(name))) if name.eq_ignore_ascii_case("email") => return EmailClaim::Asked(raw),
                    Some((_, Some(_))) => {}
                    _ => is_known = false,
                }
            }
        }
        if is_known { EmailClaim::NotAsked } else { EmailClaim::Unknown }
    }
}
