//! JSON files: one document or several in a row, each an object, a list of objects, or a wrapper around them.
//!
//! Formats: Microsoft Graph REST API, `EntraExporter` 3, `ScubaGear`, Azure CLI, ARM REST and Azure Resource Graph, according to their
//! references.

mod answers;
mod conditions;
mod large;
mod lists;
mod object;
mod table;

use super::collected;
use super::converted::Converted;
use super::detector::{Claim, Detector, File, FileName, Reading};
use super::frame::Frame;
use super::list::{Held, List, ListText, error_code, not_collected};
use super::neighbors::EXTENSIONS;
use super::relation::ResponseShape;
use super::signs::{Signs, banner, is_command_error, is_unrelated, trailer};
use super::terraform::{self, Plan};
use super::words::has_escaped_letters;
use super::{cut_off, exporter, scubagear};
use crate::parts::Parts;
use crate::resource::{Completeness, Format, Gap, Kind, Origin, Place, Problem, Resource, Sink, Writer};
use crate::source::{Source, Span};
use crate::syntax::json::{Scan, SyntaxError, parse_lenient, scan, skip_white};
use crate::text::Text;
use conditions::may_hold;
use large::LargeList;
use lists::{At, Lists};
use memchr::memmem;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// Maximum nesting of responses in responses.
const MAX_WRAPPERS: usize = 4;

/// How many elements of a list are searched in vain for nested objects: a large list of something else is not read twice.
const MAX_MISSES: usize = 64;

/// Maximum size of a file in which escaped letters are replaced, because a tree takes many times the memory of its text.
const MAX_UNESCAPED_BYTES: usize = 64 << 20;

/// Why an unrelated file is not read.
const NOTHING: &str = "it contains no tenant object";

/// Keys of the content of an object or template, which are not searched for further objects.
const INNER: &[&str] = &["parameters", "properties", "template"];

/// JSON in every format except ARM templates.
pub(super) struct Json;

impl Detector for Json {
    fn wants(&self, name: &FileName) -> bool {
        name.has_extension(EXTENSIONS)
    }

    fn is_foreign(&self, path: &str, text: &str) -> bool {
        is_unrelated(path, text)
    }

    fn read(&self, file: &File<'_>, sink: &mut dyn Sink) -> Claim {
        file.declined(&|sink| read(file, sink)).unwrap_or_else(|| Claim::if_any(read(file, sink)))
    }
}

fn read(file: &File<'_>, sink: &mut dyn Sink) -> Reading {
    if file.source.is_in_pieces()
        && let Some(large) = LargeList::find(file.source)
    {
        return large.read(file, sink);
    }
    match file.source.text() {
        // Most JSON files are unrelated. The error of a malformed one matters only where exports are.
        Ok(text) if !may_hold(text) && !is_expected(file, text) => Reading::none(NOTHING),
        Ok(text) => unescaped(file, text, sink).unwrap_or_else(|| read_text(file, text, sink)),
        Err(error) => {
            sink.problem(Problem::error(Span::new(file.id, 0, 0), error.text()));
            Reading::none("it cannot be read as text")
        }
    }
}

/// Reads JSON with escaped letters as the same JSON without such escapes, because what is written is compared with many words.
fn unescaped(file: &File<'_>, text: &str, sink: &mut dyn Sink) -> Option<Reading> {
    if text.len() > MAX_UNESCAPED_BYTES || !has_escaped_letters(text) {
        return None;
    }
    let mut all = Vec::new();
    let mut at = skip_white(text, 0);
    while at < text.len() {
        let document = parse_lenient(text, at).ok()?;
        at = skip_white(text, document.bytes.end);
        all.push(document);
    }
    let converted = Converted::documents(&all, &|node| Span::new(file.id, node.bytes.start, node.bytes.end));
    Some(read_text(file, &converted.json, &mut converted.back(file.id, sink)))
}

/// Whether the place of a file shows that it contains tenant objects.
fn is_expected(file: &File<'_>, text: &str) -> bool {
    Signs::new(text, file.source, file.neighbors).is_expected() || collected::by_name(&file.source.path).is_some()
}

/// Reads the text of a file after its conversion to JSON.
pub(super) fn read_text(file: &File<'_>, text: &str, sink: &mut dyn Sink) -> Reading {
    documents(file, Frame::whole(file.id), text, None, sink)
}

/// Reads the documents of a text. The list at the offset in `taken` was already read.
fn documents(file: &File<'_>, frame: Frame, text: &str, taken: Option<(usize, Held)>, sink: &mut dyn Sink) -> Reading {
    let source = file.source;
    let signs = Signs::new(text, source, file.neighbors);
    let start = skip_white(text, 0);
    if start == text.len() {
        if signs.is_expected() {
            sink.problem(Problem::error(frame.span(text, 0, 0), "the file is empty"));
        }
        return Reading::none("empty");
    }
    let banner = banner(text.after(start));
    let line_span = |line: &str| {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        frame.span(text, at, at + line.len())
    };
    let failed = banner.lines().find(|line| is_command_error(line));
    let has_json = start + banner.len() < text.len();
    if let Some(line) = failed.filter(|_| !has_json) {
        let message = "the file contains the error message of a command: the data was not collected";
        sink.problem(Problem::error(line_span(line), message));
        return Reading::none("the error message of a command");
    }
    let mut at = if has_json { start + banner.len() } else { start };
    let mut documents = Documents {
        file: *file,
        frame,
        text,
        taken,
        plan: Plan { path: &source.path, overlay: file.overlay },
        sink,
        signs: &signs,
        by_path: exporter::by_path(&source.path),
        asked: Asked::default(),
        format: None,
        found: 0,
        reason: NOTHING.into(),
        lists: Lists::default(),
        last_context: OnceCell::new(),
        collected: collected::by_name(&source.path),
    };
    documents.lists.is_in_sequence = true;
    let mut trailers = Vec::new();
    while at < text.len() {
        match documents.document(at, 0) {
            Ok(end) => {
                let other = trailer(text, end);
                trailers.extend(Some(other.trim_end()).filter(|other| !other.is_empty()));
                at = skip_white(text, skip_white(text, end) + other.len());
            }
            Err(error) => {
                documents.broken(source, &error);
                break;
            }
        }
    }
    if has_json && !banner.is_empty() && documents.format.is_some() {
        let message = "this text before the JSON is skipped; if it reports missing data, the rest is incomplete";
        documents.sink.problem(Problem::warning(line_span(banner.trim_end()), message));
    }
    for other in trailers.iter().filter(|_| documents.format.is_some()) {
        let message = "this text after the JSON is skipped; if it reports missing data, the rest is incomplete";
        documents.sink.problem(Problem::warning(line_span(other), message));
    }
    if matches!(documents.format, Some(Format::Graph | Format::Azure))
        && let Some(warning) = cut_off::warning(text, |start, end| frame.span(text, start, end))
    {
        documents.sink.problem(warning);
    }
    let mut others = std::iter::once(banner).chain(trailers).flat_map(str::lines);
    let warning = others.find(|line| line.contains("WARNING") || line.contains("ERROR") || is_command_error(line));
    let gap = warning.map(|line| Gap { span: line_span(line), reason: "other text in the file reports a problem" });
    let Documents { lists, format, reason, sink, .. } = documents;
    lists.finish(file.id, file.neighbors, gap, sink);
    Reading::new(format, reason)
}

struct Documents<'s, 'k> {
    file: File<'k>,
    frame: Frame,
    text: &'s str,
    /// The signs that the file is an export.
    signs: &'k Signs<'k>,
    /// The position and result of a list that was already read.
    taken: Option<(usize, Held)>,
    /// The configurations beside a plan.
    plan: Plan<'k>,
    sink: &'k mut dyn Sink,
    /// The type of a single object according to the path of the file.
    by_path: Option<ResponseShape>,
    /// The request, if the document contains it beside the response.
    asked: Asked,
    format: Option<Format>,
    /// How often something was found.
    found: usize,
    reason: Text,
    lists: Lists,
    /// The offset of the last `@odata.context` in the text.
    last_context: OnceCell<usize>,
    /// What the name of the file shows that it contains, if our own script wrote it.
    collected: Option<(Kind, &'k str)>,
}

/// What the request shows about a response.
#[derive(Debug, Default)]
struct Asked {
    /// What the response contains.
    holds: Option<ResponseShape>,
    /// The kind of the objects.
    kind: Option<Kind>,
    /// The request limits the result to a part.
    is_filtered: bool,
}

/// The members of a document that is not read as a list.
type Members<'s> = Vec<(Cow<'s, str>, Range<usize>)>;

impl<'s> Documents<'s, '_> {
    /// Reads the document at `start` and returns its end.
    fn document(&mut self, start: usize, depth: usize) -> Result<usize, SyntaxError> {
        match self.text.as_bytes().get(start) {
            Some(b'[') => self.list(start, None, At::Root, depth),
            Some(b'{') => self.object(start, depth),
            _ => {
                let mut value = Scan::default();
                scan(self.text, start, &mut value)?;
                Ok(value.end)
            }
        }
    }

    /// Reads the list at `start`; `context` is the result of `@odata.context`.
    fn list(&mut self, start: usize, context: Option<ResponseShape>, at: At, depth: usize) -> Result<usize, SyntaxError> {
        let mut held = if let Some((_, held)) = self.taken.take_if(|(at, _)| *at == start) {
            Held { end: start + "[]".len(), ..held }
        } else {
            let text = ListText::Held(self.text);
            List { frame: self.frame, text, holds: context.clone(), format: Format::Graph, signs: self.signs }.read(start, self.sink)
        };
        if let Some(format) = held.format.or(context.as_ref().map(|_| Format::Graph)) {
            let reason = match at {
                At::Root => "a list of tenant objects",
                At::Page => "a page of objects under `value`",
                At::Key => "lists of tenant objects under keys",
            };
            self.take(format, reason);
        }
        let span = self.frame.span(self.text, start, start + 1);
        let first = self.lists.len();
        self.lists.add(&held, context, at, span, self.collected.as_ref());
        if self.asked.is_filtered {
            self.lists.cut(first, Gap { span, reason: "the request has a filter" });
        }
        self.found += usize::from(at == At::Page);
        if let Some(error) = held.error {
            return Err(error);
        }
        if depth < MAX_WRAPPERS {
            self.elements(&std::mem::take(&mut held.nested), depth)?;
        }
        Ok(held.end)
    }

    /// Reads the elements of a list that are not resources: pages, lists, answers, collections.
    fn elements(&mut self, starts: &[usize], depth: usize) -> Result<(), SyntaxError> {
        let mut misses = 0;
        for &start in starts {
            let before = self.found;
            self.inside(true, |documents| documents.document(start, depth + 1))?;
            misses = if self.found == before { misses + 1 } else { 0 };
            if misses == MAX_MISSES {
                break;
            }
        }
        Ok(())
    }

    /// Reads what is nested in a document, which neither the path of the file nor the request describes. `is_in_sequence` means that the
    /// next list may be the next page of the previous one.
    fn inside<T>(&mut self, is_in_sequence: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        let (asked, by_path, collected) = (std::mem::take(&mut self.asked), self.by_path.take(), self.collected.take());
        let before = std::mem::replace(&mut self.lists.is_in_sequence, is_in_sequence);
        let result = read(self);
        (self.asked, self.by_path, self.collected) = (asked, by_path, collected);
        self.lists.is_in_sequence = before;
        result
    }

    /// Whether an `@odata.context` follows after an offset.
    fn has_context_after(&self, at: usize) -> bool {
        let last = || memmem::rfind(self.text.as_bytes(), b"\"@odata.context\"").unwrap_or(0);
        *self.last_context.get_or_init(last) > at
    }

    /// Reads the content of a wrapper; returns whether the object is one.
    fn wrapper(&mut self, members: &Members<'s>, bytes: Range<usize>, depth: usize) -> Result<bool, SyntaxError> {
        let is_show = ["format_version", "terraform_version", "planned_values"].iter().any(|key| has(members, key));
        if is_show && let Some(reading) = terraform::read_show(self.frame, self.text, bytes.clone(), self.plan, self.sink)? {
            (self.format, self.reason) = (reading.format, reading.reason);
            return Ok(true);
        }
        if let Some((code, error)) = error_code(self.text, members) {
            let requested = self.asked.kind.clone().map(|kind| (kind, "")).or_else(|| self.collected.clone());
            self.error(&code, &error, requested);
            return Ok(true);
        }
        if let Some(export) = scubagear::find(self.text, members)? {
            let complete = scubagear::read(self.frame, self.text, &export, self.sink);
            for kind in complete {
                self.sink.completeness(&kind, "", Completeness::Whole(self.frame.span(self.text, bytes.start, bytes.start + 1)));
            }
            self.take(Format::ScubaGear, "an export of the ScubaGear providers");
            return Ok(true);
        }
        if self.member(members, "$schema").is_some_and(|schema| is_template_schema(&schema)) {
            self.reason = "an ARM template that is not the only content of its file, or exceeds the size limit".into();
            return Ok(false);
        }
        let before = self.found;
        if depth < MAX_WRAPPERS {
            self.responses(members, depth)?;
            if self.answer(bytes.start, members, depth)? || self.content(members) || self.table(members)? {
                return Ok(self.found != before);
            }
        }
        // An object of a kind that is not read contains references to others, which are not the objects of the tenant themselves.
        let is_object = ["id", "Id", "@odata.type", "type"].iter().any(|key| has(members, key));
        for (key, value) in members {
            let is_collection = !is_object || names_collection(key);
            if depth > 0 && (!is_collection || INNER.contains(&&**key)) || !may_hold(self.text.part(value)) {
                continue;
            }
            let depth = if is_collection { depth } else { MAX_WRAPPERS };
            // `{"applications":[…]}`, `{"count":…,"data":[…]}` of Resource Graph, `{"authorizationPolicy":{…}}`
            match self.text.as_bytes().get(value.start) {
                Some(b'[') if key != "responses" => {
                    let before = std::mem::take(&mut self.lists.is_in_sequence);
                    let read = self.list(value.start, None, At::Key, depth);
                    self.lists.is_in_sequence = before;
                    read?;
                }
                Some(b'{') if key != "responses" && key != "parameters" => self.inner_object(key, value, depth)?,
                _ => {}
            }
        }
        Ok(self.found != before)
    }

    /// Warns about an error object instead of data, unless it shows that something was never set. `named` is what was requested.
    fn error(&mut self, code: &str, error: &Range<usize>, named: Option<(Kind, &str)>) {
        let span = self.frame.span(self.text, error.start, error.end);
        self.take(Format::Graph, "an error response of the service");
        if let Some(written) = never_set(code, self.text.part(error), named.as_ref().map(|(kind, _)| kind), span) {
            return written.give(self.sink);
        }
        self.sink.problem(Problem::warning(span, not_collected(code)));
        if let Some((kind, scope)) = named {
            self.lists.add_error(kind, scope, span);
        }
    }

    /// Records that further pages exist, and which lists of this object they belong to.
    fn next_page(&mut self, first: usize, members: &Members<'s>) {
        let number = |key: &str| range(members, key).and_then(|value| self.text.part(value).parse::<usize>().ok());
        let total = ["total_records", "totalRecords"].into_iter().find(|key| number(key) > number("count"));
        let is_truncated = |value: &Range<usize>| matches!(self.text.part(value), "true" | "\"true\"");
        let truncated = Some("resultTruncated").filter(|key| range(members, key).is_some_and(|value| is_truncated(&value)));
        let is_link = |value: Range<usize>| self.string(&value).is_some_and(|link| !link.is_empty());
        let links = ["@odata.nextLink", "nextLink", "skip_token", "$skipToken", "SkipToken"].into_iter();
        let mut links = links.filter(|key| range(members, key).is_some_and(is_link));
        let Some((key, value)) = links.next().or(truncated).or(total).and_then(|key| Some((key, range(members, key)?))) else { return };
        let span = self.frame.span(self.text, value.start, value.end);
        self.lists.has_next(first, key.to_owned(), span);
    }

    /// Reports a malformed file if it appears to have a supported format.
    fn broken(&mut self, source: &Source, error: &SyntaxError) {
        let end = error.offset + usize::from(!error.truncated);
        // For a truncated file the span is the last character.
        let start = if error.truncated { error.offset.saturating_sub(1) } else { error.offset };
        let span = self.frame.span(self.text, start, end);
        let message = Text::new("not well-formed JSON: {reason}").with("reason", error.message.clone());
        if let Some(problem) = self.signs.problem(self.text, error.offset, self.format.is_some(), span, message) {
            self.sink.problem(problem);
            self.reason = "not well-formed JSON".into();
        } else {
            let position = source.position(u32::try_from(self.frame.offset(error.offset)).unwrap_or(u32::MAX));
            self.reason = Text::new("not JSON ({line}:{column}: {reason}), and it contains no tenant object")
                .with("line", position.line.to_string())
                .with("column", position.column.0.to_string())
                .with("reason", error.message.clone());
        }
    }

    fn take(&mut self, format: Format, reason: &'static str) {
        self.found += 1;
        if self.format.is_none() {
            (self.format, self.reason) = (Some(format), reason.into());
        }
    }

    fn string(&self, value: &Range<usize>) -> Option<String> {
        serde_json::from_str(self.text.part(value)).ok()
    }

    fn member(&self, members: &Members<'s>, key: &str) -> Option<String> {
        range(members, key).and_then(|value| self.string(&value))
    }
}

/// The settings that a 404 response shows to have never been set, so that their defaults apply.
///
/// Microsoft Learn, "Protect your resource hierarchy": by default any user can create management groups, and new subscriptions are placed in
/// the root management group.
fn never_set(code: &str, error: &str, named: Option<&Kind>, span: Span) -> Option<Resource<'static>> {
    let error = error.to_ascii_lowercase();
    let is_of_settings = error.contains("hierarchy setting") || error.contains("/settings/");
    let is_settings = named == Some(&Kind::ManagementGroupSettings) && !error.contains("/managementgroups/") || is_of_settings;
    if !code.ends_with("NotFound") || !is_settings || named.is_some_and(|kind| *kind != Kind::ManagementGroupSettings) {
        return None;
    }
    let place = Place::new(span, Origin::Default);
    let mut writer = Writer::default();
    writer.object(place.clone(), |writer| {
        writer.key("type").string(place.clone(), "Microsoft.Management/managementGroups/settings");
        writer.key("properties").object(place.clone(), |writer| {
            writer.key("requireAuthorizationForGroupCreation").literal(place.clone(), "false");
            writer.key("defaultManagementGroup").literal(place.clone(), "null");
        });
    });
    Some(Resource::written(Kind::ManagementGroupSettings, Format::Azure, span, writer))
}

/// Whether a key is the name of what a request for a kind returns: `users`, `authorizationPolicy`, but not `user`.
fn names_collection(key: &str) -> bool {
    Kind::table().filter_map(|(_, entry)| entry.request.as_ref()).any(|request| request.file.eq_ignore_ascii_case(key))
}

/// Whether a `$schema` belongs to an ARM template or its parameters, at any scope.
fn is_template_schema(schema: &str) -> bool {
    let schema = schema.to_ascii_lowercase();
    schema.contains("deploymenttemplate") || schema.contains("deploymentparameters")
}

fn range(members: &Members<'_>, key: &str) -> Option<Range<usize>> {
    members.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
}

fn has(members: &Members<'_>, key: &str) -> bool {
    members.iter().any(|(name, _)| name == key)
}
