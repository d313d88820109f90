//! Texts for people, and the places that they explain.

pub use crate::text::Text;

use crate::resource::{Origin, Place};
use crate::source::{Provenance, Span};

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
        self.text == Text::new(CALL)
    }

    /// Whether it is at a place that a value came from.
    pub fn is_origin(&self) -> bool {
        self.text == Text::new(ORIGIN)
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
