//! Tables (RFC 4180) to the tree that YAML and JSON give: the first row names the columns, each other row is a mapping.
//!
//! A cell of a column that holds lists is split at `;`.

use crate::message::Text;
use crate::parts::Parts;
use crate::policy::error::{MOST_MISTAKES, PolicyError, nearest};
use crate::policy::validate::{cut, did_you_mean, one_of};
use crate::syntax::csv::{Cell, CsvError, Rows};
use crate::syntax::tree::{Member, Node, Value};

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
    let mut rows = Rows::new(text, 0, b',');
    let header = match rows.next() {
        Some(Ok(header)) => header,
        Some(Err(error)) => return Err(vec![error.into()]),
        None => {
            let error = PolicyError::new(&(0..0), "the file is empty");
            return Err(vec![error.help("name the columns in the first line: `id,name,reviewer,review-by`")]);
        }
    };
    check_header(&header, columns)?;
    let mut errors = Vec::new();
    let mut entries = Vec::new();
    for row in rows {
        match row.map_err(PolicyError::from).and_then(|row| entry(&header, row, columns)) {
            Ok(entry) => entries.push(entry),
            Err(error) => errors.push(error),
        }
        if errors.len() > MOST_MISTAKES {
            break;
        }
    }
    if errors.is_empty() { Ok(Node { bytes: 0..text.len(), value: Value::Array(entries) }) } else { Err(errors) }
}

impl From<CsvError> for PolicyError {
    fn from(error: CsvError) -> Self {
        Self::new(&error.bytes, error.message).help(error.help)
    }
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
        } else if header.before(number).iter().any(|before| before.text == cell.text) {
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
