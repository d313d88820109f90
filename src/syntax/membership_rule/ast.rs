//! The tree of a membership rule. Every node has its bytes in the text of the rule, without parentheses around it.

use super::vocabulary::{Object, PropertyKind};
use crate::syntax::tree::Bytes;
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq)]
pub struct Rule<'a> {
    /// Its bytes, without surrounding white space.
    pub bytes: Bytes,
    pub kind: RuleKind<'a>,
}

impl Rule<'_> {
    /// The rule that matches exactly the objects that this one does not match.
    #[must_use]
    pub fn negated(self) -> Self {
        let Self { bytes, kind } = self;
        let kind = match kind {
            RuleKind::Condition { object, condition } => {
                let bytes = condition.bytes.clone();
                let condition = Condition { bytes, kind: ConditionKind::Not(Box::new(condition)) };
                RuleKind::Condition { object, condition }
            }
            // A device filter has no direct reports.
            RuleKind::DirectReports { .. } => kind,
        };
        Self { bytes, kind }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind<'a> {
    /// `Direct Reports for "<object id of the manager>"`
    DirectReports { manager: Literal<'a> },
    /// A condition on users or on devices.
    Condition {
        /// The object to which all its properties belong.
        object: Object,
        condition: Condition<'a>,
    },
}

/// A condition on an object, or on an element of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition<'a> {
    pub bytes: Bytes,
    pub kind: ConditionKind<'a>,
}

/// `-and` and `-or` are flat: their operands are never of the same kind, unless they are parenthesized.
#[derive(Debug, Clone, PartialEq)]
pub enum ConditionKind<'a> {
    /// `a -and b -and c`
    And(Vec<Condition<'a>>),
    /// `a -or b -or c`
    Or(Vec<Condition<'a>>),
    Not(Box<Condition<'a>>),
    Comparison(Comparison<'a>),
    /// `user.otherMails -any (_ -contains "x")`
    Quantified(Quantified<'a>),
}

/// A property, an operator and a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    pub left: Operand<'a>,
    pub operator: Operator,
    /// Bytes of the operator, including the hyphen.
    pub operator_bytes: Bytes,
    pub value: Literal<'a>,
}

/// The left operand of an operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand<'a> {
    /// A property of the user or the device.
    Property(Property<'a>),
    /// An element of the collection around it: `_`, `assignedPlan.service`, `group.objectId`.
    Element {
        bytes: Bytes,
        /// The field, in the documented spelling; `None` for `_`.
        field: Option<&'static str>,
    },
}

impl Operand<'_> {
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Property(property) => &property.bytes,
            Self::Element { bytes, .. } => bytes,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Property<'a> {
    /// Its bytes, including `user.` or `device.`.
    pub bytes: Bytes,
    pub object: Object,
    /// Its name in one spelling, that of Graph if Graph has the property; an extension keeps its spelling.
    pub name: &'a str,
    pub kind: PropertyKind,
}

/// `-any` or `-all` over the elements of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantified<'a> {
    pub property: Property<'a>,
    pub quantifier: Quantifier,
    /// Bytes of the quantifier, including the hyphen.
    pub quantifier_bytes: Bytes,
    pub condition: Box<Condition<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `-any`: at least one.
    Any,
    /// `-all`: each, so an empty collection passes.
    All,
}

/// How two values are compared. Text is compared case-insensitively.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Eq,
    Ne,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    Contains,
    NotContains,
    /// `-match`: a regular expression, which is not anchored.
    Match,
    NotMatch,
    In,
    NotIn,
    Le,
    Ge,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Literal<'a> {
    /// Its bytes, including quotes and brackets.
    pub bytes: Bytes,
    pub value: Value<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Quoted text, with escapes resolved.
    Text(Cow<'a, str>),
    /// A number, as written.
    Number(&'a str),
    Bool(bool),
    Null,
    /// A time, as written.
    Date(&'a str),
    /// `system.now`, `system.now -plus p1d`
    Now(Option<Shift<'a>>),
    /// `[…]`; lists are not nested.
    List(Vec<Literal<'a>>),
}

/// A duration that is added to the current time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift<'a> {
    pub is_past: bool,
    pub duration: &'a str,
}

impl Literal<'_> {
    /// Its texts: that of a quoted text, or those in a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let elements = if let Value::List(elements) = &self.value { elements } else { std::slice::from_ref(self) };
        elements.iter().filter_map(|element| if let Value::Text(text) = &element.value { Some(&**text) } else { None })
    }
}
