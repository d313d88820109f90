//! Parses tokens into the tree: conditions and their operands.

use super::ast::{Comparison, Condition, ConditionKind, Operand, Operator, Property, Quantifier, Rule, RuleKind, Value};
use super::lexer::{Lexer, Token, TokenKind};
use super::vocabulary::{self, Object, PropertyKind};
use super::{Dialect, MAX_DEPTH, RuleError, operand};
use crate::parts::Parts;
use crate::syntax::tree::Bytes;
use crate::text::Text;
use crate::text::Words;

pub(super) type Read<T> = Result<T, RuleError>;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    lexer: Lexer<'a>,
    /// The current token.
    pub(super) token: Token<'a>,
    /// Offset after the previous token.
    end: usize,
    dialect: Dialect,
    depth: usize,
    /// The object to which the properties so far belong.
    object: Option<Object>,
    /// The collection whose elements are compared.
    pub(super) collection: Option<Property<'a>>,
    pub(super) member_of: Option<Bytes>,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, dialect: Dialect) -> Read<Self> {
        let mut lexer = Lexer::new(text);
        let token = lexer.token()?;
        Ok(Self { text, lexer, token, end: 0, dialect, depth: 0, object: None, collection: None, member_of: None })
    }

    pub fn rule(mut self) -> Read<Rule<'a>> {
        let start = self.token.bytes.start;
        let kind = if self.dialect == Dialect::Group && self.is_word("Direct") { self.direct_reports()? } else { self.whole_condition()? };
        if self.token.kind != TokenKind::End {
            let expected = if matches!(kind, RuleKind::DirectReports { .. }) {
                "the end of the rule, because direct reports cannot be combined with other conditions"
            } else {
                "`-and`, `-or` or the end of the rule"
            };
            return Err(self.unexpected(expected));
        }
        Ok(Rule { bytes: start..self.end, kind })
    }

    /// `Direct Reports for "…"`
    fn direct_reports(&mut self) -> Read<RuleKind<'a>> {
        self.bump()?;
        for word in ["Reports", "for"] {
            if !self.is_word(word) {
                return Err(self.unexpected(format!("`{word}`")));
            }
            self.bump()?;
        }
        if !matches!(self.token.kind, TokenKind::Text(_)) {
            return Err(self.unexpected("the object id of a manager in quotes"));
        }
        Ok(RuleKind::DirectReports { manager: self.value()? })
    }

    fn whole_condition(&mut self) -> Read<RuleKind<'a>> {
        let condition = self.or()?;
        if let Some(member_of) = &self.member_of
            && !matches!(condition.kind, ConditionKind::Quantified(_))
        {
            let message = Text::new("`{value}` cannot be combined with other clauses").with("value", self.text.part(member_of));
            return Err(RuleError { at: member_of.clone(), message });
        }
        let object = self.object.expect("a condition has a property, each of which was checked");
        Ok(RuleKind::Condition { object, condition })
    }

    fn or(&mut self) -> Read<Condition<'a>> {
        self.operands("or", Self::and, ConditionKind::Or)
    }

    fn and(&mut self) -> Read<Condition<'a>> {
        self.operands("and", Self::not, ConditionKind::And)
    }

    /// One operand, or several separated by this operator.
    fn operands(
        &mut self,
        operator: &str,
        operand: fn(&mut Self) -> Read<Condition<'a>>,
        kind: fn(Vec<Condition<'a>>) -> ConditionKind<'a>,
    ) -> Read<Condition<'a>> {
        let start = self.token.bytes.start;
        let first = operand(self)?;
        if !self.is_operator(operator) {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.is_operator(operator) {
            self.bump()?;
            operands.push(operand(self)?);
        }
        Ok(Condition { bytes: start..self.end, kind: kind(operands) })
    }

    fn not(&mut self) -> Read<Condition<'a>> {
        let start = self.token.bytes.start;
        if self.is_operator("not") {
            let operand = self.nested(|parser| {
                parser.bump()?;
                parser.not()
            })?;
            return Ok(Condition { bytes: start..self.end, kind: ConditionKind::Not(Box::new(operand)) });
        }
        if self.token.kind == TokenKind::Mark('(') { self.in_parentheses() } else { self.clause() }
    }

    pub(super) fn in_parentheses(&mut self) -> Read<Condition<'a>> {
        self.nested(|parser| {
            parser.bump()?;
            let condition = parser.or()?;
            if parser.token.kind != TokenKind::Mark(')') {
                return Err(parser.unexpected("`-and`, `-or` or `)`"));
            }
            parser.bump()?;
            Ok(condition)
        })
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_DEPTH {
            let message = Text::new("the rule is nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string());
            return Err(RuleError { at: self.token.bytes.clone(), message });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// A comparison, or a condition on the elements of a collection.
    pub(super) fn clause(&mut self) -> Read<Condition<'a>> {
        let start = self.token.bytes.start;
        let kind = match self.operand()? {
            Operand::Property(property) if self.is_operator("any") => {
                ConditionKind::Quantified(self.quantified(property, Quantifier::Any)?)
            }
            Operand::Property(property) if self.is_operator("all") => {
                ConditionKind::Quantified(self.quantified(property, Quantifier::All)?)
            }
            left => ConditionKind::Comparison(self.comparison(left)?),
        };
        Ok(Condition { bytes: start..self.end, kind })
    }

    /// `user.city`, or the name of an element of the collection.
    fn operand(&mut self) -> Read<Operand<'a>> {
        let bytes = self.token.bytes.clone();
        let TokenKind::Word(word) = self.token.kind else {
            return Err(self.unexpected(self.operand_names()));
        };
        let operand = if self.collection.is_some() { self.element(word, bytes)? } else { Operand::Property(self.property(word, bytes)?) };
        self.bump()?;
        Ok(operand)
    }

    fn property(&mut self, word: &'a str, bytes: Bytes) -> Read<Property<'a>> {
        let (object, name) = match word.split_once('.') {
            Some((object, name)) if object.eq_ignore_ascii_case("user") && self.dialect == Dialect::Group => (Object::User, name),
            Some((object, name)) if object.eq_ignore_ascii_case("device") => (Object::Device, name),
            _ => return Err(self.unexpected(self.operand_names())),
        };
        let Some((name, kind)) = vocabulary::property(object, name) else {
            let what = if object == Object::User { "users" } else { "devices" };
            return Err(RuleError {
                at: bytes,
                message: Text::new("expected a property of {what} that rules support, found `{value}`")
                    .with("what", what)
                    .with("value", clipped(word)),
            });
        };
        if *self.object.get_or_insert(object) != object {
            let message = "a rule applies to users or to devices, and this one uses properties of both".into();
            return Err(RuleError { at: bytes, message });
        }
        Ok(Property { bytes, object, name, kind })
    }

    /// The valid operands here.
    pub(super) fn operand_names(&self) -> Text {
        match self.collection.as_ref().and_then(|collection| collection.kind.elements()) {
            Some((element, [])) => Text::new("`{element}`, which is an element of the collection").with("element", element),
            Some((element, [field])) => Text::new("`{element}.{field}`").with("element", element).with("field", *field),
            Some((element, fields)) => {
                Text::new("`{element}.` and one of `{fields}`").with("element", element).with("fields", fields.join("`, `"))
            }
            None if self.dialect == Dialect::DeviceFilter => "a property such as `device.trustType`".into(),
            None => "a property such as `user.department` or `device.displayName`".into(),
        }
    }

    fn comparison(&mut self, left: Operand<'a>) -> Read<Comparison<'a>> {
        let shown = self.text.part(left.bytes().clone());
        let operator_bytes = self.token.bytes.clone();
        let (property, of_elements) = match &left {
            Operand::Property(property) => (property, false),
            Operand::Element { .. } => (self.collection.as_ref().expect("elements are read within a collection"), true),
        };
        let kind = property.kind;
        let operator = match self.token.kind {
            TokenKind::Word(name) | TokenKind::Operator(name) => Operator::named(name),
            _ => None,
        };
        let Some(operator) = operator else {
            return Err(self.unexpected("an operator such as `-eq`"));
        };
        if kind == PropertyKind::Groups && !of_elements {
            return Err(self.unexpected("`-any`"));
        }
        self.bump()?;
        let value = self.value()?;
        let comparison = Comparison { left, operator, operator_bytes, value };
        operand::check(&comparison, kind, shown, self.dialect)?;
        if kind == PropertyKind::Plans && !of_elements && comparison.value.value != Value::Null {
            let message = Text::new("`{shown}` is a collection: expected `-any` or `-all`").with("shown", shown);
            return Err(RuleError { at: comparison.operator_bytes, message });
        }
        Ok(comparison)
    }

    pub(super) fn bump(&mut self) -> Read<()> {
        self.end = self.token.bytes.end;
        self.token = self.lexer.token()?;
        Ok(())
    }

    /// The offset after the last consumed token.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    fn is_word(&self, expected: &str) -> bool {
        matches!(self.token.kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(expected))
    }

    /// Whether this operator is next, with or without its hyphen.
    pub(super) fn is_operator(&self, expected: &str) -> bool {
        let (TokenKind::Word(name) | TokenKind::Operator(name)) = self.token.kind else { return false };
        name.eq_ignore_ascii_case(expected)
    }

    #[cold]
    pub(super) fn unexpected(&self, expected: impl Into<Words>) -> RuleError {
        let at = self.token.bytes.clone();
        let found = match self.token.kind {
            TokenKind::End => "the end of the rule".to_owned(),
            _ => format!("`{}`", clipped(self.text.part(&at))),
        };
        RuleError { at, message: Text::new("expected {expected}, found {found}").with("expected", expected).with("found", found) }
    }
}

/// The part of a text that a message shows.
fn clipped(text: &str) -> String {
    /// Longer than any property and operator.
    const SHOWN: usize = 60;
    let head: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{head}…") } else { head }
}
