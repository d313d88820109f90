//! Secrets and certificates of an app, and their lifetime.
//!
//! No field holds a secret, a part of one (`hint`) or the bytes of a key.

use crate::model::{Setting, Str, day_of, days_between, object};
use jiff::civil::Date;

object! {
    PasswordCredential {
        key_id: Str<'a>,
        display_name: Str<'a>,
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
    }

    KeyCredential {
        key_id: Str<'a>,
        display_name: Str<'a>,
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
        r#type: Str<'a>,
    }
}

/// The fields that secrets and certificates share.
#[derive(Debug, Clone, Copy)]
pub struct Credential<'v, 'a> {
    pub key_id: &'v Setting<'a, Str<'a>>,
    pub display_name: &'v Setting<'a, Str<'a>>,
    pub start: &'v Setting<'a, Str<'a>>,
    pub end: &'v Setting<'a, Str<'a>>,
}

/// The lifetime of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// The end date has passed.
    Expired,
    /// Days from the start date to the end date, or from today if the start date is unknown.
    Days(i32),
    /// The end date is unknown.
    Unknown,
}

impl Credential<'_, '_> {
    /// The lifetime as of today.
    pub fn life(&self, today: Date) -> Life {
        let Some(last) = day_of(self.end) else { return Life::Unknown };
        if last < today {
            return Life::Expired;
        }
        Life::Days(days_between(day_of(self.start).unwrap_or(today), last))
    }
}

impl<'a> PasswordCredential<'a> {
    pub fn as_credential(&self) -> Credential<'_, 'a> {
        Credential { key_id: &self.key_id, display_name: &self.display_name, start: &self.start_date_time, end: &self.end_date_time }
    }
}

impl<'a> KeyCredential<'a> {
    pub fn as_credential(&self) -> Credential<'_, 'a> {
        Credential { key_id: &self.key_id, display_name: &self.display_name, start: &self.start_date_time, end: &self.end_date_time }
    }
}
