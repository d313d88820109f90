//! What to do about a finding: alternative steps, each with its command, request or edit.

use super::spelling::{removal, spelled_like};
use crate::message::Text;
use crate::source::{Sources, Span};
use std::borrow::Cow;

/// The alternative ways to resolve a finding, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remediation {
    pub steps: Vec<Step>,
}

/// One way to resolve a finding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// What to do, as an imperative sentence. Commands are in `actions`.
    pub sentence: Text,
    /// The actions, in this order; empty if a person has to decide.
    pub actions: Vec<Action>,
}

impl Step {
    /// Changes every text that the input contains.
    pub(crate) fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        self.sentence.each_value(change);
        for action in &mut self.actions {
            match action {
                Action::Command(text) | Action::Code(text) => text.each_value(change),
                Action::Request(request) => {
                    std::iter::once(&mut request.url).chain(&mut request.body).for_each(|text| text.each_value(change));
                }
                Action::Edit(_) => {}
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A shell command.
    Command(Text),
    /// A request to Microsoft Graph or Azure Resource Manager.
    Request(Box<Request>),
    /// Code to add at a place that a person chooses.
    Code(Text),
    /// A change of a file.
    Edit(Edit),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: &'static str,
    pub url: Text,
    /// JSON.
    pub body: Option<Text>,
}

/// A change of one value in a file that people edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The value, as the reader found it.
    pub span: Span,
    /// The new value as JSON; nothing if the value is an element that is removed from its list.
    pub value: Option<Cow<'static, str>>,
    /// Whether it can be applied without a person who decides: it sets one literal to the only value that resolves the finding, and
    /// everyone who can sign in and every deployment that works still does.
    pub is_safe: bool,
}

/// Bytes of a file, and the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub span: Span,
    pub text: String,
}

impl Action {
    /// The length of the values that it repeats.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Command(text) | Self::Code(text) => text.bytes_of_values(),
            Self::Request(request) => request.url.bytes_of_values() + request.body.as_ref().map_or(0, Text::bytes_of_values),
            Self::Edit(edit) => edit.value.as_ref().map_or(0, |value| value.len()),
        }
    }
}

impl From<Text> for Step {
    fn from(sentence: Text) -> Self {
        Self { sentence, actions: Vec::new() }
    }
}

impl From<&'static str> for Step {
    fn from(sentence: &'static str) -> Self {
        Text::new(sentence).into()
    }
}

impl Step {
    /// Adds an action after the existing ones.
    #[must_use]
    pub fn with(mut self, action: Action) -> Self {
        self.actions.reserve_exact(1);
        self.actions.push(action);
        self
    }

    /// The lines of this step, see [`Remediation::lines`].
    pub fn lines(&self, sentence: impl Fn(&Text) -> String, code: impl Fn(&Text) -> String) -> Vec<Line> {
        let mut lines = vec![Line::Sentence(sentence(&self.sentence))];
        lines.extend(self.actions.iter().filter_map(|action| action.line(&code)).map(Line::Code));
        lines
    }

    /// The same actions with another sentence.
    #[must_use]
    pub fn saying(self, sentence: impl Into<Text>) -> Self {
        Self { sentence: sentence.into(), ..self }
    }
}

impl From<Step> for Remediation {
    fn from(step: Step) -> Self {
        Self { steps: vec![step] }
    }
}

impl Remediation {
    /// The lines of all steps: each sentence, followed by its actions. Values pass through `escape`, lines of code are indented
    /// by the format.
    pub fn lines(&self, sentence: impl Fn(&Text) -> String, code: impl Fn(&Text) -> String) -> Vec<Line> {
        self.steps.iter().flat_map(|step| step.lines(&sentence, &code)).collect()
    }
}

/// A line of a remediation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Sentence(String),
    /// A command or code, which may have several lines.
    Code(String),
}

impl Line {
    pub fn into_text(self) -> String {
        let (Self::Sentence(text) | Self::Code(text)) = self;
        text
    }
}

impl Action {
    /// The text to copy. An edit has none, because the sentence describes the change.
    fn line(&self, code: impl Fn(&Text) -> String) -> Option<String> {
        match self {
            Self::Command(text) | Self::Code(text) => Some(code(text)),
            Self::Request(request) => Some(request.command(code)),
            Self::Edit(_) => None,
        }
    }
}

impl Request {
    /// The action that is this request.
    pub fn action(method: &'static str, url: Text, body: Option<Text>) -> Action {
        Action::Request(Box::new(Self { method, url, body }))
    }

    /// The Azure CLI command that sends it.
    fn command(&self, code: impl Fn(&Text) -> String) -> String {
        let url = code(&self.url);
        let quote = if url.contains(['?', '$', '&']) { "'" } else { "" };
        let body = self.body.as_ref().map(|body| format!(" --body '{}'", code(body))).unwrap_or_default();
        format!("az rest --method {} --url {quote}{url}{quote}{body}", self.method)
    }
}

impl Edit {
    /// The change, spelled as the file spells the value that is there. Nothing where that value is not a plain literal.
    pub fn replacement(&self, sources: &Sources) -> Option<Replacement> {
        let source = sources.get(self.span.file);
        let text = source.text().ok()?;
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let old = text.get(start..end)?;
        let (bytes, text) = if let Some(value) = &self.value {
            (start..end, spelled_like(old, value, &source.path)?)
        } else {
            (removal(text, start..end)?, String::new())
        };
        Some(Replacement { span: Span::new(self.span.file, bytes.start, bytes.end), text })
    }
}
