//! Tables (RFC 4180) to the tree that YAML and JSON give: the first row names the columns, each other row is a mapping.
//!
//! Every cell keeps its byte range. No known crate provides that: they return where a row begins, but not a cell.
//! Beyond the RFC lines may end with LF alone, rows without any value are skipped, space around a cell is dropped, and a cell of a
//! column that holds lists is split at `;`.

use crate::message::Text;
use crate::policy::error::{MOST_MISTAKES, PolicyError, nearest};
use crate::policy::validate::{cut, did_you_mean, one_of};
use crate::syntax::tree::{Bytes, Member, Node, Value};
use memchr::memchr2;
use std::borrow::Cow;

/// The columns that a table may have.
#[derive(Debug)]
pub(super) struct Columns {
    /// All of them; `id` must be there.
    pub known: Vec<String>,
    /// The columns that contain lists.
    pub lists: Vec<String>,
}

impl Columns {
    /// The columns of an entry, from its JSON Schema.
    pub(super) fn of(schema: &serde_json::Value) -> Self {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let (known, lists): (Vec<_>, Vec<_>) =
            properties.map(|(name, schema)| (name.clone(), Some(name.clone()).filter(|_| schema["type"] == "array"))).unzip();
        Self { known, lists: lists.into_iter().flatten().collect() }
    }
}

/// Reads a whole table. Mistakes in its format or in the names of its columns are reported at their place.
pub(super) fn parse<'a>(text: &'a str, columns: &Columns) -> Result<Node<'a>, Vec<PolicyError>> {
    let mut rows = Rows { text, at: 0 };
    let header = match rows.next() {
        Some(Ok(header)) => header,
        Some(Err(error)) => return Err(vec![error]),
        None => {
            let error = PolicyError::new(&(0..0), "the file is empty");
            return Err(vec![error.help("name the columns in the first line: `id,name,reviewer,review-by`")]);
        }
    };
    check_header(&header, columns)?;
    let mut errors = Vec::new();
    let mut entries = Vec::new();
    for row in rows {
        match row.and_then(|row| entry(&header, row, columns)) {
            Ok(entry) => entries.push(entry),
            Err(error) => errors.push(error),
        }
        if errors.len() > MOST_MISTAKES {
            break;
        }
    }
    if errors.is_empty() { Ok(Node { bytes: 0..text.len(), value: Value::Array(entries) }) } else { Err(errors) }
}

/// The text between two commas.
#[derive(Debug)]
struct Cell<'a> {
    text: Cow<'a, str>,
    /// Its bytes, quotes included.
    bytes: Bytes,
    is_quoted: bool,
}

fn check_header(header: &[Cell<'_>], columns: &Columns) -> Result<(), Vec<PolicyError>> {
    if let [only] = header
        && let Some(separator) = [";", "\t", "|"].into_iter().find(|separator| only.text.contains(separator))
    {
        let message = Text::new("expected columns separated by `,`, found `{separator}`");
        let separator = if separator == "\t" { "a tab" } else { separator };
        return Err(vec![PolicyError::new(&only.bytes, message.with("separator", separator)).help("save the table with commas")]);
    }
    let mut errors = Vec::new();
    for (number, cell) in header.iter().enumerate() {
        let error = |message: &'static str| PolicyError::new(&cell.bytes, Text::new(message).with("column", cut(&cell.text)));
        if cell.text.is_empty() {
            errors.push(error("a column has no name"));
        } else if header[..number].iter().any(|before| before.text == cell.text) {
            errors.push(error("duplicate column `{column}`").help("keep one of the two"));
        } else if !columns.known.iter().any(|known| *known == cell.text) {
            let known = || columns.known.iter().map(String::as_str);
            let help = nearest(&cell.text, known()).map_or_else(|| one_of(known()), did_you_mean);
            errors.push(error("unknown column `{column}`").help(help));
        }
        // More columns than there are names: the search for those before would take the square of the time.
        if number > columns.known.len() {
            break;
        }
    }
    if header.iter().all(|cell| cell.text != "id") {
        let row = header.first().map_or(0..0, |first| first.bytes.clone());
        errors.push(PolicyError::new(&row, "the column `id` is missing"));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// A row as a mapping. Errors in a key point to the cell, because that is what people edit.
fn entry<'a>(header: &[Cell<'a>], row: Vec<Cell<'a>>, columns: &Columns) -> Result<Node<'a>, PolicyError> {
    let bytes = match (row.first(), row.last()) {
        (Some(first), Some(last)) => first.bytes.start..last.bytes.end,
        _ => 0..0,
    };
    if row.len() != header.len() {
        let place = row.get(header.len()).map_or(&bytes, |beyond| &beyond.bytes);
        let message = Text::new("expected {expected} cells as in the first line, found {found}");
        let message = message.with("expected", header.len().to_string()).with("found", row.len().to_string());
        return Err(PolicyError::new(place, message).help("write a cell that contains a comma in quotes"));
    }
    let members = header.iter().zip(row).map(|(name, cell)| Member {
        key: name.text.clone(),
        key_bytes: cell.bytes.clone(),
        value: value(cell, columns.lists.iter().any(|list| *list == name.text)),
    });
    Ok(Node { bytes, value: Value::Object(members.collect()) })
}

fn value(cell: Cell<'_>, is_list: bool) -> Node<'_> {
    let Cell { text, bytes, is_quoted } = cell;
    if text.is_empty() {
        return Node { bytes, value: Value::Null };
    }
    if !is_list {
        return Node { bytes, value: Value::String(text) };
    }
    let start = bytes.start;
    let mut offset = 0;
    let elements = text.split(';').filter_map(|part| {
        let at = start + offset + (part.len() - part.trim_start().len());
        offset += part.len() + 1;
        let part = part.trim().to_owned();
        // In a quoted cell, byte offsets of a part differ from those of its text.
        let bytes = if is_quoted { bytes.clone() } else { at..at + part.len() };
        (!part.is_empty()).then(|| Node { bytes, value: Value::String(part.into()) })
    });
    let elements = elements.collect();
    Node { bytes, value: Value::Array(elements) }
}

/// The rows of a table that are not empty.
struct Rows<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Vec<Cell<'a>>, PolicyError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            match self.row() {
                Ok(row) if row.iter().all(|cell| cell.text.is_empty()) => {}
                Ok(row) => return Some(Ok(row)),
                Err(error) => {
                    // After a wrong quote, cells cannot be separated.
                    self.at = self.text.len();
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl<'a> Rows<'a> {
    fn row(&mut self) -> Result<Vec<Cell<'a>>, PolicyError> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            let rest = &self.text[self.at..];
            if rest.starts_with(',') {
                self.at += 1;
                continue;
            }
            self.at += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            return Ok(cells);
        }
    }

    /// The next cell; what follows it is a comma, the end of the line, or that of the text.
    fn cell(&mut self) -> Result<Cell<'a>, PolicyError> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        if self.text[start..].starts_with('"') {
            return self.quoted(start);
        }
        let rest = &self.text[self.at..];
        let length = memchr2(b',', b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let raw = &rest[..length];
        let ends_line = rest[length..].starts_with('\n') && raw.ends_with('\r');
        self.at += length - usize::from(ends_line);
        let text = raw.trim();
        let start = if text.is_empty() { self.at - raw.trim_end_matches('\r').len() } else { start };
        let bytes = start..start + text.len();
        if let Some(quote) = text.find('"') {
            let at = bytes.start + quote;
            let error = PolicyError::new(&(at..at + 1), "a quote in the middle of a cell");
            return Err(error.help("write the whole cell in quotes, and double each quote in it"));
        }
        Ok(Cell { text: text.into(), bytes, is_quoted: false })
    }

    /// The cell whose quote opens at `start`.
    fn quoted(&mut self, start: usize) -> Result<Cell<'a>, PolicyError> {
        let inner = start + 1;
        let mut end = inner;
        loop {
            let Some(quote) = memchr::memchr(b'"', &self.text.as_bytes()[end..]) else {
                let error = PolicyError::new(&(start..inner), "the quote that opens here is not closed");
                return Err(error.help("double each quote in a cell"));
            };
            end += quote;
            if !self.text[end + 1..].starts_with('"') {
                break;
            }
            end += 2;
        }
        let raw = &self.text[inner..end];
        let after = &self.text[end + 1..];
        let rest = after.trim_start_matches([' ', '\t']);
        if !(rest.is_empty() || rest.starts_with([',', '\n']) || rest.starts_with("\r\n")) {
            let at = self.text.len() - rest.len();
            let length = rest.chars().next().map_or(0, char::len_utf8);
            let error = PolicyError::new(&(at..at + length), "expected a comma or the end of the line after the quote");
            return Err(error.help("double each quote in a cell"));
        }
        self.at = self.text.len() - rest.len();
        let text = if raw.contains('"') { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        Ok(Cell { text, bytes: start..end + 1, is_quoted: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn columns() -> Columns {
        Columns { known: ["id", "name", "domains"].map(str::to_owned).to_vec(), lists: vec!["domains".to_owned()] }
    }

    #[test]
    fn a_table_is_a_list_of_mappings_with_exact_places() {
        let text = "id,name,domains\r\na1,\"Fab \"\"Inc\"\", Ltd\nline\",x.example; y.example\n\n  b2 , ü ,\n,,\nc3,\"\",\"z;w\"";
        let table = parse(text, &columns()).unwrap();
        assert_eq!(
            table.to_json(),
            json!([
                { "id": "a1", "name": "Fab \"Inc\", Ltd\nline", "domains": ["x.example", "y.example"] },
                { "id": "b2", "name": "ü", "domains": null },
                { "id": "c3", "name": null, "domains": ["z", "w"] },
            ])
        );
        for (pointer, under) in [
            ("/0/id", "a1"),
            ("/0/name", "\"Fab \"\"Inc\"\", Ltd\nline\""),
            ("/0/domains", "x.example; y.example"),
            ("/0/domains/1", "y.example"),
            ("/1/id", "b2"),
            ("/1/name", "ü"),
            ("/2/domains/1", "\"z;w\""),
        ] {
            assert_eq!(&text[table.pointer(pointer).unwrap().bytes.clone()], under, "{pointer}");
        }
    }

    #[test]
    fn no_cut_of_a_table_panics() {
        let text = "id,name,domains\r\na1,\"Fab \"\"Inc\"\"\",x;y\nü , \" ü\" ,é;\n";
        for (end, _) in text.char_indices() {
            drop(parse(&text[..end], &columns()));
            drop(parse(&text[end..], &columns()));
        }
    }

    #[test]
    fn a_table_of_nothing_but_columns_takes_time_in_its_length() {
        let header = "x,".repeat(1 << 20);
        assert!(parse(&header, &columns()).unwrap_err().len() < 10);
    }
}
