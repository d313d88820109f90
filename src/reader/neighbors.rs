//! The files beside a file: whether they are exports, and what they contain of a list that is split into pages.

use super::export_keys::has_signs;
use super::folders::split;
use crate::parts::Parts;
use crate::source::{FileId, Source, Sources};
use memchr::memmem;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The extensions of JSON files, of one document or several.
pub const EXTENSIONS: &[&str] = &["json", "jsonl", "ndjson", "tfstate"];

/// The part of a file that is searched for signs.
const HEAD_BYTES: usize = 16 << 10;

/// The files of a run, by their folders.
#[derive(Debug)]
pub struct Neighbors<'s> {
    sources: &'s Sources,
    /// The folders that contain exports.
    exports: HashSet<String>,
    by_path: OnceLock<HashMap<String, FileId>>,
}

impl<'s> Neighbors<'s> {
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, exports: folders_of_exports(sources), by_path: OnceLock::new() }
    }

    /// Whether a JSON file has an export in its folder.
    pub fn are_exports(&self, path: &str) -> bool {
        is_json(path) && self.has_exports(path)
    }

    /// Whether a file has an export in its folder.
    pub fn has_exports(&self, path: &str) -> bool {
        self.exports.contains(split(path).0)
    }

    /// Whether the input does not contain all files of the folder of this file, because the user named the file.
    pub fn is_alone(&self, file: FileId) -> bool {
        self.sources.get(file).alone
    }

    /// Whether the page after the one in this file, or the one before it, is in the file with the next number: `users.json` and
    /// `users.2.json`, `User-0.json` and `User-1.json`.
    pub fn continue_file(&self, file: FileId) -> bool {
        let by_path = self.by_path.get_or_init(|| self.sources.iter().map(|(id, source)| (source.path.clone(), id)).collect());
        let Ok(head) = self.sources.get(file).piece(0, HEAD_BYTES) else { return false };
        let mark = context(&head.text).unwrap_or("\"value\"");
        let is_page = |id: &FileId| {
            let head = self.sources.get(*id).piece(0, HEAD_BYTES);
            head.is_ok_and(|head| memmem::find(head.text.as_bytes(), mark.as_bytes()).is_some())
        };
        next_names(&self.sources.get(file).path).iter().any(|name| by_path.get(name).is_some_and(is_page))
    }
}

fn folders_of_exports(sources: &Sources) -> HashSet<String> {
    let json: Vec<&Source> = sources.iter().map(|(_, source)| source).filter(|source| is_json(&source.path)).collect();
    let is_export = |source: &&&Source| {
        source.piece(0, HEAD_BYTES).is_ok_and(|head| has_signs(head.text.before(head.text.floor_char_boundary(HEAD_BYTES))))
    };
    json.par_iter().filter(is_export).map(|source| split(&source.path).0.to_owned()).collect()
}

/// Whether a path is that of a JSON file.
pub fn is_json(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&&*extension.to_ascii_lowercase()))
}

/// The value of `@odata.context`, with its quotes.
fn context(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once("\"@odata.context\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = value.strip_prefix('"')?.find('"')?;
    Some(value.before(end + 2))
}

/// The paths that the next page after this file may have.
fn next_names(path: &str) -> Vec<String> {
    let Some((stem, extension)) = path.rsplit_once('.') else { return Vec::new() };
    let mut names: Vec<String> =
        [".", "-", "_", ""].iter().flat_map(|separator| [1, 2].map(|number| format!("{stem}{separator}{number}.{extension}"))).collect();
    let name = stem.trim_end_matches(|last: char| last.is_ascii_digit());
    let number = stem.after(name.len());
    let digits = number.len();
    if let Ok(number @ 0..100_000) = number.parse::<u32>() {
        names.push(format!("{name}{:0digits$}.{extension}", number + 1));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn continues(files: &[(&str, &str)]) -> bool {
        let mut sources = Sources::default();
        let ids: Vec<FileId> = files.iter().map(|(path, text)| sources.add(Source::new(*path, *text))).collect();
        Neighbors::new(&sources).continue_file(ids[0])
    }

    #[test]
    fn the_next_page_has_the_next_number_and_the_same_context() {
        let page = r#"{"@odata.context": "https://x#users", "value": []}"#;
        for (path, next) in [
            ("a/users.json", "a/users.2.json"),
            ("a/User-0.json", "a/User-1.json"),
            ("users-09.json", "users-10.json"),
            ("users_1.json", "users_2.json"),
            ("users.json", "users1.json"),
        ] {
            assert!(continues(&[(path, page), (next, page)]), "{path}");
        }
        for (path, next, text) in [
            ("a/users.json", "b/users.2.json", page),
            ("users-1.json", "users-3.json", page),
            ("users.json", "users.2.json", r#"{"@odata.context":"https://x#groups","value":[]}"#),
            ("users-0.json", "users-1.txt", page),
        ] {
            assert!(!continues(&[(path, page), (next, text)]), "{path}");
        }
    }
}
