//! The documents around UTCM resources: a snapshot, a baseline, a monitor with its baseline, and a snapshot job.

use crate::parts::Parts;
use crate::resource::Format;
use crate::syntax::json::{Scan, SyntaxError, scan, skip_white};
use std::borrow::Cow;
use std::ops::Range;

/// A member of an object: key, and bytes of the value.
type Member<'s> = (Cow<'s, str>, Range<usize>);

/// The list of resources in a document, and the type of the document.
#[derive(Debug)]
pub struct Found {
    /// The bytes of the list.
    pub resources: Range<usize>,
    pub format: Format,
}

/// The resources of a snapshot, a baseline or a monitor.
///
/// # Errors
///
/// [`SyntaxError`] if it is not JSON.
pub fn document(text: &str, members: &[Member<'_>]) -> Result<Option<Found>, SyntaxError> {
    if let Some(baseline) = range(members, "baseline").filter(|baseline| text.after(baseline.start).starts_with('{')) {
        let mut inner = Scan::default();
        scan(text, baseline.start, &mut inner)?;
        let resources = resources(text, &inner.members)?;
        return Ok(resources.map(|resources| Found { resources, format: Format::UtcmBaseline }));
    }
    let Some(resources) = resources(text, members)? else { return Ok(None) };
    let context = range(members, "@odata.context").map_or("", |context| text.part(context));
    // The service assigns an id to a snapshot; a baseline has an id only inside a monitor.
    let is_snapshot =
        if context.contains("configurationManagement") { context.contains("Snapshot") } else { range(members, "id").is_some() };
    let format = if is_snapshot { Format::UtcmSnapshot } else { Format::UtcmBaseline };
    Ok(Some(Found { resources, format }))
}

/// The list of resources, recognized by its first element.
fn resources(text: &str, members: &[Member<'_>]) -> Result<Option<Range<usize>>, SyntaxError> {
    let Some(list) = range(members, "resources").filter(|list| text.after(list.start).starts_with('[')) else { return Ok(None) };
    let first = skip_white(text, list.start + 1);
    if !text.after(first).starts_with('{') {
        return Ok(None);
    }
    let mut element = Scan::default();
    scan(text, first, &mut element)?;
    Ok((element.has("resourceType") && element.has("properties")).then_some(list))
}

/// The part of a job, or of the snapshot saved with it, that shows that the collection was incomplete.
pub fn incomplete(text: &str, members: &[Member<'_>]) -> Option<Range<usize>> {
    range(members, "resources")?;
    let errors = range(members, "errorDetails")?;
    let is_incomplete =
        |status: &Range<usize>| ["\"partiallySuccessful\"", "\"failed\""].iter().any(|word| text.part(status).eq_ignore_ascii_case(word));
    let is_empty = !text.part(&errors).starts_with('[') || text.after(skip_white(text, errors.start + 1)).starts_with(']');
    range(members, "status").filter(is_incomplete).or_else(|| (!is_empty).then_some(errors))
}

fn range(members: &[Member<'_>], key: &str) -> Option<Range<usize>> {
    members.iter().find(|(name, _)| name == key).map(|(_, bytes)| bytes.clone())
}
