//! Searches the text of JSON for keys without parsing it.

use super::key_table::KeyTable;
use crate::parts::Parts;

/// The longest key that is searched for.
const MAX_KEY: usize = 63;

/// A fact that a value shows, so that it can be named like a key: the key of the value, the name of the fact, and the test.
pub type Shown = (&'static str, &'static str, Test);

/// A test of the text that begins with a value.
type Test = fn(&str) -> bool;

/// Groups of keys of which all keys of one group are searched for.
#[derive(Debug, Default)]
pub struct KeySearch {
    /// The keys in lower case.
    keys: KeyTable,
    groups: Vec<Vec<usize>>,
    /// Per key, whether it is a group by itself.
    is_enough: Vec<bool>,
    /// Per key, the tests of its value with the numbers of what they show.
    values: Vec<Vec<(usize, Test)>>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "indexes are numbers of `keys`, the lists have its length, and no key is longer than `MAX_KEY`"
)]
impl KeySearch {
    pub fn new<'g>(groups: impl Iterator<Item = &'g [&'g str]>, values: &[Shown]) -> Self {
        let mut keys = KeyTable::default();
        let mut number = |key: &str| keys.add(key.to_ascii_lowercase().as_bytes());
        let groups: Vec<Vec<usize>> = groups.map(|group| group.iter().map(|key| number(key)).collect()).collect();
        let values_by_key: Vec<_> = values.iter().map(|(key, shown, test)| (number(key), (number(shown), *test))).collect();
        let mut search = Self { is_enough: vec![false; keys.len()], values: vec![Vec::new(); keys.len()], keys, groups };
        search.groups.iter().filter(|group| group.len() == 1).for_each(|group| search.is_enough[group[0]] = true);
        for (key, value) in values_by_key {
            search.values[key].push(value);
        }
        search
    }

    /// Whether all keys of a group occur in a text: at any depth, in any case, even where the text is malformed.
    pub fn occurs_in(&self, text: &str) -> bool {
        let mut found = vec![false; self.keys.len()];
        let mut lower = [0; MAX_KEY];
        for colon in memchr::memchr_iter(b':', text.as_bytes()) {
            let Some(key) = key_before(text, colon) else { continue };
            let lower = &mut lower[..key.len()];
            lower.copy_from_slice(key);
            lower.make_ascii_lowercase();
            let Some(number) = self.keys.number(lower) else { continue };
            let value = text.after(colon + 1).trim_start();
            let shown = self.values[number].iter().filter(|(shown, test)| !found[*shown] && test(value)).map(|(shown, _)| *shown);
            for fact in std::iter::once(number).chain(shown.collect::<Vec<_>>()) {
                if self.is_enough[fact] {
                    return true;
                }
                found[fact] = true;
            }
        }
        self.groups.iter().any(|group| group.iter().all(|key| found[*key]))
    }
}

/// The key before this colon, without its quotes; `None` for one with other characters than letters, digits and `_`, or a long one.
fn key_before(text: &str, colon: usize) -> Option<&[u8]> {
    let before = text.as_bytes().before(colon).trim_ascii_end().strip_suffix(b"\"")?;
    let tail = before.after(before.len().saturating_sub(MAX_KEY + 1));
    let quote = tail.iter().rposition(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'))?;
    tail.after(quote).strip_prefix(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_of_one_group_are_needed() {
        const VALUES: &[Shown] = &[("kind", "good kind", |value| value.starts_with("\"good"))];
        let groups: [&[&str]; 3] = [&["alone"], &["first", "second"], &["good kind", "first"]];
        let search = KeySearch::new(groups.into_iter(), VALUES);
        for text in [
            r#"{"ALONE" : 1"#,
            r#"{"second":1,"x":[{"First"  
                :2}]}"#,
            r#"{"kind": "good","first":1}"#,
            "alone\":1 \"alone\":",
        ] {
            assert!(search.occurs_in(text), "{text}");
        }
        for text in [r#"{"first":1}"#, r#"["alone"]"#, r#"{"kind":"bad","first":1}"#, r#"{"not alone":1,"alone_":2}"#, ":", ""] {
            assert!(!search.occurs_in(text), "{text}");
        }
    }
}
