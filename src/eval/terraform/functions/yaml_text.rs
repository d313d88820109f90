//! `yamlencode`: block style, strings in quotes or, with more than one line, as literal blocks.
//!
//! Source: `terraform console` 1.11, whose emitter is that of libyaml.

use super::signature::{ANY, Call, Function};
use crate::eval::{Data, EvalError, Fuel, Value};
use crate::parts::Parts;
use std::fmt::Write;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("yamlencode", &[ANY.nullable()], |call: &Call<'_>| {
    let mut writer = Writer { out: String::new(), line: 0, fuel: call.fuel() };
    let value = call.value(0);
    writer.node(value, Place { indent: 0, content: 2, inline: true }, 0)?;
    writer.end_line();
    if matches!(value.data, Data::Null | Data::Bool(_) | Data::Number(_)) {
        writer.out.push_str("...\n"); // a plain scalar could continue
    }
    Ok(Value::text(writer.out))
})];

/// The position of a node.
#[derive(Clone, Copy)]
struct Place {
    /// The indentation of its lines, if it is a collection.
    indent: usize,
    /// The indentation of its further lines, if it is a string.
    content: usize,
    /// Its first line continues the current line.
    inline: bool,
}

struct Writer<'f> {
    out: String,
    /// The start of the last line.
    line: usize,
    fuel: &'f Fuel,
}

impl Writer<'_> {
    fn end_line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.line = self.out.len();
    }

    fn begin_line(&mut self, indent: usize) -> Result<(), EvalError> {
        self.fuel.take_text(indent)?;
        self.end_line();
        self.out.extend(std::iter::repeat_n(' ', indent));
        Ok(())
    }

    fn node(&mut self, value: &Value, place: Place, depth: usize) -> Result<(), EvalError> {
        self.fuel.take(1)?;
        Value::check_depth(depth)?;
        match &value.data {
            Data::Null | Data::Unknown(_) => self.out.push_str("null"),
            Data::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Data::Number(number) => self.out.push_str(&number.to_string()),
            Data::Text(text) => self.text(text, place.content)?,
            Data::List(elements) | Data::Set(elements) if elements.is_empty() => self.out.push_str("[]"),
            Data::List(elements) | Data::Set(elements) => self.sequence(elements, place, depth)?,
            Data::Object(object) if object.members().is_empty() => self.out.push_str("{}"),
            Data::Object(object) => self.mapping(object.members(), place, depth)?,
        }
        Ok(())
    }

    fn sequence(&mut self, elements: &[Value], place: Place, depth: usize) -> Result<(), EvalError> {
        let inner = Place { indent: place.indent + 2, content: place.indent + 2, inline: true };
        for (index, element) in elements.iter().enumerate() {
            if index > 0 || !place.inline {
                self.begin_line(place.indent)?;
            }
            self.out.push_str("- ");
            self.node(element, inner, depth + 1)?;
        }
        Ok(())
    }

    fn mapping(&mut self, members: &[(Arc<str>, Value)], place: Place, depth: usize) -> Result<(), EvalError> {
        /// The maximum length of a simple key.
        const LONGEST_KEY: usize = 128;
        let content = place.indent + 2;
        for (index, (key, value)) in members.iter().enumerate() {
            if index > 0 || !place.inline {
                self.begin_line(place.indent)?;
            }
            if key.contains('\n') || key.len() > LONGEST_KEY {
                self.out.push_str("? ");
                self.text(key, content)?;
                self.begin_line(place.indent)?;
                self.out.push_str(": ");
                self.node(value, Place { indent: content, content, inline: true }, depth + 1)?;
                continue;
            }
            self.quoted(key, None)?;
            self.out.push(':');
            match &value.data {
                // A list has the indentation of its key.
                Data::List(elements) | Data::Set(elements) if !elements.is_empty() => {
                    self.node(value, Place { indent: place.indent, content, inline: false }, depth + 1)?;
                }
                Data::Object(object) if !object.members().is_empty() => {
                    self.node(value, Place { indent: content, content, inline: false }, depth + 1)?;
                }
                _ => {
                    self.out.push(' ');
                    self.node(value, Place { indent: content, content, inline: true }, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, content: usize) -> Result<(), EvalError> {
        if is_block(text) { self.literal(text, content) } else { self.quoted(text, Some(content)) }
    }

    fn literal(&mut self, text: &str, content: usize) -> Result<(), EvalError> {
        self.fuel.take_text(text.len())?;
        self.out.push('|');
        if text.starts_with(|first| first == ' ' || is_break(first)) {
            self.out.push('2');
        }
        let mut last = text.chars().rev();
        match (last.next().is_some_and(is_break), last.next()) {
            (false, _) => self.out.push('-'),
            (true, before) if before.is_none_or(is_break) => self.out.push('+'),
            _ => {}
        }
        self.out.push('\n');
        for line in text.split_inclusive(is_break) {
            if !line.starts_with(is_break) {
                self.fuel.take_text(content)?;
                self.out.extend(std::iter::repeat_n(' ', content));
            }
            self.out.push_str(line);
        }
        Ok(())
    }

    /// A string in quotes, broken at spaces after the 80th column where that is allowed.
    fn quoted(&mut self, text: &str, content: Option<usize>) -> Result<(), EvalError> {
        const WIDTH: usize = 80;
        self.fuel.take_text(text.len().saturating_mul(2))?;
        self.out.push('"');
        let mut column = self.out.after(self.line).chars().count();
        let mut after_space = false;
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter != ' ' {
                after_space = false;
                let before = self.out.len();
                self.escaped(letter);
                column += self.out.after(before).chars().count();
                continue;
            }
            match (content, letters.peek()) {
                (Some(content), Some((_, next))) if !after_space && column > WIDTH && at > 0 => {
                    self.begin_line(content)?;
                    column = content;
                    if *next == ' ' {
                        self.out.push('\\');
                        column += 1;
                    }
                }
                _ => {
                    self.out.push(' ');
                    column += 1;
                }
            }
            after_space = true;
        }
        self.out.push('"');
        Ok(())
    }

    fn escaped(&mut self, letter: char) {
        let code = u32::from(letter);
        let short = match letter {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' | '\\' => letter,
            '\u{85}' => 'N',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ if is_printable(letter) => {
                self.out.push(letter);
                return;
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = match code {
                    0..=0xff => write!(self.out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(self.out, "\\u{code:04X}"),
                    _ => write!(self.out, "\\U{code:08X}"),
                };
                return;
            }
        };
        self.out.extend(['\\', short]);
    }
}

/// The characters that libyaml writes unescaped: none beyond the basic plane.
fn is_printable(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Line breaks within a block.
fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\u{2028}' | '\u{2029}')
}

/// Whether a string is written as a literal block.
fn is_block(text: &str) -> bool {
    let spaces_end_a_line = text.split(is_break).any(|line| line.ends_with(' '));
    text.contains('\n') && !spaces_end_a_line && text.chars().all(|letter| is_break(letter) || is_printable(letter))
}
