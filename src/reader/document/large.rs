//! Large files that are one list, read in pieces.

use super::documents;
use crate::parts::Parts;
use crate::reader::cut_off;
use crate::reader::detector::{File, Reading};
use crate::reader::frame::Frame;
use crate::reader::list::{List, ListText};
use crate::reader::relation::{self, ResponseShape};
use crate::reader::signs::Signs;
use crate::reader::terraform::Overlay;
use crate::resource::{Completeness, Format, Gap, Problem, Sink};
use crate::source::{Source, Span};
use crate::syntax::json::{Cursor, Scan, scan, skip_white};
use crate::text::Text;

/// Keys of a page, by which the elements of a list are known to be pages or answers.
const PAGE: &[&str] = &["@odata.context", "@odata.nextLink", "nextLink", "value", "body", "content", "Content"];

/// The part of a large file that is searched for its main list.
const HEAD_BYTES: usize = 64 << 10;

/// The only list of a large file: the file is this list, or an object with the list under `value`.
pub(super) struct LargeList {
    /// The text before the list.
    head: String,
    context: Option<ResponseShape>,
}

impl LargeList {
    /// Looks for the list at the start of the file. A list of pages or lists is read as the text of the file, so that they are joined.
    pub(super) fn find(source: &Source) -> Option<Self> {
        let piece = source.piece(0, HEAD_BYTES).ok()?;
        let text = &*piece.text;
        let start = skip_white(text, 0);
        let is_of_objects = |at: usize| {
            let first = skip_white(text, at + 1);
            let mut members = Scan::default();
            let _ = scan(text, first, &mut members); // of a truncated object the first members are known
            text.after(first).starts_with('{') && !PAGE.iter().any(|key| members.has(key))
        };
        let found = |at: usize, context| {
            let is_list = text.as_bytes().get(at) == Some(&b'[') && is_of_objects(at);
            is_list.then(|| Self { head: text.before(at).to_owned(), context })
        };
        if text.as_bytes().get(start) != Some(&b'{') {
            return found(start, None);
        }
        let mut cursor = Cursor::new(text, start);
        let mut value = Scan::default();
        let mut context = None;
        while let Some((key, at)) = cursor.next_key().ok()? {
            if matches!(&*key, "value" | "data") {
                return found(at, context);
            }
            scan(text, at, &mut value).ok()?;
            if key == "@odata.context" {
                context = serde_json::from_str::<String>(text.part(at..value.end)).ok().and_then(|context| relation::context(&context));
            }
            cursor.resume(value.end);
        }
        None
    }

    /// Reads the list in pieces, then the document around it with an empty list in its place.
    pub(super) fn read(self, of: &File<'_>, sink: &mut dyn Sink) -> Reading {
        let (file, source) = (of.id, of.source);
        let start = self.head.len();
        let piece = source.piece(0, HEAD_BYTES).ok();
        let signs = Signs::new(piece.as_ref().map_or("", |piece| &piece.text), source, of.neighbors);
        let text = ListText::Pieces(source);
        if let Some(piece) = &piece
            && let Some(warning) = cut_off::warning(&piece.text, |start, end| Span::new(file, start, end))
        {
            sink.problem(warning);
        }
        let list = List { frame: Frame::whole(file), text, holds: self.context, format: Format::Graph, signs: &signs };
        let broken = |message: Text, offset: usize, sink: &mut dyn Sink| {
            let offset = offset.min(source.len());
            sink.problem(Problem::error(Span::new(file, offset.saturating_sub(1), offset), message));
            Reading::of(Format::Graph, "a list that cannot be read completely")
        };
        let held = list.read(start, sink);
        if let Some(error) = &held.error {
            for kind in &held.kinds {
                let gap = Gap { span: Span::new(file, error.offset, error.offset), reason: "a part of the list cannot be read" };
                sink.completeness(kind, "", Completeness::Partial(gap));
            }
            return broken(Text::new("not well-formed JSON: {reason}").with("reason", error.message.clone()), error.offset, sink);
        }
        let tail = match source.piece(held.end, usize::MAX) {
            Ok(tail) => tail,
            Err(error) => return broken(error.text(), held.end, sink),
        };
        let around = [&self.head, "[]", &tail.text].concat();
        let cut = start + "[]".len();
        let frame = Frame { file, cut, by: held.end - cut };
        documents(&File { overlay: &Overlay::default(), ..*of }, frame, &around, Some((start, held)), sink)
    }
}
