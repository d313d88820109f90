//! App instance property lock (`servicePrincipalLockConfiguration`): what other tenants cannot change in their instances of an app.

use super::Application;
use crate::model::{Setting, State, View, object};

object! {
    LockConfiguration {
        is_enabled: bool,
        /// Whether the lock covers every lockable property.
        all_properties: bool,
        /// Whether the lock covers credentials with usage type `Sign`.
        credentials_with_usage_sign: bool,
        /// Whether the lock covers credentials with usage type `Verify`.
        credentials_with_usage_verify: bool,
    }
}

/// Whether other tenants can add credentials to their instances of the app.
#[derive(Debug)]
pub enum Lock<'v, 'a> {
    Closed,
    Missing,
    /// Code creates the app without a lock, so the service sets none.
    LeftOut,
    Off(&'v Setting<'a, bool>),
    /// The lock does not cover these credentials.
    Partial(&'v Setting<'a, bool>),
    NotCollected,
    /// A part of the lock is unknown, with its name.
    Unknown(&'static str, &'v Setting<'a, bool>),
}

impl<'a> View<'_, Application<'a>> {
    /// Whether other tenants can add credentials to their instances of the app.
    pub fn lock(&self) -> Lock<'_, 'a> {
        let setting = &self.service_principal_lock_configuration;
        match setting.state() {
            State::Known(lock) => self.lock_of(lock),
            State::Null => Lock::Missing,
            State::Absent if self.leaves_out(setting) => Lock::LeftOut,
            State::Absent | State::Unknown(_) => Lock::NotCollected,
        }
    }

    fn lock_of<'v>(&self, lock: &'v LockConfiguration<'a>) -> Lock<'v, 'a> {
        // A part that code omits is not locked, and the service writes null for the same.
        let is_on = |setting: &Setting<'a, bool>| match setting.state() {
            State::Known(on) => Some(*on),
            State::Null => Some(false),
            State::Absent if self.resource.format.makes_whole_objects() => Some(false),
            State::Absent | State::Unknown(_) => None,
        };
        match is_on(&lock.is_enabled) {
            Some(true) => {}
            Some(false) => return Lock::Off(&lock.is_enabled),
            None => return Lock::Unknown("isEnabled", &lock.is_enabled),
        }
        if is_on(&lock.all_properties) == Some(true) {
            return Lock::Closed;
        }
        let parts = [
            ("credentialsWithUsageSign", &lock.credentials_with_usage_sign),
            ("credentialsWithUsageVerify", &lock.credentials_with_usage_verify),
        ];
        let Some((name, part)) = parts.into_iter().find(|(_, part)| is_on(part) != Some(true)) else { return Lock::Closed };
        match (is_on(&lock.all_properties), parts.into_iter().find(|(_, part)| is_on(part) == Some(false))) {
            (None, _) => Lock::Unknown("allProperties", &lock.all_properties),
            (_, Some((_, open))) => Lock::Partial(open),
            (_, None) => Lock::Unknown(name, part),
        }
    }
}
