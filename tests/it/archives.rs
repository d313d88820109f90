//! Zip archives of exports: they are read like folders, and a hostile one is an error.

use crate::common::{errors, findings, folder, lines, root, run_paths};
use rawzip::crc32;
use std::io::Read as _;
use std::path::Path;
use tenantlint::load::{Loaded, Why, load_except, load_paths};
use tenantlint::reader::Variables;
use tenantlint::source::{Buffers, Exclude};
use walkdir::WalkDir;

const STORE: u16 = 0;
const DEFLATE: u16 = 8;
const ZSTANDARD: u16 = 93;
/// The flag of names in UTF-8.
const UTF8: u16 = 1 << 11;
const APP: &str = r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity", "id": "1", "appId": "1",
  "signInAudience": "AzureADMultipleOrgs"}"#;

/// A file as an archive describes it.
#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    mode: u16,
    crc: u32,
    size: u32,
    content: Vec<u8>,
    /// Where it is, if not after the one before.
    offset: Option<u32>,
}

impl Entry {
    fn new(name: impl AsRef<[u8]>, method: u16, text: impl AsRef<[u8]>) -> Self {
        let text = text.as_ref();
        let content = match method {
            DEFLATE => {
                let mut content = Vec::new();
                flate2::read::DeflateEncoder::new(text, flate2::Compression::fast()).read_to_end(&mut content).unwrap();
                content
            }
            ZSTANDARD => ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest),
            _ => text.to_vec(),
        };
        let size = text.len().try_into().unwrap();
        Self { name: name.as_ref().to_vec(), flags: 0, method, mode: 0, crc: crc32(text), size, content, offset: None }
    }

    fn app(name: impl AsRef<[u8]>) -> Self {
        Self::new(name, DEFLATE, APP)
    }

    /// Version, flags, method, time, date, checksum, lengths: what both headers contain.
    fn common(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for number in [20, self.flags, self.method, 0, 0] {
            bytes.extend(number.to_le_bytes());
        }
        for number in [self.crc, self.content.len().try_into().unwrap(), self.size] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = entry.offset.unwrap_or_else(|| bytes.len().try_into().unwrap());
        bytes.extend([&b"PK\x03\x04"[..], &entry.common(), &entry.name, &entry.content].concat());
        let made_by = 0x0314_u16; // on Unix, so that there is a mode
        list.extend([&b"PK\x01\x02"[..], &made_by.to_le_bytes(), &entry.common(), &[0; 8]].concat());
        list.extend([&entry.mode.to_le_bytes()[..], &offset.to_le_bytes(), &entry.name].concat());
    }
    let start = u32::try_from(bytes.len()).unwrap();
    let number = u16::try_from(entries.len()).unwrap().to_le_bytes();
    bytes.extend(&list);
    bytes.extend([&b"PK\x05\x06\0\0\0\0"[..], &number, &number, &u32::try_from(list.len()).unwrap().to_le_bytes()].concat());
    bytes.extend([&start.to_le_bytes()[..], &[0; 2]].concat());
    bytes
}

fn write(folder: &Path, name: &str, entries: &[Entry]) {
    std::fs::write(folder.join(name), zip(entries)).unwrap();
}

fn loaded(path: &str, folder: &Path) -> Loaded {
    load_paths(&[path.into()], folder, Variables::default())
}

fn paths(loaded: &Loaded) -> Vec<&str> {
    loaded.sources.iter().map(|(_, source)| &*source.path).collect()
}

#[test]
fn an_archive_is_read_like_the_folder_that_it_contains() {
    let example = root().join("examples/01_contoso_export");
    let extracted = tempfile::tempdir().unwrap();
    let mut entries = Vec::new();
    for file in WalkDir::new(&example).into_iter().map(Result::unwrap).filter(|file| file.path().extension().is_some_and(|is| is == "json"))
    {
        let path = file.path().strip_prefix(&example).unwrap();
        let copy = extracted.path().join("export").join(path);
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(file.path(), copy).unwrap();
        let method = [STORE, DEFLATE, ZSTANDARD][entries.len() % 3];
        entries.push(Entry::new(path.to_str().unwrap().replace('\\', "/"), method, std::fs::read(file.path()).unwrap()));
    }
    let packed = tempfile::tempdir().unwrap();
    write(packed.path(), "export", &entries);
    std::fs::rename(packed.path().join("export"), packed.path().join("export.zip")).unwrap();
    let expected = lines(&run_paths(&["export".into()], extracted.path()));
    assert!(expected.iter().any(|line| line.starts_with("application-multi-tenant")), "{expected:#?}");
    for input in ["export.zip", "."] {
        let read = lines(&run_paths(&[input.into()], packed.path()));
        let read: Vec<String> = read.iter().map(|line| line.replace("export.zip/", "export/")).collect();
        assert_eq!(read, expected, "{input}");
    }
}

#[test]
fn a_large_file_in_an_archive_is_read_in_pieces() {
    let app = |number: usize| format!("{{\"appId\":\"b1111111-0000-4000-8000-{number:012}\",\"signInAudience\":\"AzureADMyOrg\"}}");
    let text = format!("{{\"value\":[{}]}}", (0..300_000).map(app).collect::<Vec<_>>().join(","));
    for method in [STORE, DEFLATE] {
        let packed = folder(&[]);
        write(packed.path(), "export.zip", &[Entry::new("applications.json", method, &text)]);
        let loaded = loaded("export.zip", packed.path());
        assert!(loaded.sources.iter().all(|(_, source)| source.is_in_pieces()));
        let outcome = run_paths(&["export.zip".into()], packed.path());
        assert_eq!((errors(&outcome), outcome.resources), (Vec::new(), 300_000));
    }
}

#[test]
fn names_are_read_in_the_encodings_that_programs_write() {
    let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode("申請\\表.json");
    let packed = folder(&[]);
    let in_utf8 = Entry { flags: UTF8, ..Entry::app("größe.json") };
    let in_437 = Entry::app(b"gr\x94\xe1e.json");
    let others = [Entry::app(&shift_jis), Entry::app("users\\1.json"), Entry::app("./a//b.JSON"), Entry::app("a/")];
    for spellings in [vec![&in_utf8], vec![&in_437], vec![&in_utf8, &in_437]] {
        let entries: Vec<Entry> = spellings.iter().copied().chain(&others).cloned().collect();
        write(packed.path(), "e.ZIP", &entries);
        let loaded = loaded("e.ZIP", packed.path());
        assert_eq!(loaded.problems.len(), spellings.len() - 1, "two files of one name");
        let mut paths = paths(&loaded);
        paths.sort_unstable();
        assert_eq!(paths, ["e.ZIP/a/b.JSON", "e.ZIP/größe.json", "e.ZIP/users/1.json", "e.ZIP/申請/表.json"]);
    }
}

/// What is wrong with an archive, and what is reported.
#[test]
fn what_cannot_be_read_is_one_error_with_its_name() {
    let app = || Entry::app("app.json");
    let nulls = "\0".repeat(1 << 20);
    let large = |name: &str| Entry { size: 60 << 20, ..Entry::app(name) };
    let encrypted = |name: &str| Entry { flags: 1, ..Entry::app(name) };
    for (entries, expected) in [
        (vec![encrypted("app.json")], "z.zip/app.json:1:1 the file is encrypted: extract the archive with its password"),
        (
            vec![encrypted("1.json"), encrypted("2.json"), encrypted("3.json")],
            "z.zip/1.json:1:1 the file is encrypted: extract the archive with its password; this also applies to 2 other files of the archive",
        ),
        (vec![Entry { method: 9, ..app() }], "z.zip/app.json:1:1 the compression method of the file is not supported: extract the archive"),
        (vec![Entry::app("../app.json")], "z.zip/../app.json:1:1 the name of the file leads out of the archive"),
        (vec![Entry::app("/app.json")], "z.zip/app.json:1:1 the name of the file leads out of the archive"),
        (
            vec![Entry::app("a\u{1b}b.json")],
            "z.zip/a\u{1b}b.json:1:1 the name of the file contains control characters, or is not valid UTF-8",
        ),
        (
            vec![Entry { flags: UTF8, ..Entry::app(b"\xff.json") }],
            "z.zip/\u{fffd}.json:1:1 the name of the file contains control characters, or is not valid UTF-8",
        ),
        (vec![app(), app()], "z.zip/app.json:1:1 the archive contains several files of this name"),
        (vec![Entry::new("old.zip", STORE, "PK")], "z.zip/old.zip:1:1 an archive in an archive is not read: extract it"),
        (vec![Entry { mode: 0o120_777, ..app() }], "z.zip/app.json:1:1 a link in an archive is not followed"),
        (vec![Entry { size: 10, ..app() }], DAMAGED),
        (vec![Entry { size: 1000, ..app() }], DAMAGED),
        (vec![Entry { crc: 1, ..app() }], DAMAGED),
        (vec![Entry { content: b"no deflate".to_vec(), ..app() }], DAMAGED),
        (vec![Entry { method: ZSTANDARD, ..app() }], DAMAGED),
        (vec![app(), Entry { offset: Some(0), ..Entry::app("b.json") }], "z.zip:1:1 files in the archive overlap, as in a zip bomb"),
        (
            vec![Entry { size: u32::MAX, ..Entry::new("app.json", DEFLATE, &nulls) }],
            "z.zip/app.json:1:1 the file expands to more than 4 GiB, or to more than 200 times its size",
        ),
        (
            vec![large("1.json"), large("2.json")],
            "z.zip:1:1 the files in the archive expand to more than 16 GiB, or to more than 200 times its size",
        ),
    ] {
        let packed = folder(&[]);
        write(packed.path(), "z.zip", &entries);
        let all = errors(&run_paths(&["z.zip".into()], packed.path()));
        assert_eq!(all.first().map(String::as_str), Some(expected), "{all:?}");
        assert!(all.iter().skip(1).all(|error| error.contains("no file")), "{all:?}");
        // Most archives in a repository are no exports, but beside an export they may be.
        let found = loaded(".", packed.path());
        assert!(found.problems.is_empty(), "{expected}");
        assert!(found.skipped.iter().any(|file| matches!(file.why, Why::Packed(_))), "{expected}");
        write(packed.path(), "app.json", &[]);
        std::fs::write(packed.path().join("app.json"), APP).unwrap();
        let is_whole = expected.starts_with("z.zip:");
        assert_eq!(loaded(".", packed.path()).problems.len(), usize::from(is_whole), "{expected}");
    }
}

const DAMAGED: &str = "z.zip/app.json:1:1 the file in the archive is damaged: its content does not have its length and checksum";

#[test]
fn a_file_is_reported_if_there_are_exports_beside_it_in_the_archive() {
    let packed = folder(&[]);
    write(packed.path(), "z.zip", &[Entry::app("a.json"), Entry { flags: 1, ..Entry::app("b.json") }, Entry::app("old.zip")]);
    let outcome = run_paths(&[".".into()], packed.path());
    assert_eq!(
        errors(&outcome),
        [
            "z.zip/b.json:1:1 the file is encrypted: extract the archive with its password",
            "z.zip/old.zip:1:1 an archive in an archive is not read: extract it",
        ]
    );
    assert_eq!(findings(&outcome), ["z.zip/a.json:2 application-multi-tenant"]);
}

/// Code needs the files beside it, and a policy file in an archive must not be used.
#[test]
fn only_exports_are_read_in_an_archive() {
    let packed = folder(&[]);
    let names = [".tenantlint.yaml", ".tenantlint-baseline.json", "main.tf", "main.tf.json", "a.ps1", "users.json.gz", "app.json"];
    write(packed.path(), "z.zip", &names.map(Entry::app));
    let found = loaded(".", packed.path());
    assert_eq!(paths(&found), ["z.zip/app.json"]);
    assert_eq!(found.skipped.len(), names.len() - 1);
    write(packed.path(), "z.zip", &[Entry::app("main.tf"), Entry::app("a.txt")]);
    let found = loaded(".", packed.path());
    assert_eq!(found.skipped.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["z.zip"]);
}

#[test]
fn files_in_an_archive_can_be_excluded() {
    let packed = folder(&[]);
    write(packed.path(), "z.zip", &[Entry::app("a.json"), Entry { flags: 1, ..Entry::app("Users/b.json") }, Entry::app("Users/c.txt")]);
    let exclude = Exclude::new(["z.zip/Users"]).unwrap();
    let loaded = load_except(&exclude, &Buffers::default(), &["z.zip".into()], packed.path(), Variables::default());
    assert_eq!((paths(&loaded), loaded.problems.len()), (vec!["z.zip/a.json"], 0));
    let excluded: Vec<&str> = loaded.excluded.iter().map(|file| &*file.shown).collect();
    assert_eq!(excluded, ["z.zip/Users/b.json", "z.zip/Users/c.txt"]);
}

#[test]
fn a_cut_or_changed_archive_is_an_error_and_nothing_else() {
    let packed = folder(&[]);
    let path = packed.path().join("z.zip");
    let whole = zip(&[Entry::new("a.json", STORE, APP), Entry::app("b.json")]);
    for end in (0..whole.len()).step_by(3) {
        std::fs::write(&path, &whole[..end]).unwrap();
        assert_eq!(loaded("z.zip", packed.path()).problems.len(), 1, "{end}");
    }
    for at in 0..whole.len() {
        for value in [0, 0x7f] {
            let mut changed = whole.clone();
            changed[at] = value;
            std::fs::write(&path, changed).unwrap();
            let loaded = loaded("z.zip", packed.path());
            // The content of a file that was read is that of the export.
            assert!(loaded.sources.iter().filter(|(_, source)| !source.unreadable).all(|(_, source)| source.text().unwrap() == APP));
        }
    }
}
