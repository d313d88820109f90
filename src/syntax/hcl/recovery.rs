//! Error recovery: skips broken text by brackets, and by lines that look like the start of another construct.

use super::cursor::{BLOCK, Failed, Parser, Read, end_of_word};
use crate::parts::Parts;
use memchr::{memchr, memrchr};

/// The maximum number of open brackets that are searched for the match of a closing one.
const SEARCHED: usize = 256;

/// The maximum number of bytes that are parsed again: without a limit many mistakes would take quadratic time.
const LOOKED_BACK: usize = 256;

impl Parser<'_> {
    /// Skips to where the container of the last of the first `base` open brackets can continue: its next comma or newline, if these separate
    /// its items, or its end.
    ///
    /// `start` is the start of the broken item. Fails when something of an outer container starts first.
    pub(super) fn recover(&mut self, base: usize, start: usize) -> Read<()> {
        let container = self.open.get(..base).and_then(<[u8]>::last).copied().unwrap_or(BLOCK);
        self.step_back(base, start, container);
        let result = self.skip(base, container);
        self.open.truncate(base);
        if container == BLOCK { Ok(()) } else { result }
    }

    /// Returns to the start of this line, if it starts a new construct: the missing text belongs before it.
    fn step_back(&mut self, base: usize, start: usize, container: u8) {
        let within = self.bytes.get(start..self.at).and_then(|read| memrchr(b'\n', read)).map(|length| start + length);
        // An item at the start of a line may not belong to this container. In a body it does, because no further container is open.
        let before = || if container == BLOCK { None } else { self.newline_before(start) };
        let Some(newline) = within.or_else(before) else { return };
        let failed_at = std::mem::replace(&mut self.at, newline);
        let innermost = self.open.get(base..).and_then(<[u8]>::last).copied().unwrap_or(container);
        if innermost == BLOCK || !self.begins_anew(innermost) {
            self.at = failed_at;
        }
    }

    /// The newline before this offset, if only white space is between them.
    fn newline_before(&self, at: usize) -> Option<usize> {
        let blanks = self.bytes.before(at).iter().rev().take(LOOKED_BACK).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        (at - blanks).checked_sub(1).filter(|&before| self.bytes.get(before) == Some(&b'\n'))
    }

    /// Returns to the end of the line on which a sequence of a heredoc started, if it presumably ends there.
    pub(super) fn stay_in_line(&mut self, start: usize) {
        let from = self.at.saturating_sub(LOOKED_BACK).max(start);
        let line = self.bytes.get(start..self.at).map_or(0, |read| memchr(b'\n', read).unwrap_or(read.len()));
        if start + line >= from {
            self.at = start + line;
            self.lost = false;
        }
    }

    fn skip(&mut self, base: usize, container: u8) -> Read<()> {
        loop {
            let Some(byte) = self.peek() else {
                self.lost = true;
                return Err(Failed);
            };
            let directly = self.open.len() == base;
            if !directly && self.open.last() == Some(&b'"') {
                self.skip_in_string(byte, base);
                continue;
            }
            match byte {
                b'\n' => {
                    let innermost = if directly { container } else { *self.open.last().expect("more than `base` are open") };
                    if directly && container == BLOCK {
                        return Ok(());
                    }
                    let begins_anew = self.begins_anew(innermost);
                    if container == b'{' && (begins_anew || directly) && !self.looks_like_block(self.at + 1) {
                        return Ok(()); // the next item of the container
                    }
                    let in_line = container == b'$' && (directly || self.open.before(base - 1).last() != Some(&b'"'));
                    if begins_anew || in_line {
                        return Err(Failed);
                    }
                    self.at += 1;
                }
                b',' if directly && matches!(container, b'[' | b'{') => return Ok(()),
                b'(' | b'[' | b'{' | b'"' => {
                    self.open.push(byte);
                    self.at += 1;
                }
                b')' | b']' | b'}' => {
                    if let Some(result) = self.closes(byte, base) {
                        return result;
                    }
                    self.at += 1;
                }
                b'#' | b'/' => {
                    if !self.comment() {
                        self.at += 1;
                    }
                }
                b'<' => self.skip_heredoc(),
                _ => self.at += 1,
            }
        }
    }

    /// Skips one step in a string, which ends with its line.
    fn skip_in_string(&mut self, byte: u8, base: usize) {
        match byte {
            b'"' => {
                self.open.pop();
                self.at += 1;
            }
            // An unclosed string also closes everything that is open in the string around it.
            b'\n' => {
                let outermost = self.open.after(base).iter().position(|&bracket| bracket == b'"');
                self.open.truncate(base + outermost.expect("a string is open"));
            }
            b'\\' => self.at = (self.at + if self.peek_at(1) == Some(b'\n') { 1 } else { 2 }).min(self.bytes.len()),
            b'$' | b'%' if self.peek_at(1) == Some(b'{') => {
                self.open.push(b'$');
                self.at += 2;
            }
            _ => self.at += 1,
        }
    }

    /// Removes the bracket that this one closes. Returns the result of skipping if that is the container's bracket or an outer one.
    fn closes(&mut self, byte: u8, base: usize) -> Option<Read<()>> {
        let opens = |&bracket: &u8| match byte {
            b')' => bracket == b'(',
            b']' => bracket == b'[',
            _ => matches!(bracket, b'{' | b'$' | BLOCK),
        };
        let opened = self.open.after(base).iter().rev().take(SEARCHED).position(opens);
        if let Some(above) = opened {
            self.open.truncate(self.open.len() - 1 - above);
            return None;
        }
        match self.open.before(base).iter().rev().position(opens) {
            Some(0) => Some(Ok(())),
            Some(_) => Some(Err(Failed)),
            None => None,
        }
    }

    /// Whether the line after this newline cannot belong to the open construct.
    fn begins_anew(&self, innermost: u8) -> bool {
        self.looks_like_block(self.at + 1) || (innermost != b'{' && self.looks_like_attribute(self.at + 1))
    }

    fn skip_blanks(&self, at: usize) -> usize {
        at + self.bytes.after(at).iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// Whether a line is `name "label" label {`.
    fn looks_like_block(&self, line: usize) -> bool {
        let Some(end) = end_of_word(self.text, self.skip_blanks(line)) else { return false };
        let mut at = self.skip_blanks(end);
        loop {
            at = match self.bytes.get(at) {
                Some(b'{') => return true,
                Some(b'"') => match self.bytes.after(at + 1).iter().position(|byte| matches!(byte, b'"' | b'\n')) {
                    Some(length) if self.bytes.get(at + 1 + length) == Some(&b'"') => at + length + 2,
                    _ => return false,
                },
                _ => match end_of_word(self.text, at) {
                    Some(end) => end,
                    None => return false,
                },
            };
            at = self.skip_blanks(at);
        }
    }

    /// Whether a line is `name = …`.
    fn looks_like_attribute(&self, line: usize) -> bool {
        let Some(end) = end_of_word(self.text, self.skip_blanks(line)) else { return false };
        let at = self.skip_blanks(end);
        self.bytes.get(at) == Some(&b'=') && !matches!(self.bytes.get(at + 1), Some(b'=' | b'>'))
    }

    /// Skips to the next line of this body that looks like the start of a block or an attribute, or to the end of the body.
    pub(super) fn skip_stray(&mut self, base: usize) {
        loop {
            let _ = self.recover(base, self.at);
            self.blank();
            match self.peek() {
                None => return,
                Some(b'}') if base > 0 => return,
                _ if self.looks_like_block(self.at) || self.looks_like_attribute(self.at) => return,
                _ => {}
            }
            if self.at_newline() {
                self.at += 1;
            }
        }
    }

    fn skip_heredoc(&mut self) {
        if self.heredoc_opens().is_none() {
            self.at += 1;
            return;
        }
        let Some((_, marker)) = self.heredoc_head() else { return };
        loop {
            if let Some(end) = self.heredoc_ends(marker) {
                self.at = end;
                return;
            }
            let Some(length) = memchr(b'\n', self.bytes.after(self.at)) else {
                self.at = self.bytes.len();
                return;
            };
            self.at += length + 1;
        }
    }
}
