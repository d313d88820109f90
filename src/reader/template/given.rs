//! Emits resources without duplicates.

use super::Declared;
use crate::eval::Fuel;
use crate::eval::defaults::place;
use crate::resource::{Format, Origin, Place, Problem, Resource, Sink, SourceMap};
use crate::source::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Emits the resources of a deployment to a sink.
pub(in crate::reader) struct Given {
    format: Format,
    /// The file of the template.
    root: Arc<str>,
    /// The remaining output budget: all resources together are limited to the budget of one evaluation.
    budget: Fuel,
    /// The resources emitted so far, by address, if a template is evaluated several times.
    seen: Option<HashMap<String, Vec<(String, SourceMap)>>>,
    /// The declarations, with the calls that lead to them, that exist whatever parameters are set.
    certain: HashSet<Vec<Span>>,
}

impl Given {
    /// With `several`, the same resource may occur more than once.
    pub(in crate::reader) fn new(format: Format, root: &str, several: bool) -> Self {
        let budget = Fuel::new(Fuel::CONFIGURATION);
        Self { format, root: root.into(), budget, seen: several.then(HashMap::new), certain: HashSet::new() }
    }

    /// Emits a resource, unless it was already emitted with the same values from the same places. Resources that exist only where
    /// parameters are set come last: an evaluation with other values may declare them anyway.
    pub(in crate::reader) fn give(&mut self, declared: &Declared<'_>, sink: &mut dyn Sink) {
        if self.budget.is_spent() {
            return;
        }
        let place = place(declared.header, declared.calls);
        if declared.only_if.is_empty() {
            self.certain.insert(place);
        } else if self.certain.contains(&place) {
            return;
        }
        let fuel = Fuel::new(Fuel::RESOURCE.min(self.budget.left()));
        let before = fuel.left();
        let (kind, writer) = declared.write(&Place::new(declared.header, Origin::Literal), &self.root, &fuel);
        let _ = self.budget.take(usize::try_from(before - fuel.left()).unwrap_or(usize::MAX));
        if fuel.is_spent() {
            sink.problem(Problem::error(declared.header, "the values of the resource are too large to be checked completely"));
        }
        let written = Resource::written(kind, self.format, declared.header, writer);
        if let Some(seen) = &mut self.seen {
            let known = seen.entry(declared.address.to_owned()).or_default();
            let own = (written.json.to_string(), written.map.clone());
            if known.contains(&own) {
                return;
            }
            known.push(own);
        }
        Resource {
            address: Some(declared.address.to_owned().into()),
            calls: declared.calls.to_vec(),
            only_if: declared.only_if.to_vec(),
            ..written
        }
        .give(sink);
    }
}
