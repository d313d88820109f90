//! Dates and times in RFC 3339 format. No function here reads the clock.

use super::signature::{Call, Function, TEXT};
use crate::eval::{EvalError, Value};
use crate::parts::Parts;
use crate::text::Text;
use jiff::SignedDuration;
use jiff::civil::{DateTime, Weekday, date};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("formatdate", &[TEXT, TEXT], formatdate),
    Function::new("plantimestamp", &[], |_| Ok(Value::unknown(WHEN_IT_RUNS))),
    Function::new("timeadd", &[TEXT, TEXT], |call| {
        let time = Timestamp::parse(call.text(0))?;
        let duration = duration(call.text(1)).ok_or_else(|| EvalError::new("the string is not a duration such as `1h30m`"))?;
        let local = time.local.checked_add(duration).ok().filter(|local| (0..=9999).contains(&local.year()));
        call.made(Timestamp { local: local.ok_or_else(|| EvalError::new("the time lies too far away"))?, ..time }.to_text())
    }),
    Function::new("timecmp", &[TEXT, TEXT], |call| {
        let order = Timestamp::parse(call.text(0))?.instant().cmp(&Timestamp::parse(call.text(1))?.instant());
        Ok(Value::whole(order as i8))
    }),
    Function::new("timestamp", &[], |_| Ok(Value::unknown(WHEN_IT_RUNS))),
];

const WHEN_IT_RUNS: &str = "known only when Terraform runs";

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A time as written: local time and its offset from UTC.
pub(super) struct Timestamp {
    pub(super) local: DateTime,
    /// Minutes east of UTC.
    pub(super) offset: i32,
}

impl Timestamp {
    /// `2006-01-02T15:04:05Z`, optionally with a fraction of the second or another offset. Letters are upper case.
    pub(super) fn parse(text: &str) -> Result<Self, EvalError> {
        Self::read(text).ok_or_else(|| EvalError::new("the string is not a time such as `2006-01-02T15:04:05Z`"))
    }

    fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { text };
        let year = reader.digits(4)?;
        let month = reader.literal("-")?.digits(2)?;
        let day = reader.literal("-")?.digits(2)?;
        let hour = reader.literal("T")?.digits(2)?;
        let minute = reader.literal(":")?.digits(2)?;
        let second = reader.literal(":")?.digits(2)?;
        let nanosecond = reader.fraction();
        let offset = reader.offset()?;
        reader.text.is_empty().then(|| Self::new([year, month, day, hour, minute, second], nanosecond, offset))?
    }

    /// A date of YAML: shorter forms than those of RFC 3339, where parts have one digit or none.
    ///
    /// Source: zclconf/go-cty-yaml, `allowedTimestampFormats`.
    pub(super) fn parse_yaml(text: &str) -> Option<Self> {
        let mut reader = Reader { text };
        let year = reader.digits(4)?;
        let month = reader.literal("-")?.short()?;
        let day = reader.literal("-")?.short()?;
        if reader.text.is_empty() {
            return Self::new([year, month, day, 0, 0, 0], 0, 0);
        }
        let zoned = !reader.text.starts_with(' ');
        reader.text = reader.text.strip_prefix(['T', 't', ' '])?;
        let hour = reader.short()?;
        let minute = reader.literal(":")?.short()?;
        let second = reader.literal(":")?.short()?;
        let nanosecond = reader.fraction();
        let offset = if zoned { reader.offset()? } else { 0 };
        reader.text.is_empty().then(|| Self::new([year, month, day, hour, minute, second], nanosecond, offset))?
    }

    fn new(parts: [u16; 6], nanosecond: i32, offset: i32) -> Option<Self> {
        let [_, month, day, hour, minute, second] = parts.map(|part| i8::try_from(part).unwrap_or(i8::MAX));
        if second > 59 {
            return None;
        }
        let local = DateTime::new(i16::try_from(parts[0]).ok()?, month, day, hour, minute, second, nanosecond).ok()?;
        Some(Self { local, offset })
    }

    fn instant(&self) -> SignedDuration {
        let since = self.local.duration_since(date(1970, 1, 1).at(0, 0, 0, 0));
        since.saturating_sub(SignedDuration::from_mins(i64::from(self.offset)))
    }

    /// RFC 3339 without a fraction.
    pub(super) fn to_text(&self) -> String {
        let t = self.local;
        let zone = self.zone("Z", ":");
        let (year, month, day, hour) = (t.year(), t.month(), t.day(), t.hour());
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{:02}:{:02}{zone}", t.minute(), t.second())
    }

    /// The offset; `utc` if it is zero.
    fn zone(&self, utc: &str, separator: &str) -> String {
        if self.offset == 0 && !utc.is_empty() {
            return utc.to_owned();
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.abs();
        format!("{sign}{:02}{separator}{:02}", offset / 60, offset % 60)
    }
}

/// Reads a time from the left.
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn digits(&mut self, count: usize) -> Option<u16> {
        let digits = self.text.get(..count).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.text = self.text.after(count);
        digits.parse().ok()
    }

    /// One or two digits.
    fn short(&mut self) -> Option<u16> {
        self.digits(2).or_else(|| self.digits(1))
    }

    fn literal(&mut self, literal: &str) -> Option<&mut Self> {
        self.text = self.text.strip_prefix(literal)?;
        Some(self)
    }

    /// A fraction of a second in nanoseconds; further digits are dropped.
    fn fraction(&mut self) -> i32 {
        let Some(digits) = self.text.strip_prefix('.') else { return 0 };
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return 0;
        }
        self.text = digits.after(length);
        digits.bytes().take(length).chain(std::iter::repeat(b'0')).take(9).fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
    }

    fn offset(&mut self) -> Option<i32> {
        if let Some(rest) = self.text.strip_prefix('Z') {
            self.text = rest;
            return Some(0);
        }
        let sign = match self.text.bytes().next()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.text = self.text.after(1);
        let hours = self.digits(2).filter(|hours| *hours <= 23)?;
        let minutes = self.literal(":")?.digits(2).filter(|minutes| *minutes <= 59)?;
        Some(sign * (i32::from(hours) * 60 + i32::from(minutes)))
    }
}

/// A duration in Go's format: `1h30m`, `-1.5s`, `0`.
fn duration(text: &str) -> Option<SignedDuration> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(SignedDuration::ZERO);
    }
    if rest.is_empty() {
        return None;
    }
    let mut nanoseconds = 0_i128;
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, after) = rest.split_at(length);
        let unit_length = after.bytes().take_while(|byte| !byte.is_ascii_digit() && *byte != b'.').count();
        let (unit, after) = after.split_at(unit_length);
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        // Further digits are below one nanosecond even for an hour.
        let fraction = fraction.get(..fraction.len().min(18))?;
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
        nanoseconds = nanoseconds.checked_add(whole.checked_mul(unit)?)?.checked_add(fraction.checked_mul(unit)? / scale)?;
        rest = after;
    }
    // Go stores a duration in 64 bits.
    let nanoseconds = i64::try_from(if negative { -nanoseconds } else { nanoseconds }).ok()?;
    Some(SignedDuration::from_nanos(nanoseconds))
}

/// Repeated letters are a part of the time, quotes contain text, any other character is itself.
fn formatdate(call: &Call<'_>) -> Result<Value, EvalError> {
    let time = Timestamp::parse(call.text(1))?;
    let mut out = String::new();
    let mut rest = call.text(0);
    call.fuel().take_text(rest.len().saturating_mul(4))?;
    while let Some(letter) = rest.chars().next() {
        if letter == '\'' {
            rest = quoted(rest.after(1), &mut out)?;
        } else if letter.is_ascii_alphabetic() {
            let length = rest.chars().take_while(|other| *other == letter).count();
            let verb = rest.before(length);
            let invalid =
                || EvalError::new(Text::new("`{value}` is not a part of a date").with("value", verb.chars().take(20).collect::<String>()));
            out.push_str(&time.part(verb).ok_or_else(invalid)?);
            rest = rest.after(length);
        } else {
            out.push(letter);
            rest = rest.after(letter.len_utf8());
        }
    }
    call.made(out)
}

/// Text in quotes, and the remaining format; two quotes are an escaped quote.
fn quoted<'t>(text: &'t str, out: &mut String) -> Result<&'t str, EvalError> {
    if let Some(rest) = text.strip_prefix('\'') {
        out.push('\'');
        return Ok(rest);
    }
    let mut rest = text;
    loop {
        let (literal, after) = rest.split_once('\'').ok_or_else(|| EvalError::new("the format has an unclosed quote"))?;
        out.push_str(literal);
        let Some(after_two) = after.strip_prefix('\'') else { return Ok(after) };
        out.push('\'');
        rest = after_two;
    }
}

impl Timestamp {
    fn part(&self, verb: &str) -> Option<String> {
        let t = self.local;
        let number = |number: i8, short: bool| if short { number.to_string() } else { format!("{number:02}") };
        let month = MONTHS.get(usize::try_from(t.month() - 1).ok()?)?;
        let twelve = if t.hour() % 12 == 0 { 12 } else { t.hour() % 12 };
        let day = match t.weekday() {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        };
        Some(match verb {
            "YY" => format!("{:02}", t.year() % 100),
            "YYYY" => format!("{:04}", t.year()),
            "M" | "MM" => number(t.month(), verb.len() == 1),
            "MMM" => month.before(3).to_owned(),
            "MMMM" => (*month).to_owned(),
            "D" | "DD" => number(t.day(), verb.len() == 1),
            "EEE" => day.before(3).to_owned(),
            "EEEE" => day.to_owned(),
            "h" | "hh" => number(t.hour(), verb.len() == 1),
            "H" | "HH" => number(twelve, verb.len() == 1),
            "AA" => if t.hour() < 12 { "AM" } else { "PM" }.to_owned(),
            "aa" => if t.hour() < 12 { "am" } else { "pm" }.to_owned(),
            "m" | "mm" => number(t.minute(), verb.len() == 1),
            "s" | "ss" => number(t.second(), verb.len() == 1),
            "Z" => self.zone("Z", ":"),
            "ZZZ" => self.zone("UTC", ""),
            "ZZZZ" => self.zone("", ""),
            "ZZZZZ" => self.zone("", ":"),
            _ => return None,
        })
    }
}
