//! Days, as services write them: the first part of a timestamp.

use super::{Setting, Str};
use jiff::civil::Date;

/// The day of a timestamp such as `2025-01-02T03:04:05Z`; `None` if the text is not one.
pub fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

pub fn day_of<'a>(setting: &Setting<'a, Str<'a>>) -> Option<Date> {
    day(setting.known()?)
}

/// The number of days from one day to the other; negative if `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn points_in_time_have_a_day() {
        assert_eq!(day("2025-01-02T03:04:05.1234567Z"), Some(date(2025, 1, 2)));
        assert_eq!(day("2025-01-02"), Some(date(2025, 1, 2)));
        for text in ["", "0001-01", "2025-13-01T00:00:00Z", "yesterday é"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(days_between(date(2025, 1, 2), date(2025, 3, 2)), 59);
    }
}
