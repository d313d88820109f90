//! Interning: the same attribute names and values occur thousands of times in a file.

use std::sync::Arc;

/// Longer text seldom repeats.
const LONGEST: usize = 40;

/// Texts seen so far, one per slot. A text that maps to a used slot replaces it, so that hostile names cost an allocation and no search.
pub(super) struct Names {
    slots: Vec<Option<Arc<str>>>,
}

impl Names {
    /// A table large enough for a text of this many bytes.
    pub(super) fn for_length(length: usize) -> Self {
        Self { slots: vec![None; (length / 64).next_power_of_two().clamp(16, 1024)] }
    }

    /// The text, shared with an equal earlier one if that is still in its slot.
    #[expect(clippy::indexing_slicing, reason = "the number of slots is a power of two, and the hash is masked with it")]
    #[inline]
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return Arc::from(text);
        }
        let index = hash(text.as_bytes()) & (self.slots.len() - 1);
        let slot = &mut self.slots[index];
        match slot {
            Some(known) if **known == *text => Arc::clone(known),
            _ => Arc::clone(slot.insert(Arc::from(text))),
        }
    }
}

/// FNV-1a: names are short, and collisions only cost allocations.
fn hash(bytes: &[u8]) -> usize {
    let mixed = bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (mixed ^ mixed >> 15) as usize
}
