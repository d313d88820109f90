//! Words that are searched for in the text of every file, most of which contain none of them.

use crate::parts::Parts;
use aho_corasick::packed::{Config, MatchKind, Searcher};
use memchr::{memchr2_iter, memmem};
use std::sync::OnceLock;

/// A set of words.
#[derive(Debug)]
pub struct Words {
    words: &'static [&'static str],
    /// Whether the words are compared with the text in lower case and without `-` and `_`.
    is_folded: bool,
    /// Whether escapes in the text are not a part of a word.
    is_literal: bool,
    /// Compares all words at once; `None` on a processor without the instructions for it.
    searcher: OnceLock<Option<Searcher>>,
}

impl Words {
    pub const fn new(words: &'static [&'static str]) -> Self {
        Self { words, is_folded: false, is_literal: false, searcher: OnceLock::new() }
    }

    /// Words in lower case, for formats whose names may have any case, and `-` and `_` at any place.
    pub const fn folded(words: &'static [&'static str]) -> Self {
        Self { words, is_folded: true, is_literal: false, searcher: OnceLock::new() }
    }

    /// Words of program code, in which only an attacker escapes a name, who could also compute it.
    pub const fn literal(words: &'static [&'static str]) -> Self {
        Self { words, is_folded: false, is_literal: true, searcher: OnceLock::new() }
    }

    /// Whether a text contains one of the words.
    pub fn occur_in(&self, text: &str) -> bool {
        if self.is_folded {
            let kept = text.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase());
            let folded: Vec<u8> = kept.collect();
            return self.words.iter().any(|word| memmem::find(&folded, word.as_bytes()).is_some());
        }
        match self.searcher() {
            Some(searcher) => searcher.find(text).is_some(),
            None => self.words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some()),
        }
    }

    fn searcher(&self) -> Option<&Searcher> {
        let build = || Config::new().match_kind(MatchKind::LeftmostFirst).builder().extend(self.words).build();
        self.searcher.get_or_init(build).as_ref()
    }

    /// Whether a text contains one of the words, or escapes that could be a part of one.
    pub fn may_occur_in(&self, text: &str) -> bool {
        self.occur_in(text) || !self.is_literal && has_escaped_letters(text)
    }
}

/// The starts of escapes.
static ESCAPES: Words = Words::new(&["\\u00", "\\u{", "\\x", "&#"]);

/// Whether a text contains an ASCII character as an escape that no tool writes, and that a search for words does not find: `\u0061` in JSON,
/// `\x61` or `\u{61}` in JavaScript, `&#97;` in XML. Windows `PowerShell` and .NET escape only characters that HTML uses.
pub fn has_escaped_letters(text: &str) -> bool {
    let is_letter = |at: usize| {
        let (digits, radix) = match text.as_bytes().after(at) {
            [b'\\', b'u', b'0', b'0', digits @ ..] | [b'\\', b'x', digits @ ..] => (digits.get(..2), 16),
            [b'\\', b'u', b'{', digits @ ..] => (until(digits, b'}'), 16),
            [b'&', b'#', b'x' | b'X', digits @ ..] => (until(digits, b';'), 16),
            [b'&', b'#', digits @ ..] => (until(digits, b';'), 10),
            _ => (None, 10),
        };
        let code = digits.and_then(|digits| u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()).and_then(char::from_u32);
        code.is_some_and(|code| {
            (code == ' ' || code.is_ascii_graphic()) && !matches!(code, '"' | '\\' | '&' | '\'' | '+' | '<' | '>' | '`')
        })
    };
    match ESCAPES.searcher() {
        Some(searcher) => searcher.find_iter(text).any(|found| is_letter(found.start())),
        None => memchr2_iter(b'\\', b'&', text.as_bytes()).any(is_letter),
    }
}

/// The digits before this end.
fn until(digits: &[u8], end: u8) -> Option<&[u8]> {
    digits.iter().take(8).position(|byte| *byte == end).map(|end| digits.before(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_that_no_tool_writes_are_recognized() {
        for text in [r"sign\u0049nAudience", r"\u002Ddirectory", r"\x61", r"\u{0061}", "&#97;", "&#x61;"] {
            assert!(has_escaped_letters(text), "{text}");
        }
        for text in [r"\u00e9", r"\u0026 \u003c \u0027", r"\n\x1b", "&amp; a & b", "&#xfffffffff;", r"\u{", r"\x", "\\", "&#", ""] {
            assert!(!has_escaped_letters(text), "{text}");
        }
    }

    #[test]
    fn one_word_is_enough() {
        let words = Words::new(&["tenant", "Tenant", "\"authority\""]);
        for (text, occur) in [("a Tenant", true), ("TENANT", false), ("x \"authority\":", true), ("authority", false), ("", false)] {
            assert_eq!(words.occur_in(text), occur, "{text}");
        }
    }
}
