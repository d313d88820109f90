//! Whether a condition can hold or fail, when for each comparison in it it is known whether it can.
//!
//! Comparisons are taken for independent of each other, so what is said to be possible may not be (`a -and -not a`), and what is said to
//! be impossible is.

use crate::syntax::membership_rule::{Comparison, Condition, ConditionKind, Operand, Property, Quantified, Quantifier};
use crate::syntax::tree::Bytes;

/// What a condition can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Can {
    pub hold: bool,
    pub fail: bool,
}

impl Can {
    pub const BOTH: Self = Self { hold: true, fail: true };

    /// It is so, or it is not.
    pub fn be(holds: bool) -> Self {
        Self { hold: holds, fail: !holds }
    }
}

/// A comparison, as it stands in the condition around it.
#[derive(Debug, Clone)]
pub(super) struct Atom<'r> {
    pub bytes: Bytes,
    /// The property, or the collection whose elements are compared.
    pub property: &'r Property<'r>,
    pub comparison: &'r Comparison<'r>,
    /// Whether it is of an element of the collection, and of how many.
    pub quantifier: Option<Quantifier>,
    /// Whether the whole condition holds by it while it holds.
    pub is_upright: bool,
    /// Whether it can help the condition to hold, and whether it can help it to fail. It can where it is able to, and nothing stands
    /// beside it by which the condition cannot in any case.
    pub helps: Can,
}

/// Walks over a condition, and adds its comparisons to `atoms` in the order of the text. `can` is told how many stand before each.
///
/// Time is linear in the size of the condition for each level of its depth, which the parser bounds.
pub(super) fn walk<'r>(
    condition: &'r Condition<'r>,
    collection: Option<&'r Quantified<'r>>,
    can: &dyn Fn(usize, &Atom<'r>) -> Can,
    atoms: &mut Vec<Atom<'r>>,
) -> Can {
    let first = atoms.len();
    match &condition.kind {
        ConditionKind::And(operands) => {
            let each: Vec<Can> = operands.iter().map(|operand| walk(operand, collection, can, atoms)).collect();
            let all = Can { hold: each.iter().all(|can| can.hold), fail: each.iter().any(|can| can.fail) };
            atoms[first..].iter_mut().for_each(|atom| atom.helps.hold &= all.hold);
            all
        }
        ConditionKind::Or(operands) => {
            let each: Vec<Can> = operands.iter().map(|operand| walk(operand, collection, can, atoms)).collect();
            let all = Can { hold: each.iter().any(|can| can.hold), fail: each.iter().all(|can| can.fail) };
            atoms[first..].iter_mut().for_each(|atom| atom.helps.fail &= all.fail);
            all
        }
        ConditionKind::Not(operand) => {
            let Can { hold, fail } = walk(operand, collection, can, atoms);
            for atom in &mut atoms[first..] {
                atom.is_upright = !atom.is_upright;
                atom.helps = Can { hold: atom.helps.fail, fail: atom.helps.hold };
            }
            Can { hold: fail, fail: hold }
        }
        ConditionKind::Quantified(quantified) => {
            let inner = walk(&quantified.condition, Some(quantified), can, atoms);
            // An empty collection fails every `-any` and passes every `-all`.
            match quantified.quantifier {
                Quantifier::Any => Can { fail: true, ..inner },
                Quantifier::All => Can { hold: true, ..inner },
            }
        }
        ConditionKind::Comparison(comparison) => {
            let property = match &comparison.left {
                Operand::Property(property) => property,
                Operand::Element { .. } => &collection.expect("the parser reads elements within a collection only").property,
            };
            let quantifier = collection.map(|collection| collection.quantifier);
            let bytes = condition.bytes.clone();
            let mut atom = Atom { bytes, property, comparison, quantifier, is_upright: true, helps: Can::BOTH };
            atom.helps = can(atoms.len(), &atom);
            let helps = atom.helps;
            atoms.push(atom);
            helps
        }
    }
}
