//! Tuples, objects and `for` expressions.

use super::ast::{Expr, ExprKind, For, Item, Name};
use super::cursor::{Failed, Parser, Read};

impl Parser<'_> {
    pub(super) fn tuple(&mut self) -> Read<Expr> {
        let start = self.at;
        self.at += 1;
        let kind = self.within(b'[', false, |parser| {
            parser.space();
            if parser.at_keyword("for") { parser.for_expression(b']') } else { parser.elements() }
        })?;
        Ok(self.expr(start, kind))
    }

    /// Parses the elements of a tuple and its closing bracket. A broken element is skipped.
    fn elements(&mut self) -> Read<ExprKind> {
        let base = self.open.len();
        let mut elements = Vec::new();
        let mut height = 0;
        loop {
            self.space();
            if self.eat(b']') {
                break;
            }
            let start = self.at;
            let element = self.expression();
            let broken = element.is_err();
            if let Ok(element) = element {
                elements.push(element);
                height = height.max(self.height);
                self.space();
                if self.eat(b',') {
                    continue;
                }
                if self.eat(b']') {
                    break;
                }
                self.unexpected("`,` or `]`");
            }
            self.recover(base, start)?;
            if broken {
                elements.push(self.broken(start));
            }
            self.eat(b',');
        }
        self.grow(self.at, height + 1)?;
        Ok(ExprKind::Tuple(elements))
    }

    pub(super) fn object(&mut self) -> Read<Expr> {
        let start = self.at;
        self.at += 1;
        let kind = self.within(b'{', true, |parser| {
            parser.blank();
            if parser.at_keyword("for") {
                parser.newlines = false;
                parser.for_expression(b'}')
            } else {
                parser.items()
            }
        })?;
        Ok(self.expr(start, kind))
    }

    /// Parses the items of an object and its closing bracket. A broken item is skipped.
    fn items(&mut self) -> Read<ExprKind> {
        let base = self.open.len();
        let mut items = Vec::new();
        let mut height = 0;
        loop {
            self.blank();
            if self.eat(b'}') {
                break;
            }
            let start = self.at;
            if self.item_of_object(&mut items, base).is_ok() {
                height = height.max(self.height);
                self.space();
                if self.eat(b',') || self.at_newline() {
                    continue;
                }
                if self.eat(b'}') {
                    break;
                }
                self.unexpected("`,`, `}` or the end of the line");
            }
            self.recover(base, start)?;
            self.eat(b',');
        }
        self.grow(self.at, height + 1)?;
        Ok(ExprKind::Object(items))
    }

    /// Parses one item; once its key is parsed it is kept, even if its value is broken.
    fn item_of_object(&mut self, items: &mut Vec<Item>, base: usize) -> Read<()> {
        let (key, height) = match self.bare_key() {
            Some(key) => (key, 0),
            None => (self.expression()?, self.height),
        };
        self.space();
        if !matches!(self.peek(), Some(b'=' | b':')) || matches!((self.peek(), self.peek_at(1)), (Some(b'='), Some(b'>' | b'='))) {
            return Err(self.unexpected("`=`"));
        }
        self.at += 1;
        self.space();
        let start = self.at;
        if let Ok(value) = self.expression() {
            items.push(Item { key, value });
            self.height = self.height.max(height);
            return Ok(());
        }
        self.recover(base, start)?;
        let value = self.broken(start);
        items.push(Item { key, value });
        self.height = height;
        Ok(())
    }

    /// Parses a bare name that is the whole key. Literals (`true`, `null`) are names here.
    fn bare_key(&mut self) -> Option<Expr> {
        let start = self.at;
        let word = self.word()?;
        let end = self.at;
        self.space();
        let ends = match (self.peek(), self.peek_at(1)) {
            (Some(b'='), next) => next != Some(b'='),
            (Some(b':'), next) => next != Some(b':'),
            _ => false,
        };
        if !ends {
            self.at = start;
            return None;
        }
        Some(Expr { bytes: self.between(start, end), kind: ExprKind::String(self.share(word)) })
    }

    /// Parses a `for` expression from its keyword to its closing bracket.
    fn for_expression(&mut self, closing: u8) -> Read<ExprKind> {
        let start = self.at;
        self.at += "for".len();
        let (key, value, list) = self.for_names()?;
        let mut height = self.height;
        self.space();
        self.expect(b':', "`:`")?;
        self.space();
        let mut result = self.expression()?;
        height = height.max(self.height);
        self.space();
        let mut result_key = None;
        if self.starts_with("=>") {
            if closing == b']' {
                return Err(self.unexpected("`]`: a list has no keys"));
            }
            self.at += 2;
            self.space();
            result_key = Some(std::mem::replace(&mut result, self.expression()?));
            height = height.max(self.height);
            self.space();
        } else if closing == b'}' {
            return Err(self.unexpected("`=>`"));
        }
        let groups = closing == b'}' && self.starts_with("...");
        if groups {
            self.at += 3;
            self.space();
        }
        let mut condition = None;
        if self.at_keyword("if") {
            self.at += 2;
            self.space();
            condition = Some(self.expression()?);
            height = height.max(self.height);
            self.space();
        }
        self.expect(closing, if closing == b']' { "`]`" } else { "`}`" })?;
        self.grow(start, height + 1)?;
        Ok(ExprKind::For(Box::new(For { key, value, list, result_key, result, groups, condition })))
    }

    /// Parses `key, value in list`, in expressions and templates.
    pub(super) fn for_names(&mut self) -> Read<(Option<Name>, Name, Expr)> {
        self.space();
        let mut value = self.name("a name")?;
        let mut key = None;
        self.space();
        if self.eat(b',') {
            self.space();
            key = Some(std::mem::replace(&mut value, self.name("a name")?));
            self.space();
        }
        if !self.at_keyword("in") {
            self.unexpected("`in`");
            return Err(Failed);
        }
        self.at += "in".len();
        self.space();
        let list = self.expression()?;
        Ok((key, value, list))
    }
}
