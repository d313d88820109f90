//! Whether a condition can hold or fail, computed from whether each of its comparisons can.
//!
//! Comparisons are assumed to be independent. A result "possible" may therefore be impossible (`a -and -not a`), but "impossible" is exact.

use crate::syntax::membership_rule::{Comparison, Condition, ConditionKind, Operand, Property, Quantified, Quantifier};
use crate::syntax::tree::Bytes;

/// Whether a condition can hold, and whether it can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Can {
    pub hold: bool,
    pub fail: bool,
}

impl Can {
    pub const BOTH: Self = Self { hold: true, fail: true };

    /// Fixed: it holds, or it fails.
    pub fn be(holds: bool) -> Self {
        Self { hold: holds, fail: !holds }
    }
}

/// A comparison with its position in the surrounding condition.
#[derive(Debug, Clone)]
pub(super) struct Atom<'r> {
    pub bytes: Bytes,
    /// The property, or the collection whose elements are compared.
    pub property: &'r Property<'r>,
    pub comparison: &'r Comparison<'r>,
    /// The quantifier, if it compares elements of a collection.
    pub quantifier: Option<Quantifier>,
    /// Whether the comparison holding contributes to the condition holding, and not to it failing.
    pub is_upright: bool,
    /// Whether it can contribute to the condition holding, and to it failing: the comparison itself can, and no comparison beside it rules
    /// this out.
    pub helps: Can,
}

/// Walks over a condition and appends its comparisons to `atoms` in the order of the text. `can` receives the number of comparisons before
/// each.
///
/// Time is linear in the size of the condition for each level of nesting, which the parser limits.
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
            atoms.iter_mut().skip(first).for_each(|atom| atom.helps.hold &= all.hold);
            all
        }
        ConditionKind::Or(operands) => {
            let each: Vec<Can> = operands.iter().map(|operand| walk(operand, collection, can, atoms)).collect();
            let all = Can { hold: each.iter().any(|can| can.hold), fail: each.iter().all(|can| can.fail) };
            atoms.iter_mut().skip(first).for_each(|atom| atom.helps.fail &= all.fail);
            all
        }
        ConditionKind::Not(operand) => {
            let Can { hold, fail } = walk(operand, collection, can, atoms);
            for atom in atoms.iter_mut().skip(first) {
                atom.is_upright = !atom.is_upright;
                atom.helps = Can { hold: atom.helps.fail, fail: atom.helps.hold };
            }
            Can { hold: fail, fail: hold }
        }
        ConditionKind::Quantified(quantified) => {
            let inner = walk(&quantified.condition, Some(quantified), can, atoms);
            // For an empty collection, `-any` is false and `-all` is true.
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
