//! `staticwebapp.config.json`: it is its own shape in the wire.
//!
//! Source: Azure Static Web Apps, "Configure Azure Static Web Apps", August 2026.

use crate::reader::list::{Frame, What};
use crate::source::FileId;
use crate::syntax::json::{Scan, SyntaxError, scan, skip_white};
use crate::wire::{Format, Kind, Sink};

/// Reads the file. Tells whether an object stands there.
///
/// # Errors
/// [`SyntaxError`] where it is no JSON.
pub(super) fn read<S: Sink>(file: FileId, path: &str, text: &str, sink: &mut S) -> Result<bool, SyntaxError> {
    let start = skip_white(text, 0);
    let json = &text[start..];
    let mut members = Scan::default();
    scan(json, 0, &mut members)?;
    let end = members.end;
    if !json.starts_with('{') {
        return Ok(false);
    }
    let what = What { kind: Kind::StaticWebAppConfiguration, format: Format::AppConfiguration, address: Some(path.to_owned()) };
    Frame::whole(file).give(start, &json[..end], &members, what, sink);
    Ok(true)
}
