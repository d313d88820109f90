//! From the written form to an [`Inventory`], or to its mistakes.

use super::csv::{self, Columns};
use super::files::{Files, Notation};
use super::written::{Entered, Listed, Named, Record, WrittenGuests, WrittenInventory, entry_schema, list_schema};
use crate::inventory::{Entry, Guests, Inventory, List, Partner, normalised};
use crate::message::Text;
use crate::parts::Parts;
use crate::policy::error::{MOST_MISTAKES, PolicyError};
use crate::policy::validate::{by_schema, cut, take_duplicates, without_nulls};
use crate::source::{FileId, Span};
use crate::syntax::tree::{Node, Value};
use crate::syntax::{json, yaml};
use crate::text::Words;
use std::collections::HashSet;
use std::sync::Arc;

/// Builds an inventory from `node` of the policy file, and from the files that are named there.
pub(in crate::policy) fn inventory(
    written: WrittenInventory,
    node: Option<&Node<'_>>,
    files: &mut Files<'_>,
    errors: &mut Vec<PolicyError>,
) -> Inventory {
    let Some(node) = node else { return Inventory::default() };
    let mut builder = Builder { files, errors };
    Inventory {
        guests: builder.guests(written.guests, node.get("guests")),
        subscriptions: builder.list(written.subscriptions, node.get("subscriptions"), none),
        identities: builder.list(written.identities, node.get("identities"), none),
        partners: builder.list(written.partners, node.get("partners"), |partner: &Partner| &partner.domains),
        billing: builder.list(written.billing, node.get("billing"), none),
        root_scope: builder.list(written.root_scope, node.get("root-scope"), none),
    }
}

fn none<T>(_: &T) -> &[String] {
    &[]
}

struct Builder<'b, 'f> {
    files: &'b mut Files<'f>,
    errors: &'b mut Vec<PolicyError>,
}

impl Builder<'_, '_> {
    fn list<T: Entered>(
        &mut self,
        written: Option<Listed<T>>,
        node: Option<&Node<'_>>,
        aliases: fn(&T::About) -> &[String],
    ) -> Option<Arc<List<T::About>>> {
        let (written, node) = (written?, node?);
        let entries = match written {
            Listed::Here(entries) => taken(entries, node.elements(), FileId(0)),
            Listed::Elsewhere(list) => self.file::<T>(&list.file, node.get("file")?),
        };
        Some(Arc::new(self.unique(entries, aliases)))
    }

    fn guests(&mut self, written: Option<WrittenGuests>, node: Option<&Node<'_>>) -> Option<Arc<Guests>> {
        let (written, node) = (written?, node?);
        let elements = |key| node.get(key).map(Node::elements).unwrap_or_default();
        let mut people = taken(written.people, elements("people"), FileId(0));
        if let (Some(file), Some(place)) = (written.file, node.get("file")) {
            people.extend(self.file::<super::written::GuestEntry>(&file, place));
        }
        let mut domains = named(written.domains, elements("domains"));
        let (at_domains, people): (Vec<_>, Vec<_>) = people.into_iter().partition(|entry| entry.key.starts_with('@'));
        domains.extend(at_domains.into_iter().map(|entry| Entry { key: entry.key.after(1).to_owned(), ..entry }));
        Some(Arc::new(Guests {
            people: self.unique(people, none),
            domains: self.unique(domains, none),
            tenants: self.unique(named(written.tenants, elements("tenants")), none),
        }))
    }

    /// The entries as a list. A duplicate id is a mistake, because the valid entry is not clear.
    fn unique<A>(&mut self, entries: Vec<Entry<A>>, aliases: fn(&A) -> &[String]) -> List<A> {
        let mut keys = HashSet::with_capacity(entries.len());
        for entry in entries.iter().filter(|entry| !keys.insert(entry.key.as_str())).take(MOST_MISTAKES + 1) {
            let message = Text::new("`{id}` is declared twice").with("id", cut(&entry.id));
            self.errors.push(PolicyError { span: entry.span, message, help: "keep one of the two".into() });
        }
        List::new(entries, aliases)
    }

    /// The entries of a file; none if it has mistakes.
    fn file<T: Entered>(&mut self, name: &str, place: &Node<'_>) -> Vec<Entry<T::About>> {
        let (notation, source) = match self.files.open(name, place) {
            Ok(opened) => opened,
            Err(error) => {
                self.errors.push(error);
                return Vec::new();
            }
        };
        let id = self.files.next_id();
        let read = match source.text() {
            Ok(text) => read_list::<T>(text, notation, id),
            Err(error) => Err(vec![PolicyError::new(&(0..0), error.text())]),
        };
        self.files.read.push(source);
        read.unwrap_or_else(|errors| {
            self.errors.extend(errors.into_iter().map(|error| PolicyError { span: Span { file: id, ..error.span }, ..error }));
            Vec::new()
        })
    }
}

/// Reads the text of a file. Places of mistakes are in file number 0.
fn read_list<T: Entered>(text: &str, notation: Notation, id: FileId) -> Result<Vec<Entry<T::About>>, Vec<PolicyError>> {
    let misread = |bytes, reason: Words| vec![PolicyError::new(&bytes, Text::from(reason))];
    let mut errors = Vec::new();
    let mut root = match notation {
        Notation::Yaml => yaml::parse(text).map_err(|error| misread(error.bytes, error.message.into()))?,
        Notation::Json => json::parse(text).map_err(|error| misread(error.offset..error.offset, error.message.into()))?,
        Notation::Csv => csv::parse(text, &Columns::of(&entry_schema::<T>()))?,
    };
    if root.value == Value::Null {
        return Err(vec![PolicyError::new(&root.bytes, "the file is empty").help("write `[]` to declare an empty list")]);
    }
    take_duplicates(&mut root, &mut errors);
    by_schema(&root, &list_schema::<T>(), &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    match serde_json::from_value::<Vec<T>>(without_nulls(&root)) {
        Ok(entries) => Ok(taken(entries, root.elements(), id)),
        Err(error) => Err(misread(root.bytes, error.to_string().into())),
    }
}

/// Entries with their places.
fn taken<T: Entered>(written: Vec<T>, nodes: &[Node<'_>], file: FileId) -> Vec<Entry<T::About>> {
    written.into_iter().zip(nodes).map(|(entry, node)| one(entry, node, file)).collect()
}

fn one<T: Entered>(written: T, node: &Node<'_>, file: FileId) -> Entry<T::About> {
    let (record, about) = written.taken();
    let place = |key: &str| node.get(key).filter(|value| !value.is_null()).map(|value| Span::new(file, value.bytes.start, value.bytes.end));
    let whole = Span::new(file, node.bytes.start, node.bytes.end);
    entry(record, about, place("id").unwrap_or(whole), place("review-by"))
}

/// Entries, some of which are only an id.
fn named<T: Entered>(written: Vec<Named<T>>, nodes: &[Node<'_>]) -> Vec<Entry<T::About>> {
    let each = written.into_iter().zip(nodes).map(|(named, node)| match named {
        Named::Entry(written) => one(written, node, FileId(0)),
        Named::Id(id) => {
            let span = Span::new(FileId(0), node.bytes.start, node.bytes.end);
            entry(Record { id, ..Record::default() }, T::About::default(), span, None)
        }
    });
    each.collect()
}

fn entry<A>(record: Record, about: A, span: Span, review: Option<Span>) -> Entry<A> {
    let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Entry {
        key: normalised(&record.id).into_owned(),
        name: text(record.name),
        reviewer: text(record.reviewer),
        review_by: record.review_by,
        reason: text(record.reason),
        span,
        review_span: review.unwrap_or(span),
        about,
        id: record.id,
    }
}
