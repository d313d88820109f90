//! Secrets and certificates of an app, and how long they live.
//!
//! No field holds a secret, a part of one (`hint`) or the bytes of a key.

use crate::model::{Setting, Str, day_of, days_between, object};
use jiff::civil::Date;

object! {
    PasswordCredential {
        /// What tells it from the others.
        key_id: Str<'a>,
        display_name: Str<'a>,
        /// From when on it holds.
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
    }

    /// A certificate or key.
    KeyCredential {
        /// What tells it from the others.
        key_id: Str<'a>,
        display_name: Str<'a>,
        /// From when on it holds.
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
        r#type: Str<'a>,
    }
}

/// What secrets and certificates have in common.
#[derive(Debug, Clone, Copy)]
pub struct Credential<'v, 'a> {
    /// What tells it from the others.
    pub key_id: &'v Setting<'a, Str<'a>>,
    pub display_name: &'v Setting<'a, Str<'a>>,
    /// From when on it holds.
    pub start: &'v Setting<'a, Str<'a>>,
    pub end: &'v Setting<'a, Str<'a>>,
}

/// How long a credential lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Its last day is over.
    Expired,
    /// So many days from its first to its last one. Where the first is not known: from today.
    Days(i32),
    /// Its last day is not known.
    Unknown,
}

impl Credential<'_, '_> {
    /// How long it lives, as seen from today.
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
