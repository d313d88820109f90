//! A recursive descent parser.
//!
//! An error consumes no text: a missing part becomes an empty node in the tree, and the caller continues at the same token, where no
//! second diagnostic is reported. So the error rises to the nearest list (of statements, properties, items), which skips the rest of the
//! entry and continues with the next one.

mod expressions;
mod lists;
mod literals;
mod skip;
mod statements;
mod types;

use super::ast::{Expression, ExpressionKind, File, Name, Span};
use super::lexer::{Lexer, begins_name, continues_name, excerpt};
use super::token::{Kind, Token};
use super::{Diagnostic, MAX_DEPTH};
use crate::parts::Parts;
use crate::text::Text;
use crate::text::Words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Template,
    Parameters,
}

pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    dialect: Dialect,
    /// Any line that looks like a statement closes every open bracket.
    recover: bool,
    /// The next token.
    current: Token,
    /// The end of the last consumed token.
    taken: u32,
    depth: usize,
    /// The closers of open brackets and holes, innermost last.
    open: Vec<Kind>,
    /// The number of them that are holes of strings.
    holes: usize,
    /// Objects and arrays are allowed here: they are not in the holes of strings.
    literals: bool,
    /// A bracket was not closed.
    unclosed: bool,
    /// The place of the last diagnostic.
    reported: Option<u32>,
}

/// Keywords of statements.
const STATEMENTS: &[&str] = &[
    "assert",
    "extends",
    "extension",
    "extensionConfig",
    "func",
    "import",
    "metadata",
    "module",
    "output",
    "param",
    "provider",
    "resource",
    "targetScope",
    "test",
    "type",
    "using",
    "var",
];

/// Whether the line at `at` looks like a statement: a keyword, followed by text that no property has.
pub(super) fn statement_starts(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.after(at);
    if rest.first() == Some(&b'@') {
        return rest.get(1).is_some_and(|&byte| begins_name(byte));
    }
    let word = rest.before(rest.iter().take_while(|&&byte| continues_name(byte)).count());
    if !STATEMENTS.iter().any(|statement| statement.as_bytes() == word) {
        return false;
    }
    let blanks = rest.after(word.len()).iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(word.len() + blanks) {
        Some(b'=') => word == b"targetScope",
        Some(b'\'' | b'*' | b'{') => blanks > 0,
        // A line of an import list may be `type as kind`.
        Some(&byte) => blanks > 0 && begins_name(byte) && !rest.after(word.len() + blanks).starts_with(b"as "),
        None => false,
    }
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, dialect: Dialect, recover: bool) -> Self {
        let mut lexer = Lexer::new(text, recover);
        let current = lexer.next();
        Self {
            lexer,
            dialect,
            recover,
            current,
            taken: current.span.start,
            depth: 0,
            open: Vec::new(),
            holes: 0,
            literals: true,
            unclosed: false,
            reported: None,
        }
    }

    /// Parses the whole file. The error is the same tree, if a bracket or string was not closed.
    pub fn file(mut self) -> Result<File<'a>, Box<File<'a>>> {
        let statements = self.statements();
        let mut diagnostics = self.lexer.diagnostics;
        // The lexer is one token ahead of the parser.
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let file = File { statements, diagnostics };
        if self.unclosed || self.lexer.unclosed { Err(Box::new(file)) } else { Ok(file) }
    }

    fn at(&self, kind: Kind) -> bool {
        self.current.kind == kind
    }

    /// Consumes the next token.
    fn advance(&mut self) -> Token {
        let token = self.current;
        self.taken = token.span.end;
        self.current = self.lexer.next();
        token
    }

    /// Consumes the next token, if it has this kind.
    fn take(&mut self, kind: Kind) -> bool {
        let takes = self.at(kind);
        if takes {
            self.advance();
        }
        takes
    }

    /// Consumes the next token, which must have this kind.
    fn expect(&mut self, kind: Kind, shown: &str) -> bool {
        let takes = self.take(kind);
        if !takes {
            self.report(shown);
        }
        takes
    }

    /// Skips line breaks, except in the hole of a string, where they end the string.
    fn newlines(&mut self) {
        // One token contains all consecutive line breaks.
        if self.at(Kind::Newline) && self.holes == 0 {
            let taken = self.taken;
            self.advance();
            self.taken = taken; // a node does not extend into the next line
        }
    }

    fn text(&self, span: Span) -> &'a str {
        self.lexer.text.part(span.range())
    }

    /// Whether the next token is this word.
    fn at_word(&self, word: &str) -> bool {
        self.at(Kind::Name) && self.text(self.current.span) == word
    }

    /// Consumes this word, if it is next.
    fn take_word(&mut self, word: &str) -> Option<Span> {
        self.at_word(word).then(|| self.advance().span)
    }

    /// Consumes this word, which must be next.
    fn expect_word(&mut self, word: &str) -> bool {
        let takes = self.take_word(word).is_some();
        if !takes {
            self.report(format!("`{word}`"));
        }
        takes
    }

    /// Consumes a name, which must be next; `expected` describes it.
    fn name(&mut self, expected: &str) -> Name<'a> {
        if self.at(Kind::Name) {
            let span = self.advance().span;
            return Name { span, text: self.text(span) };
        }
        self.report(expected);
        Name { span: self.nothing(), text: "" }
    }

    /// The text after the next token, for decisions that need more than one token.
    fn after(&self) -> &'a str {
        self.lexer.text.after(self.current.span.end as usize)
    }

    /// Whether the line ends here, and the next one starts with this.
    fn next_line(&self, condition: impl Fn(&str) -> bool) -> bool {
        self.at(Kind::Newline) && self.holes == 0 && condition(self.after())
    }

    /// Skips line breaks if this follows after them.
    fn newlines_before(&mut self, condition: impl Fn(&str) -> bool) {
        if self.next_line(condition) {
            self.newlines();
        }
    }

    /// The empty span after the last consumed token.
    fn nothing(&self) -> Span {
        Span { start: self.taken, end: self.taken }
    }

    /// A missing expression.
    fn no_expression(&self) -> Expression<'a> {
        Expression { span: self.nothing(), kind: ExpressionKind::Error }
    }

    /// The span from `start` to the last consumed token.
    fn since(&self, start: u32) -> Span {
        Span { start, end: self.taken.max(start) }
    }

    /// Runs `read` one level deeper, within the limit.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.report_here(Text::new("expected no more than {limit} levels of nesting").with("limit", MAX_DEPTH.to_string()));
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        Some(result)
    }

    /// Reports that something else was expected here.
    #[cold]
    fn report(&mut self, expected: impl Into<Words>) {
        let found = self.found();
        let message = match &*found {
            "`\"`" => Text::new("expected {expected}, found {found}: strings are written in `'`"),
            _ => Text::new("expected {expected}, found {found}"),
        };
        self.report_here(message.with("expected", expected).with("found", found));
    }

    /// Reports a diagnostic at the next token, but only one per token.
    #[cold]
    fn report_here(&mut self, message: Text) {
        let Span { start, end } = self.current.span;
        if self.reported != Some(start) {
            self.reported = Some(start);
            let end = if self.at(Kind::Newline) { start } else { end };
            self.report_at(Span { start, end }, message);
        }
    }

    #[cold]
    fn report_at(&mut self, span: Span, message: Text) {
        self.lexer.diagnostics.push(Diagnostic { span, message });
    }

    /// The next token, for messages.
    fn found(&self) -> String {
        match self.current.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::Newline => "the end of the line".to_owned(),
            Kind::Unknown => match self.text(self.current.span).chars().next() {
                Some(character) if character.is_control() || character.is_whitespace() || is_invisible(character) => {
                    format!("the character U+{:04X}", character as u32)
                }
                _ => format!("`{}`", self.text(self.current.span)),
            },
            _ => {
                let text = self.text(self.current.span);
                format!("`{}`", excerpt(text.lines().next().unwrap_or_default()))
            }
        }
    }

    /// Whether the next token starts a line that looks like a statement, which closes open brackets.
    ///
    /// A resource or decorator may start in the first column inside a resource: it closes nothing, unless a bracket was not closed.
    fn at_statement(&self) -> bool {
        if !matches!(self.current.kind, Kind::Name | Kind::At) {
            return false;
        }
        let (start, bytes) = (self.current.span.start as usize, self.lexer.text.as_bytes());
        let begins_line = bytes.before(start).last().is_none_or(|before| matches!(before, b'\n' | b'\r'));
        begins_line && statement_starts(bytes, start) && (self.recover || !(self.at(Kind::At) || self.at_word("resource")))
    }

    /// Whether a list ends here, by its closing bracket or because no further entry can follow.
    fn ends(&self, close: Kind) -> bool {
        let kind = self.current.kind;
        kind == close
            || kind == Kind::End
            || kind == Kind::Newline && self.holes > 0
            || kind.closes() && self.closes_something(kind)
            || self.at_statement()
    }

    /// Whether a bracket closes an open one. A hole is closed by its string alone.
    fn closes_something(&self, kind: Kind) -> bool {
        let kind = if kind == Kind::StringMiddle { Kind::StringEnd } else { kind };
        let inner = self.open.iter().rposition(|&open| open == Kind::StringEnd).unwrap_or(0);
        self.open.after(inner).contains(&kind)
    }

    /// Consumes an opening bracket, and returns its offset.
    fn open(&mut self) -> u32 {
        let token = self.advance();
        self.open.extend(token.kind.closer());
        token.span.start
    }

    /// Consumes the closing bracket, or reports that it is missing. Returns whether it was there.
    fn close(&mut self, close: Kind) -> bool {
        self.unclosed |= self.at(Kind::End);
        if close.closes() {
            self.open.pop();
        }
        self.expect(close, shown(close))
    }
}

fn shown(close: Kind) -> &'static str {
    match close {
        Kind::RightBrace => "`}`",
        Kind::RightParenthesis => "`)`",
        Kind::RightSquare => "`]`",
        _ => "`>`",
    }
}

/// Whether a character is invisible, so that a message shows its code point.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
