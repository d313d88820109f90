//! `format` and `formatlist`: the verbs of Go's `Printf` that Terraform supports.
//!
//! Source: documentation of Terraform 1.11, "format Function"; zclconf/go-cty, `function/stdlib/format.go`.

use super::json;
use super::signature::{ANY, Call, Function, TEXT};
use crate::eval::terraform::Type;
use crate::eval::terraform::decimal::Decimal;
use crate::eval::{Data, EvalError, Fuel, Number, Value};
use crate::parts::Parts;
use crate::text::Text;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("format", &[TEXT], |call| Ok(Value::text(formatted(call.text(0), call.arguments.after(1), call.fuel())?)))
        .rest(ANY.nullable()),
    Function::new("formatlist", &[TEXT], formatlist).rest(ANY.nullable().unknown()),
];

/// Lists are combined element by element; any other argument is repeated for each element.
fn formatlist(call: &Call<'_>) -> Result<Value, EvalError> {
    let fuel = call.fuel();
    let arguments = call.arguments.after(1);
    if let Some(unknown) = arguments.iter().find_map(Value::as_unknown) {
        return Ok(super::signature::because(unknown));
    }
    let lengths = || arguments.iter().filter_map(|argument| argument.elements().map(|elements| elements.len()));
    let length = lengths().next().unwrap_or(1);
    if lengths().any(|other| other != length) {
        return Err(EvalError::new("all lists must have the same length"));
    }
    fuel.take(length.saturating_mul(1 + arguments.len()))?;
    let mut results = Vec::new();
    for index in 0..length {
        let row: Vec<Value> = arguments.iter().map(|argument| argument.element(index).unwrap_or_else(|| argument.clone())).collect();
        let mut unknown = None;
        for value in &row {
            unknown = unknown.or(value.first_unknown(fuel)?);
        }
        results.push(match unknown {
            Some(unknown) => super::signature::because(&unknown),
            None => Value::text(formatted(call.text(0), &row, fuel)?),
        });
    }
    Ok(Value::list(results))
}

fn formatted(template: &str, arguments: &[Value], fuel: &Fuel) -> Result<String, EvalError> {
    let mut out = String::new();
    let mut rest = template;
    let mut next = 0;
    let mut used = 0;
    fuel.take_text(template.len())?;
    while let Some((literal, after)) = rest.split_once('%') {
        out.push_str(literal);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (verb, after) = Verb::read(after)?;
        rest = after;
        let index = verb.argument.map_or(next, |argument| argument - 1);
        let Some(argument) = arguments.get(index) else {
            return Err(EvalError::new(
                Text::new("the format needs {needed} arguments, not {number}")
                    .with("needed", (index + 1).to_string())
                    .with("number", arguments.len().to_string()),
            ));
        };
        next = index + 1;
        used = used.max(next);
        verb.write(argument, fuel, &mut out)?;
    }
    if used < arguments.len() {
        return Err(EvalError::new(
            Text::new("the format uses {used} arguments, not {number}")
                .with("used", used.to_string())
                .with("number", arguments.len().to_string()),
        ));
    }
    out.push_str(rest);
    Ok(out)
}

/// `%` with its flags: the format of one argument.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags of `Printf`")]
struct Verb {
    sharp: bool,
    zero: bool,
    minus: bool,
    plus: bool,
    space: bool,
    width: usize,
    precision: Option<usize>,
    /// The number of the argument, counted from one.
    argument: Option<usize>,
    letter: char,
}

impl Verb {
    /// Reads the text after `%`, and returns the remaining text.
    fn read(text: &str) -> Result<(Self, &str), EvalError> {
        let invalid = || EvalError::new("the format has a `%` that starts no verb");
        let mut verb = Self::default();
        let mut rest = text;
        while let Some(flag) = rest.chars().next() {
            match flag {
                '#' => verb.sharp = true,
                '0' => verb.zero = true,
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                _ => break,
            }
            rest = rest.after(1);
        }
        let (width, after) = read_number(rest);
        verb.width = width.unwrap_or(0);
        rest = after;
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = read_number(after);
            verb.precision = Some(precision.unwrap_or(0));
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('[') {
            let (argument, after) = read_number(after);
            verb.argument = Some(argument.filter(|argument| *argument > 0).ok_or_else(invalid)?);
            rest = after.strip_prefix(']').ok_or_else(invalid)?;
        }
        verb.letter = rest.chars().next().ok_or_else(invalid)?;
        let after = rest.after(verb.letter.len_utf8());
        Ok((verb, after))
    }

    fn write(&self, argument: &Value, fuel: &Fuel, out: &mut String) -> Result<(), EvalError> {
        // Terraform pads far more than fits on a screen, but not without a bound.
        const WIDEST: usize = 1_000_000;
        if self.width > WIDEST || self.precision.is_some_and(|precision| precision > WIDEST) {
            return Err(EvalError::new("the format has a width or precision above 1000000"));
        }
        fuel.take_text(self.width)?;
        fuel.take_text(self.precision.unwrap_or(0))?;
        if argument.is_null() && self.letter != 'v' {
            return Err(EvalError::new(Text::new("null cannot be formatted by `%{letter}`").with("letter", self.letter.to_string())));
        }
        let text = match self.letter {
            'v' => self.pad(as_is(argument, self.sharp, fuel)?),
            't' => text(&Type::String.convert(&Type::Bool.convert(argument, fuel)?, fuel)?),
            'b' | 'd' | 'o' | 'x' | 'X' => self.integer(number(argument, fuel)?)?,
            'e' | 'E' | 'f' | 'g' | 'G' => self.real(number(argument, fuel)?),
            's' | 'q' => self.string(&Type::String.convert(argument, fuel)?, fuel)?,
            _ => return Err(EvalError::new("the format has a verb that does not exist")),
        };
        fuel.take_text(text.len())?;
        out.push_str(&text);
        Ok(())
    }

    /// Pads text to the width, counted in characters.
    fn pad(&self, text: String) -> String {
        if self.width == 0 {
            return text;
        }
        let padding = self.width.saturating_sub(text.graphemes(true).count());
        let padding = if self.zero { "0" } else { " " }.repeat(padding);
        if self.minus { text + &padding } else { padding + &text }
    }

    fn string(&self, argument: &Value, fuel: &Fuel) -> Result<String, EvalError> {
        let mut text = argument.as_text().unwrap_or_default();
        fuel.take_text(text.len())?;
        if let Some(precision) = self.precision.filter(|precision| *precision > 0) {
            let end = text.grapheme_indices(true).nth(precision).map_or(text.len(), |(at, _)| at);
            text = text.before(end);
        }
        let mut quoted = String::new();
        if self.letter == 'q' {
            json::write_text(text, &mut quoted);
            return Ok(self.pad(quoted));
        }
        Ok(self.pad(text.to_owned()))
    }

    fn integer(&self, number: Number) -> Result<String, EvalError> {
        let (negative, decimal) = match number {
            Number::Whole(whole) => (whole < 0, whole.unsigned_abs()),
            Number::Real(real) if real.fract() == 0.0 && self.letter == 'd' => {
                // The number is too large for exact digits, so those of the nearest float are used.
                let digits = Decimal::of(number).fixed(0);
                return Ok(self.sign_and_pad(real < 0.0, "", &digits, self.precision.is_none()));
            }
            Number::Real(real) if real.fract() == 0.0 => {
                return Err(EvalError::new("a number of more than 38 digits cannot be written in another base"));
            }
            Number::Real(_) => {
                return Err(EvalError::new(Text::new("`%{letter}` requires an integer").with("letter", self.letter.to_string())));
            }
        };
        let (prefix, digits) = match self.letter {
            'b' => ("0b", format!("{decimal:b}")),
            'o' => ("0", format!("{decimal:o}")),
            'x' => ("0x", format!("{decimal:x}")),
            'X' => ("0X", format!("{decimal:X}")),
            _ => ("", decimal.to_string()),
        };
        let digits = match self.precision {
            Some(0) if decimal == 0 => return Ok(String::new()),
            Some(precision) => "0".repeat(precision.saturating_sub(digits.len())) + &digits,
            None => digits,
        };
        let prefix = if self.sharp { prefix } else { "" };
        Ok(self.sign_and_pad(negative, prefix, &digits, self.precision.is_none()))
    }

    fn real(&self, number: Number) -> String {
        let decimal = Decimal::of(number);
        let negative = decimal.negative;
        let digits = match self.letter {
            'e' | 'E' => decimal.scientific(self.precision.unwrap_or(6)),
            'f' => decimal.fixed(self.precision.unwrap_or(6)),
            _ => decimal.general(self.precision),
        };
        let digits = if self.letter.is_ascii_uppercase() { digits.to_uppercase() } else { digits };
        self.sign_and_pad(negative, "", &digits, true)
    }

    /// Sign, prefix and digits, padded: zeros go between sign and digits.
    fn sign_and_pad(&self, negative: bool, prefix: &str, digits: &str, zeros: bool) -> String {
        let sign = match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        };
        let padding = self.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        match (self.minus, self.zero && zeros) {
            (true, _) => format!("{sign}{prefix}{digits}{}", " ".repeat(padding)),
            (false, true) => format!("{sign}{prefix}{}{digits}", "0".repeat(padding)),
            (false, false) => format!("{}{sign}{prefix}{digits}", " ".repeat(padding)),
        }
    }
}

/// The digits at the start, and the remaining text. A number that is too large becomes the maximum.
fn read_number(text: &str) -> (Option<usize>, &str) {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length);
    (if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(usize::MAX)) }, rest)
}

fn number(argument: &Value, fuel: &Fuel) -> Result<Number, EvalError> {
    Ok(super::signature::number(&Type::Number.convert(argument, fuel)?))
}

fn text(value: &Value) -> String {
    value.as_text().unwrap_or_default().to_owned()
}

/// `%v`: a value that is neither string nor number is written as JSON, and with `#` every value is.
fn as_is(argument: &Value, sharp: bool, fuel: &Fuel) -> Result<String, EvalError> {
    match &argument.data {
        Data::Text(text) if !sharp => {
            fuel.take_text(text.len())?;
            Ok(text.to_string())
        }
        Data::Number(number) if !sharp => {
            let decimal = Decimal::of(*number);
            Ok(if decimal.negative { "-" } else { "" }.to_owned() + &decimal.general(None))
        }
        _ => json::encode(argument, fuel),
    }
}
