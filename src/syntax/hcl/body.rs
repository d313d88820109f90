//! Attributes and blocks.

use super::ast::{Attribute, Block, Body, Expr, Name};
use super::cursor::{BLOCK, Failed, Parser, Read};
use super::expression::text_of;
use crate::parts::Parts;

/// How the items of a body are separated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// The file: each item ends its line.
    File,
    /// A multi-line block: the same, and `}` ends it.
    Lines,
    /// `{ a = 1 }`: one attribute and no newline.
    OneLine,
}

impl Parser<'_> {
    /// Parses a whole file.
    pub(super) fn file(&mut self) -> Body {
        self.body(Layout::File)
    }

    /// Parses items up to `}` or the end of the file. Text with syntax errors is skipped.
    fn body(&mut self, layout: Layout) -> Body {
        let mut body = Body::default();
        let base = self.open.len();
        let mut complained = false;
        loop {
            self.blank();
            match self.peek() {
                None => return body,
                Some(b'}') if layout != Layout::File => return body,
                _ => {}
            }
            let read = if self.at_word() {
                self.item(&mut body, layout).and_then(|whole| if whole { self.end_of_item(layout, &mut complained) } else { Ok(()) })
            } else {
                Err(self.unexpected("an attribute or a block"))
            };
            if read.is_err() {
                self.skip_stray(base);
            }
        }
    }

    /// Parses an attribute or a block. Returns whether the value of the attribute is complete.
    fn item(&mut self, body: &mut Body, layout: Layout) -> Read<bool> {
        let name = self.name("an attribute or a block")?;
        self.space();
        match self.peek() {
            Some(b'=') if !matches!(self.peek_at(1), Some(b'=' | b'>')) => {
                self.at += 1;
                let (value, whole) = self.attribute_value();
                body.attributes.push(Attribute { name, value });
                Ok(whole)
            }
            Some(b'"' | b'{') => self.block(name, body, layout).map(|()| true),
            _ if self.at_word() => self.block(name, body, layout).map(|()| true),
            _ => Err(self.unexpected("`=` or `{`")),
        }
    }

    /// Parses the value of an attribute. A broken one is skipped to the end of its line or of the body.
    fn attribute_value(&mut self) -> (Expr, bool) {
        self.space();
        let (start, base) = (self.at, self.open.len());
        if let Ok(value) = self.expression() {
            return (value, true);
        }
        let _ = self.recover(base, start);
        (self.broken(start), false)
    }

    fn block(&mut self, kind: Name, body: &mut Body, layout: Layout) -> Read<()> {
        let start = kind.bytes.start;
        let mut labels = Vec::new();
        loop {
            self.space();
            if self.eat(b'{') {
                break;
            }
            if self.peek() == Some(b'"') {
                labels.push(self.quoted_label()?);
            } else if self.at_word() {
                labels.push(self.name("a label")?);
            } else {
                self.opening_bracket()?;
                break;
            }
        }
        if layout == Layout::OneLine {
            self.report(kind.bytes.clone(), "a one-line block can contain one attribute and no block".into());
        }
        let inner = self.nested(|parser| parser.within(BLOCK, true, |parser| Ok(parser.block_body())))?;
        if !self.eat(b'}') && !self.lost {
            self.unexpected("`}`");
        }
        body.blocks.push(Block { bytes: self.between(start, self.at), kind, labels, body: inner });
        Ok(())
    }

    /// Consumes the bracket of a block that does not follow its header: on a separate line it is an error, but the block is parsed.
    fn opening_bracket(&mut self) -> Read<()> {
        let failed = self.unexpected("`{`");
        if self.at_newline() {
            let start = self.at;
            self.blank();
            if self.eat(b'{') {
                return Ok(());
            }
            self.at = start;
        }
        Err(failed)
    }

    fn block_body(&mut self) -> Body {
        self.space();
        let ends = self.at_newline() || matches!(self.peek(), Some(b'}') | None);
        self.body(if ends { Layout::Lines } else { Layout::OneLine })
    }

    fn quoted_label(&mut self) -> Read<Name> {
        let label = self.quoted()?;
        if let Some(text) = text_of(&label) {
            return Ok(Name { text, bytes: label.bytes });
        }
        self.report(label.bytes.clone(), "a label cannot contain `${` or `%{`".into());
        let text = self.text.part(&label.bytes).trim_matches('"').into();
        Ok(Name { text, bytes: label.bytes })
    }

    /// Consumes the separator between an item and the next one.
    fn end_of_item(&mut self, layout: Layout, complained: &mut bool) -> Read<()> {
        self.space();
        let expected = match (layout, self.peek()) {
            (_, None) | (Layout::OneLine, Some(b'}')) => return Ok(()),
            (Layout::OneLine, _) => "`}`",
            _ if self.at_newline() => return Ok(()),
            _ => "the end of the line",
        };
        if !std::mem::replace(complained, true) {
            self.unexpected(expected);
        }
        match (layout, self.peek()) {
            (Layout::Lines, Some(b'}')) => Ok(()),
            (Layout::OneLine, Some(b',')) => {
                self.at += 1;
                Ok(())
            }
            (Layout::OneLine, _) if self.at_newline() => Ok(()),
            _ => Err(Failed),
        }
    }
}
