//! Paths as `file` URIs.

use crate::source::clean;
use lsp_types::Uri;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The path of a `file` URI, without links; nothing for a text that is not a file.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let path = uri.as_str().strip_prefix("file://")?;
    let path = decoded(path.strip_prefix("localhost").unwrap_or(path))?;
    let is_drive = |path: &str| path.as_bytes().get(1) == Some(&b':');
    let path = match path.strip_prefix('/').filter(|path| is_drive(path)) {
        Some(drive) => PathBuf::from(drive),
        None if path.starts_with('/') => PathBuf::from(path),
        None => return None,
    };
    Some(canonical(&path))
}

/// A path without links. A file that does not exist yet lies in a folder that does.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => clean(path),
    })
}

/// The URI of an absolute path.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let path = path.to_str()?;
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    let mut uri = "file://".to_owned();
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            b'\\' if std::path::MAIN_SEPARATOR == '\\' => uri.push('/'),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.parse().ok()
}

/// A text without percent encoding.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_own_uri() {
        let path = Path::new("/nowhere/経 費#1/100%.tf");
        let uri = uri_of(path).unwrap();
        assert_eq!(uri.as_str(), "file:///nowhere/%E7%B5%8C%20%E8%B2%BB%231/100%25.tf");
        assert_eq!(path_of(&uri).as_deref(), Some(path));
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        for uri in
            ["untitled:Untitled-1", "https://contoso.example/a.tf", "file://server/share/a.tf", "file:///%ff", "file:///%00", "file:///%"]
        {
            assert_eq!(uri.parse().ok().and_then(|uri| path_of(&uri)), None, "{uri}");
        }
        assert_eq!(path_of(&"file:///nowhere/../a.tf".parse().unwrap()).as_deref(), Some(Path::new("/a.tf")));
    }
}
