//! Words, operators, texts and brackets of a rule.

use super::RuleError;
use super::vocabulary::{closing_quotes, is_hyphen};
use crate::parts::Parts;
use crate::syntax::tree::Bytes;
use crate::text::Text;
use std::borrow::Cow;

#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub bytes: Bytes,
    pub kind: TokenKind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind<'a> {
    /// `user.city`, `and`, `true`, `_`, `$null`
    Word(&'a str),
    /// `-eq`: the name without its hyphen.
    Operator(&'a str),
    /// Text that starts with a digit, or with a minus and a digit: a number or a time.
    Digits(&'a str),
    /// Quoted text, with escapes resolved.
    Text(Cow<'a, str>),
    /// One of `(`, `)`, `[`, `]` and `,`.
    Mark(char),
    /// The end of the rule.
    End,
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next token. At the end it is always [`TokenKind::End`].
    pub fn token(&mut self) -> Result<Token<'a>, RuleError> {
        self.take_while(char::is_whitespace);
        let start = self.at;
        let Some(first) = self.peek() else {
            return Ok(Token { bytes: start..start, kind: TokenKind::End });
        };
        let kind = match first {
            '(' | ')' | '[' | ']' | ',' => {
                self.at += 1;
                TokenKind::Mark(first)
            }
            '`' | '\\' => {
                self.at += 1;
                self.quoted(start, Some(first))?
            }
            _ if closing_quotes(first).is_some() => self.quoted(start, None)?,
            _ if is_hyphen(first) => self.hyphenated(first)?,
            '0'..='9' => self.digits(start),
            _ if is_word(first) => TokenKind::Word(self.take_while(is_word)),
            _ => return Err(self.stray(start)),
        };
        Ok(Token { bytes: start..self.at, kind })
    }

    fn hyphenated(&mut self, hyphen: char) -> Result<TokenKind<'a>, RuleError> {
        let start = self.at;
        self.at += hyphen.len_utf8();
        match self.peek() {
            Some('0'..='9') => Ok(self.digits(start)),
            Some(next) if next.is_alphabetic() => Ok(TokenKind::Operator(self.take_while(is_word))),
            _ => Err(RuleError { at: start..self.at, message: "expected the name of an operator after the hyphen".into() }),
        }
    }

    /// A number, or a time such as `2020-06-10T18:13:20Z`. A hyphen belongs to it only before a digit: `5-and` is two tokens.
    fn digits(&mut self, start: usize) -> TokenKind<'a> {
        loop {
            self.take_while(|character| is_word(character) || matches!(character, ':' | '+'));
            let rest = self.text.as_bytes().after(self.at);
            if !matches!(rest, [b'-', b'0'..=b'9', ..]) {
                return TokenKind::Digits(self.text.part(start..self.at));
            }
            self.at += 1;
        }
    }

    /// A text whose quote starts here. If the quote itself is escaped (``user.city -eq `"Lagos`"``, as in the documentation), the closing
    /// one is escaped in the same way.
    fn quoted(&mut self, start: usize, escape: Option<char>) -> Result<TokenKind<'a>, RuleError> {
        let Some((opening, closing)) = self.peek().and_then(|quote| Some((quote, closing_quotes(quote)?))) else {
            return Err(self.stray(start));
        };
        self.at += opening.len_utf8();
        let from = self.at;
        let mut last_quote = None;
        let mut unescaped = String::new();
        let mut plain = from;
        while let Some(character) = self.peek() {
            let here = self.at;
            self.at += character.len_utf8();
            let next = self.peek();
            let next_closes = next.is_some_and(|next| closing.contains(&next));
            let skipped = match character {
                '`' | '\\' if escape == Some(character) && next_closes => {
                    let value = self.text_so_far(from, plain, here, unescaped);
                    self.step();
                    return Ok(TokenKind::Text(value));
                }
                '`' => next == Some('`') || next.is_some_and(|next| closing_quotes(next).is_some()),
                // The documentation has no such escape, and a backslash is also an escape of regular expressions. It escapes a quote if the text can
                // still be closed after that.
                '\\' => next_closes && *last_quote.get_or_insert_with(|| self.text.rfind(closing)) > Some(self.at),
                '\'' => next == Some('\'') && escape.is_none(),
                _ => false,
            };
            if skipped {
                unescaped.push_str(self.text.part(plain..here));
                plain = self.at;
                self.step();
            } else if escape.is_none() && closing.contains(&character) {
                return Ok(TokenKind::Text(self.text_so_far(from, plain, here, unescaped)));
            }
        }
        let message =
            Text::new("expected `{opening}` at the end of the text, found the end of the rule").with("opening", opening.to_string());
        Err(RuleError { at: start..from, message })
    }

    /// The text between `from` and `end`: the unescaped part, and the plain part from `plain` on.
    fn text_so_far(&self, from: usize, plain: usize, end: usize, mut unescaped: String) -> Cow<'a, str> {
        if plain == from {
            return Cow::Borrowed(self.text.part(from..end));
        }
        unescaped.push_str(self.text.part(plain..end));
        Cow::Owned(unescaped)
    }

    fn stray(&self, start: usize) -> RuleError {
        let character = self.text.after(start).chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
        let message = Text::new("expected a property, an operator or a value, found `{character}`")
            .with("character", character.escape_debug().to_string());
        RuleError { at: start..start + character.len_utf8(), message }
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.text.after(self.at);
        let taken = rest.before(rest.find(|character| !belongs(character)).unwrap_or(rest.len()));
        self.at += taken.len();
        taken
    }

    fn step(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn peek(&self) -> Option<char> {
        self.text.after(self.at).chars().next()
    }
}

/// Characters of words: a property has dots, and `$null` its dollar.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '$')
}
