//! Reads the elements of one JSON array, on all cores where it is large.
//!
//! Where an element begins in the middle of a large array cannot be known without reading all before it. So it is guessed:
//! at some places objects are looked for that have the same first keys as the array's first element. Each part is then
//! read from its guess to the next. A guess was right exactly when the part before it ends there, which is checked when the
//! parts are put together; a wrong one costs time and nothing else.

use super::graph::classify;
use crate::source::{FileId, Span};
use crate::syntax::json::{Duplicate, Scan, SyntaxError, scan, skip, skip_white};
use crate::wire::{Format, Kind, Problem, Resource, Sink, SourceMap};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// An array from this size on is read in parts.
const PART_BYTES: usize = 1 << 20;

/// How far behind a place an element's begin is looked for, and how much of an element is read to see its first keys.
const SEARCHED_BYTES: usize = 64 << 10;

/// How many objects are looked at behind a place: a list made to fail the search costs a small multiple of its size.
const LOOKED_AT: usize = 64;

/// What is known of a list before its elements are read.
#[derive(Debug, Clone)]
pub struct List<'s> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'s str,
    /// What the elements are, where the file says so.
    pub kind: Option<Kind>,
    /// The format that says so.
    pub format: Format,
}

/// What a list held.
#[derive(Debug, Default)]
pub struct Held {
    /// Offset behind the list.
    pub end: usize,
    /// How many elements were resources.
    pub resources: usize,
    /// Their kinds.
    pub kinds: BTreeSet<Kind>,
    /// The format of the first.
    pub format: Option<Format>,
}

/// A stretch of elements that was read.
struct Part {
    held: Held,
    /// The closing bracket was read.
    ended: bool,
    error: Option<SyntaxError>,
}

impl<'s> List<'s> {
    /// Reads the list whose bracket opens at `start`.
    ///
    /// # Errors
    /// [`SyntaxError`] where the list cannot be read on; the elements before were given to the sink.
    pub fn read<S: Sink<'s>>(&self, start: usize, sink: &mut S) -> Result<Held, SyntaxError> {
        let first = skip_white(self.text, start + 1);
        if self.text.as_bytes().get(first) == Some(&b']') {
            return Ok(Held { end: first + 1, ..Held::default() });
        }
        let mut starts = vec![first];
        starts.extend(self.guesses(first));
        let forks: Vec<S> = starts.iter().map(|_| sink.fork()).collect();
        let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
        let jobs: Vec<_> = starts.iter().copied().zip(ends).zip(forks).collect();
        let parts: Vec<_> = jobs
            .into_par_iter()
            .map(|((from, to), mut fork)| {
                let part = self.part(from, to, &mut fork);
                (from, to, part, fork)
            })
            .collect();
        let mut held = Held { end: first, ..Held::default() };
        for (from, to, part, fork) in parts {
            let part = if from == held.end {
                sink.join(fork);
                part
            } else if to > held.end {
                self.part(held.end, to, sink) // the guess was wrong
            } else {
                continue; // and the part before it has read past the next one too
            };
            held.take(part.held);
            match (part.error, part.ended) {
                (Some(error), _) => return Err(error),
                (None, true) => return Ok(held),
                (None, false) => {}
            }
        }
        unreachable!("the last part ends at the bracket or with an error")
    }

    /// Offsets behind `first` at which elements probably begin, about [`PART_BYTES`] apart.
    fn guesses(&self, first: usize) -> Vec<usize> {
        let text = self.text;
        if text.len() - first < 2 * PART_BYTES {
            return Vec::new();
        }
        let Some(keys) = first_keys(text, first) else { return Vec::new() };
        let mut guesses = Vec::new();
        let mut at = first + PART_BYTES;
        while at < text.len() {
            let window = &text.as_bytes()[at..text.len().min(at + SEARCHED_BYTES)];
            let mut openings = memchr::memchr_iter(b'{', window).map(|offset| at + offset).take(LOOKED_AT);
            let found = openings.find(|&offset| first_keys(text, offset).as_ref() == Some(&keys));
            guesses.extend(found);
            at = found.unwrap_or(at) + PART_BYTES;
        }
        guesses
    }

    /// Reads elements from `from` on, up to the first that begins at or behind `to`.
    fn part<S: Sink<'s>>(&self, from: usize, to: usize, sink: &mut S) -> Part {
        let text = self.text;
        let mut part = Part { held: Held::default(), ended: false, error: None };
        let mut members = Scan::default();
        let mut at = from;
        while at < to {
            at = match self.element(at, &mut members, &mut part.held, sink) {
                Ok(end) => end,
                Err(error) => {
                    part.error = Some(error);
                    break;
                }
            };
            at = skip_white(text, at);
            match text.as_bytes().get(at) {
                Some(b',') => at = skip_white(text, at + 1),
                Some(b']') => {
                    part.ended = true;
                    at += 1;
                    break;
                }
                // A comma is missing: said, and the next element is read all the same.
                Some(b'{') => sink.problem(self.problem(at, at + 1, "expected `,` or `]`, found `{`".to_owned())),
                _ => {
                    let message = "expected `,` or `]`, found the end of the file".to_owned();
                    part.error = Some(SyntaxError { message, offset: at, truncated: at >= text.len() });
                    if at < text.len() {
                        let found = text[at..].chars().next().unwrap_or_default();
                        part.error =
                            Some(SyntaxError { message: format!("expected `,` or `]`, found `{found}`"), offset: at, truncated: false });
                    }
                    break;
                }
            }
        }
        part.held.end = at;
        part
    }

    /// Reads the element at `start` and tells where it ends.
    fn element<S: Sink<'s>>(&self, start: usize, members: &mut Scan<'s>, held: &mut Held, sink: &mut S) -> Result<usize, SyntaxError> {
        let rest = &self.text[start..];
        if let Err(error) = scan(rest, 0, members) {
            let error = SyntaxError { offset: start + error.offset, ..error };
            if error.truncated {
                return Err(error);
            }
            // Lose the element, never the list.
            let end = skip(self.text, start).map_err(|_| error.clone())?;
            sink.problem(self.problem(error.offset, error.offset + 1, error.message));
            return Ok(end);
        }
        let end = start + members.end;
        let json = &self.text[start..end];
        if !json.starts_with('{') {
            if let Some(kind) = &self.kind {
                sink.problem(self.problem(start, end, format!("expected an object of kind `{kind}`")));
            }
            return Ok(end);
        }
        let own = || classify(json, members);
        let known = match &self.kind {
            // A list of directory objects says of each what it is.
            Some(kind) if members.has("@odata.type") => own().or_else(|| Some((kind.clone(), self.format))),
            Some(kind) => Some((kind.clone(), self.format)),
            None => own(),
        };
        if let Some((kind, format)) = known {
            held.resources += 1;
            held.format.get_or_insert(format);
            if !held.kinds.contains(&kind) {
                held.kinds.insert(kind.clone());
            }
            give(self.file, start, json, members, kind, format, sink);
        }
        Ok(end)
    }

    fn problem(&self, start: usize, end: usize, message: String) -> Problem {
        Problem::error(span(self.file, self.text, start, end), message)
    }
}

impl Held {
    fn take(&mut self, part: Self) {
        self.end = part.end;
        self.resources += part.resources;
        self.kinds.extend(part.kinds);
        self.format = self.format.or(part.format);
    }
}

/// A span of `text`, kept inside of it and on character boundaries.
pub fn span(file: FileId, text: &str, start: usize, end: usize) -> Span {
    let start = text.floor_char_boundary(start.min(text.len()));
    Span::new(file, start, text.ceil_char_boundary(end.clamp(start, text.len())))
}

/// Says that a key is written twice, in a text that begins at `offset` of the file.
pub fn written_twice(file: FileId, offset: usize, twice: &Duplicate) -> Problem {
    let span = Span::new(file, offset + twice.bytes.start, offset + twice.bytes.end);
    Problem::error(span, format!("the key `{}` is written twice: which of the two holds is not certain", twice.key))
}

/// Gives an object that stands in the source as it is to the sink.
pub fn give<'s, S: Sink<'s>>(file: FileId, start: usize, json: &'s str, members: &Scan<'s>, kind: Kind, format: Format, sink: &mut S) {
    let mut ambiguous = Vec::new();
    for twice in &members.duplicates {
        sink.problem(written_twice(file, start, twice));
        // The member in whose value the key stands; else it is a member itself.
        let within = members.members.iter().find(|(_, bytes)| bytes.contains(&twice.bytes.start));
        ambiguous.push(within.map_or_else(|| twice.key.clone(), |(key, _)| key.to_string()));
    }
    let span = Span::new(file, start, start + json.len());
    let resource =
        Resource { kind, address: None, format, span, json: json.into(), map: SourceMap::Identity { file, offset: start }, ambiguous };
    sink.resource(&resource, members);
}

/// The first keys of the object at `start`; nothing where no object of two keys stands there.
fn first_keys(text: &str, start: usize) -> Option<Vec<String>> {
    let mut members = Scan::default();
    let end = text.floor_char_boundary(text.len().min(start + SEARCHED_BYTES));
    let _ = scan(&text[start..end], 0, &mut members); // an object cut off has its first members all the same
    let keys: Vec<String> = members.members.iter().take(4).map(|(key, _)| key.to_string()).collect();
    (keys.len() >= 2).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Ids {
        ids: Vec<String>,
        problems: Vec<Problem>,
    }

    impl<'s> Sink<'s> for Ids {
        fn resource(&mut self, resource: &Resource<'s>, members: &Scan<'s>) {
            self.ids.push(members.get(&resource.json, "id").unwrap_or_default().to_owned());
        }
        fn problem(&mut self, problem: Problem) {
            self.problems.push(problem);
        }
        fn complete(&mut self, _: &Kind) {}
        fn fork(&self) -> Self {
            Self::default()
        }
        fn join(&mut self, part: Self) {
            self.ids.extend(part.ids);
            self.problems.extend(part.problems);
        }
    }

    fn read(text: &str) -> (Ids, Result<Held, SyntaxError>) {
        let mut ids = Ids::default();
        let list = List { file: FileId(0), text, kind: Some(Kind::User), format: Format::Graph };
        let held = list.read(0, &mut ids);
        (ids, held)
    }

    /// A list of several parts whose elements hold objects that look like elements, so that some guesses are wrong.
    fn large() -> (String, usize) {
        let decoys = r#"{"id":"decoy","name":"x"},"#.repeat(2000);
        let count = 200;
        let elements: Vec<String> = (0..count).map(|n| format!(r#"{{"id":{n},"name":"経","inner":[{}1]}}"#, decoys)).collect();
        (format!("[{}] tail", elements.join(", ")), count)
    }

    #[test]
    fn a_large_list_is_read_in_parts_and_in_order() {
        let (text, count) = large();
        assert!(text.len() > 5 * PART_BYTES);
        let (ids, held) = read(&text);
        let held = held.unwrap();
        assert_eq!(ids.ids, (0..count).map(|n| n.to_string()).collect::<Vec<_>>());
        assert_eq!((held.resources, &text[held.end..]), (count, " tail"));
        assert_eq!(ids.problems, []);
    }

    #[test]
    fn a_large_list_that_is_cut_off_gives_what_is_before() {
        let (text, count) = large();
        let (ids, held) = read(&text[..text.len() - 100]);
        assert!(held.unwrap_err().truncated);
        assert_eq!(ids.ids.len(), count - 1);
    }

    #[test]
    fn a_broken_element_loses_no_other() {
        let (ids, held) = read(r#"[{"id":1},{"id":tru},null,{"id":3} {"id":4},{"id":5,}]"#);
        assert!(held.is_ok());
        assert_eq!(ids.ids, ["1", "3", "4"]);
        let messages: Vec<&str> = ids.problems.iter().map(|problem| problem.message.as_str()).collect();
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
        assert_eq!(read("[ ]").1.unwrap().end, 3);
        for text in ["[", "[{\"id\":1}", "[{\"id\":1},", "[{\"id\":"] {
            assert!(read(text).1.unwrap_err().truncated, "{text}");
        }
        assert!(!read("[{\"id\":1} x]").1.unwrap_err().truncated);
    }
}
