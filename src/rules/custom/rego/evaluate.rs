//! From the values of rules in Rego to findings.

use super::engine::{Evaluator, Finished, Program, on_deep_stack};
use super::watch::MOST_TIME;
use super::{Reads, Rego, input};
use crate::finding::{Subject, Undecided};
use crate::model::pointed::{Found, Pointer, Raw, found, unread};
use crate::resource::{Completeness, Kind, Resource, Scan};
use crate::rules::custom::{Custom, Named, help, undecided};
use crate::rules::name_of;
use crate::rules::prelude::*;
use regorus::Value;
use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What a rule returns for a value that is wrong.
#[derive(Debug, serde::Deserialize)]
struct Wrong {
    #[serde(default)]
    pointer: String,
    #[serde(default, alias = "msg")]
    message: Option<String>,
    /// Why the rule cannot decide.
    #[serde(default)]
    undecided: Option<String>,
    /// The resource of the input, for a rule that joins several.
    #[serde(default)]
    resource: Option<Numbered>,
}

#[derive(Debug, serde::Deserialize)]
struct Numbered {
    number: usize,
}

/// A resource, as the rules of its kind see it.
#[derive(Default)]
pub struct Seen<'p>(RefCell<Option<Evaluator<'p>>>);

impl<'p> Seen<'p> {
    /// Does something with the resource as the input of a program. The rules of one policy file are one program.
    fn by<R>(&self, program: &'p Program, input: impl FnOnce() -> Value, work: impl FnOnce(&mut Evaluator<'p>) -> R) -> R {
        let mut seen = self.0.borrow_mut();
        let known = seen.take().filter(|evaluator| evaluator.is_of(program));
        work(seen.insert(known.unwrap_or_else(|| program.evaluator(input()))))
    }
}

/// Evaluates a rule on one resource.
pub fn on_resource<'p>(
    custom: &Custom,
    rego: &'p Rego,
    view: &View<'_, Named<'_>>,
    members: &Scan<'_>,
    seen: &Seen<'p>,
    out: &mut Findings<'_>,
) {
    let Reads::Resource(reads) = &rego.reads else { return };
    if let Some(missing) = reads.iter().find_map(|pointer| unread(view.resource, members, pointer)) {
        let (text, place) = undecided(&missing);
        return out.undecided(view, &place, text);
    }
    let read = rego.passed.input(view.resource, members, out.settings.today);
    if read.as_ref().is_some_and(|read| rego.passed.has(read)) {
        return;
    }
    let input = || input::one(view.resource, members, rego.program.properties(), out.settings.today);
    let value = seen.by(&rego.program, input, |evaluator| evaluate(rego, evaluator));
    let Some(results) = decided(rego, value, out) else { return };
    if let Some(read) = read.filter(|_| results.is_empty()) {
        rego.passed.add(read);
    }
    for wrong in results {
        report(custom, &wrong, view, members, Confidence::High, out);
    }
}

/// Evaluates a rule on all resources of the kinds that it joins.
pub fn on_tenant(custom: &Custom, rego: &Rego, tenant: &Tenant, out: &mut Findings<'_>) {
    let Reads::Tenant(reads) = &rego.reads else { return };
    let mut confidence = Confidence::High;
    for (kind, _) in reads {
        match out.absence(tenant, kind) {
            None => return,
            Some(Absence::InInput) => confidence = Confidence::Medium,
            Some(Absence::InTenant) => {}
        }
    }
    let resources: Vec<&Resource<'static>> = reads.iter().flat_map(|(kind, _)| tenant.joined(kind)).collect();
    let mut is_read = true;
    for resource in &resources {
        let Ok(members) = resource.members() else { continue };
        let Some(view) = View::<Named<'_>>::new(resource, &members) else { continue };
        let pointers = reads.iter().find(|(kind, _)| *kind == resource.kind).map_or(&[][..], |(_, pointers)| pointers);
        if let Some(missing) = pointers.iter().find_map(|pointer| unread(resource, &members, pointer)) {
            let (text, place) = undecided(&missing);
            out.undecided(&view, &place, text);
            is_read = false;
        }
    }
    if !is_read {
        return;
    }
    let input = input::tenant(&resources, reads.iter().map(|(kind, _)| kind.name()), out.settings.today);
    let Some(value) = on_deep_stack(|| evaluate(rego, &mut rego.program.evaluator(input))) else { return };
    let Some(results) = decided(rego, value, out) else { return };
    for wrong in results {
        let Some(numbered) = &wrong.resource else {
            on_list(custom, &wrong, reads, tenant, resources.first().copied(), confidence, out);
            continue;
        };
        let Some(resource) = resources.get(numbered.number) else {
            rego.fail("the `resource` of a result is none of the input".to_owned());
            continue;
        };
        let Ok(members) = resource.members() else { continue };
        let Some(view) = View::<Named<'_>>::new(resource, &members) else { continue };
        report(custom, &wrong, &view, &members, confidence, out);
    }
}

/// Reports what is about the tenant and not about one resource, such as that none of them is as required: at the list of the first kind.
fn on_list(
    custom: &Custom,
    wrong: &Wrong,
    reads: &[(Kind, Vec<Pointer>)],
    tenant: &Tenant,
    first: Option<&Resource<'_>>,
    confidence: Confidence,
    out: &mut Findings<'_>,
) {
    let Some((kind, _)) = reads.first() else { return };
    let list = if let Completeness::Whole(list) = tenant.completeness(kind) { Some(list) } else { None };
    let Some(span) = list.or(first.map(|resource| resource.span)) else { return };
    if let Some(reason) = &wrong.undecided {
        return out.undecided_tenant(Text::new("{reason}").with("reason", reason.clone()), Undecided::collect(kind));
    }
    let label = Label::at(span, Text::new("all `{kind}` in the input").with("kind", kind.name()));
    let title = Text::new("{message}").with("message", wrong.message.as_deref().unwrap_or(out.rule.summary));
    let subject = Subject { kind: kind.name().to_owned(), ..Subject::default() };
    help(custom, out.add(subject, "".into(), String::new(), label, Vec::new()).title(title).confidence(confidence));
}

/// Evaluates a rule, unless it has taken too long.
fn evaluate(rego: &Rego, evaluator: &mut Evaluator<'_>) -> Result<Option<Value>, Finished> {
    let is_over = || rego.spent.load(Ordering::Relaxed) > MOST_TIME.as_nanos().try_into().unwrap_or(u64::MAX);
    let start = Instant::now();
    let value = if is_over() { Err(Finished::Stopped) } else { evaluator.evaluate(&rego.query) };
    rego.spent.fetch_add(start.elapsed().as_nanos().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    value
}

/// The results of a rule; nothing if it failed or was stopped.
fn decided(rego: &Rego, value: Result<Option<Value>, Finished>, out: &mut Findings<'_>) -> Option<Vec<Wrong>> {
    let reason = match value {
        Ok(None) => return Some(Vec::new()),
        Ok(Some(value)) => match results(&value) {
            Some(results) => return Some(results),
            None => "it does not return a set of at most 10,000 texts or of objects with `pointer`, `message` or `undecided`".to_owned(),
        },
        Err(Finished::Stopped) => format!("it was stopped after {} seconds", MOST_TIME.as_secs()),
        Err(Finished::Failed(reason)) => reason,
    };
    out.undecided_once(Text::new("the rule cannot be evaluated: {reason}").with("reason", reason.clone()), || {
        "correct the rule, and check again".into()
    });
    rego.fail(reason);
    None
}

fn results(value: &Value) -> Option<Vec<Wrong>> {
    /// Nobody reads more.
    const MOST: usize = 10_000;
    let elements: Vec<&Value> = match value {
        Value::Set(elements) => elements.iter().collect(),
        Value::Array(elements) => elements.iter().collect(),
        _ => return None,
    };
    let wrong = |value: &&Value| match value {
        Value::String(message) => {
            Some(Wrong { pointer: String::new(), message: Some(message.to_string()), undecided: None, resource: None })
        }
        Value::Object(_) => serde_json::from_str(&value.to_json_str().ok()?).ok(),
        _ => None,
    };
    (elements.len() <= MOST).then(|| elements.iter().map(wrong).collect())?
}

fn report(custom: &Custom, wrong: &Wrong, view: &View<'_, Named<'_>>, members: &Scan<'_>, confidence: Confidence, out: &mut Findings<'_>) {
    let pointer = Some(&*wrong.pointer).filter(|pointer| !pointer.is_empty());
    let value = pointer.and_then(Pointer::new).and_then(|pointer| found(view.resource, members, &pointer).into_iter().next());
    let place = value.as_ref().map_or_else(|| view.resource.place(""), |value| value.place.clone());
    if let Some(reason) = &wrong.undecided {
        return out.undecided(view, &place, Text::new("{reason}").with("reason", reason.clone()));
    }
    let label = match &value {
        Some(Found { state: State::Known(Raw::Json(_)) | State::Null, pointer, .. }) => {
            Text::new("the value of `{setting}`").with("setting", crate::finding::last_name(pointer))
        }
        Some(Found { pointer, .. }) => Text::new("without `{setting}`").with("setting", crate::finding::last_name(pointer)),
        None => Text::new("this object"),
    };
    let title = match &wrong.message {
        Some(message) => Text::new("{message}").with("message", message.clone()),
        None => Text::new("{summary}: `{name}`").with("summary", out.rule.summary).with("name", name_of(view)),
    };
    let stable = value.as_ref().map_or_else(|| wrong.pointer.clone(), |value| value.stable.clone());
    let exact = value.map(|value| value.pointer).unwrap_or_default();
    let report = out.report(view, exact, Label::new(place, label)).title(title).confidence(confidence);
    report.finding.pointer = stable.into();
    help(custom, report);
}
