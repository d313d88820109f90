//! Texts for people: templates with named values.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The names of values that name an object. Instances of one declaration differ in them.
const OBJECTS: &[&str] = &[
    "account",
    "address",
    "app",
    "assignment",
    "creator",
    "credential",
    "group",
    "guest",
    "id",
    "identity",
    "name",
    "owner",
    "policy",
    "principal",
    "resource",
    "review",
    "scope",
    "subscription",
    "tenant",
    "user",
];

/// How much of a value a finding shows. Names in Microsoft Entra ID have at most 256 characters.
const MAX_VALUE_BYTES: usize = 1_024;

/// Text for people: sentences of a constant template with named values, so that each output can escape the untrusted
/// values without changing the template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text {
    template: &'static str,
    /// The values of this sentence; each sentence has separate names.
    values: Vec<(&'static str, Words)>,
    next: Option<Box<Self>>,
}

/// A value of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// A name, a number or a constant text.
    Plain(String),
    /// What another text says.
    Clause(Box<Clause>),
}

/// A sentence as a value. In JSON, it is in the resources that readers write (why a value is unknown), and so possibly in an input, too. For this
/// reason, its template is only a key of translations and never shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Clause {
    english: String,
    template: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Words)>,
}

impl Text {
    /// A text without values, or the beginning of one with [`Text::with`].
    pub fn new(template: &'static str) -> Self {
        Self { template, values: Vec::new(), next: None }
    }

    /// A text that was rendered before, in which backticks mark code. All of it is untrusted, so it becomes values.
    pub fn rendered(words: &str) -> Self {
        /// Pieces of a text that alternate between words and code. What follows is one piece.
        const PIECES: [&str; 21] =
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"];
        const TEMPLATE: &str = "{0}`{1}`{2}`{3}`{4}`{5}`{6}`{7}`{8}`{9}`{10}`{11}`{12}`{13}`{14}`{15}`{16}`{17}`{18}`{19}`{20}";
        let backticks = words.matches('`').count().min(PIECES.len() - 1);
        // A backtick without a second one is a character like others.
        let pieces = words.splitn(backticks / 2 * 2 + 1, '`');
        let end = TEMPLATE.match_indices('}').nth(backticks / 2 * 2).map_or(TEMPLATE.len(), |(at, _)| at + 1);
        let text = Self::new(TEMPLATE.get(..end).unwrap_or(TEMPLATE));
        PIECES.into_iter().zip(pieces).fold(text, |text, (name, piece)| text.with(name, piece))
    }

    /// Adds the value of `{name}` in the last sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Words>) -> Self {
        let values = &mut self.last().values;
        // Most of the possibly many findings have one value, so spare capacity would use most of their memory.
        values.reserve_exact(1);
        values.push((name, value.into()));
        self
    }

    /// Appends another sentence.
    #[must_use]
    pub fn and(mut self, next: Self) -> Self {
        if self.is_empty() {
            return next;
        }
        if next.is_empty() {
            return self;
        }
        self.last().next = Some(Box::new(next));
        self
    }

    /// The text with the beginning of each value, so that a name that many findings contain does not multiply.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let mut sentence = Some(&mut self);
        while let Some(Self { values, next, .. }) = sentence {
            for (_, value) in values.iter_mut() {
                value.bound();
            }
            sentence = next.as_deref_mut();
        }
        self
    }

    /// The length of the values in bytes.
    pub fn bytes_of_values(&self) -> usize {
        let sentences = std::iter::successors(Some(self), |sentence| sentence.next.as_deref());
        sentences.flat_map(|sentence| &sentence.values).map(|(_, value)| value.bytes()).sum()
    }

    /// The text without the names of objects, for a comparison. `is_name` tells of other values whether they are names.
    pub fn without_names(&self, is_name: &dyn Fn(&str) -> bool) -> String {
        let sentences = std::iter::successors(Some(self), |sentence| sentence.next.as_deref());
        let facts = |sentence: &Self| {
            let values = sentence.values.iter().map(|(key, value)| (key, value.english()));
            let facts = values.filter(|(key, value)| !OBJECTS.contains(key) && !is_name(value));
            facts.fold(sentence.template.to_owned(), |text, (_, value)| text + "\0" + value)
        };
        sentences.map(facts).collect::<Vec<_>>().join("\0\0")
    }

    fn last(&mut self) -> &mut Self {
        let mut sentence = self;
        while sentence.next.is_some() {
            sentence = sentence.next.as_deref_mut().expect("there is one");
        }
        sentence
    }

    /// Changes every value.
    pub fn each_value(&mut self, change: &dyn Fn(&mut String)) {
        let mut sentence = Some(self);
        while let Some(text) = sentence {
            text.values.iter_mut().for_each(|(_, value)| value.each(change));
            sentence = text.next.as_deref_mut();
        }
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// The templates of its sentences: what a catalogue translates.
    pub fn templates(&self) -> impl Iterator<Item = &'static str> {
        std::iter::successors(Some(self), |sentence| sentence.next.as_deref()).map(|sentence| sentence.template)
    }

    /// The text in English, each value passed through `escape`.
    pub fn render(&self, escape: impl Fn(&str) -> String) -> String {
        self.render_in(Language::English, escape)
    }

    /// The text in a language, each value passed through `escape`.
    pub fn render_in(&self, language: Language, escape: impl Fn(&str) -> String) -> String {
        let escape: &dyn Fn(&str) -> String = &escape;
        let mut text = self.render_sentence(language, escape);
        let mut next = self.next.as_deref();
        while let Some(sentence) = next {
            text.push_str(language.separator());
            text.push_str(&sentence.render_sentence(language, escape));
            next = sentence.next.as_deref();
        }
        text
    }

    fn render_sentence(&self, language: Language, escape: &dyn Fn(&str) -> String) -> String {
        filled(language.text(self.template), &self.values, language, escape)
    }
}

/// A template with its values.
fn filled<N: AsRef<str>>(template: &str, values: &[(N, Words)], language: Language, escape: &dyn Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    let mut is_code = false;
    while let Some((before, opened)) = rest.split_once('{') {
        let Some((written, after)) = opened.split_once('}') else { break };
        text.push_str(before);
        is_code ^= before.matches('`').count() % 2 == 1;
        match values.iter().find(|(name, _)| name.as_ref() == written) {
            // A name is in backticks; another value may be a word of ours, such as a kind of object.
            Some((_, value)) if !is_code => text.push_str(&value.render_in(language, escape)),
            Some((_, value)) => text.push_str(&escape(value.english())),
            None => text.extend(["{", written, "}"]),
        }
        rest = language.after_value(&text, after);
    }
    text.push_str(rest);
    text
}

impl Words {
    /// In English.
    pub fn english(&self) -> &str {
        match self {
            Self::Plain(words) => words,
            Self::Clause(clause) => &clause.english,
        }
    }

    /// The words, or the translation of a constant text or a clause.
    fn render_in(&self, language: Language, escape: &dyn Fn(&str) -> String) -> String {
        let template = match self {
            Self::Plain(words) => words,
            Self::Clause(clause) => &*clause.template,
        };
        match (self, language.translate(template)) {
            (Self::Clause(clause), Some(template)) => filled(template, &clause.values, language, escape),
            (Self::Plain(_), Some(translation)) => escape(translation),
            (_, None) => escape(self.english()),
        }
    }

    fn bound(&mut self) {
        match self {
            Self::Plain(words) => bound(words),
            Self::Clause(clause) if clause.template.len() > MAX_VALUE_BYTES => {
                bound(&mut clause.english);
                *self = Self::Plain(std::mem::take(&mut clause.english));
            }
            Self::Clause(clause) => {
                bound(&mut clause.english);
                clause.values.iter_mut().for_each(|(_, value)| value.bound());
            }
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Plain(words) => words.len(),
            Self::Clause(clause) => clause.english.len() + clause.values.iter().map(|(_, value)| value.bytes()).sum::<usize>(),
        }
    }

    fn each(&mut self, change: &dyn Fn(&mut String)) {
        match self {
            Self::Plain(words) => change(words),
            Self::Clause(clause) => {
                change(&mut clause.english);
                clause.values.iter_mut().for_each(|(_, value)| value.each(change));
            }
        }
    }
}

fn bound(words: &mut String) {
    if words.len() > MAX_VALUE_BYTES {
        words.truncate(words.floor_char_boundary(MAX_VALUE_BYTES));
        words.push('…');
        words.shrink_to_fit();
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl From<String> for Words {
    fn from(words: String) -> Self {
        Self::Plain(words)
    }
}

impl From<&str> for Words {
    fn from(words: &str) -> Self {
        Self::Plain(words.to_owned())
    }
}

impl From<&String> for Words {
    fn from(words: &String) -> Self {
        Self::Plain(words.clone())
    }
}

impl From<Cow<'_, str>> for Words {
    fn from(words: Cow<'_, str>) -> Self {
        Self::Plain(words.into_owned())
    }
}

impl From<Text> for Words {
    fn from(mut text: Text) -> Self {
        if text.next.is_some() || text.values.is_empty() {
            return Self::Plain(text.to_string());
        }
        if text.template == WORDS {
            return text.values.swap_remove(0).1;
        }
        let english = text.to_string();
        let values = text.values.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self::Clause(Box::new(Clause { english, template: text.template.into(), values }))
    }
}

/// In English.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(str::to_owned))
    }
}

/// In English.
impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.render(str::to_owned) == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

/// A text that is only a value.
const WORDS: &str = "{words}";

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self::new(WORDS).with("words", words)
    }
}

impl From<&'static str> for Text {
    fn from(template: &'static str) -> Self {
        Self::new(template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shortened() {
        let text = Text::new("app `{name}`").and(Text::new("of `{user}`")).with("user", "ü".repeat(1_000)).bounded();
        assert_eq!(text.render(str::to_owned), format!("app `{{name}}`; of `{}…`", "ü".repeat(512)));
        assert_eq!(text.bytes_of_values(), 1_027);
    }

    #[test]
    fn values_are_escaped_and_the_template_is_not() {
        let text = Text::new("app `{name}` has {count} {braces}").with("name", "<b>{count}").with("count", "2");
        assert_eq!(text.render(|value| value.replace('<', "&lt;")), "app `&lt;b>{count}` has 2 {braces}");
    }

    #[test]
    fn a_text_that_was_rendered_is_untrusted_except_for_its_backticks() {
        let shown = |words| Text::rendered(words).render(|value| value.replace(['<', '`'], "?"));
        assert_eq!(shown("app `<b>` of `x` {1}"), "app `?b>` of `x` {1}");
        assert_eq!(shown("one ` alone"), "one ? alone");
        assert_eq!(shown("`a` and ` alone"), "`a` and ? alone");
        assert_eq!(shown(""), "");
        let many = "`a` ".repeat(20);
        assert_eq!(Text::rendered(&many).render(str::to_owned), many);
        assert!(shown(&many).ends_with("?a? "), "{}", shown(&many));
    }

    #[test]
    fn a_clause_is_translated_with_its_values_and_its_template_is_never_shown() {
        let reason = Text::new("variable `{name}` has no default").with("name", "<x>");
        let text = Text::new("`{setting}` is unknown: {reason}").with("setting", "a").with("reason", reason);
        let escape = |value: &str| value.replace('<', "&lt;");
        assert_eq!(text.render(escape), "`a` is unknown: variable `&lt;x>` has no default");
        let japanese = text.render_in(Language::Japanese, escape);
        assert!(japanese.contains("`&lt;x>`") && !japanese.contains("default"), "{japanese}");
        let expected = |found: &str| Text::new("expected {expected}, found {found}").with("expected", "a value").with("found", found);
        assert_eq!(expected("`]`").render_in(Language::Japanese, escape), "値が必要だが、`]` がある");
        assert_eq!(expected("the end of the file").render_in(Language::Japanese, escape), "値が必要だが、ファイルの終わりがある");
        let written = r#"{"english":"<b>","template":"<i>{name}","values":[["name","x"]]}"#;
        let read = Text::from(serde_json::from_str::<Words>(written).unwrap());
        assert_eq!([Language::English, Language::Japanese].map(|language| read.render_in(language, escape)), ["&lt;b>", "&lt;b>"]);
    }

    #[test]
    fn each_sentence_has_values_of_its_own() {
        let first = Text::new("set it in `{address}`").with("address", "web");
        let both = first.and(Text::new("then in `{address}` of {kind}")).with("address", "app").with("kind", "users");
        assert_eq!(both.render(str::to_owned), "set it in `web`; then in `app` of users");
        assert_eq!(Text::default().and("alone".into()).render(str::to_owned), "alone");
        assert_eq!(Text::new("alone").and(Text::default()).render(str::to_owned), "alone");
    }
}
