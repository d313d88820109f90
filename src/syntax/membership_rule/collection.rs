//! Conditions on the elements of a collection: `-any` and `-all`.

use super::RuleError;
use super::ast::{Comparison, Condition, ConditionKind, Operand, Operator, Property, Quantified, Quantifier, Value};
use super::lexer::TokenKind;
use super::parser::{Parser, Read};
use super::vocabulary::PropertyKind;
use crate::parts::Parts;
use crate::syntax::tree::Bytes;
use crate::text::Text;

impl<'a> Parser<'a> {
    /// `-any (…)`, `-all (…)`, or either with one comparison and no parentheses.
    pub(super) fn quantified(&mut self, property: Property<'a>, quantifier: Quantifier) -> Read<Quantified<'a>> {
        let quantifier_bytes = self.token.bytes.clone();
        let wrong = |message| Err(RuleError { at: quantifier_bytes.clone(), message });
        let shown = self.text.part(&property.bytes);
        let quantifier_shown = if quantifier == Quantifier::Any { "-any" } else { "-all" };
        if property.kind.elements().is_none() {
            return wrong(
                Text::new("`{quantifier}` requires a collection, and `{shown}` is not one")
                    .with("quantifier", quantifier_shown)
                    .with("shown", shown),
            );
        }
        if property.kind == PropertyKind::Groups && quantifier == Quantifier::All {
            return wrong(Text::new("`{shown}` requires `-any`").with("shown", shown));
        }
        self.bump()?;
        self.collection = Some(property.clone());
        let condition = if self.token.kind == TokenKind::Mark('(') { self.in_parentheses() } else { self.clause() }?;
        self.collection = None;
        if property.kind == PropertyKind::Groups {
            groups(&condition)?;
            self.member_of.get_or_insert(property.bytes.clone());
        }
        Ok(Quantified { property, quantifier, quantifier_bytes, condition: Box::new(condition) })
    }

    /// `_`, `assignedPlan.service`, `group.objectId`: an element of the current collection, or a field of it.
    pub(super) fn element(&self, word: &str, bytes: Bytes) -> Read<Operand<'a>> {
        let found = self.collection.as_ref().and_then(|collection| {
            let (element, fields) = collection.kind.elements()?;
            if fields.is_empty() {
                return (word == element).then_some(None);
            }
            let (object, field) = word.split_once('.')?;
            let known = fields.iter().find(|known| known.eq_ignore_ascii_case(field))?;
            object.eq_ignore_ascii_case(element).then_some(Some(*known))
        });
        found.map(|field| Operand::Element { bytes, field }).ok_or_else(|| self.unexpected(self.operand_names()))
    }
}

/// `memberOf` accepts only a list of groups.
///
/// Source: "Configure dynamic membership groups with the memberOf attribute", Preview limitations (2026-01).
fn groups(condition: &Condition<'_>) -> Read<()> {
    /// The maximum number of groups in the list.
    const MAX_GROUPS: usize = 50;
    let wrong = |at: &Bytes, message: Text| Err(RuleError { at: at.clone(), message });
    let ConditionKind::Comparison(Comparison { operator, operator_bytes, value, .. }) = &condition.kind else {
        return wrong(&condition.bytes, "expected one list of groups: `(group.objectId -in [\"…\"])`".into());
    };
    match &value.value {
        _ if *operator != Operator::In => wrong(operator_bytes, "expected `-in` and a list of groups".into()),
        Value::List(groups) if groups.len() > MAX_GROUPS => wrong(
            &value.bytes,
            Text::new("{number} groups are listed, and `memberOf` takes at most {limit}")
                .with("number", groups.len().to_string())
                .with("limit", MAX_GROUPS.to_string()),
        ),
        _ => Ok(()),
    }
}
