//! `init`: writes a commented policy file to start with.

use super::Error;
use crate::policy::init_template;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the policy file is written if no path is given.
const DEFAULT: &str = ".tenantlint.yaml";

/// Writes the file, which must not exist yet.
pub(super) fn write(paths: &[PathBuf], out: &mut impl Write) -> Result<(), Error> {
    let path = match paths {
        [] => Path::new(DEFAULT),
        [path] => path,
        _ => return Err(Error::SeveralPaths),
    };
    if path.as_os_str() == "-" {
        return Ok(out.write_all(init_template().as_bytes())?);
    }
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(init_template().as_bytes()));
    match written {
        Ok(()) => Ok(writeln!(out, "wrote {}", path.display())?),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::Exists(path.to_owned())),
        Err(source) => Err(Error::Write { path: path.to_owned(), source }),
    }
}
