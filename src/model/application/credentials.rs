//! Secrets and certificates of an app, and their lifetime.
//!
//! No field holds a secret, a part of one (`hint`) or the bytes of a key.

use crate::model::{Setting, Str, day_of, days_between, object};
use jiff::Span;
use jiff::civil::Date;

object! {
    PasswordCredential {
        key_id: Str<'a>,
        display_name: Str<'a>,
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
        /// For the password of a token-signing certificate, the id of the certificate.
        custom_key_identifier: Str<'a>,
    }

    KeyCredential {
        key_id: Str<'a>,
        display_name: Str<'a>,
        start_date_time: Str<'a>,
        end_date_time: Str<'a>,
        r#type: Str<'a>,
        /// `Verify`, or `Sign` for a token-signing certificate.
        usage: Str<'a>,
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
        let start = day_of(self.start).unwrap_or(today);
        let Some(last) = day_of(self.end).or_else(|| start.checked_add(self.duration()?).ok()) else { return Life::Unknown };
        if last < today {
            return Life::Expired;
        }
        Life::Days(days_between(start, last))
    }

    /// The time after the start date, if code contains that instead of an end date: `8760h`, `P2Y`.
    fn duration(&self) -> Option<Span> {
        self.end.known()?.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn life(json: &str) -> Life {
        let secret: PasswordCredential<'_> = serde_json::from_str(json).unwrap();
        secret.as_credential().life(date(2026, 8, 1))
    }

    #[test]
    fn the_end_is_a_date_or_a_time_after_the_start() {
        assert_eq!(life(r#"{"endDateTime":"2026-08-31T00:00:00Z"}"#), Life::Days(30));
        assert_eq!(life(r#"{"endDateTime":"2026-07-31T00:00:00Z"}"#), Life::Expired);
        assert_eq!(life(r#"{"endDateTime":"720h"}"#), Life::Days(30));
        assert_eq!(life(r#"{"endDateTime":"17520h30m"}"#), Life::Days(730));
        assert_eq!(life(r#"{"startDateTime":"2025-08-01T00:00:00Z","endDateTime":"P2Y"}"#), Life::Days(730));
        assert_eq!(life(r#"{"startDateTime":"2020-08-01T00:00:00Z","endDateTime":"P2Y"}"#), Life::Expired);
        for text in [r#""soon""#, r#""""#, r#""99999999999999h""#, r#""P9999Y""#, "null", "7"] {
            assert_eq!(life(&format!("{{\"endDateTime\":{text}}}")), Life::Unknown, "{text}");
        }
    }
}
