//! The languages of texts for people, and their catalogues.
//!
//! English is in the code. A catalogue (gettext's `.po`, one folder for each language in `locales/`) has the translation of each English template,
//! with the same named values. What it lacks stays English.

use polib::po_file;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A language of texts for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English
    #[default]
    #[value(name = "en")]
    English,
    /// Japanese
    #[value(name = "ja")]
    Japanese,
}

/// Translations by their English templates.
type Catalogue = HashMap<String, String>;

impl Language {
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
        match name.split(['_', '-', '.', '@']).next().unwrap_or_default() {
            "en" => Some(Self::English),
            "ja" => Some(Self::Japanese),
            _ => None,
        }
    }

    /// The name of the language, as in BCP 47.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// A template or a word in this language.
    pub fn translate(self, english: &str) -> Option<&'static str> {
        self.catalogue()?.get(english).map(String::as_str)
    }

    /// A template or a word in this language, or in English if there is no translation.
    pub fn text(self, english: &'static str) -> &'static str {
        self.translate(english).unwrap_or(english)
    }

    /// What separates two sentences.
    pub(crate) fn separator(self) -> &'static str {
        match self {
            Self::English => "; ",
            Self::Japanese => "。",
        }
    }

    /// What separates the elements of a list.
    pub(crate) fn comma(self) -> &'static str {
        match self {
            Self::English => ", ",
            Self::Japanese => "、",
        }
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        static JAPANESE: OnceLock<Catalogue> = OnceLock::new();
        match self {
            Self::English => None,
            Self::Japanese => Some(JAPANESE.get_or_init(|| read(JAPANESE_FILES))),
        }
    }
}

const JAPANESE_FILES: &[&str] = &[include_str!("../locales/ja/findings.po"), include_str!("../locales/ja/reports.po")];

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
