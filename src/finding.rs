//! What rules say: findings, and what they could not decide.

use crate::rules::Rule;
use crate::source::{Span, Way};
use crate::wire::{Kind, Origin, Place};
use std::borrow::Cow;

/// How bad a finding is.
#[derive(
    Debug,
    Default,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Weakens a defence.
    Low,
    /// A part of an attack.
    #[default]
    Medium,
    /// Opens the tenant to an attack.
    High,
    /// An attack is possible or under way.
    Critical,
}

impl Severity {
    /// The name that people write and read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure a rule is that a finding is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint.
    Low,
    /// Right in most tenants.
    Medium,
    /// The input says so.
    High,
}

impl Confidence {
    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Text for people: sentences of a constant template with named values, so that a second language is a catalogue, and so that
/// each output can escape what strangers chose (the values) without touching what we wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    template: &'static str,
    /// Those of this sentence: each has names of its own.
    values: Vec<(&'static str, String)>,
    next: Option<Box<Self>>,
}

impl Text {
    /// A text without values, or the beginning of one with [`Text::with`].
    pub fn new(template: &'static str) -> Self {
        Self { template, values: Vec::new(), next: None }
    }

    /// Gives the value for `{name}` of the last sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let values = &mut self.last().values;
        // Of a hundred thousand findings most have one: the room for more would be most of what they take.
        values.reserve_exact(1);
        values.push((name, value.into()));
        self
    }

    /// Puts another sentence behind this one.
    #[must_use]
    pub fn and(mut self, next: Self) -> Self {
        if self.is_empty() {
            return next;
        }
        self.last().next = Some(Box::new(next));
        self
    }

    fn last(&mut self) -> &mut Self {
        let mut sentence = self;
        while sentence.next.is_some() {
            sentence = sentence.next.as_deref_mut().expect("there is one");
        }
        sentence
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// The text, each value passed through `escape`.
    pub fn render(&self, escape: impl Fn(&str) -> String) -> String {
        let mut text = self.render_sentence(&escape);
        let mut next = self.next.as_deref();
        while let Some(sentence) = next {
            text.push_str("; ");
            text.push_str(&sentence.render_sentence(&escape));
            next = sentence.next.as_deref();
        }
        text
    }

    fn render_sentence(&self, escape: impl Fn(&str) -> String) -> String {
        let mut text = String::with_capacity(self.template.len() + 32);
        let mut rest = self.template;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
            text.push_str(&rest[..open]);
            match self.values.iter().find(|(name, _)| *name == &rest[open + 1..close]) {
                Some((_, value)) => text.push_str(&escape(value)),
                None => text.push_str(&rest[open..=close]),
            }
            rest = &rest[close + 1..];
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

/// A place with what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What.
    pub text: Text,
    /// Where the value came from that stands there.
    pub way: Way,
}

impl Label {
    /// A label at a span.
    pub fn at(span: Span, text: impl Into<Text>) -> Self {
        Self { span, text: text.into(), way: Way::default() }
    }

    /// Labels at the places that the value came from.
    pub fn origins(&self) -> impl Iterator<Item = Self> {
        self.way.steps().map(|step| Self::at(step.at, "the value comes from here"))
    }

    /// A label at a place. That a value is a default, and stands nowhere, is said.
    pub fn new(place: Place, text: impl Into<Text>) -> Self {
        let text = text.into();
        let text = if place.origin == Origin::Default { text.and(Text::new("the default, as nothing is written")) } else { text };
        Self { span: place.span, text, way: place.way }
    }
}

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// Its kind.
    pub kind: String,
    /// What its format calls it; an export's object goes by its id.
    pub address: String,
    /// Its display name.
    pub name: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Its client id, for an app.
    pub app_id: Option<String>,
    /// Whether the file says what shall be, instead of what a tenant has: there nobody else chose the name.
    pub declared: bool,
}

/// What a rule reports.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure it is here.
    pub confidence: Confidence,
    /// The tenant: an index into the tenants of the run.
    pub tenant: usize,
    /// What it is about.
    pub subject: Subject,
    /// The fact.
    pub title: Text,
    /// The evidence.
    pub primary: Label,
    /// More evidence.
    pub related: Vec<Label>,
    /// The one thing to do.
    pub help: Text,
    /// JSON pointer of the setting in the resource.
    pub pointer: Cow<'static, str>,
    /// A finding of one of these rules on the same resource is what this one comments: without it this one goes too.
    pub comments: &'static [&'static str],
}

impl Finding {
    /// A name that stays when lines move: of rule, kind, id or address, and pointer.
    pub fn fingerprint(&self) -> String {
        /// Name space of our fingerprints; it must never change.
        const NAME_SPACE: uuid::Uuid = uuid::uuid!("6f2cbb3e-6f3d-5d0a-9b51-0e0f4b0b8f3a");
        let id = self.subject.id.as_deref().filter(|_| !self.subject.declared).unwrap_or(&self.subject.address);
        let name = [self.rule.id, &self.subject.kind, id, &self.pointer].join("\0");
        uuid::Uuid::new_v5(&NAME_SPACE, name.as_bytes()).simple().to_string()
    }

    /// All labels, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}

/// What a rule could not decide, and what would decide it.
#[derive(Debug, Clone)]
pub struct Undecided {
    /// The rule.
    pub rule: &'static Rule,
    /// The tenant: an index into the tenants of the run.
    pub tenant: usize,
    /// The resource; nothing when the tenant as a whole is meant.
    pub subject: Option<Subject>,
    /// Where the setting stands or is missing.
    pub span: Option<Span>,
    /// What is missing.
    pub missing: Text,
    /// The command or export that would decide it.
    pub decide: Text,
}

impl Undecided {
    /// What would decide a rule whose kind of resource is nowhere.
    pub fn collect(kind: &Kind) -> Text {
        // No command has what stands beside code.
        match (crate::collect::command(kind), kind) {
            (Some(command), _) => Text::new("collect `{kind}`: {command}").with("kind", kind.name()).with("command", command),
            (None, Kind::SignInConfiguration) => Text::new("check what configures the sign-in of apps too, such as `appsettings.json`"),
            (None, Kind::StaticWebAppConfiguration) => Text::new("check `staticwebapp.config.json` of static web apps too"),
            (None, Kind::ApiManagementPolicy) => Text::new("check the policies of API Management too"),
            (None, Kind::SiteConfig) => Text::new("check `authsettingsV2` of App Service and Functions too"),
            (None, _) => Text::new("check what declares `{kind}` too").with("kind", kind.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
