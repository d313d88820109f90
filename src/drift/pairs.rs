//! Which object of one input is which of the other one: by id, or else by address, client id, unique name and display name.

use super::side::{Keys, Object};
use std::num::NonZeroU64;

/// How two inputs correspond: positions of objects in both.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Two versions of one object each.
    pub same: Vec<(usize, usize)>,
    /// Objects with one name, of which nobody knows which is which.
    pub ambiguous: Vec<(Vec<usize>, Vec<usize>)>,
    /// Objects that only the old input contains.
    pub gone: Vec<usize>,
    /// Objects that only the new input contains.
    pub new: Vec<usize>,
}

/// How objects are found by a key.
struct Stage {
    key: fn(&Keys) -> Option<NonZeroU64>,
    /// Whether objects of one input that have the same key are copies of one object.
    identifies: bool,
}

const STAGES: [Stage; 7] = [
    Stage { key: |keys| keys.id, identifies: true },
    Stage { key: |keys| keys.path, identifies: true },
    Stage { key: |keys| keys.address, identifies: true },
    Stage { key: |keys| keys.app_id, identifies: false },
    Stage { key: |keys| keys.unique_name, identifies: false },
    Stage { key: |keys| keys.name, identifies: false },
    Stage { key: |keys| keys.content, identifies: true },
];

impl Pairs {
    pub fn find(old: &[Object], new: &[Object]) -> Self {
        let mut pairs = Self::default();
        let mut is_open = [vec![true; old.len()], vec![true; new.len()]];
        for Stage { key, identifies } in STAGES {
            let open = |side: usize, objects: &[Object]| -> Vec<(usize, NonZeroU64, usize, usize)> {
                let flags = is_open.get(side).map_or(&[][..], Vec::as_slice);
                let open = objects.iter().enumerate().zip(flags).filter(|(_, is_open)| **is_open);
                open.filter_map(|((at, object), _)| Some((object.tenant, key(&object.keys)?, side, at))).collect()
            };
            let mut keyed = open(0, old);
            keyed.extend(open(1, new));
            keyed.sort_unstable();
            for same in keyed.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
                let of = |wanted: usize| same.iter().filter(move |(.., side, _)| *side == wanted).map(|(.., at)| *at);
                let (Some(first_old), Some(first_new)) = (of(0).next(), of(1).next()) else { continue };
                // Objects with different ids are different ones, whatever their names are.
                let have_ids =
                    |objects: &[Object], side| of(side).all(|at: usize| objects.get(at).is_some_and(|object| object.keys.id.is_some()));
                if !identifies && have_ids(old, 0) && have_ids(new, 1) {
                    continue;
                }
                if identifies || same.len() == 2 {
                    pairs.same.push((first_old, first_new));
                } else {
                    pairs.ambiguous.push((of(0).collect(), of(1).collect()));
                }
                for (.., side, at) in same {
                    if let Some(is_open) = is_open.get_mut(*side).and_then(|flags| flags.get_mut(*at)) {
                        *is_open = false;
                    }
                }
            }
        }
        let left = |flags: &[bool]| flags.iter().enumerate().filter(|(_, is_open)| **is_open).map(|(at, _)| at).collect();
        let [old_open, new_open] = &is_open;
        (pairs.gone, pairs.new) = (left(old_open), left(new_open));
        pairs.same.sort_unstable();
        pairs
    }
}
