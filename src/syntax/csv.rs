//! Tables (RFC 4180), row by row.
//!
//! Every cell keeps its byte range. No known crate provides that: they return where a row begins, but not a cell.
//! Beyond the RFC lines may end with LF alone, rows without any value are skipped, space around a cell is dropped, and another character than
//! a comma may separate cells.

use super::tree::Bytes;
use crate::parts::Parts;
use memchr::memchr2;
use std::borrow::Cow;

/// The text between two separators.
#[derive(Debug)]
pub struct Cell<'a> {
    pub text: Cow<'a, str>,
    /// Its bytes, quotes included.
    pub bytes: Bytes,
    pub is_quoted: bool,
}

/// Why a row cannot be read. Rows after it cannot be separated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvError {
    pub bytes: Bytes,
    pub message: &'static str,
    /// What to do.
    pub help: &'static str,
}

const DOUBLE: &str = "double each quote in a cell";

/// The rows of a table that are not empty.
#[derive(Debug)]
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Vec<Cell<'a>>, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            match self.row() {
                Ok(row) if row.iter().all(|cell| cell.text.is_empty()) => {}
                Ok(row) => return Some(Ok(row)),
                Err(error) => {
                    // After a wrong quote, cells cannot be separated.
                    self.at = self.text.len();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl<'a> Rows<'a> {
    /// The rows from an offset on.
    pub fn new(text: &'a str, at: usize, separator: u8) -> Self {
        Self { text, at, separator }
    }

    /// The offset after the last row that was returned.
    pub fn end(&self) -> usize {
        self.at
    }

    fn row(&mut self) -> Result<Vec<Cell<'a>>, CsvError> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            let rest = self.text.after(self.at);
            if rest.as_bytes().first() == Some(&self.separator) {
                self.at += 1;
                continue;
            }
            self.at += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            return Ok(cells);
        }
    }

    /// Whether space around a cell is dropped: a tab may be the separator.
    fn is_space(&self, character: char) -> bool {
        matches!(character, ' ' | '\t') && character != char::from(self.separator)
    }

    /// The next cell; what follows it is a comma, the end of the line, or that of the text.
    fn cell(&mut self) -> Result<Cell<'a>, CsvError> {
        let rest = self.text.after(self.at);
        let start = self.at + (rest.len() - rest.trim_start_matches(|space| self.is_space(space)).len());
        if self.text.after(start).starts_with('"') {
            return self.quoted(start);
        }
        let rest = self.text.after(self.at);
        let length = memchr2(self.separator, b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let raw = rest.before(length);
        let ends_line = rest.after(length).starts_with('\n') && raw.ends_with('\r');
        let text = raw.trim();
        let before = if text.is_empty() { 0 } else { raw.len() - raw.trim_start().len() };
        let bytes = self.at + before..self.at + before + text.len();
        self.at += length - usize::from(ends_line);
        if let Some(quote) = text.find('"') {
            let at = bytes.start + quote;
            let help = "write the whole cell in quotes, and double each quote in it";
            return Err(CsvError { bytes: at..at + 1, message: "a quote in the middle of a cell", help });
        }
        Ok(Cell { text: text.into(), bytes, is_quoted: false })
    }

    /// The cell whose quote opens at `start`.
    fn quoted(&mut self, start: usize) -> Result<Cell<'a>, CsvError> {
        let inner = start + 1;
        let mut end = inner;
        loop {
            let Some(quote) = memchr::memchr(b'"', self.text.as_bytes().after(end)) else {
                let message = "the quote that opens here is not closed";
                return Err(CsvError { bytes: start..inner, message, help: DOUBLE });
            };
            end += quote;
            if !self.text.after(end + 1).starts_with('"') {
                break;
            }
            end += 2;
        }
        let raw = self.text.part(inner..end);
        let after = self.text.after(end + 1);
        let rest = after.trim_start_matches(|space| self.is_space(space));
        if !(rest.is_empty() || rest.starts_with([char::from(self.separator), '\n']) || rest.starts_with("\r\n")) {
            let at = self.text.len() - rest.len();
            let length = rest.chars().next().map_or(0, char::len_utf8);
            let message = "expected a comma or the end of the line after the quote";
            return Err(CsvError { bytes: at..at + length, message, help: DOUBLE });
        }
        self.at = self.text.len() - rest.len();
        let text = if raw.contains('"') { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        Ok(Cell { text, bytes: start..end + 1, is_quoted: true })
    }
}
