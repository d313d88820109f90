//! What it means that an object of one input is not in the other one.

use super::side::{Object, Side};
use crate::resource::{Completeness, Gap, Kind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What the other input shows about an object that is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// Its list at this place has all objects of the kind.
    Whole(Span),
    /// It has other objects of the kind, and nobody says whether these are all.
    InInput,
    /// It is code that declares other objects of the kind.
    Undeclared,
    /// Its list of the kind is incomplete.
    Incomplete(Gap),
    /// It contains nothing of the kind.
    NotCollected,
    /// It is not about objects of this kind: code that declares none, or an export of a kind that only files of apps contain.
    Irrelevant,
}

/// How an input contains objects of a kind.
#[derive(Debug, Clone, Copy, Default)]
struct Form {
    exported: bool,
    declared: bool,
}

/// How an input contains each kind.
#[derive(Debug)]
pub(super) struct Forms<'s> {
    side: &'s Side,
    kinds: BTreeMap<(usize, &'s Kind), Form>,
    /// For the objects that the other input does not contain, which keys they have.
    left: BTreeSet<(usize, &'s Kind, u8)>,
    is_code: bool,
}

impl<'s> Forms<'s> {
    /// Of an input; `left` are the positions of the objects that the other one does not contain.
    pub fn of(side: &'s Side, left: &[usize]) -> Self {
        let mut kinds: BTreeMap<(usize, &Kind), Form> = BTreeMap::new();
        for object in &side.objects {
            let form = kinds.entry((object.tenant, &object.kind)).or_default();
            let is_code = object.format.is_from_code();
            form.exported |= !is_code;
            form.declared |= is_code;
        }
        let is_code = !kinds.is_empty() && kinds.values().all(|form| !form.exported);
        let left = left.iter().filter_map(|at| side.objects.get(*at));
        let left = left.map(|object| (object.tenant, &object.kind, object.keys.present())).collect();
        Self { side, kinds, left, is_code }
    }

    /// Whether it contains an object that may be this one of the other input, because they have no key in common.
    pub fn may_have(&self, object: &Object) -> bool {
        let of_kind = self.left.range((object.tenant, &object.kind, 0)..=(object.tenant, &object.kind, u8::MAX));
        of_kind.map(|(.., keys)| keys).any(|keys| keys & object.keys.present() == 0)
    }

    /// What it shows about an object that is not in it; `id` is the id of the object.
    pub fn absence(&self, object: &Object, id: Option<&str>) -> Absence {
        let kind = &object.kind;
        let form = self.kinds.get(&(object.tenant, kind)).copied().unwrap_or_default();
        let completeness = self.side.contents.get(object.tenant).map_or(Completeness::Unknown, |contents| {
            let subscription = id.and_then(|id| id.strip_prefix("/subscriptions/")?.split('/').next());
            match (contents.completeness(kind), subscription.filter(|_| kind.is_per_subscription())) {
                (Completeness::Unknown, Some(subscription)) => contents.completeness_in(kind, subscription),
                (known, _) => known,
            }
        });
        match completeness {
            Completeness::Whole(list) => Absence::Whole(list),
            Completeness::Partial(gap) => Absence::Incomplete(gap),
            Completeness::Unknown if form.exported => Absence::InInput,
            Completeness::Unknown if form.declared => Absence::Undeclared,
            Completeness::Unknown if self.is_code || kind.request().is_none() => Absence::Irrelevant,
            Completeness::Unknown => Absence::NotCollected,
        }
    }
}
