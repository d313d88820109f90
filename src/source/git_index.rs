//! The index of git: the names of the tracked files, for those that `.gitignore` excludes.
//!
//! Format: `gitformat-index`, versions 2 to 4, with SHA-1 and SHA-256. An index that is malformed, split, or larger than the limit counts as
//! no index.

use crate::parts::Parts;
use std::fs;
use std::path::{Path, PathBuf};

/// Maximum size of an index that is read: a million files take about 100 MiB.
const MAX_BYTES: u64 = 256 << 20;

/// Maximum length of a path. Version 4 repeats the start of the previous path, so that a small index could otherwise expand without limit.
const MAX_PATH: usize = 4096;

/// The fields of an entry before its object id: times, device, inode, mode, owner and size.
const STAT_BYTES: usize = 40;
const MODE_AT: usize = 24;

/// The type bits of a mode, and the types of entries with content.
const TYPE: u32 = 0o170_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
/// Directories of a sparse index, and submodules.
const WITHOUT_CONTENT: [u32; 2] = [0o040_000, 0o160_000];

/// The flag of an entry with extended flags.
const EXTENDED: u16 = 0x4000;

pub struct GitIndex {
    bytes: Vec<u8>,
    /// The length of an object id: 20 with SHA-1, 32 with SHA-256.
    id: usize,
}

impl GitIndex {
    /// Reads the index of the work tree whose top folder this is; `None` if there is no usable one.
    pub fn read(top: &Path) -> Option<Self> {
        let path = git_folder(top)?.join("index");
        let about = fs::metadata(&path).ok().filter(|about| about.is_file() && about.len() <= MAX_BYTES)?;
        let bytes = fs::read(&path).ok().filter(|bytes| bytes.len() as u64 == about.len())?;
        // The repository's configuration names the hash function, but an index of one cannot be read with the other.
        [20, 32].into_iter().find(|&id| entries(&bytes, id, &mut |_| {}).is_some()).map(|id| Self { bytes, id })
    }

    /// Passes the path of each tracked file, relative to the top folder and with `/`.
    pub fn each(&self, mut take: impl FnMut(&str)) {
        let read = entries(&self.bytes, self.id, &mut |path| {
            if let Ok(path) = str::from_utf8(path)
                && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
            {
                take(path);
            }
        });
        debug_assert!(read.is_some(), "it was read before");
    }
}

/// Whether a folder is the top of a work tree.
pub fn is_top(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// Whether a path without links lies in a folder and not in git's own, which contains credentials.
pub fn is_within(path: &Path, folder: &Path) -> bool {
    path.strip_prefix(folder).is_ok_and(|below| below.components().all(|part| part.as_os_str() != ".git"))
}

/// The folder with the index. In a linked work tree or a submodule, `.git` is a file with its path.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    let about = fs::metadata(&git).ok()?;
    if about.is_dir() {
        return Some(git);
    }
    let text = (about.is_file() && about.len() <= MAX_PATH as u64 * 2).then(|| fs::read_to_string(&git).ok()).flatten()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(top.join(folder))
}

/// Passes the path of each entry with content; `None` if anything does not have the expected format.
fn entries(bytes: &[u8], id: usize, take: &mut dyn FnMut(&[u8])) -> Option<()> {
    let (bytes, _checksum) = bytes.split_at_checked(bytes.len().checked_sub(id)?)?;
    let mut rest = bytes.strip_prefix(b"DIRC")?;
    let version = number(&mut rest)?;
    let count = number(&mut rest)?;
    if !matches!(version, 2..=4) {
        return None;
    }
    let mut path = Vec::new();
    for _ in 0..count {
        let before = rest.len();
        let stat = split(&mut rest, STAT_BYTES)?;
        let mode = number(&mut stat.after(MODE_AT))?;
        split(&mut rest, id)?;
        let flags = u16::from_be_bytes(split(&mut rest, 2)?.try_into().ok()?);
        if flags & EXTENDED != 0 {
            split(&mut rest, 2).filter(|_| version >= 3)?;
        }
        let kept = if version == 4 { path.len().checked_sub(offset(&mut rest)?)? } else { 0 };
        let end = memchr::memchr(0, rest).filter(|end| kept + end <= MAX_PATH)?;
        path.truncate(kept);
        path.extend_from_slice(split(&mut rest, end)?);
        // One to eight zeros pad an entry to a multiple of eight bytes; version 4 has only one.
        let padding = if version == 4 { 1 } else { 8 - (before - rest.len()) % 8 };
        if split(&mut rest, padding)?.iter().any(|&byte| byte != 0) || path.is_empty() {
            return None;
        }
        match mode & TYPE {
            FILE | LINK => take(&path),
            other if WITHOUT_CONTENT.contains(&other) => {}
            _ => return None,
        }
    }
    while !rest.is_empty() {
        let signature = split(&mut rest, 4)?;
        let length = number(&mut rest)?;
        split(&mut rest, usize::try_from(length).ok()?)?;
        if signature == b"link" {
            return None; // the other entries are in a shared index
        }
    }
    Some(())
}

fn split<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    split(rest, 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes)
}

/// A number with seven bits in each byte, in the encoding of pack files.
fn offset(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0usize;
    loop {
        let byte = *split(rest, 1)?.first()?;
        value |= usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = (value + 1).checked_mul(0x80)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 3] = [".gitignore", "a/long/folder/one.json", "a/long/folder/two.json"];

    /// An index with these paths.
    fn index(version: u32, id: usize, extension: &[u8]) -> Vec<u8> {
        let mut bytes = [&b"DIRC"[..], &version.to_be_bytes(), &3u32.to_be_bytes()].concat();
        let mut before = "";
        for path in PATHS {
            let start = bytes.len();
            let mut fields = [7; STAT_BYTES];
            fields[MODE_AT..MODE_AT + 4].copy_from_slice(&0o100_644u32.to_be_bytes());
            bytes.extend([&fields[..], &vec![9; id]].concat());
            let is_extended = version == 3;
            bytes.extend(if is_extended { &[0x40, 0, 0x20, 0][..] } else { &[0, 0] });
            let same = before.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
            if version == 4 {
                bytes.push(u8::try_from(before.len() - same).unwrap());
                bytes.extend(path[same..].bytes().chain([0]));
                before = path;
            } else {
                bytes.extend(path.bytes());
                bytes.extend(vec![0; 8 - (bytes.len() - start) % 8]);
            }
        }
        bytes.extend(extension);
        bytes.extend(vec![1; id]);
        bytes
    }

    fn paths(index: &[u8]) -> Option<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        fs::write(folder.path().join(".git/index"), index).unwrap();
        let mut paths = Vec::new();
        GitIndex::read(folder.path())?.each(|path| paths.push(path.to_owned()));
        Some(paths)
    }

    #[test]
    fn every_version_is_read() {
        for version in 2..=4 {
            for id in [20, 32] {
                assert_eq!(
                    paths(&index(version, id, b"TREE\0\0\0\x02ab")).as_deref(),
                    Some(&PATHS.map(str::to_owned)[..]),
                    "{version} {id}"
                );
            }
        }
    }

    #[test]
    fn an_index_that_is_not_complete_is_none() {
        assert_eq!(paths(&index(2, 20, b"link\0\0\0\0")), None);
        assert_eq!(paths(&index(5, 20, b"")), None);
        assert_eq!(paths(b""), None);
        for version in 2..=4 {
            let whole = index(version, 20, b"");
            for end in 0..whole.len() {
                assert_eq!(paths(&whole[..end]), None, "{version} {end}");
            }
        }
    }

    #[test]
    fn a_path_never_leads_outside() {
        let mut hostile = index(2, 20, b"");
        let at = memchr::memmem::find(&hostile, b"a/long").unwrap();
        hostile[at..at + 6].copy_from_slice(b"../../");
        assert_eq!(paths(&hostile).unwrap(), [PATHS[0], PATHS[2]]);
    }

    #[test]
    fn numbers_are_those_of_pack_files() {
        for (bytes, value) in
            [(&[0x05][..], Some(5)), (&[0x80, 0x00], Some(128)), (&[0x81, 0x01], Some(257)), (&[0x80], None), (&[0xff; 40], None)]
        {
            assert_eq!(offset(&mut &*bytes), value, "{bytes:?}");
        }
    }
}
