//! What other tenants cannot change in their instances of an app (`servicePrincipalLockConfiguration`).

use super::Application;
use crate::model::{Setting, State, View, object};

object! {
    /// What cannot be changed in the instances of an app in other tenants.
    LockConfiguration {
        /// Whether it is in force.
        is_enabled: bool,
        /// Whether it covers everything that can be locked.
        all_properties: bool,
        /// Whether it covers credentials for signing.
        credentials_with_usage_sign: bool,
        /// Whether it covers credentials for verifying.
        credentials_with_usage_verify: bool,
    }
}

/// Whether credentials can be added to the instances of an app in other tenants.
#[derive(Debug)]
pub enum Lock<'v, 'a> {
    Closed,
    /// There is no lock.
    Missing,
    /// Code makes the app and leaves the lock out, so that the service makes none.
    LeftOut,
    /// The lock is not in force.
    Off(&'v Setting<'a, bool>),
    /// The lock leaves these credentials out.
    Partial(&'v Setting<'a, bool>),
    /// The lock was not collected.
    NotCollected,
    /// A part of the lock that cannot be known, with its name.
    Unknown(&'static str, &'v Setting<'a, bool>),
}

impl<'a> View<'_, Application<'a>> {
    /// Whether credentials can be added to the instances of the app in other tenants.
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
        // A part that code leaves out is not locked, and a null is the service's word for that.
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
