//! A list of an inventory, and its entries.

use super::normalised;
use crate::source::{FileId, Span};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// The entries of one list, found by their keys.
#[derive(Debug, Clone)]
pub struct List<T = ()> {
    entries: Vec<Entry<T>>,
    /// The number of the entry of each key. It does not change when files are renumbered.
    index: Arc<HashMap<String, usize>>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), index: Arc::default() }
    }
}

/// One entry of an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T = ()> {
    /// What it declares, as it is compared: see [`normalised`].
    pub key: String,
    /// What it declares, as it is written.
    pub id: String,
    /// The name, for people; it is not used to match.
    pub name: Option<String>,
    /// The last reviewer.
    pub reviewer: Option<String>,
    /// The last day before it has to be reviewed again.
    pub review_by: Option<Date>,
    /// Why it exists.
    pub reason: Option<String>,
    /// Where the id is written.
    pub span: Span,
    /// Where the day of the review is written, else the id.
    pub review_span: Span,
    /// The values that only this list has.
    pub about: T,
}

impl<T> Entry<T> {
    /// Whether its review is overdue. An entry without a date is never overdue; one warning for each list reports those.
    pub fn is_past_review(&self, today: Date) -> bool {
        self.review_by.is_some_and(|last| last < today)
    }
}

impl<T> List<T> {
    /// A list of these entries, each found by its key and by what `aliases` adds. The first entry with a duplicate key is used.
    pub(crate) fn new(entries: Vec<Entry<T>>, aliases: impl Fn(&T) -> &[String]) -> Self {
        let mut index = HashMap::with_capacity(entries.len());
        for (number, entry) in entries.iter().enumerate() {
            index.entry(entry.key.clone()).or_insert(number);
        }
        for (number, entry) in entries.iter().enumerate() {
            for alias in aliases(&entry.about) {
                index.entry(normalised(alias).into_owned()).or_insert(number);
            }
        }
        Self { entries, index: Arc::new(index) }
    }

    /// The entry of this key, whatever its case.
    pub fn get(&self, key: &str) -> Option<&Entry<T>> {
        self.entries.get(*self.index.get(&*normalised(key))?)
    }

    /// All entries, in the order of the text.
    pub fn entries(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// Whether the declared list is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

impl<T: Clone> List<T> {
    /// The same with its files numbered from `first` on.
    pub(super) fn counted_from(&self, first: FileId) -> Self {
        let moved = |span: Span| Span { file: FileId(first.0 + span.file.0), ..span };
        let entries =
            self.entries.iter().map(|entry| Entry { span: moved(entry.span), review_span: moved(entry.review_span), ..entry.clone() });
        Self { entries: entries.collect(), index: Arc::clone(&self.index) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Partner;
    use super::*;
    use jiff::civil::date;

    fn entry<T>(id: &str, about: T) -> Entry<T> {
        let span = Span::new(FileId(1), 3, 5);
        let (name, reviewer, reason, review_by) = (None, None, None, Some(date(2026, 11, 22)));
        Entry { key: normalised(id).into_owned(), id: id.to_owned(), name, reviewer, review_by, reason, span, review_span: span, about }
    }

    #[test]
    fn entries_are_found_by_key_and_alias() {
        let fabrikam = Partner { domains: vec!["Fabrikam.example".to_owned()], accepts: None };
        let list = List::new(vec![entry("AB", fabrikam), entry("cd", Partner::default())], |partner| &partner.domains);
        assert_eq!(list.get("ab").unwrap().id, "AB");
        assert_eq!(list.get("fabrikam.EXAMPLE").unwrap().id, "AB");
        assert!(list.get("ef").is_none());
        let moved = list.counted_from(FileId(7));
        assert_eq!(moved.get("ab").unwrap().span.file, FileId(8));
    }

    #[test]
    fn the_last_day_is_one_of_the_days_on_which_an_entry_holds() {
        let entry = entry("ab", ());
        assert!(!entry.is_past_review(date(2026, 11, 22)));
        assert!(entry.is_past_review(date(2026, 11, 23)));
    }
}
