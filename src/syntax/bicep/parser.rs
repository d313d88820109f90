//! Tokens to the tree, by recursive descent.
//!
//! An error takes nothing from the text: what is missing stands in the tree as an empty node, and whoever called goes on at the same
//! token, where no second diagnostic is given. So the error rises to the nearest list (of statements, properties, items), which
//! skips what is left of the entry and goes on with the next one.

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

/// Which of the two languages a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Template,
    Parameters,
}

pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    dialect: Dialect,
    /// Any line that looks like a statement ends every bracket that is open.
    recover: bool,
    /// The token that comes next.
    current: Token,
    /// Where the last token that was taken ends.
    taken: u32,
    depth: usize,
    /// What closes the brackets and holes that are open, the innermost last.
    open: Vec<Kind>,
    /// How many of them are holes of strings.
    holes: usize,
    /// Objects and arrays may stand here: in the holes of strings they may not.
    literals: bool,
    /// A bracket never ended.
    unclosed: bool,
    /// Where the last diagnostic was given.
    reported: Option<u32>,
}

/// Words that begin a statement.
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

/// Whether the line that begins at `at` looks like a statement: one of the words, and behind it what no property has.
pub(super) fn statement_starts(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at..];
    if rest.first() == Some(&b'@') {
        return rest.get(1).is_some_and(|&byte| begins_name(byte));
    }
    let word = &rest[..rest.iter().take_while(|&&byte| continues_name(byte)).count()];
    if !STATEMENTS.iter().any(|statement| statement.as_bytes() == word) {
        return false;
    }
    let blanks = rest[word.len()..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(word.len() + blanks) {
        Some(b'=') => word == b"targetScope",
        Some(b'\'' | b'*' | b'{') => blanks > 0,
        // `type as kind` is what a list of imports may have in a line.
        Some(&byte) => blanks > 0 && begins_name(byte) && !rest[word.len() + blanks..].starts_with(b"as "),
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

    /// Reads the whole file. As an error, where a bracket or string never ended.
    pub fn file(mut self) -> Result<File<'a>, Box<File<'a>>> {
        let statements = self.statements();
        let mut diagnostics = self.lexer.diagnostics;
        // The lexer is a token ahead of the parser.
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let file = File { statements, diagnostics };
        if self.unclosed || self.lexer.unclosed { Err(Box::new(file)) } else { Ok(file) }
    }

    fn at(&self, kind: Kind) -> bool {
        self.current.kind == kind
    }

    /// Takes the token that comes next.
    fn advance(&mut self) -> Token {
        let token = self.current;
        self.taken = token.span.end;
        self.current = self.lexer.next();
        token
    }

    /// Takes the next token, if it is of this kind.
    fn take(&mut self, kind: Kind) -> bool {
        let takes = self.at(kind);
        if takes {
            self.advance();
        }
        takes
    }

    /// Takes the next token, which should be of this kind.
    fn expect(&mut self, kind: Kind, shown: &str) -> bool {
        let takes = self.take(kind);
        if !takes {
            self.report(shown);
        }
        takes
    }

    /// Goes on behind line breaks, which in the hole of a string are none that could be passed over.
    fn newlines(&mut self) {
        // The token takes in all there are.
        if self.at(Kind::Newline) && self.holes == 0 {
            let taken = self.taken;
            self.advance();
            self.taken = taken; // a node does not reach into the next line
        }
    }

    fn text(&self, span: Span) -> &'a str {
        &self.lexer.text[span.range()]
    }

    /// Whether this word comes next.
    fn at_word(&self, word: &str) -> bool {
        self.at(Kind::Name) && self.text(self.current.span) == word
    }

    /// Takes this word, if it comes next.
    fn take_word(&mut self, word: &str) -> Option<Span> {
        self.at_word(word).then(|| self.advance().span)
    }

    /// Takes this word, which should come next.
    fn expect_word(&mut self, word: &str) -> bool {
        let takes = self.take_word(word).is_some();
        if !takes {
            self.report(&format!("`{word}`"));
        }
        takes
    }

    /// Takes a name, which should come next: `expected` says of what.
    fn name(&mut self, expected: &str) -> Name<'a> {
        if self.at(Kind::Name) {
            let span = self.advance().span;
            return Name { span, text: self.text(span) };
        }
        self.report(expected);
        Name { span: self.nothing(), text: "" }
    }

    /// The text behind the next token: for what one token does not tell.
    fn behind(&self) -> &'a str {
        &self.lexer.text[self.current.span.end as usize..]
    }

    /// Whether the line ends here, and the next one begins with this.
    fn next_line(&self, condition: impl Fn(&str) -> bool) -> bool {
        self.at(Kind::Newline) && self.holes == 0 && condition(self.behind())
    }

    /// Takes line breaks if this stands behind them.
    fn newlines_before(&mut self, condition: impl Fn(&str) -> bool) {
        if self.next_line(condition) {
            self.newlines();
        }
    }

    /// The empty place behind the last token that was taken.
    fn nothing(&self) -> Span {
        Span { start: self.taken, end: self.taken }
    }

    /// An expression that is missing here.
    fn no_expression(&self) -> Expression<'a> {
        Expression { span: self.nothing(), kind: ExpressionKind::Error }
    }

    /// The span from `start` to the last token that was taken.
    fn since(&self, start: u32) -> Span {
        Span { start, end: self.taken.max(start) }
    }

    /// Runs `read` a level deeper, unless that is too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.report_here(format!("expected no more than {MAX_DEPTH} levels of nesting"));
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        Some(result)
    }

    /// Says that something else was expected here.
    #[cold]
    fn report(&mut self, expected: &str) {
        let found = self.found();
        let hint = if found == "`\"`" { ": strings are written in `'`" } else { "" };
        self.report_here(format!("expected {expected}, found {found}{hint}"));
    }

    /// Gives a diagnostic at the token that comes next, but only one at each.
    #[cold]
    fn report_here(&mut self, message: String) {
        let Span { start, end } = self.current.span;
        if self.reported != Some(start) {
            self.reported = Some(start);
            let end = if self.at(Kind::Newline) { start } else { end };
            self.report_at(Span { start, end }, message);
        }
    }

    #[cold]
    fn report_at(&mut self, span: Span, message: String) {
        self.lexer.diagnostics.push(Diagnostic { span, message });
    }

    /// What comes next, as a message names it.
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

    /// Whether the next token begins a line that looks like a statement and so ends what is open.
    ///
    /// A resource or decorator may stand at the first column within a resource: it ends nothing, unless something never ended.
    fn at_statement(&self) -> bool {
        if !matches!(self.current.kind, Kind::Name | Kind::At) {
            return false;
        }
        let (start, bytes) = (self.current.span.start as usize, self.lexer.text.as_bytes());
        let begins_line = start.checked_sub(1).is_none_or(|before| matches!(bytes[before], b'\n' | b'\r'));
        begins_line && statement_starts(bytes, start) && (self.recover || !(self.at(Kind::At) || self.at_word("resource")))
    }

    /// Whether a list ends here, be it by its closing bracket or because nothing of it can follow.
    fn ends(&self, close: Kind) -> bool {
        let kind = self.current.kind;
        kind == close
            || kind == Kind::End
            || kind == Kind::Newline && self.holes > 0
            || kind.closes() && self.closes_something(kind)
            || self.at_statement()
    }

    /// Whether a bracket closes one that is open. A hole is closed by its string alone.
    fn closes_something(&self, kind: Kind) -> bool {
        let kind = if kind == Kind::StringMiddle { Kind::StringEnd } else { kind };
        let inner = self.open.iter().rposition(|&open| open == Kind::StringEnd).unwrap_or(0);
        self.open[inner..].contains(&kind)
    }

    /// Takes a bracket that opens, and gives where it stands.
    fn open(&mut self) -> u32 {
        let token = self.advance();
        self.open.extend(token.kind.closer());
        token.span.start
    }

    /// Takes the bracket that closes, or says that it is missing. Whether it was there.
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

/// Whether a character shows nothing, so that a message had better give its number.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
