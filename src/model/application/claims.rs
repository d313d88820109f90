//! Claims of an app's tokens, and whether an e-mail address in them was verified.

use super::Application;
use crate::model::{Setting, State, Str, View, object};

object! {
    /// Claims that an app asks for, by kind of token.
    OptionalClaims {
        id_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        access_token: Vec<Setting<'a, OptionalClaim<'a>>>,
        saml2_token: Vec<Setting<'a, OptionalClaim<'a>>>,
    }

    /// A claim that an app asks for.
    OptionalClaim {
        name: Str<'a>,
    }

    /// Behaviours of sign-in that can be switched.
    AuthenticationBehaviors {
        /// Whether addresses are left out that nobody verified; null for the default of the service.
        remove_unverified_email_claim: bool,
    }
}

/// Whether an app asks for the claim `email`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailClaim<'a> {
    /// It does: the text of the claim's name.
    Asked(&'a str),
    NotAsked,
    /// It cannot be told.
    Unknown,
}

/// Whether an app is given addresses that nobody verified.
#[derive(Debug)]
pub enum UnverifiedEmail<'v, 'a> {
    /// Somebody asked for them.
    Delivered(&'v Setting<'a, bool>),
    /// They are left out.
    Removed,
    /// The service's default holds, which depends on the age of the app: the text of the null, or nothing where code leaves it out.
    ByDefault(&'a str),
    /// It was not collected.
    NotCollected,
    /// It cannot be known, and why.
    Unknown(String),
}

impl<'a> View<'_, Application<'a>> {
    /// Whether the app is given addresses that nobody verified.
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

    /// Whether the app asks for the claim `email` in any of its tokens.
    pub fn email_claim(&self) -> EmailClaim<'a> {
        let claims = match self.optional_claims.state() {
            State::Known(claims) => claims,
            State::Null => return EmailClaim::NotAsked,
            State::Absent if !self.lacks(&self.optional_claims) => return EmailClaim::NotAsked,
            State::Absent | State::Unknown(_) => return EmailClaim::Unknown,
        };
        let mut is_known = true;
        for list in [&claims.id_token, &claims.access_token, &claims.saml2_token] {
            is_known &= !matches!(list.state(), State::Unknown(_));
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
