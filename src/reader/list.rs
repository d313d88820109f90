//! Reads the elements of one JSON array, on all cores where it is large.
//!
//! The start of an element in the middle of a large array is unknown without reading everything before it, so it is guessed: at some
//! offsets the reader looks for objects with the same first keys as the first element of the array. Each part is then read from its guess
//! to the next one. A guess is correct exactly if the previous part ends there, which is checked when the parts are joined; a wrong guess
//! only costs time.

use super::frame::{Frame, What};
use super::graph::classify;
use super::relation::ResponseShape;
use super::signs::Signs;
use super::{azurehound, dsc, powershell};
use crate::parts::Parts;
use crate::resource::{Forks, Format, Kind, Problem, Sink};
use crate::source::{LoadError, Piece, Source, Span};
use crate::syntax::json::{Scan, SyntaxError, scan, skip, skip_white};
use crate::text::Text;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// The type of the items of `legacy/policies` that do not name a more specific one.
pub const LEGACY_POLICY: &str = "legacyPolicy";

/// The size of a part; an array of at least twice this size is read in parts.
const PART_BYTES: usize = 3 << 19;

/// The number of bytes after an offset in which the start of an element is searched, and in which the first keys of an element must be.
const SEARCHED_BYTES: usize = 32 << 10;

/// The number of bytes that a piece extends past its part, so that it contains the last element completely.
const OVERLAP_BYTES: usize = 16 << 10;

/// The number of objects that are tried after an offset: a list designed to defeat the search costs a small multiple of its size.
const LOOKED_AT: usize = 64;

/// The source of the text of a list.
#[derive(Debug, Clone, Copy)]
pub enum ListText<'t> {
    Held(&'t str),
    /// Read from a large source in pieces.
    Pieces(&'t Source),
}

impl<'t> ListText<'t> {
    /// The text from `from` to at least `to` or the end; `buffer` receives what must be read.
    fn piece<'b>(self, from: usize, to: usize, buffer: &'b mut Vec<u8>) -> Result<Piece<'b>, LoadError>
    where
        't: 'b,
    {
        match self {
            Self::Held(text) => Ok(Piece { text: Cow::Borrowed(text.after(from)), start: from, is_last: true }),
            Self::Pieces(source) => source.piece_in(from, to, buffer),
        }
    }

    /// The text after `at`, enough to search for an element.
    fn around(self, at: usize) -> Piece<'t> {
        match self {
            Self::Held(text) => Piece { text: Cow::Borrowed(text), start: 0, is_last: true },
            Self::Pieces(source) => source.around(at, at + SEARCHED_BYTES, 4),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Held(text) => text.len(),
            Self::Pieces(source) => source.len(),
        }
    }
}

/// What is known about a list before its elements are read.
#[derive(Debug, Clone)]
pub struct List<'t> {
    /// The position of the text in the file.
    pub frame: Frame,
    pub text: ListText<'t>,
    /// The type of the elements, if the file contains it.
    pub holds: Option<ResponseShape>,
    /// The format that determines the type.
    pub format: Format,
    /// The signs that the file is an export.
    pub signs: &'t Signs<'t>,
}

/// The result of reading a list.
#[derive(Debug, Default)]
pub struct Held {
    /// Offset after the list.
    pub end: usize,
    /// The number of elements that were resources.
    pub resources: usize,
    /// Kinds that the list may contain completely.
    pub kinds: BTreeSet<Kind>,
    /// Kinds of the elements of a snapshot of tenant configuration, of which a list is never known to be complete.
    pub configured: BTreeSet<Kind>,
    /// The format of the first element.
    pub format: Option<Format>,
    /// The first error, as long as nothing shows that the list contains resources.
    pub doubtful: Option<Problem>,
    /// The first element that could not be read.
    pub lost: Option<Span>,
    /// The offsets of elements that are not resources but may contain some: lists, pages, answers, collections.
    pub nested: Vec<usize>,
    /// The subscriptions of the Azure resources.
    pub scope: Scope,
    /// Why the list cannot be read further; the elements before were passed to the sink.
    pub error: Option<SyntaxError>,
}

/// The subscriptions that the resources of a list belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    None,
    /// All of them belong to the subscription with this id.
    Subscription(String),
    Several,
}

impl Scope {
    /// The subscription in the id of a resource, as JSON.
    fn of(id: &str) -> Self {
        const PREFIX: &str = "\"/subscriptions/";
        let rest = id.split_at_checked(PREFIX.len()).filter(|(start, _)| start.eq_ignore_ascii_case(PREFIX));
        let id = rest.and_then(|(_, rest)| rest.split(['/', '"']).next()).filter(|id| !id.is_empty());
        id.map_or(Self::None, |id| Self::Subscription(id.to_ascii_lowercase()))
    }

    fn add(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::None, scope) | (scope, Self::None) => scope,
            (Self::Subscription(one), Self::Subscription(other)) if one == other => Self::Subscription(one),
            _ => Self::Several,
        };
    }
}

/// A sequence of elements that was read.
struct Part {
    held: Held,
    /// Whether the closing bracket was read.
    ended: bool,
    error: Option<SyntaxError>,
}

impl Part {
    fn from(start: usize) -> Self {
        Self { held: Held { end: start, ..Held::default() }, ended: false, error: None }
    }
}

impl List<'_> {
    /// Reads the list whose bracket is at `start`.
    pub fn read(&self, start: usize, sink: &mut dyn Sink) -> Held {
        let mut buffer = Vec::new();
        let piece = match self.text.piece(start + 1, start + 1 + SEARCHED_BYTES, &mut buffer) {
            Ok(piece) => piece,
            Err(error) => return Held { end: start, error: Some(unreadable(&error, start)), ..Held::default() },
        };
        let first = skip_white(&piece.text, 0);
        if piece.text.as_bytes().get(first) == Some(&b']') {
            return Held { end: start + 1 + first + 1, ..Held::default() };
        }
        let first_keys = first_keys(piece.text.after(first));
        let first = start + 1 + first;
        let starts: Vec<usize> = std::iter::once(first).chain(first_keys.into_iter().flat_map(|keys| self.guesses(first, &keys))).collect();
        let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
        let bounds: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
        let mut held = Held::default();
        sink.fork(&mut |forks| held = self.parts(&bounds, forks));
        if let Some(error) = &held.error {
            held.lost.get_or_insert(self.frame.moved(error.offset, &(0..0)));
        } else if held.resources > 0 {
            held.doubtful.take().into_iter().for_each(|problem| sink.problem(problem));
        }
        held
    }

    /// Reads the parts of the list in parallel, each from its start to the start of the next one.
    fn parts(&self, bounds: &[(usize, usize)], forks: &dyn Forks) -> Held {
        let read = |number, (from, to), buffer: &mut Vec<u8>| {
            let mut part = Part::from(from);
            forks.write(number, &mut |sink| part = self.part(from, to, buffer, sink));
            part
        };
        let parts: Vec<Part> =
            bounds.par_iter().enumerate().map_init(Vec::new, |buffer, (number, bounds)| read(number, *bounds, buffer)).collect();
        let mut held = Held { end: bounds.first().map_or(0, |(from, _)| *from), ..Held::default() };
        for ((number, part), &(from, to)) in parts.into_iter().enumerate().zip(bounds) {
            let part = if from == held.end {
                part
            } else if to > held.end {
                read(number, (held.end, to), &mut Vec::new()) // the guess was wrong
            } else {
                forks.write(number, &mut |_| {}); // the previous part has also read past the next guess
                continue;
            };
            held.take(part.held);
            held.error = part.error;
            if held.error.is_some() || part.ended {
                forks.discard(number + 1);
                return held;
            }
        }
        unreachable!("the last part ends at the bracket or with an error")
    }

    /// Offsets after `first` where objects with these first keys begin, about [`PART_BYTES`] apart.
    fn guesses(&self, first: usize, keys: &[String]) -> Vec<usize> {
        let length = self.text.len();
        let places: Vec<usize> = (first + PART_BYTES..length.saturating_sub(PART_BYTES)).step_by(PART_BYTES).collect();
        places.into_par_iter().filter_map(|at| self.guess(at, keys)).collect()
    }

    /// The first offset after `at` where an object with these first keys begins.
    fn guess(&self, at: usize, keys: &[String]) -> Option<usize> {
        let piece = self.text.around(at);
        let from = at - piece.start;
        let searched = piece.text.as_bytes().part(from..piece.text.len().min(from + SEARCHED_BYTES));
        let mut openings = memchr::memchr_iter(b'{', searched).take(LOOKED_AT).map(|offset| from + offset);
        openings.find(|&offset| first_keys(piece.text.after(offset)).as_deref() == Some(keys)).map(|offset| piece.start + offset)
    }

    /// Reads elements from `from` to the first that begins at or after `to`.
    fn part(&self, from: usize, to: usize, buffer: &mut Vec<u8>, sink: &mut dyn Sink) -> Part {
        let mut part = Part::from(from);
        let mut overlap = OVERLAP_BYTES;
        while part.held.end < to && !part.ended && part.error.is_none() {
            let from = part.held.end;
            match self.text.piece(from, to.min(from + PART_BYTES).saturating_add(overlap), buffer) {
                Ok(piece) => self.piece(&piece, to, &mut part, sink),
                Err(error) => part.error = Some(unreadable(&error, from)),
            }
            // An element that is larger than the piece needs a larger one.
            overlap = if part.held.end == from { overlap.saturating_mul(2) } else { OVERLAP_BYTES };
        }
        part
    }

    /// Reads the elements that are complete in a piece, up to the first that begins at or after `to`.
    fn piece<'p>(&self, piece: &'p Piece<'_>, to: usize, part: &mut Part, sink: &mut dyn Sink) {
        let text: &'p str = &piece.text;
        let frame = Frame { file: self.frame.file, cut: 0, by: self.frame.offset(piece.start) };
        let mut members = Scan::default();
        let mut at = 0;
        loop {
            at = skip_white(text, at);
            part.held.end = piece.start + at;
            if part.held.end >= to || (at == text.len() && !piece.is_last) {
                return;
            }
            let scanned = scan(text.after(at), 0, &mut members).map_err(|error| SyntaxError { offset: at + error.offset, ..error });
            // The end of a malformed element is found by its brackets, so that only the element is lost and not the list.
            let end = match &scanned {
                Ok(()) => Some(at + members.end),
                Err(error) if error.truncated => None,
                Err(_) => skip(text, at).ok(),
            };
            let next = end.map(|end| skip_white(text, end)).filter(|&next| next < text.len() || piece.is_last);
            let Some((end, next)) = end.zip(next) else {
                // Truncated by the piece, then more is read, or by the file.
                part.error =
                    scanned.err().filter(|_| piece.is_last).map(|error| SyntaxError { offset: piece.start + error.offset, ..error });
                return;
            };
            match scanned {
                Ok(()) => self.element(frame, text, at..end, &members, &mut part.held, sink),
                Err(error) => self.broken(frame, text, error.offset, &error.message, &mut part.held, sink),
            }
            at = match text.as_bytes().get(next) {
                Some(b',') => next + 1,
                Some(b']') => {
                    part.held.end = piece.start + next + 1;
                    part.ended = true;
                    return;
                }
                // A missing comma is reported, and the next element is read anyway.
                Some(b'{') => {
                    self.broken(frame, text, next, &"expected `,` or `]`, found `{`".into(), &mut part.held, sink);
                    next
                }
                _ => {
                    let found = text.after(next).chars().next().map_or("the end of the file".to_owned(), |found| format!("`{found}`"));
                    let message = Text::new("expected `,` or `]`, found {found}").with("found", found);
                    part.error = Some(SyntaxError { message, offset: piece.start + next, truncated: next == text.len() });
                    return;
                }
            };
        }
    }

    /// Reports a malformed element if the list appears to contain resources.
    fn broken(&self, frame: Frame, text: &str, offset: usize, message: &Text, held: &mut Held, sink: &mut dyn Sink) {
        let span = frame.span(text, offset, offset + 1);
        let is_known = self.holds.is_some() || held.resources > 0;
        held.lost.get_or_insert(span);
        match self.signs.problem(text, offset, is_known, span, message.clone()) {
            Some(problem) => sink.problem(problem),
            None => drop(held.doubtful.get_or_insert_with(|| Problem::error(span, message.clone()))),
        }
    }

    /// Reads one element.
    fn element<'p>(&self, frame: Frame, text: &'p str, bytes: Range<usize>, members: &Scan<'p>, held: &mut Held, sink: &mut dyn Sink) {
        let json = text.part(&bytes);
        if !json.starts_with('{') {
            if self.holds.is_none() && json.starts_with('[') {
                held.nested.push(held.end);
            }
            if let Some(holds) = &self.holds {
                let message = Text::new("expected an object of kind `{kind}`").with("kind", holds.kind.to_string());
                let span = frame.span(text, bytes.start, bytes.end);
                held.lost.get_or_insert(span);
                sink.problem(Problem::error(span, message));
            }
            return;
        }
        let id = || members.get(json, "id");
        let of_list = self.holds.as_ref().map(|holds| What { kind: holds.kind.clone(), format: self.format, address: holds.address(id) });
        let known = if self.names_own_kind(members) { own(json, members, of_list) } else { of_list };
        if let Some(what) = known {
            held.resources += 1;
            held.format.get_or_insert(what.format);
            if what.format == Format::Azure {
                held.scope.add(members.get(json, "id").map_or(Scope::None, Scope::of));
            }
            // If Graph writes the type of each object, the list is not complete for any type.
            let is_mixed = self.holds.is_none() && members.has("@odata.type");
            if !is_mixed && !held.kinds.contains(&what.kind) {
                held.kinds.insert(what.kind.clone());
            }
            frame.give(bytes.start, json, members, what, sink);
        } else if let Some((kind, format)) = powershell::kind(json, members) {
            held.resources += 1;
            held.format.get_or_insert(format);
            powershell::give(frame, bytes.start, json, kind, format, sink);
        } else if azurehound::is_item(json, members) {
            held.resources += azurehound::give(frame, bytes.start, json, members, sink);
            held.format.get_or_insert(Format::Graph);
        } else if dsc::is_element(json, members) {
            // Lists of these formats are never known to be complete.
            held.resources += 1;
            held.configured.extend(dsc::kind(json, members));
            let format = dsc::element(frame, bytes.start, json, members, self.format, sink);
            held.format.get_or_insert(format);
        } else if let Some((code, error)) = error_code(json, &members.members) {
            let span = frame.span(text, bytes.start + error.start, bytes.start + error.end);
            held.lost.get_or_insert(span);
            sink.problem(Problem::warning(span, not_collected(&code)));
        } else if may_contain_others(json, members) {
            held.nested.push(held.end);
        }
    }

    /// Whether an element may be of another kind than the list.
    fn names_own_kind(&self, members: &Scan<'_>) -> bool {
        match &self.holds {
            None => true,
            Some(holds) if holds.relation.is_some() => false,
            Some(ResponseShape { kind: Kind::Other(name), .. }) if &**name == LEGACY_POLICY => true,
            Some(_) => members.has("@odata.type"),
        }
    }
}

/// Whether an object that is not a resource may contain resources.
pub fn may_contain_others(json: &str, members: &Scan<'_>) -> bool {
    let is_nested = |bytes: &Range<usize>| json.after(bytes.start).starts_with(['[', '{']);
    members.members.iter().any(|(key, bytes)| is_nested(bytes) || key == "Content")
}

/// The type in the element, else the type of the list. A type that the model does not know has less weight than a list of a known kind.
fn own(json: &str, members: &Scan<'_>, of_list: Option<What>) -> Option<What> {
    let own = classify(json, members).map(What::from);
    match (own, of_list) {
        (Some(What { kind: Kind::Other(_), .. }), Some(of_list)) if !matches!(of_list.kind, Kind::DirectoryObject | Kind::Other(_)) => {
            Some(of_list)
        }
        (own, of_list) => own.or(of_list),
    }
}

impl Held {
    fn take(&mut self, part: Self) {
        self.end = part.end;
        self.resources += part.resources;
        self.kinds.extend(part.kinds);
        self.configured.extend(part.configured);
        self.format = self.format.or(part.format);
        self.doubtful = self.doubtful.take().or(part.doubtful);
        self.lost = self.lost.or(part.lost);
        self.nested.extend(part.nested);
        self.scope.add(part.scope);
    }
}

/// The members of the error of a service. Descriptions of other services have more.
const ERROR_MEMBERS: &[&str] =
    &["additionalinfo", "code", "date", "details", "innererror", "lang", "message", "request-id", "requestid", "target", "values"];

/// Whether the members of an object are those of the error of a service.
pub fn is_error(members: &Scan<'_>) -> bool {
    let is_known = |key: &str| key.starts_with('@') || ERROR_MEMBERS.iter().any(|known| known.eq_ignore_ascii_case(key));
    members.has("code") && members.members.iter().all(|(key, _)| is_known(key))
}

/// The error code of an object that a service returns instead of data, and the place of the error.
pub fn error_code(text: &str, members: &[(Cow<'_, str>, Range<usize>)]) -> Option<(String, Range<usize>)> {
    let is_object = |value: &Range<usize>| text.after(value.start).starts_with('{');
    let error =
        members.iter().find(|(key, value)| matches!(&**key, "error" | "odata.error") && is_object(value)).map(|(_, value)| value)?;
    let mut inner = Scan::default();
    scan(text, error.start, &mut inner).ok()?;
    if !is_error(&inner) {
        return None;
    }
    let code = inner.members.iter().find(|(key, _)| key == "code").map(|(_, value)| text.part(value))?;
    Some((serde_json::from_str(code).ok()?, error.clone()))
}

/// The warning about an error instead of data: the data was not collected, and is not empty.
pub fn not_collected(code: &str) -> Text {
    Text::new("the service returned the error `{code}`: the data was not collected").with("code", code)
}

fn unreadable(error: &LoadError, offset: usize) -> SyntaxError {
    SyntaxError { message: error.text(), offset, truncated: false }
}

/// The first keys of the object at the start of a text; `None` if there is no object with two keys.
fn first_keys(text: &str) -> Option<Vec<String>> {
    let mut members = Scan::default();
    let end = text.floor_char_boundary(text.len().min(SEARCHED_BYTES));
    let _ = scan(text.before(end), 0, &mut members); // a truncated object still has its first members
    let keys: Vec<String> = members.members.iter().take(4).map(|(key, _)| key.to_string()).collect();
    (keys.len() >= 2).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::neighbors::Neighbors;
    use crate::resource::Collector;
    use crate::source::{FileId, Sources};

    fn read(text: &str) -> (Collector, Held) {
        let mut given = Collector::default();
        let (sources, source) = (Sources::default(), Source::new("a.json", String::new()));
        let neighbors = Neighbors::new(&sources);
        let list = List {
            frame: Frame::whole(FileId(0)),
            text: ListText::Held(text),
            holds: Some(ResponseShape { kind: Kind::User, relation: None, whole: true }),
            format: Format::Graph,
            signs: &Signs::new(text, &source, &neighbors),
        };
        let held = list.read(0, &mut given);
        (given, held)
    }

    /// The JSON of each id.
    fn ids(given: &Collector) -> Vec<&str> {
        given.resources.iter().map(|resource| resource.members().unwrap().get(&resource.json, "id").unwrap_or_default()).collect()
    }

    /// A list of several parts whose elements contain objects that look like elements, so that some guesses are wrong.
    fn large() -> (String, usize) {
        let decoys = r#"{"id":"decoy","name":"x"},"#.repeat(2000);
        let count = 200;
        let elements: Vec<String> = (0..count).map(|n| format!(r#"{{"id":{n},"name":"経","inner":[{decoys}1]}}"#)).collect();
        (format!("[{}] tail", elements.join(", ")), count)
    }

    #[test]
    fn a_large_list_is_read_in_parts_and_in_order() {
        let (text, count) = large();
        assert!(text.len() > 4 * PART_BYTES);
        let (given, held) = read(&text);
        assert_eq!(held.error, None);
        assert_eq!(ids(&given), (0..count).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!((held.resources, &text[held.end..]), (count, " tail"));
        assert_eq!(given.problems, []);
    }

    #[test]
    fn a_truncated_large_list_returns_its_complete_elements() {
        let (text, count) = large();
        let (given, held) = read(&text[..text.len() - 100]);
        assert!(held.error.unwrap().truncated);
        assert_eq!(ids(&given).len(), count - 1);
    }

    #[test]
    fn a_broken_element_loses_no_other() {
        let (given, held) = read(r#"[{"id":1},{"id":tru},null,{"id":3} {"id":4},{"id":5,}]"#);
        assert_eq!(held.error, None);
        assert_eq!(ids(&given), ["1", "3", "4"]);
        let messages: Vec<String> = given.problems.iter().map(|problem| problem.message.render(str::to_owned)).collect();
        assert_eq!(
            messages,
            [
                "expected a value, found `t`",
                "expected an object of kind `user`",
                "expected `,` or `]`, found `{`",
                "expected a key in double quotes, found `}`",
            ]
        );
    }

    #[test]
    fn an_empty_list_and_one_that_does_not_end() {
        assert_eq!(read("[ ]").1.end, 3);
        for text in ["[", "[{\"id\":1}", "[{\"id\":1},", "[{\"id\":"] {
            assert!(read(text).1.error.unwrap().truncated, "{text}");
        }
        assert!(!read("[{\"id\":1} x]").1.error.unwrap().truncated);
    }
}
