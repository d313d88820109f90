//! Text with unknown parts.

use super::{Data, EvalError, Fuel, Part, Unknown, Value};
use crate::source::Provenance;
use crate::text::Text;
use std::sync::Arc;

/// Builds text. If parts are unknown, it keeps the known start and end of the whole.
#[derive(Debug, Default)]
pub struct TextBuilder {
    /// The text; after an unknown part, the text after the last such part.
    text: String,
    /// Why the first unknown part is unknown, and the text before it.
    unknown: Option<(Arc<Unknown>, String)>,
    /// The text between the first and the last unknown part.
    middle: String,
    /// The number of unknown parts.
    unknowns: usize,
    /// Whether there is known text besides unknown parts.
    mixed: bool,
    /// The provenance of the first part that has one.
    provenance: Provenance,
}

impl TextBuilder {
    /// Appends text.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out.
    pub fn push(&mut self, text: &str, fuel: &Fuel) -> Result<(), EvalError> {
        fuel.take_text(text.len())?;
        self.mixed |= !text.is_empty();
        self.text.push_str(text);
        Ok(())
    }

    /// Records the provenance of a part, whatever is appended of it.
    pub fn part(&mut self, value: &Value) {
        if self.provenance.is_empty() {
            self.provenance = value.provenance.clone();
        }
    }

    /// Appends text of which at most the start and the end are known.
    ///
    /// # Errors
    /// [`EvalError`] when the fuel runs out.
    pub fn push_unknown(&mut self, unknown: &Arc<Unknown>, fuel: &Fuel) -> Result<(), EvalError> {
        fuel.take_text(unknown.starts_with.len() + unknown.middle.len() + unknown.ends_with.len())?;
        let before = std::mem::take(&mut self.text);
        if self.unknown.is_none() {
            self.unknown = Some((unknown.clone(), before + &unknown.starts_with));
        } else {
            self.middle.extend([&before, &*unknown.starts_with]);
        }
        self.middle.push_str(&unknown.middle);
        self.text.push_str(&unknown.ends_with);
        self.unknowns += 1;
        Ok(())
    }

    /// The text: a string, or its known parts.
    pub fn finish(self) -> Value {
        let value = match self.unknown {
            None => Value::text(self.text),
            // The only part is unknown, so the result keeps its reference.
            Some((unknown, _)) if self.unknowns == 1 && !self.mixed => Value::made(Data::Unknown(unknown)),
            Some((unknown, starts_with)) => {
                let part = (self.unknowns == 1).then(|| part(&unknown, &starts_with, &self.text)).flatten();
                let known = Unknown::new(unknown.reason.clone()).between(starts_with, self.text);
                Value::made(Data::Unknown(Arc::new(Unknown { middle: self.middle.into(), part: part.map(Box::new), ..known })))
            }
        };
        Value { provenance: self.provenance, ..value }
    }
}

/// The attribute that is unknown in a text with one unknown part, whose known ends include those of the part.
fn part(unknown: &Unknown, starts_with: &str, ends_with: &str) -> Option<Part> {
    let before = starts_with.strip_suffix(&*unknown.starts_with)?;
    let after = ends_with.strip_prefix(&*unknown.ends_with)?;
    // The innermost attribute, so that equal texts have equal parts.
    match (&unknown.part, &unknown.reference) {
        (Some(inner), _) => {
            Some(Part { of: inner.of.clone(), before: format!("{before}{}", inner.before), after: format!("{}{after}", inner.after) })
        }
        (None, Some(of)) => Some(Part { of: of.clone(), before: before.to_owned(), after: after.to_owned() }),
        (None, None) => None,
    }
}

/// Concatenates the parts. Numbers and booleans are written as in JSON, and null is empty.
///
/// An unknown part makes the result unknown, but its start and end stay known.
///
/// # Errors
/// [`EvalError`] when a part is a list or an object, or when the fuel runs out.
pub fn join_text(parts: &[Value], fuel: &Fuel) -> Result<Value, EvalError> {
    let mut joined = TextBuilder::default();
    for part in parts {
        joined.part(part);
        match &part.data {
            Data::Null => {}
            Data::Bool(value) => joined.push(if *value { "true" } else { "false" }, fuel)?,
            Data::Number(number) => joined.push(&number.to_string(), fuel)?,
            Data::Text(text) => joined.push(text, fuel)?,
            Data::Unknown(unknown) => joined.push_unknown(unknown, fuel)?,
            Data::List(_) | Data::Set(_) | Data::Object(_) => {
                return Err(EvalError::new(Text::new("a string is required, not {found}").with("found", part.kind_name())));
            }
        }
    }
    Ok(joined.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partly(start: &'static str, end: &'static str) -> Value {
        let known = Unknown { starts_with: start.into(), ends_with: end.into(), ..Unknown::new("it depends") };
        Value::made(Data::Unknown(Arc::new(known)))
    }

    #[test]
    fn both_ends_of_a_name_with_an_unknown_id_stay_known() {
        let fuel = Fuel::new(1000);
        let join = |parts: &[Value]| join_text(parts, &fuel).unwrap();
        assert_eq!(join(&[Value::text("a"), Value::whole(1), Value::null()]).as_text(), Some("a1"));
        let joined = join(&[Value::text("x-"), partly("/a", "b/"), Value::text("-m-"), partly("/c", "d/"), Value::text("-y")]);
        let known = joined.as_unknown().unwrap();
        assert_eq!((&*known.starts_with, &*known.ends_with), ("x-/a", "d/-y"));
        assert_eq!(known.middle, "b/-m-/c");
        assert!(join_text(&[Value::list([])], &fuel).is_err());
    }

    #[test]
    fn text_of_a_single_reference_keeps_the_reference() {
        let reference = crate::eval::Reference::new("a.b", "id");
        let unknown = Unknown { reference: Some(reference.clone()), ..Unknown::new("it depends") };
        let value = Value::made(Data::Unknown(Arc::new(unknown)));
        let join = |parts: &[Value]| join_text(parts, &Fuel::new(1000)).unwrap().as_unknown().unwrap().reference.clone();
        assert_eq!(join(&[Value::text(""), value.clone()]), Some(reference));
        assert_eq!(join(&[value.clone(), value]), None);
    }

    #[test]
    fn the_only_unknown_part_of_a_text_is_known_to_be_an_attribute() {
        let reference = crate::eval::Reference::new("a.b", "id");
        let unknown = Unknown { reference: Some(reference.clone()), ends_with: "/b".into(), ..Unknown::new("it depends") };
        let id = Value::made(Data::Unknown(Arc::new(unknown)));
        let join = |parts: &[Value]| join_text(parts, &Fuel::new(1000)).unwrap();
        let site = join(&[id.clone(), Value::text("/slots/s")]);
        assert_eq!(&*site.as_unknown().unwrap().ends_with, "/b/slots/s");
        let config = join(&[Value::text("<"), site, Value::text("/config>")]);
        let part = config.as_unknown().unwrap().part.clone().unwrap();
        assert_eq!((part.of, part.before.as_str(), part.after.as_str()), (reference, "<", "/slots/s/config>"));
        assert_eq!(join(&[id.clone(), id]).as_unknown().unwrap().part, None);
    }

    #[test]
    fn unbounded_growth_ends_with_the_fuel() {
        let long = Value::text("x".repeat(4000));
        assert!(join_text(&[long.clone(), long], &Fuel::new(1500)).is_err());
    }
}
