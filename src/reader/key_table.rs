//! A fixed set of keys that is looked up for every key of a file.

/// The number of buckets; most contain one key or none.
const BUCKETS: usize = 256;

/// Keys with numbers from 0 on.
#[derive(Debug)]
pub struct KeyTable {
    /// The keys by the hash of their length, first and last byte.
    buckets: Vec<Vec<(Vec<u8>, usize)>>,
    length: usize,
}

impl Default for KeyTable {
    fn default() -> Self {
        Self { buckets: vec![Vec::new(); BUCKETS], length: 0 }
    }
}

#[expect(clippy::indexing_slicing, reason = "`bucket` returns less than the number of buckets")]
impl KeyTable {
    /// Adds a key, and returns its number.
    pub fn add(&mut self, key: &[u8]) -> usize {
        let next = self.length;
        self.number(key).unwrap_or_else(|| {
            self.buckets[bucket(key)].push((key.to_vec(), next));
            self.length += 1;
            next
        })
    }

    /// The number of a key.
    #[inline]
    pub fn number(&self, key: &[u8]) -> Option<usize> {
        self.buckets[bucket(key)].iter().find(|(known, _)| is_same(known, key)).map(|(_, number)| *number)
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.length
    }
}

/// Most keys in a bucket differ in length or at one end, which avoids a call.
#[inline]
fn is_same(known: &[u8], key: &[u8]) -> bool {
    known.len() == key.len() && known.first() == key.first() && known.last() == key.last() && known == key
}

#[inline]
fn bucket(key: &[u8]) -> usize {
    let (first, last) = (key.first().copied().unwrap_or(0), key.last().copied().unwrap_or(0));
    (usize::from(first) * 31 + usize::from(last) * 7 + key.len()) % BUCKETS
}
