//! Texts for people, and the places that they explain.

use crate::language::Language;
use crate::resource::{Origin, Place};
use crate::source::{Provenance, Span};

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    template: &'static str,
    /// The values of this sentence; each sentence has separate names.
    values: Vec<(&'static str, String)>,
    next: Option<Box<Self>>,
}

impl Text {
    /// A text without values, or the beginning of one with [`Text::with`].
    pub fn new(template: &'static str) -> Self {
        Self { template, values: Vec::new(), next: None }
    }

    /// Adds the value of `{name}` in the last sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
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
        self.last().next = Some(Box::new(next));
        self
    }

    /// The text with the beginning of each value, so that a name that many findings contain does not multiply.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let mut sentence = Some(&mut self);
        while let Some(Self { values, next, .. }) = sentence {
            for (_, value) in values.iter_mut().filter(|(_, value)| value.len() > MAX_VALUE_BYTES) {
                value.truncate(value.floor_char_boundary(MAX_VALUE_BYTES));
                value.push('…');
                value.shrink_to_fit();
            }
            sentence = next.as_deref_mut();
        }
        self
    }

    /// The length of the values in bytes.
    pub fn bytes_of_values(&self) -> usize {
        let sentences = std::iter::successors(Some(self), |sentence| sentence.next.as_deref());
        sentences.flat_map(|sentence| &sentence.values).map(|(_, value)| value.len()).sum()
    }

    /// The text without the names of objects, for a comparison. `is_name` tells of other values whether they are names.
    pub fn without_names(&self, is_name: &dyn Fn(&str) -> bool) -> String {
        let sentences = std::iter::successors(Some(self), |sentence| sentence.next.as_deref());
        let facts = |sentence: &Self| {
            let facts = sentence.values.iter().filter(|(key, value)| !OBJECTS.contains(key) && !is_name(value));
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
            text.values.iter_mut().for_each(|(_, value)| change(value));
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
        let mut text = self.render_sentence(language, &escape);
        let mut next = self.next.as_deref();
        while let Some(sentence) = next {
            text.push_str(language.separator());
            text.push_str(&sentence.render_sentence(language, &escape));
            next = sentence.next.as_deref();
        }
        text
    }

    fn render_sentence(&self, language: Language, escape: impl Fn(&str) -> String) -> String {
        let template = language.text(self.template);
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        let mut is_code = false;
        while let Some((before, opened)) = rest.split_once('{') {
            let Some((written, after)) = opened.split_once('}') else { break };
            text.push_str(before);
            is_code ^= before.matches('`').count() % 2 == 1;
            match self.values.iter().find(|(name, _)| *name == written) {
                // A name is in backticks; another value may be a word of ours, such as a kind of object.
                Some((_, value)) if !is_code => text.push_str(&escape(language.translate(value).unwrap_or(value))),
                Some((_, value)) => text.push_str(&escape(value)),
                None => text.extend(["{", written, "}"]),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

impl From<&'static str> for Text {
    fn from(template: &'static str) -> Self {
        Self::new(template)
    }
}

/// A place with an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What.
    pub text: Text,
    /// Where the value at this place came from.
    pub provenance: Provenance,
}

/// The text of a label at a place that a value came from.
const ORIGIN: &str = "the value comes from here";

/// The text of a label at the call of a module.
const CALL: &str = "in the module that this calls";

impl Label {
    /// A label at a span.
    pub fn at(span: Span, text: impl Into<Text>) -> Self {
        Self { span, text: text.into(), provenance: Provenance::default() }
    }

    /// Labels at the places that the value came from.
    pub fn origins(&self) -> impl Iterator<Item = Self> {
        self.provenance.steps().map(|step| Self::at(step.at, ORIGIN))
    }

    /// A label at the call of a module that contains the resource.
    pub fn call(call: Span) -> Self {
        Self::at(call, CALL)
    }

    /// Whether it is at the call of a module.
    pub fn is_call(&self) -> bool {
        self.text.template == CALL
    }

    /// Whether it is at a place that a value came from.
    pub fn is_origin(&self) -> bool {
        self.text.template == ORIGIN
    }

    /// Whether it shows a fact of its own, and not how a value or a resource got there.
    pub fn is_evidence(&self) -> bool {
        !self.is_call() && !self.is_origin()
    }

    /// A label at a place. It states if the value is a default that is not written there.
    pub fn new(place: Place, text: impl Into<Text>) -> Self {
        let text = text.into();
        let text = if place.origin == Origin::Default { text.and(Text::new("the default, because it is not set")) } else { text };
        Self { span: place.span, text, provenance: place.provenance }
    }
}

/// The most labels of one finding that show evidence; further ones are counted.
pub const MOST_LABELS: usize = 20;

/// Labels that show evidence: the first ones, and how many more there are. An object can have as many members, roles or owners as the input has
/// lines, and each of many findings may show them.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    labels: Vec<Label>,
    more: usize,
}

impl Evidence {
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Appends evidence.
    pub fn join(&mut self, other: &Self) {
        self.extend(other.labels.iter().cloned());
        self.more += other.more;
    }

    /// The first labels, and how many more there are.
    pub fn parts(&self) -> (&[Label], usize) {
        (&self.labels, self.more)
    }
}

impl Extend<Label> for Evidence {
    fn extend<I: IntoIterator<Item = Label>>(&mut self, labels: I) {
        let mut labels = labels.into_iter();
        // One more than is listed, because a single further one is listed instead of counted.
        let room = (MOST_LABELS + 1).saturating_sub(self.labels.len());
        self.labels.extend(labels.by_ref().take(room));
        self.more += labels.count();
    }
}

impl FromIterator<Label> for Evidence {
    fn from_iter<I: IntoIterator<Item = Label>>(labels: I) -> Self {
        let mut evidence = Self::default();
        evidence.extend(labels);
        evidence
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
    fn each_sentence_has_values_of_its_own() {
        let first = Text::new("set it in `{address}`").with("address", "web");
        let both = first.and(Text::new("then in `{address}` of {kind}")).with("address", "app").with("kind", "users");
        assert_eq!(both.render(str::to_owned), "set it in `web`; then in `app` of users");
        assert_eq!(Text::default().and("alone".into()).render(str::to_owned), "alone");
    }
}
