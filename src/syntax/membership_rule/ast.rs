//! The tree of a membership rule. Every node has its bytes in the text of the rule, parentheses around it left out.

use super::vocabulary::{Object, PropertyKind};
use crate::syntax::tree::Bytes;
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq)]
pub struct Rule<'a> {
    /// Its bytes, white space around it left out.
    pub bytes: Bytes,
    pub kind: RuleKind<'a>,
}

/// The two forms of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind<'a> {
    /// `Direct Reports for "<object id of the manager>"`
    DirectReports { manager: Literal<'a> },
    /// A condition on users or on devices.
    Condition {
        /// What all its properties belong to.
        object: Object,
        condition: Condition<'a>,
    },
}

/// What is true or false of an object, or of an element of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition<'a> {
    pub bytes: Bytes,
    pub kind: ConditionKind<'a>,
}

/// What a [`Condition`] is. `-and` and `-or` are flat: their operands are never of the same kind, unless they stand in parentheses.
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
    /// Bytes of the operator, hyphen included.
    pub operator_bytes: Bytes,
    /// What it is compared with.
    pub value: Literal<'a>,
}

/// What stands on the left of an operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand<'a> {
    /// A property of the user or the device.
    Property(Property<'a>),
    /// An element of the collection around it: `_`, `assignedPlan.service`, `group.objectId`.
    Element {
        bytes: Bytes,
        /// The field, as it is documented; nothing for `_`.
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

/// A property of users or of devices.
#[derive(Debug, Clone, PartialEq)]
pub struct Property<'a> {
    /// Its bytes, `user.` or `device.` included.
    pub bytes: Bytes,
    pub object: Object,
    /// Its name in one spelling, that of Graph where it has the property; that of an extension as it is written.
    pub name: &'a str,
    /// Of what type it is.
    pub kind: PropertyKind,
}

/// `-any` or `-all` over the elements of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantified<'a> {
    pub property: Property<'a>,
    /// How many of the elements the condition must hold for.
    pub quantifier: Quantifier,
    /// Bytes of the quantifier, hyphen included.
    pub quantifier_bytes: Bytes,
    pub condition: Box<Condition<'a>>,
}

/// How many elements of a collection are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `-any`: at least one.
    Any,
    /// `-all`: each, so an empty collection passes.
    All,
}

/// How two values are compared. Text is compared without regard to case.
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
    /// `-match`: a regular expression, anchored nowhere by itself.
    Match,
    NotMatch,
    In,
    NotIn,
    Le,
    Ge,
}

/// A value that is written in the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal<'a> {
    /// Its bytes, quotes and brackets included.
    pub bytes: Bytes,
    pub value: Value<'a>,
}

/// What a [`Literal`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text in quotes, escapes resolved.
    Text(Cow<'a, str>),
    /// A number, as it is written.
    Number(&'a str),
    Bool(bool),
    Null,
    /// A time, as it is written.
    Date(&'a str),
    /// `system.now`, `system.now -plus p1d`
    Now(Option<Shift<'a>>),
    /// `[…]`; never one in another.
    List(Vec<Literal<'a>>),
}

/// What is added to the present time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift<'a> {
    pub is_past: bool,
    pub duration: &'a str,
}

impl Literal<'_> {
    /// Its texts: that of a text in quotes, or those in a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let elements = if let Value::List(elements) = &self.value { elements } else { std::slice::from_ref(self) };
        elements.iter().filter_map(|element| if let Value::Text(text) = &element.value { Some(&**text) } else { None })
    }
}
