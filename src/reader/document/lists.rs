//! Which lists of a file contain all objects of their kinds.

use crate::parts::Parts;
use crate::reader::list::{Held, LEGACY_POLICY, Scope};
use crate::reader::neighbors::Neighbors;
use crate::reader::relation::ResponseShape;
use crate::resource::{Completeness, Gap, Kind, Problem, Service, Sink};
use crate::source::{FileId, Span};
use crate::text::Text;
use std::collections::BTreeSet;

/// How many objects the services and their commands return at once. A list of exactly this many, without a mark of the service that it is
/// the last page, is probably the first page alone: `az ad sp list` returns 100 without `--all`, Resource Graph returns 100 or 1,000.
const PAGE_SIZES: [usize; 3] = [100, 999, 1000];

/// Why a list of such a number of objects may not be complete.
const FIRST_PAGE: &str = "it has exactly as many objects as the first page of a longer list";

/// The lists of one file.
#[derive(Default)]
pub(super) struct Lists {
    read: Vec<Listed>,
    open: Vec<Open>,
    /// Kinds of objects that are not in a list, with the first of them.
    single: Vec<(Kind, Span)>,
    /// Whether the next list follows the previous one as its next page may: as an element of the same list, or in the next line.
    pub(super) is_in_sequence: bool,
}

/// A list that was read.
struct Listed {
    shape: Option<ResponseShape>,
    kinds: BTreeSet<Kind>,
    scope: String,
    span: Span,
    gap: Option<Gap>,
}

/// A page whose next page was not read yet.
struct Open {
    /// The lists of the page.
    first: usize,
    after: usize,
    /// The key that shows it.
    key: String,
    span: Span,
}

/// Where a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// The document is the list.
    Root,
    /// Under `value`: a page of a response.
    Page,
    /// Under another key.
    Key,
}

impl Lists {
    /// The number of lists that were read.
    pub(super) fn len(&self) -> usize {
        self.read.len()
    }

    /// Adds a list, and what `@odata.context` says about it. `collected` is the kind and scope that the name of the file shows.
    pub(super) fn add(&mut self, held: &Held, shape: Option<ResponseShape>, at: At, span: Span, collected: Option<&(Kind, &str)>) {
        let is_unnamed = held.kinds.is_empty() && held.resources == 0 && at == At::Page;
        let kinds = match (&shape, collected) {
            (None, Some((kind, _))) if is_unnamed => BTreeSet::from([kind.clone()]),
            (None, _) => held.kinds.clone(),
            (Some(shape), _) if shape.whole => {
                let is_legacy = shape.kind.name() == LEGACY_POLICY;
                is_legacy.then_some(Kind::B2bManagementPolicy).into_iter().chain([shape.kind.clone()]).collect()
            }
            (Some(_), _) => BTreeSet::new(),
        };
        let scope = match (&held.scope, collected) {
            // Under another key is a result of Azure Resource Graph.
            _ if at == At::Key || !kinds.iter().any(Kind::is_per_subscription) => String::new(),
            (Scope::Subscription(id), _) => id.clone(),
            (Scope::None, Some((_, scope))) => (*scope).to_owned(),
            _ => String::new(),
        };
        let is_graph = |kind: &Kind| kind.request().is_some_and(|request| matches!(request.service, Service::Graph(_)));
        let may_be_a_page = shape.is_none() && (at != At::Page || kinds.iter().any(is_graph)) && PAGE_SIZES.contains(&held.resources);
        let gap = match held.lost {
            Some(span) => Some(Gap { span, reason: "a part of the list cannot be read" }),
            None if may_be_a_page => Some(Gap { span, reason: FIRST_PAGE }),
            None => None,
        };
        self.continue_with(shape.as_ref(), &kinds, is_unnamed && held.nested.is_empty());
        self.read.push(Listed { shape, kinds, scope, span, gap });
    }

    /// Adds an object that is not in a list.
    pub(super) fn add_single(&mut self, kind: &Kind, span: Span) {
        if !self.single.iter().any(|(known, _)| known == kind) {
            self.single.push((kind.clone(), span));
        }
    }

    /// Adds an answer that is an error instead of objects of this kind.
    pub(super) fn add_error(&mut self, kind: Kind, scope: &str, span: Span) {
        let gap = Some(Gap { span, reason: "the service returned an error" });
        self.read.push(Listed { shape: None, kinds: BTreeSet::from([kind]), scope: scope.to_owned(), span, gap });
    }

    /// Records why the lists from this number on are not complete.
    pub(super) fn cut(&mut self, first: usize, gap: Gap) {
        for list in self.read.iter_mut().skip(first) {
            list.gap.get_or_insert(gap);
        }
    }

    /// Records that the page with the lists from this number on has a next page.
    pub(super) fn has_next(&mut self, first: usize, key: String, span: Span) {
        self.open.push(Open { first, after: self.read.len(), key, span });
    }

    /// Closes the pages that a list continues: the file contains the next page in its next line, or in the same list of pages. The last page
    /// may be empty, so that nothing shows its kind.
    fn continue_with(&mut self, shape: Option<&ResponseShape>, kinds: &BTreeSet<Kind>, is_empty: bool) {
        let (read, is_next) = (&mut self.read, self.is_in_sequence);
        let is_same = |list: &Listed| match (&list.shape, shape) {
            (Some(before), Some(shape)) => before.kind == shape.kind && before.relation == shape.relation,
            (None, None) => !kinds.is_empty() && list.kinds == *kinds,
            _ => false,
        };
        if is_next && let Some(last) = read.last_mut().filter(|last| last.gap.is_some_and(|gap| gap.reason == FIRST_PAGE) && is_same(last))
        {
            last.gap = None;
        }
        let is_last = |page: &Open| is_next && is_empty && shape.is_none() && page.after == read.len();
        self.open.retain(|page| !(is_last(page) || read.part(page.first..page.after).iter().any(is_same)));
    }

    /// Passes to the sink which kinds the file contains completely.
    pub(super) fn finish(mut self, file: FileId, neighbors: &Neighbors<'_>, is_partial: Option<Gap>, sink: &mut dyn Sink) {
        for page in std::mem::take(&mut self.open) {
            if !neighbors.continue_file(file) {
                let message = Text::new("incomplete: `{key}` is present, further pages were not fetched").with("key", page.key);
                sink.problem(Problem::warning(page.span, message));
                for list in self.read.iter_mut().take(page.after).skip(page.first) {
                    list.gap.get_or_insert(Gap { span: page.span, reason: "further pages were not fetched" });
                }
            }
        }
        for list in &self.read {
            let gap = list.gap.or(is_partial);
            for kind in &list.kinds {
                sink.completeness(kind, &list.scope, gap.map_or(Completeness::Whole(list.span), Completeness::Partial));
            }
        }
        if neighbors.is_alone(file) {
            for (kind, span) in self.single {
                sink.completeness(&kind, "", Completeness::Partial(Gap { span, reason: Gap::NAMED }));
            }
        }
    }
}
