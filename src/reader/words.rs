//! Words that are searched for in the text of every file, most of which contain none of them.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use memchr::memmem;
use std::sync::OnceLock;

/// A set of words.
#[derive(Debug)]
pub struct Words {
    words: &'static [&'static str],
    /// Compares all words at once; `None` on a processor without the instructions for it.
    searcher: OnceLock<Option<Searcher>>,
}

impl Words {
    pub const fn new(words: &'static [&'static str]) -> Self {
        Self { words, searcher: OnceLock::new() }
    }

    /// Whether a text contains one of the words in the given spelling.
    pub fn occur_in(&self, text: &str) -> bool {
        let build = || Config::new().match_kind(MatchKind::LeftmostFirst).builder().extend(self.words).build();
        match self.searcher.get_or_init(build) {
            Some(searcher) => searcher.find(text).is_some(),
            None => self.words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_enough() {
        let words = Words::new(&["tenant", "Tenant", "\"authority\""]);
        for (text, occur) in [("a Tenant", true), ("TENANT", false), ("x \"authority\":", true), ("authority", false), ("", false)] {
            assert_eq!(words.occur_in(text), occur, "{text}");
        }
    }
}
