//! Writes a changed text back to its file.

use super::encoding::encode_like;
use super::{LoadError, MAX_FILE_BYTES, decode, load_bytes};
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

/// Why a file was left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// It contains another text than the one that was checked.
    #[error("the file changed since it was read")]
    Changed,
    /// It or a folder above it is a link, which may lead out of the input.
    #[error("the path is a link")]
    Link,
    /// It is write-protected.
    #[error("the file is read-only")]
    ReadOnly,
    /// It could not be read again.
    #[error(transparent)]
    Read(#[from] LoadError),
    /// It could not be written.
    #[error("cannot write the file: {0}")]
    Write(#[from] io::Error),
}

/// Replaces the text of a file by a new one, in the encoding and with the permissions of the file: as a whole or not at all. No part of
/// its path below `root` may be a link.
///
/// # Errors
/// [`RewriteError`] if the file is left unchanged, in particular if its text is no longer `old`.
pub fn rewrite(path: &Path, root: &Path, old: &str, new: &str) -> Result<(), RewriteError> {
    let below = path.ancestors().take_while(|above| *above != root);
    if below.into_iter().any(|above| above.symlink_metadata().is_ok_and(|about| about.is_symlink())) {
        return Err(RewriteError::Link);
    }
    let permissions = std::fs::metadata(path).map_err(LoadError::from)?.permissions();
    if permissions.readonly() {
        return Err(RewriteError::ReadOnly);
    }
    let bytes = load_bytes(path, MAX_FILE_BYTES)?;
    if decode(bytes.clone()).map_err(LoadError::from)? != old || encode_like(old, &bytes) != bytes {
        return Err(RewriteError::Changed);
    }
    // In the same folder, because a file cannot be renamed into another file system.
    let folder = path.parent().unwrap_or(root);
    let mut file = Builder::new().prefix(".tenantlint-").tempfile_in(folder)?;
    file.write_all(&encode_like(new, &bytes))?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    if load_bytes(path, MAX_FILE_BYTES)? != bytes {
        return Err(RewriteError::Changed);
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_encoding_and_the_line_ends_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ps1");
        let utf16 = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
        for (bytes, after) in [
            ("é = 1\r\n".into(), "é = 2\r\n".into()),
            ("\u{feff}é = 1\n".into(), "\u{feff}é = 2\n".into()),
            ("é = 1\rb\r".into(), "é = 2\rb\r".into()),
            (utf16("é = 1\r\n"), utf16("é = 2\r\n")),
        ] {
            let (bytes, after): (Vec<u8>, Vec<u8>) = (bytes, after);
            fs::write(&path, &bytes).unwrap();
            let old = decode(bytes).unwrap();
            rewrite(&path, folder.path(), &old, &old.replace('1', "2")).unwrap();
            assert_eq!(fs::read(&path).unwrap(), after);
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_file_that_changed_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tf");
        fs::write(&path, "b").unwrap();
        assert!(matches!(rewrite(&path, folder.path(), "a", "c"), Err(RewriteError::Changed)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "b");
        assert!(matches!(rewrite(&folder.path().join("gone"), folder.path(), "a", "c"), Err(RewriteError::Read(_))));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in/a.tf");
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(&path, "a").unwrap();
        symlink("in/a.tf", folder.path().join("link.tf")).unwrap();
        symlink("in", folder.path().join("folder")).unwrap();
        for link in ["link.tf", "folder/a.tf"] {
            assert!(matches!(rewrite(&folder.path().join(link), folder.path(), "a", "b"), Err(RewriteError::Link)), "{link}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        rewrite(&path, folder.path(), "a", "b").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(matches!(rewrite(&path, folder.path(), "b", "c"), Err(RewriteError::ReadOnly)));
    }
}
