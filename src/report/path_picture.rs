//! The picture of an attack path: a box for each part, from the first step of the attack to its result.
//!
//! It has no logic of its own: the parts are the evidence of the finding, in the order of the rules that the path consists of. The part that
//! is marked is the one with the first step of the path in its own remediation; otherwise, the one at the primary label.

use super::escape::{NAME, terminal, without_backticks};
use super::merged::parts;
use super::place::Located;
use super::say;
use super::wrap::{shorten, wrap};
use crate::finding::{Finding, Step};
use crate::language::Language;
use crate::message::{Label, Text};
use crate::outcome::Outcome;

/// Width of the picture and of its boxes. It fits the screen of a phone.
pub(super) const WIDTH: usize = 340;

/// Distances in the picture.
const MARGIN: usize = 4;
const LINE: usize = 18;
const PADDING: usize = 10;
const GAP: usize = 34;

/// Columns of text in a box, and lines of one text.
const COLUMNS: usize = 38;
const LINES: usize = 4;

/// Boxes of a picture, without its result.
const BOXES: usize = 10;

/// A picture, to be drawn by a template.
#[derive(Debug)]
pub(super) struct Picture {
    pub height: usize,
    pub boxes: Vec<Part>,
    /// The same in words.
    pub description: String,
}

/// A box with the arrow to the next one.
#[derive(Debug)]
pub(super) struct Part {
    pub y: usize,
    pub height: usize,
    pub is_break: bool,
    pub is_result: bool,
    pub lines: Vec<Line>,
    /// Where the arrow to the next box begins and ends.
    pub arrow: Option<(usize, usize)>,
}

/// A line of text in a box.
#[derive(Debug)]
pub(super) struct Line {
    pub y: usize,
    pub text: String,
    /// How it is shown: `fact`, `place`, `cut`.
    pub class: &'static str,
}

impl Part {
    pub fn class(&self) -> &'static str {
        match self {
            Self { is_result: true, .. } => "result",
            Self { is_break: true, .. } => "break",
            Self { .. } => "part",
        }
    }

    /// Where the cross on the arrow is.
    pub fn middle(&self) -> usize {
        self.arrow.map_or(0, |(start, end)| usize::midpoint(start, end))
    }
}

/// The text of a box.
struct Fact<'o> {
    text: String,
    label: &'o Label,
    /// The rule that reports it on its own.
    rule: Option<&'static str>,
    is_break: bool,
    /// Further places of the same fact.
    more: usize,
}

impl Picture {
    pub fn new(outcome: &Outcome, finding: &Finding, language: Language) -> Self {
        let facts = facts(outcome, finding, language);
        let mut drawing = Drawing::default();
        for fact in &facts {
            let place = Located::new(&outcome.sources, fact.label.span);
            let file = place.path.rsplit('/').next().unwrap_or(place.path);
            let more = if fact.more > 0 { say(language, " and {count} more", &[("count", fact.more.to_string())]) } else { String::new() };
            let line = format!(":{}{more}", place.start.line);
            let file = shorten(&terminal(file, NAME), COLUMNS.saturating_sub(line.len()));
            let mut lines = vec![("fact", fact.text.clone()), ("place", file + &line)];
            lines.extend(fact.rule.map(|rule| ("place", rule.to_owned())));
            if fact.is_break {
                let step = finding.remediation.steps.first().map(|step| plain(&step.sentence, language)).unwrap_or_default();
                lines.push(("cut", say(language, "Break the path here: {step}", &[("step", step)])));
            }
            drawing.add(lines, fact.is_break, false);
        }
        let result = plain(&finding.title, language);
        drawing.add(vec![("fact", result.clone())], false, true);
        let description = facts.into_iter().map(|fact| fact.text).chain([result]).collect::<Vec<_>>().join(language.text("; then: "));
        Self { height: drawing.y + MARGIN, boxes: drawing.boxes, description }
    }
}

/// The evidence of a path in the order of the attack, the same of several objects once.
fn facts<'o>(outcome: &'o Outcome, finding: &'o Finding, language: Language) -> Vec<Fact<'o>> {
    let part_at = |label: &Label| parts(outcome, finding).find(|part| part.primary.span == label.span);
    let order = |rule: &str| finding.rule.parts.iter().position(|part| *part == rule);
    let labels: Vec<(&Label, Option<&Finding>)> =
        finding.labels().filter(|label| label.is_evidence()).map(|label| (label, part_at(label))).collect();
    // The first step of the path is one of a part, whose instances have other names.
    let sentence = |step: &Step| step.sentence.without_names(&|_| false);
    let first = finding.remediation.steps.first().map(sentence);
    let has_first = |part: &Finding| part.remediation.steps.iter().any(|step| Some(sentence(step)) == first);
    let broken = labels.iter().position(|(_, part)| part.is_some_and(has_first)).unwrap_or_default();
    let mut all: Vec<Fact<'_>> = labels
        .into_iter()
        .enumerate()
        .map(|(number, (label, part))| Fact {
            text: plain(&label.text, language),
            label,
            rule: part.map(|part| part.rule.id),
            is_break: number == broken,
            more: 0,
        })
        .collect();
    // What no rule reports on its own comes last: what the attacker has reached.
    all.sort_by_key(|fact| fact.rule.and_then(order).unwrap_or(usize::MAX));
    let mut facts: Vec<Fact<'_>> = Vec::new();
    for fact in all {
        let has_room = facts.len() < BOXES;
        match facts.last_mut() {
            Some(last) if last.text == fact.text && !fact.is_break => last.more += 1,
            _ if has_room => facts.push(fact),
            _ => {}
        }
    }
    facts
}

/// Boxes from top to bottom.
#[derive(Default)]
struct Drawing {
    /// The end of the last box.
    y: usize,
    boxes: Vec<Part>,
}

impl Drawing {
    fn add(&mut self, texts: Vec<(&'static str, String)>, is_break: bool, is_result: bool) {
        let y = if self.boxes.is_empty() { MARGIN } else { self.y + GAP };
        if let Some(before) = self.boxes.last_mut() {
            before.arrow = Some((self.y, y));
        }
        let mut lines = Vec::new();
        for (class, text) in texts {
            let mut wrapped = wrap(&text, COLUMNS, 0);
            if wrapped.len() > LINES {
                wrapped.truncate(LINES);
                if let Some(last) = wrapped.last_mut() {
                    last.push_str(" …");
                }
            }
            for text in wrapped {
                let y = y + PADDING + LINE * lines.len() + LINE * 3 / 4;
                lines.push(Line { y, text: shorten(&text, COLUMNS), class });
            }
        }
        let height = PADDING * 2 + LINE * lines.len();
        self.y = y + height;
        self.boxes.push(Part { y, height, is_break, is_result, lines, arrow: None });
    }
}

/// A text without the quotes of names, which a picture cannot show as code.
fn plain(text: &Text, language: Language) -> String {
    text.render_in(language, |value| without_backticks(value, NAME)).replace('`', "")
}
