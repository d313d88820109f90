//! The languages of texts for people, and their catalogues.
//!
//! English is in the code. A catalogue (gettext's `.po`, one folder for each language in `locales/`) has the translation of each English template,
//! with the same named values, and of each block of the Markdown that documents the rules. What it lacks stays English.

use crate::parts::Parts;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use polib::po_file;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A language of texts for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Japanese,
}

/// What a language consists of.
struct Entry {
    /// The name, as in BCP 47: that of its folders in `locales` and `docs`.
    name: &'static str,
    /// What separates two sentences.
    separator: &'static str,
    /// What separates the elements of a list.
    comma: &'static str,
    catalogue: LazyLock<Catalogue>,
}

static ENGLISH: Entry = Entry { name: "en", separator: "; ", comma: ", ", catalogue: LazyLock::new(|| read(&[])) };

static JAPANESE: Entry = Entry {
    name: "ja",
    separator: "。",
    comma: "、",
    catalogue: LazyLock::new(|| {
        read(&[
            include_str!("../locales/ja/drift.po"),
            include_str!("../locales/ja/editor.po"),
            include_str!("../locales/ja/findings.po"),
            include_str!("../locales/ja/help.po"),
            include_str!("../locales/ja/input.po"),
            include_str!("../locales/ja/policy.po"),
            include_str!("../locales/ja/reports.po"),
            include_str!("../locales/ja/rules.po"),
            include_str!("../locales/ja/usage.po"),
        ])
    }),
};

/// Translations by their English templates.
type Catalogue = HashMap<String, String>;

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::English, Self::Japanese]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Language {
    fn entry(self) -> &'static Entry {
        match self {
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// The language of an environment: `TENANTLINT_LANG`, or else, outside of CI, that of the locale.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
        if let Some(language) = set(&"TENANTLINT_LANG").and_then(|name| Self::named(&name)) {
            return language;
        }
        // Logs of CI are read by everyone who works on a repository, and the locale of a runner is nobody's choice.
        if set(&"CI").is_some_and(|value| value != "false") {
            return Self::English;
        }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
        locale.and_then(|name| Self::named(&name)).unwrap_or_default()
    }

    /// The language of a name such as `ja`, `ja_JP.UTF-8` or `ja-JP`.
    fn named(name: &str) -> Option<Self> {
        let name = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        Self::value_variants().iter().copied().find(|language| language.name() == name)
    }

    /// The name of the language, as in BCP 47.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// A template or a word in this language.
    pub fn translate(self, english: &str) -> Option<&'static str> {
        self.entry().catalogue.get(english).map(String::as_str)
    }

    /// A template or a word in this language, or in English if there is no translation.
    pub fn text(self, english: &'static str) -> &'static str {
        self.translate(english).unwrap_or(english)
    }

    /// Markdown in this language: each block that has a translation is replaced.
    pub fn markdown(self, english: &str) -> String {
        let mut text = String::with_capacity(english.len());
        for block in blocks(english) {
            match self.translate(&block.text) {
                Some(translation) => text.extend([block.marker, translation, "\n"]),
                None => text.push_str(block.lines),
            }
        }
        text
    }

    /// What follows a value in a text: there is no space between two Japanese words.
    pub(crate) fn after_value<'t>(self, value: &str, rest: &'t str) -> &'t str {
        let is_word = self == Self::Japanese && value.ends_with(|last: char| !last.is_ascii());
        let is_particle = |inner: &&str| inner.starts_with(|first: char| ('\u{3041}'..='\u{309f}').contains(&first));
        rest.strip_prefix(' ').filter(|inner| is_word && is_particle(inner)).unwrap_or(rest)
    }

    /// What separates two sentences.
    pub(crate) fn separator(self) -> &'static str {
        self.entry().separator
    }

    /// What separates the elements of a list.
    pub(crate) fn comma(self) -> &'static str {
        self.entry().comma
    }
}

/// A block of Markdown, which is translated as a whole: a heading, a paragraph, an element of a list or a row of a table. Empty lines and code have
/// no text.
#[derive(Debug)]
pub struct Block<'t> {
    /// As they are in the text.
    pub lines: &'t str,
    marker: &'t str,
    /// Its lines without a marker, joined by spaces.
    pub text: String,
}

/// The blocks of a text.
pub fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut is_code, mut is_open) = (false, false);
    let mut start = 0;
    for line in markdown.split_inclusive('\n') {
        let end = start + line.len();
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let is_fence = rest.starts_with("```");
        let marker = ["- ", "## ", "# "].into_iter().find(|marker| rest.starts_with(marker)).unwrap_or_default();
        let is_alone = marker.starts_with('#') || rest.starts_with('|');
        let text = rest.after(marker.len()).trim_end();
        if is_code || is_fence || text.is_empty() {
            is_code ^= is_fence;
            is_open = false;
            blocks.push(Block { lines: line, marker: "", text: String::new() });
        } else if let Some(block) = blocks.last_mut().filter(|_| is_open && marker.is_empty() && !is_alone) {
            block.lines = markdown.part(end - line.len() - block.lines.len()..end);
            block.text.push(' ');
            block.text.push_str(text);
        } else {
            blocks.push(Block { lines: line, marker: line.before(indent.len() + marker.len()), text: text.to_owned() });
            is_open = !is_alone;
        }
        start = end;
    }
    blocks
}

fn read(files: &[&str]) -> Catalogue {
    let messages = files.iter().flat_map(|text| {
        let catalog = po_file::parse_from_reader(text.as_bytes()).expect("a test reads each catalogue");
        let messages = catalog.messages().filter(|message| message.is_translated());
        messages.map(|message| (message.msgid().to_owned(), message.msgstr().unwrap_or_default().to_owned())).collect::<Vec<_>>()
    });
    messages.collect()
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Japanese};

    #[test]
    fn the_environment_decides_the_language() {
        let cases: &[(&[(&str, &str)], Language)] = &[
            (&[], English),
            (&[("LANG", "ja_JP.UTF-8")], Japanese),
            (&[("LANG", "de_DE.UTF-8")], English),
            (&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")], English),
            (&[("LC_ALL", ""), ("LC_MESSAGES", "ja_JP"), ("LANG", "en_US")], Japanese),
            (&[("CI", "true"), ("LANG", "ja_JP.UTF-8")], English),
            (&[("CI", "false"), ("LANG", "ja_JP.UTF-8")], Japanese),
            (&[("CI", "true"), ("TENANTLINT_LANG", "ja")], Japanese),
            (&[("TENANTLINT_LANG", "en"), ("LANG", "ja_JP.UTF-8")], English),
            (&[("TENANTLINT_LANG", "tlh"), ("LANG", "ja_JP.UTF-8")], Japanese),
        ];
        for (variables, expected) in cases {
            let variable = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Language::of_environment(variable), *expected, "{variables:?}");
        }
    }
}
