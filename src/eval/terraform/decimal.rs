//! Decimal arithmetic without binary rounding errors, and Go's number formats.
//!
//! Terraform computes with binary fractions of 512 bits. [`Number`] has 53 bits, which show the same digits until they are used in a
//! computation; this module computes on the digits themselves.

use crate::eval::Number;

/// The sum. It is exact if the digits of both fit into 38, so `0.1 + 0.2` is `0.3` as in Terraform. `None` if it is infinite.
pub fn add(a: Number, b: Number) -> Option<Number> {
    if let (Number::Whole(a), Number::Whole(b)) = (a, b)
        && let Some(sum) = a.checked_add(b)
    {
        return Some(Number::Whole(sum));
    }
    let exact = || {
        let (a, b) = (Decimal::of(a), Decimal::of(b));
        let places = a.places().max(b.places());
        let sum = a.scaled(places)?.checked_add(b.scaled(places)?)?;
        format!("{sum}e-{places}").parse().ok().and_then(Number::real)
    };
    exact().or_else(|| Number::real(a.as_real() + b.as_real()))
}

/// The product, exact if its digits fit into 38. `None` if it is infinite.
pub fn multiply(a: Number, b: Number) -> Option<Number> {
    let exact = || {
        let (one, other) = (Decimal::of(a), Decimal::of(b));
        let (places, other_places) = (one.places(), other.places());
        let product = one.scaled(places)?.checked_mul(other.scaled(other_places)?)?;
        match places + other_places {
            0 => Some(Number::Whole(product)),
            places => format!("{product}e-{places}").parse().ok().and_then(Number::real),
        }
    };
    exact().or_else(|| Number::real(a.as_real() * b.as_real()))
}

/// A number as `0.d₁d₂… × 10^point`; zero has no digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    digits: Vec<u8>,
    point: i32,
    /// The number has more binary digits than it shows, so a half is not exactly a half.
    leaning: Leaning,
}

/// The position of a number that no binary fraction equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaning {
    Exact,
    Above,
    Below,
}

impl Decimal {
    pub(super) fn of(number: Number) -> Self {
        let text = match number {
            Number::Whole(whole) => format!("{whole}e0"),
            Number::Real(real) => format!("{real:e}"),
        };
        let (mantissa, exponent) = text.split_once('e').expect("an exponent was asked for");
        let unsigned = mantissa.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        let length = i32::try_from(whole.len()).unwrap_or_default() - i32::try_from(zeros).unwrap_or_default();
        let point = length + exponent.parse::<i32>().unwrap_or_default();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let point = if digits.is_empty() { 0 } else { point };
        let mut decimal = Self { negative: mantissa.starts_with('-'), digits, point, leaning: Leaning::Exact };
        if let Number::Real(real) = number {
            decimal.leaning = decimal.leaning(real);
        }
        decimal
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The number of digits after the decimal point.
    fn places(&self) -> usize {
        usize::try_from(i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - i64::from(self.point)).unwrap_or(0)
    }

    /// The number times `10^places`, if that is an integer and fits.
    fn scaled(&self, places: usize) -> Option<i128> {
        let zeros = u32::try_from(places.checked_sub(self.places())?).ok()?;
        let trailing = u32::try_from(i64::from(self.point) - i64::try_from(self.digits.len()).ok()?).unwrap_or(0);
        let digits = self.digits.iter().try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(*digit)))?;
        let scaled = digits.checked_mul(10_i128.checked_pow(zeros.checked_add(trailing)?)?)?;
        Some(if self.negative { -scaled } else { scaled })
    }

    /// The side on which the nearest binary fraction of 512 bits lies: it decides how Terraform rounds a half.
    fn leaning(&self, real: f64) -> Leaning {
        let places = self.places();
        let scaled = self.scaled(places).map(i128::unsigned_abs);
        let (Some(scaled), Ok(places)) = (scaled, u32::try_from(places)) else { return Leaning::Exact };
        let (Some(divisor), Some(fives)) = (10_u128.checked_pow(places), 5_u128.checked_pow(places)) else { return Leaning::Exact };
        if scaled % fives == 0 {
            return Leaning::Exact;
        }
        // The remainder of `scaled · 2^shift / divisor`, whose integer part has 512 bits.
        #[expect(clippy::cast_possible_truncation, reason = "the exponent of a float is small")]
        let shift = 511 - real.abs().log2().floor() as i32;
        let mut left = scaled % divisor;
        for _ in 0..shift {
            left = left * 2 % divisor; // below 2 · 10^38, which fits into 128 bits
        }
        if left * 2 > divisor { Leaning::Above } else { Leaning::Below }
    }

    /// Rounds to this many digits as Go does: to the nearest, and an exact half to the even digit.
    fn keep(&mut self, count: i64) {
        let Ok(count) = usize::try_from(count) else {
            self.digits.clear();
            self.point = 0;
            return;
        };
        let Some((kept, [next, rest @ ..])) = self.digits.split_at_checked(count) else { return };
        let is_half = *next == 5 && rest.is_empty();
        let up = match self.leaning {
            Leaning::Exact if is_half => kept.last().is_some_and(|last| last % 2 == 1),
            Leaning::Below if is_half => false,
            _ => *next >= 5,
        };
        self.digits.truncate(count);
        if up {
            while self.digits.last() == Some(&9) {
                self.digits.pop();
            }
            if let Some(last) = self.digits.last_mut() {
                *last += 1;
            } else {
                self.digits.push(1);
                self.point += 1;
            }
        }
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
    }

    /// The digit at an index, or zero after the last one.
    fn digit(&self, index: i64) -> char {
        let digit = usize::try_from(index).ok().and_then(|index| self.digits.get(index)).copied().unwrap_or(0);
        char::from(b'0' + digit)
    }

    /// Without sign and exponent, with this many decimal places: `%f`.
    pub(super) fn fixed(mut self, places: usize) -> String {
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        self.keep(i64::from(self.point).saturating_add(places));
        let point = i64::from(self.point);
        let mut text: String = (0..point).map(|index| self.digit(index)).collect();
        if text.is_empty() {
            text.push('0');
        }
        if places > 0 {
            text.push('.');
            text.extend((0..places).map(|index| self.digit(point + index)));
        }
        text
    }

    /// Without sign, one digit before the decimal point, this many after it, and an exponent: `%e`.
    pub(super) fn scientific(mut self, places: usize) -> String {
        let places = i64::try_from(places).unwrap_or(i64::MAX - 1);
        self.keep(places + 1);
        let mut text = String::from(self.digit(0));
        if places > 0 {
            text.push('.');
            text.extend((1..=places).map(|index| self.digit(index)));
        }
        let exponent = if self.is_zero() { 0 } else { self.point - 1 };
        text + &format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
    }

    /// Without sign, in the shorter of both forms: `%g`. With this many digits, or all of them.
    pub(super) fn general(mut self, digits: Option<usize>) -> String {
        let wanted = digits.map(|digits| digits.max(1));
        if let Some(wanted) = wanted {
            self.keep(i64::try_from(wanted).unwrap_or(i64::MAX));
        }
        let count = self.digits.len();
        let exponent = i64::from(self.point) - 1;
        let threshold = match wanted {
            None => 6,
            Some(wanted) if wanted > count && i64::try_from(count).is_ok_and(|count| count > exponent) => count,
            Some(wanted) => wanted,
        };
        if !self.is_zero() && (exponent < -4 || exponent >= i64::try_from(threshold).unwrap_or(i64::MAX)) {
            return self.scientific(count.saturating_sub(1));
        }
        let places = self.places();
        self.fixed(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::of(Number::parse(text).unwrap())
    }

    #[test]
    fn sums_have_no_binary_noise() {
        for (a, b, sum) in [
            ("0.1", "0.2", "0.3"),
            ("-0.1", "0.1", "0"),
            ("1.5", "2.5", "4"),
            ("1", "0.05", "1.05"),
            ("1e30", "0.5", "1000000000000000000000000000000"),
        ] {
            assert_eq!(add(Number::parse(a).unwrap(), Number::parse(b).unwrap()).unwrap().to_string(), sum);
        }
        assert!(matches!(add(Number::Whole(i128::MAX), Number::Whole(1)), Some(Number::Real(_))));
        assert!(add(Number::Real(f64::MAX), Number::Real(f64::MAX)).is_none());
    }

    #[test]
    fn products_have_no_binary_noise() {
        for (a, b, product) in [("1.1", "1.1", "1.21"), ("-0.5", "4", "-2"), ("99999999999999999999", "99999", "9999899999999999999900001")]
        {
            assert_eq!(multiply(Number::parse(a).unwrap(), Number::parse(b).unwrap()).unwrap().to_string(), product);
        }
        assert!(multiply(Number::Real(f64::MAX), Number::Whole(2)).is_none());
        assert_eq!(multiply(Number::Real(5e-324), Number::Real(5e-324)), Some(Number::Whole(0)));
    }

    #[test]
    fn halves_are_rounded_as_by_512_bits() {
        for (number, shown) in [("0.25", "0.2"), ("0.35", "0.3"), ("0.05", "0.1"), ("0.15", "0.2"), ("0.75", "0.8"), ("0.9996", "1.0")] {
            assert_eq!(decimal(number).fixed(1), shown, "{number}");
        }
    }

    #[test]
    fn forms_are_those_of_go() {
        assert_eq!(decimal("0").scientific(2), "0.00e+00");
        assert_eq!(decimal("123456").general(None), "123456");
        assert_eq!(decimal("1234567").general(None), "1.234567e+06");
        assert_eq!(decimal("0.00001").general(None), "1e-05");
        assert_eq!(decimal("1234.5678").general(Some(3)), "1.23e+03");
        assert_eq!(decimal("0.0001").fixed(2), "0.00");
        assert_eq!(decimal("999.9").fixed(0), "1000");
        assert_eq!(decimal("1e300").fixed(0).len(), 301);
    }
}
