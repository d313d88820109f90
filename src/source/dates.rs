//! Dates in paths: `2025-06-01`, `20250601T100000Z`, `2025_06_01_10_00`, `2025-06`, `2025/06/01`.

use std::ops::Range;

/// The parts of a path that are a date with its time, in order.
pub(crate) fn dates(path: &str) -> Vec<Range<usize>> {
    let bytes = path.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 4 <= bytes.len() {
        let is_start = at.checked_sub(1).is_none_or(|before| !is_digit(bytes, before));
        match date(bytes, at).filter(|_| is_start) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The digits of a date, by which dates are ordered.
pub(crate) fn digits(date: &str) -> String {
    date.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a date is later than another one. A day is neither earlier nor later than a time on that day.
pub(crate) fn is_later(digits: &str, than: &str) -> bool {
    digits > than && !digits.starts_with(than)
}

/// The end of the date and time that starts here.
fn date(bytes: &[u8], start: usize) -> Option<usize> {
    let year = number(bytes, start, 4, 1990..=2099)?;
    let separator = bytes.get(year).copied().filter(|byte| b"-_./".contains(byte));
    let skip = usize::from(separator.is_some());
    let month = number(bytes, year + skip, 2, 1..=12)?;
    let is_separated = |at: usize| separator.is_none_or(|separator| bytes.get(at) == Some(&separator));
    let day = number(bytes, month + skip, 2, 1..=31).filter(|_| is_separated(month));
    match day {
        Some(day) => {
            let end = time(bytes, day).unwrap_or(day);
            (!is_digit(bytes, end)).then_some(end)
        }
        // Six digits in a row are rarely a month.
        None => (separator.is_some() && !is_digit(bytes, month)).then_some(month),
    }
}

/// The end of the time after a date: hour, minute, possibly second, and the mark of UTC.
fn time(bytes: &[u8], day: usize) -> Option<usize> {
    let separated = |at: usize, by: &[u8]| at + usize::from(bytes.get(at).is_some_and(|byte| by.contains(byte)));
    let after_hour = number(bytes, separated(day, b"Tt_- "), 2, 0..=23)?;
    let after_minute = number(bytes, separated(after_hour, b"-_:.h"), 2, 0..=59)?;
    let second = number(bytes, separated(after_minute, b"-_:."), 2, 0..=59).filter(|end| !is_digit(bytes, *end));
    Some(separated(second.unwrap_or(after_minute), b"Zz")).filter(|end| !is_digit(bytes, *end))
}

fn is_digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// The end of a number with this many digits, if its value is possible.
fn number(bytes: &[u8], start: usize, digits: usize, possible: std::ops::RangeInclusive<u32>) -> Option<usize> {
    let text = std::str::from_utf8(bytes.get(start..start + digits)?).ok()?;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| is_number && possible.contains(value)).map(|_: u32| start + digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Vec<&str> {
        dates(path).into_iter().map(|range| &path[range]).collect()
    }

    #[test]
    fn dates_are_found_in_every_usual_form() {
        for date in [
            "2025-06-01",
            "20250601",
            "2025_06_01",
            "2025.06.01",
            "2025/06/01",
            "2025-06",
            "2025/06",
            "2025-06-01T10-00",
            "2025-06-01T10:00:00Z",
            "20250601T100000Z",
            "20250601100000",
            "20250601-1000",
            "2025_06_01_10_00_00",
        ] {
            for path in [format!("exports/{date}/users.json"), format!("archive/users-{date}.json"), format!("users_{date}-all.json")] {
                assert_eq!(found(&path), [date], "{path}");
            }
        }
        assert_eq!(found("2025-06-01/users-20250602.json"), ["2025-06-01", "20250602"]);
    }

    #[test]
    fn other_numbers_are_not_dates() {
        for path in [
            "users-202506.json",
            "v2025/users.json",
            "2025-13-01.json",
            "policy-20251.json",
            "12025-06-01.json",
            "3f2504e0-4f89-2012-1234-0305e82c3301.json",
            "CVE-2025-12345.json",
        ] {
            assert_eq!(found(path), [""; 0], "{path}");
        }
        assert_eq!(found("2025-06-01-10-guests.json"), ["2025-06-01"]);
    }

    #[test]
    fn a_date_is_later_only_where_that_is_certain() {
        assert!(is_later("20260601", "20250601"));
        assert!(is_later("202506011500", "202506011000"));
        assert!(!is_later("202506011500", "20250601"));
        assert!(!is_later("20250601", "20250601"));
    }
}
