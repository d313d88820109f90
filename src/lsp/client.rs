//! The client: what it supports, and the language of the person.

use super::text::Encoding;
use crate::language::Language;
use crate::text::Text;
use lsp_types::{ClientCapabilities, PositionEncodingKind, ResourceOperationKind};

/// What the client supports.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client {
    pub encoding: Encoding,
    /// The language of the person.
    pub language: Language,
    /// Whether an edit can create a file.
    pub creates_files: bool,
    /// Whether it reports changes of files on disk.
    pub watches: bool,
}

impl Client {
    pub fn new(capabilities: &ClientCapabilities, language: Language) -> Self {
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let is_utf8 = encodings.is_some_and(|encodings| encodings.contains(&PositionEncodingKind::UTF8));
        let workspace = capabilities.workspace.as_ref();
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edit.and_then(|edit| edit.resource_operations.as_ref());
        let watching = workspace.and_then(|workspace| workspace.did_change_watched_files);
        Self {
            encoding: if is_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            language,
            creates_files: edit.is_some_and(|edit| edit.document_changes == Some(true))
                && operations.is_some_and(|operations| operations.contains(&ResourceOperationKind::Create)),
            watches: watching.is_some_and(|watching| watching.dynamic_registration == Some(true)),
        }
    }

    /// A sentence in the language of the person, whose values stay as they are.
    pub fn say(self, text: &Text) -> String {
        text.render_in(self.language, str::to_owned)
    }
}
