//! Comma-separated values, as in RFC 4180 and Go's `encoding/csv`.

use super::signature::{Call, Function, TEXT};
use crate::eval::{EvalError, Fuel, Value};
use crate::parts::Parts;
use std::collections::HashSet;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("csvdecode", &[TEXT], decode)];

/// The first line names the columns; each further one is an object.
fn decode(call: &Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0);
    call.fuel().take_text(text.len())?;
    let mut records = Records { rest: text };
    let header = records.next()?.ok_or_else(|| EvalError::new("the table has no line that names its columns"))?;
    let names: Vec<Arc<str>> = header.into_iter().map(Arc::from).collect();
    let mut seen = HashSet::new();
    if !names.iter().all(|name| seen.insert(name)) {
        return Err(EvalError::new("the table has two columns with the same name"));
    }
    let mut rows = Vec::new();
    while let Some(record) = records.next()? {
        if record.len() != names.len() {
            return Err(EvalError::new("a row of the table has more or fewer fields than the first one"));
        }
        call.fuel().take((1 + record.len()).saturating_mul(Fuel::ELEMENT))?;
        rows.push(Value::object(names.iter().cloned().zip(record.into_iter().map(Value::text))));
    }
    Ok(Value::list(rows))
}

/// The remaining records.
struct Records<'t> {
    rest: &'t str,
}

impl Records<'_> {
    /// The fields of the next record; empty lines are skipped.
    fn next(&mut self) -> Result<Option<Vec<String>>, EvalError> {
        loop {
            let trimmed = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix('\n'));
            match trimmed {
                Some(rest) => self.rest = rest,
                None => break,
            }
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            let (field, more) = self.field()?;
            fields.push(field);
            if !more {
                return Ok(Some(fields));
            }
        }
    }

    /// A field, and whether another follows in the line.
    fn field(&mut self) -> Result<(String, bool), EvalError> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
            let field = self.rest.before(end);
            if field.contains('"') {
                return Err(EvalError::new("the table has a quote in an unquoted field"));
            }
            let more = self.rest.after(end).starts_with(',');
            self.rest = self.rest.get(end + 1..).unwrap_or("");
            return Ok((if more { field } else { field.strip_suffix('\r').unwrap_or(field) }.to_owned(), more));
        };
        let mut field = String::new();
        let mut rest = quoted;
        loop {
            let Some((text, after)) = rest.split_once('"') else {
                return Err(EvalError::new("the table has a field with an unclosed quote"));
            };
            field.push_str(text);
            rest = after;
            let Some(after) = rest.strip_prefix('"') else { break };
            field.push('"');
            rest = after;
        }
        let field = field.replace("\r\n", "\n");
        if let Some(rest) = rest.strip_prefix(',') {
            self.rest = rest;
            return Ok((field, true));
        }
        let end = rest.strip_prefix('\r').unwrap_or(rest);
        match end.strip_prefix('\n') {
            Some(rest) => self.rest = rest,
            None if end.is_empty() => self.rest = "",
            None => return Err(EvalError::new("the table has text after a quoted field")),
        }
        Ok((field, false))
    }
}
