//! Tables of rows without keys: `columns` and `rows`, as Azure Resource Graph (`resultFormat` `table`) and Log Analytics write them.

use super::lists::At;
use super::{Documents, Members, range};
use crate::parts::Parts;
use crate::reader::converted::Converted;
use crate::reader::frame::Frame;
use crate::reader::list::{List, ListText};
use crate::resource::{Format, Origin, Place, Writer};
use crate::syntax::json::{SyntaxError, parse};
use crate::syntax::tree::Node;

impl<'s> Documents<'s, '_> {
    /// Reads a table; returns whether the object is one.
    pub(super) fn table(&mut self, members: &Members<'s>) -> Result<bool, SyntaxError> {
        let list = |key: &str| range(members, key).filter(|value| self.text.after(value.start).starts_with('['));
        let Some((columns, rows)) = list("columns").zip(list("rows")) else { return Ok(false) };
        let columns = parse(self.text.part(columns))?;
        let name = |column: &Node<'_>| column.get("name").unwrap_or(column).as_str().map(str::to_owned);
        let Some(names) = columns.elements().iter().map(name).collect::<Option<Vec<String>>>() else { return Ok(false) };
        let frame = self.frame;
        let span = |node: &Node<'_>| frame.moved(rows.start, &node.bytes);
        let place = |node: &Node<'_>| Place::new(span(node), Origin::Literal);
        let table = parse(self.text.part(&rows))?;
        let mut writer = Writer::default();
        writer.array(place(&table), |writer| {
            for row in table.elements() {
                writer.element().object(place(row), |writer| {
                    for (name, value) in names.iter().zip(row.elements()) {
                        writer.key(name).node(value, &span);
                    }
                });
            }
        });
        let converted = Converted::of(writer);
        let text = ListText::Held(&converted.json);
        let list = List { frame: Frame::whole(frame.file), text, holds: None, format: Format::Azure, signs: self.signs };
        let held = list.read(0, &mut converted.back(frame.file, self.sink));
        if let Some(format) = held.format {
            self.take(format, "a table of tenant objects");
        }
        self.lists.add(&held, None, At::Key, frame.span(self.text, rows.start, rows.start + 1), None);
        held.error.map_or(Ok(true), Err)
    }
}
