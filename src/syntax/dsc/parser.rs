//! Parses blocks. An error loses the property, never the resource; the resource, never the file.

use super::lexer::{Kind, Lexer, Token};
use super::strings::value;
use super::{Block, MAX_DEPTH, MAX_PROBLEMS, Parsed, Problem};
use crate::parts::Parts;
use crate::syntax::Unknown;
use crate::syntax::tree::{Bytes, Member, Node, Value};
use crate::text::Text;
use std::borrow::Cow;

pub(super) struct Parser<'a, 'f> {
    lexer: Lexer<'a>,
    is_asked: &'f dyn Fn(&str) -> bool,
    parsed: Parsed<'a>,
}

impl<'a, 'f> Parser<'a, 'f> {
    pub(super) fn new(text: &'a str, is_asked: &'f dyn Fn(&str) -> bool) -> Self {
        Self { lexer: Lexer { text, at: 0, unclosed: 0 }, is_asked, parsed: Parsed::default() }
    }

    pub(super) fn parse(mut self) -> Parsed<'a> {
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::End => return self.parsed,
                Kind::Word => {
                    if let Some((instance, header, open)) = self.header(&token) {
                        self.lexer.at = open;
                        let members = self.body(&header);
                        self.parsed.blocks.push(Block { name: self.text(&token), instance, header, members });
                    }
                }
                _ => {}
            }
        }
    }

    /// The first hash table.
    pub(super) fn parse_data(mut self) -> (Option<Node<'a>>, Vec<Problem>) {
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::End => return (None, self.parsed.problems),
                Kind::HashOpen => {
                    self.lexer.at = token.bytes.start;
                    return (Some(self.value(0, true)), self.parsed.problems);
                }
                _ => {}
            }
        }
    }

    fn text(&self, token: &Token) -> &'a str {
        self.lexer.text.part(&token.bytes)
    }

    fn problem(&mut self, bytes: Bytes, message: impl Into<Text>) {
        if self.parsed.problems.len() < MAX_PROBLEMS {
            self.parsed.problems.push(Problem { bytes, message: message.into() });
        }
    }

    /// The next token that is not a line break, without consuming it.
    fn peek(&self) -> Token {
        self.peek_after(self.lexer.at)
    }

    fn peek_after(&self, at: usize) -> Token {
        let mut ahead = Lexer { at, ..self.lexer };
        loop {
            let token = ahead.next();
            if token.kind != Kind::Separator {
                return token;
            }
        }
    }

    fn peek_on_line(&self) -> Token {
        let mut ahead = self.lexer;
        ahead.next()
    }

    /// The name of a block that starts with this word, its header, and the start of its body; `None` if it is not a requested block.
    fn header(&self, word: &Token) -> Option<(Cow<'a, str>, Bytes, usize)> {
        if !(self.is_asked)(self.text(word)) {
            return None;
        }
        let mut ahead = Lexer { at: word.bytes.end, ..self.lexer };
        let name = ahead.next();
        let instance = match name.kind {
            Kind::String(quote) => match value(self.text(&name), quote)? {
                Value::String(text) => text,
                _ => self.text(&name).into(),
            },
            Kind::Word | Kind::Variable | Kind::Number => self.text(&name).into(),
            _ => return None,
        };
        let open = self.peek_after(name.bytes.end);
        (open.kind == Kind::BraceOpen).then_some((instance, word.bytes.start..name.bytes.end, open.bytes.end))
    }

    /// The properties up to the closing brace of the block.
    fn body(&mut self, header: &Bytes) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::Separator => {}
                Kind::BraceClose => return members,
                Kind::End => {
                    self.problem(header.clone(), "the block is not closed");
                    return members;
                }
                // The block before this one lacks its brace.
                Kind::Word if self.header(&token).is_some() => {
                    self.problem(header.clone(), "the block is not closed");
                    self.lexer.at = token.bytes.start;
                    return members;
                }
                _ => members.extend(self.member(&token, 0)),
            }
        }
    }

    /// A property, whose name is this token.
    fn member(&mut self, name: &Token, depth: usize) -> Option<Member<'a>> {
        let key = match name.kind {
            Kind::Word | Kind::Number => Some(self.text(name).into()),
            Kind::String(quote) => match value(self.text(name), quote) {
                Some(Value::String(text)) => Some(text),
                _ => None,
            },
            _ => None,
        };
        let equals = self.peek_on_line();
        let Some(key) = key.filter(|_| equals.kind == Kind::Equals) else {
            let found = if matches!(equals.kind, Kind::Equals | Kind::End) { name } else { &equals };
            self.problem(found.bytes.clone(), "expected a property: `Name = value`");
            self.lexer.at = name.bytes.start;
            self.skip_statement(false);
            return None;
        };
        self.lexer.at = equals.bytes.end;
        let value = self.values(depth, false)?;
        Some(Member { key, key_bytes: name.bytes.clone(), value })
    }

    /// A value up to the end of its statement, or several values separated by commas. In a list a line break ends only an element.
    fn values(&mut self, depth: usize, is_element: bool) -> Option<Node<'a>> {
        let first = self.peek();
        let is_on_line = self.peek_on_line().kind != Kind::Separator;
        // On a separate line it is the next property.
        let is_next = !is_element && !is_on_line && Lexer { at: first.bytes.end, ..self.lexer }.next().kind == Kind::Equals;
        if is_next || matches!(first.kind, Kind::BraceClose | Kind::End | Kind::Close) {
            let before = self.lexer.at.saturating_sub(1);
            self.problem(before..self.lexer.at, "expected a value");
            return None;
        }
        self.lexer.at = first.bytes.start;
        let start = first.bytes.start;
        let mut value = self.value(depth, is_element);
        let mut before = Vec::new();
        while !is_element && self.peek_on_line().kind == Kind::Comma {
            let next = self.peek_after(self.peek_on_line().bytes.end);
            if matches!(next.kind, Kind::BraceClose | Kind::End | Kind::Close) {
                break;
            }
            self.lexer.at = next.bytes.start;
            before.push(std::mem::replace(&mut value, self.value(depth, is_element)));
        }
        let ends = self.peek_on_line();
        let is_end = matches!(ends.kind, Kind::Separator | Kind::BraceClose | Kind::Close | Kind::End | Kind::Comma);
        // An instance ends with its brace, and the next one may start after it.
        let is_closed = is_element && matches!(value.value, Value::Object(_)) || ends.kind == Kind::Word && self.header(&ends).is_some();
        if !is_end && !is_closed {
            self.lexer.at = start;
            return Some(self.expression(is_element));
        }
        if before.is_empty() {
            return Some(value);
        }
        let bytes = start..value.bytes.end;
        before.push(value);
        Some(Node { bytes, value: Value::Array(before) })
    }

    /// An expression up to the end of the statement, which would have to be executed.
    fn expression(&mut self, is_element: bool) -> Node<'a> {
        let start = self.lexer.at;
        let first = self.peek_on_line();
        let variable = if first.kind == Kind::Variable { self.text(&first) } else { "" };
        let end = self.skip_statement(is_element);
        Node::unknown(start..end.max(first.bytes.end), unknown(variable))
    }

    fn value(&mut self, depth: usize, is_element: bool) -> Node<'a> {
        let token = self.lexer.next();
        let text = self.text(&token);
        let value = match token.kind {
            _ if depth >= MAX_DEPTH => {
                self.problem(token.bytes.clone(), "nested deeper than 64 levels");
                self.lexer.at = token.bytes.start;
                return self.expression(is_element);
            }
            Kind::String(quote) => value(text, quote).unwrap_or_else(|| {
                self.problem(token.bytes.clone(), "the string is not closed");
                unknown("").into()
            }),
            Kind::Number => Value::Number(text.into()),
            Kind::Other if text == "-" => {
                let number = self.peek_on_line();
                if number.kind != Kind::Number || number.bytes.start != token.bytes.end {
                    self.lexer.at = token.bytes.start;
                    return self.expression(is_element);
                }
                self.lexer.at = number.bytes.end;
                let bytes = token.bytes.start..number.bytes.end;
                return Node { bytes: bytes.clone(), value: Value::Number(self.lexer.text.part(bytes).into()) };
            }
            Kind::Variable => match text.to_ascii_lowercase().as_str() {
                "$true" => Value::Bool(true),
                "$false" => Value::Bool(false),
                "$null" => Value::Null,
                _ => unknown(text).into(),
            },
            Kind::ArrayOpen => Value::Array(self.elements(&token, depth)),
            Kind::HashOpen => Value::Object(self.members(&token, depth)),
            // `MSFT_Type { … }`, `MSFT_Type @{ … }`
            Kind::Word if matches!(self.peek().kind, Kind::BraceOpen | Kind::HashOpen) => {
                self.lexer.at = self.peek().bytes.end;
                Value::Object(self.members(&token, depth))
            }
            _ => {
                self.lexer.at = token.bytes.start;
                return self.expression(is_element);
            }
        };
        Node { bytes: token.bytes.start..self.lexer.at, value }
    }

    /// The elements of a list up to its closing bracket.
    fn elements(&mut self, open: &Token, depth: usize) -> Vec<Node<'a>> {
        let mut elements = Vec::new();
        loop {
            let next = self.peek();
            match next.kind {
                Kind::Close => {
                    self.lexer.at = next.bytes.end;
                    return elements;
                }
                Kind::Comma => self.lexer.at = next.bytes.end,
                Kind::End | Kind::BraceClose => {
                    self.problem(open.bytes.clone(), "the list is not closed");
                    return elements;
                }
                Kind::Word if self.header(&next).is_some() => {
                    self.problem(open.bytes.clone(), "the list is not closed");
                    return elements;
                }
                _ => elements.extend(self.values(depth + 1, true)),
            }
        }
    }

    /// The members of an object up to its closing brace.
    fn members(&mut self, open: &Token, depth: usize) -> Vec<Member<'a>> {
        let mut members = Vec::new();
        loop {
            let token = self.lexer.next();
            match token.kind {
                Kind::Separator => {}
                Kind::BraceClose => return members,
                Kind::End | Kind::Close => {
                    self.problem(open.bytes.clone(), "the object is not closed");
                    self.lexer.at = token.bytes.start;
                    return members;
                }
                Kind::Word if self.header(&token).is_some() => {
                    self.problem(open.bytes.clone(), "the object is not closed");
                    self.lexer.at = token.bytes.start;
                    return members;
                }
                _ => members.extend(self.member(&token, depth + 1)),
            }
        }
    }

    /// Skips to the end of the statement: a line break, or the closing bracket of the construct around it; in a list, also a comma.
    /// Returns the end of its last token.
    fn skip_statement(&mut self, is_element: bool) -> usize {
        let (mut open, mut end, mut last) = (0usize, self.lexer.at, None);
        loop {
            let before = self.lexer.at;
            let token = self.lexer.next();
            let is_line = token.kind == Kind::Separator && self.text(&token) == "\n";
            // A statement continues after an operator.
            let goes_on = is_line && matches!(last, Some(Kind::Other | Kind::Comma | Kind::Equals));
            let may_end = matches!(token.kind, Kind::Separator | Kind::Close | Kind::BraceClose) || token.kind == Kind::Comma && is_element;
            // Without a closing bracket, the lost text ends at the next block.
            let begins_block = token.kind == Kind::Word && last.is_some() && self.header(&token).is_some();
            if token.kind == Kind::End || begins_block || may_end && open == 0 && !goes_on && last.is_some() {
                self.lexer.at = before;
                return end;
            }
            match token.kind {
                Kind::Open | Kind::ArrayOpen | Kind::HashOpen | Kind::BraceOpen => open += 1,
                Kind::Close | Kind::BraceClose => open = open.saturating_sub(1),
                _ => {}
            }
            if !is_line {
                end = token.bytes.end;
                last = Some(token.kind);
            }
        }
    }
}

/// Why the value of a variable or another expression is unknown.
pub(super) fn unknown(variable: &str) -> Unknown {
    Unknown::new(match variable {
        "" => Text::new("it is an expression of PowerShell"),
        variable => Text::new("`{variable}` has a value only where the configuration is compiled").with("variable", variable),
    })
}
