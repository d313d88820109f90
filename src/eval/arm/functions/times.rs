//! Dates and durations as .NET reads and writes them, as far as the result is culture-independent.

use crate::parts::Parts;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time, date};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PointInTime {
    pub(super) seconds: i64,
    pub(super) nanoseconds: i32,
    /// The zone is UTC, or the text has no zone.
    pub(super) is_utc: bool,
    pub(super) has_zone: bool,
}

const DAY: i64 = 86_400;

/// The origin of the seconds. A plain number replaces `jiff::Timestamp`, which ends before the end of the year 9999.
const EPOCH: Date = date(1970, 1, 1);

/// Reads one of the forms of ISO 8601: `2020-04-07 14:53:14Z`, `2020-04-07T14:53:14.5+02:00`, `20200407T145314Z`, `2020-04-07`.
pub(super) fn read(text: &str) -> Option<PointInTime> {
    let text = text.trim();
    let (zoned, zone) = split_zone(text)?;
    let (date, time) = zoned.split_once(['T', 't', ' ']).map_or((zoned, None), |(date, time)| (date, Some(time)));
    let date = match *date.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => read_date(date.before(4), date.part(5..7), date.after(8))?,
        [_, _, _, _, _, _, _, _] => read_date(date.get(..4)?, date.get(4..6)?, date.get(6..)?)?,
        _ => return None,
    };
    let time = time.map_or(Some(Time::midnight()), read_time)?;
    let of_day = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    let seconds = i64::from(EPOCH.until(date).ok()?.get_days()) * DAY + of_day;
    let minutes = zone.unwrap_or(0);
    Some(PointInTime {
        seconds: seconds.checked_sub(i64::from(minutes) * 60)?,
        nanoseconds: time.subsec_nanosecond(),
        is_utc: minutes == 0,
        has_zone: zone.is_some(),
    })
}

/// The zone at the end, in minutes.
fn split_zone(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(text) = text.strip_suffix(['Z', 'z']) {
        return Some((text, Some(0)));
    }
    // A sign after the date, which itself has at most two hyphens.
    let Some(at) = text.rfind(['+', '-']).filter(|at| *at > 10) else { return Some((text, None)) };
    let (text, zone) = text.split_at(at);
    let (hours, minutes) = zone.after(1).split_once(':')?;
    let minutes = number(hours, 2)?.checked_mul(60)?.checked_add(number(minutes, 2)?)?;
    if minutes > 14 * 60 {
        return None;
    }
    let minutes = i32::try_from(minutes).ok()?;
    Some((text, Some(if zone.starts_with('-') { -minutes } else { minutes })))
}

/// A number of exactly this many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn read_date(year: &str, month: &str, day: &str) -> Option<Date> {
    let small = |text| number(text, 2).and_then(|number| i8::try_from(number).ok());
    let year = number(year, 4).and_then(|number| i16::try_from(number).ok()).filter(|year| *year > 0)?;
    Date::new(year, small(month)?, small(day)?).ok()
}

fn read_time(text: &str) -> Option<Time> {
    let (text, fraction) = text.split_once('.').map_or((text, None), |(text, fraction)| (text, Some(fraction)));
    let plain: String = match *text.as_bytes() {
        [_, _, b':', _, _, b':', _, _] => text.split(':').collect(),
        [_, _, b':', _, _] => text.split(':').chain(["00"]).collect(),
        _ => text.to_owned(),
    };
    let digits = number(&plain, 6)?;
    let nanoseconds = match fraction {
        None => 0,
        Some(fraction) => i32::try_from(number(&format!("{fraction:0<9}"), 9)?).ok()?,
    };
    let part = |divisor: i64| i8::try_from(digits / divisor % 100).ok();
    Time::new(part(10_000)?, part(100)?, part(1)?, nanoseconds).ok()
}

/// The seconds and nanoseconds of an ISO 8601 duration: `P1Y2M3DT4H5M6.7S`, `-P9D`. A year has 365 days and a month 30, as in .NET's
/// `XmlConvert`. Source: Bicep functions, `dateTimeAdd`, remarks.
pub(super) fn read_duration(text: &str) -> Option<(i64, i32)> {
    const UNITS: [(char, bool, i64); 6] =
        [('Y', false, 365 * 86_400), ('M', false, 30 * 86_400), ('D', false, 86_400), ('H', true, 3600), ('M', true, 60), ('S', true, 1)];
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let mut rest = text.strip_prefix('P')?;
    let (mut seconds, mut nanoseconds, mut in_time, mut next) = (0_i64, 0, false, 0);
    let mut found = false;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|time| !in_time && !time.is_empty()) {
            (rest, in_time) = (time, true);
            continue;
        }
        let (written, unit_and_rest) = rest.split_at(rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?);
        let unit = unit_and_rest.chars().next()?;
        let is_unit = |(_, (letter, of_time, _)): &(usize, &(char, bool, i64))| *letter == unit && *of_time == in_time;
        let (index, (.., length)) = UNITS.iter().enumerate().skip(next).find(is_unit)?;
        let (whole, fraction) = written.split_once('.').map_or((written, None), |(whole, fraction)| (whole, Some(fraction)));
        if let Some(fraction) = fraction {
            nanoseconds = i32::try_from(number(&format!("{fraction:0<9}"), 9).filter(|_| unit == 'S')?).ok()?;
        }
        let count = number(whole, whole.len()).filter(|_| !whole.is_empty())?;
        seconds = seconds.checked_add(count.checked_mul(*length)?)?;
        rest = unit_and_rest.after(unit.len_utf8());
        (next, found) = (index + 1, true);
    }
    let sign = if negative { -1 } else { 1 };
    found.then(|| (seconds * sign, nanoseconds * i32::from(i8::try_from(sign).unwrap_or(1))))
}

/// The calendar date in UTC; `None` outside of the years that .NET supports.
pub(super) fn calendar(seconds: i64, nanoseconds: i32) -> Option<DateTime> {
    let days = Span::new().try_days(seconds.div_euclid(DAY)).ok()?;
    let date = EPOCH.checked_add(days).ok().filter(|date| date.year() > 0)?;
    let of_day = seconds.rem_euclid(DAY);
    let part = |number: i64| i8::try_from(number).ok();
    let time = Time::new(part(of_day / 3600)?, part(of_day / 60 % 60)?, part(of_day % 60)?, nanoseconds).ok()?;
    Some(DateTime::from_parts(date, time))
}

/// Formats a date with a .NET format in the invariant culture; `None` if a part of the format is not supported.
pub(super) fn write(date: DateTime, format: &str) -> Option<String> {
    let format = match format {
        "u" => "yyyy-MM-dd HH:mm:ss'Z'",
        "s" => "yyyy-MM-dd'T'HH:mm:ss",
        "o" | "O" => "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'",
        "d" => "MM/dd/yyyy",
        format if format.chars().count() < 2 => return None,
        format => format,
    };
    let mut written = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\'' || letter == '"' {
            loop {
                match letters.next()? {
                    end if end == letter => break,
                    quoted => written.push(quoted),
                }
            }
            continue;
        }
        let mut count = 1;
        while letter.is_ascii_alphabetic() && letters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        written.push_str(&field(date, letter, count)?);
    }
    Some(written)
}

fn field(date: DateTime, letter: char, count: usize) -> Option<String> {
    let padded = |number: i16, most: usize| (count <= most).then(|| format!("{number:0count$}"));
    let hour = date.hour();
    match (letter, count) {
        ('y', 2) => padded(date.year() % 100, 2),
        ('y', 4) => padded(date.year(), 4),
        ('M', _) => padded(date.month().into(), 2),
        ('d', _) => padded(date.day().into(), 2),
        ('H', _) => padded(hour.into(), 2),
        ('h', _) => padded(if hour % 12 == 0 { 12 } else { (hour % 12).into() }, 2),
        ('m', _) => padded(date.minute().into(), 2),
        ('s', _) => padded(date.second().into(), 2),
        ('f', 1..=7) => Some(format!("{:09}", date.subsec_nanosecond()).before(count).to_owned()),
        ('t', 2) => Some(if hour < 12 { "AM" } else { "PM" }.to_owned()),
        ('T' | 'Z', _) => Some(letter.to_string().repeat(count)),
        (sign, _) if sign == ' ' || "-:/._,".contains(sign) => Some(sign.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_iso_8601_that_templates_use_are_read() {
        let seconds = |text: &str| read(text).map(|written| written.seconds);
        for text in [
            "2023-05-02T15:16:13Z",
            "2023-05-02 15:16:13Z",
            "20230502T151613Z",
            "2023-05-02T15:16:13",
            "2023-05-02T17:16:13.5+02:00",
            "2023-05-02T10:46:13-04:30",
        ] {
            assert_eq!(seconds(text), Some(1_683_040_573), "{text}");
        }
        assert_eq!(seconds("2023-05-02"), Some(1_682_985_600));
        for wrong in [
            "",
            "2023",
            "2023-13-01",
            "2023-02-30",
            "0000-01-01",
            "2023-05-02T25:00:00Z",
            "2023-05-02T1:2:3",
            "é023-05-02",
            "2023-05-02T15:16:13+99:00",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_duration_has_years_of_365_days() {
        for (text, expected) in [
            ("P1Y", Some((31_536_000, 0))),
            ("P1M", Some((2_592_000, 0))),
            ("PT1M", Some((60, 0))),
            ("-P9D", Some((-777_600, 0))),
            ("P1DT1.5S", Some((86_401, 500_000_000))),
            ("P", None),
            ("PT", None),
            ("P1", None),
            ("P1D2Y", None),
            ("P1H", None),
            ("P1.5D", None),
            ("P99999999999999999999D", None),
            ("P9223372036854775807Y", None),
        ] {
            assert_eq!(read_duration(text), expected, "{text}");
        }
    }
}
