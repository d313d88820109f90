//! One reader for each input format: sources in, resources out. A reader never judges.

use crate::source::{FileId, Source};
use crate::wire::Sink;

/// stub
pub fn read<'s, S: Sink<'s>>(file: FileId, source: &'s Source, sink: &mut S) {
    let _ = (file, source, sink);
}
