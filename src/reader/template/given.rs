//! Emits the resources of a template.

use super::resource::Declared;
use crate::eval::arm::template::Planned;
use crate::eval::defaults::place;
use crate::eval::{Diagnostics, Fuel};
use crate::reader::code::Declarations;
use crate::reader::missing::missing;
use crate::resource::{Format, Origin, Place, Problem, Resource, Sink, Writer};
use crate::source::{FileId, Sources, Span};
use crate::text::Text;
use std::collections::HashSet;
use std::sync::Arc;

/// The resources of a deployment, and what could not be evaluated.
pub(in crate::reader) type Evaluated = (Vec<Planned>, Diagnostics);

/// Emits the resources of a template to a sink.
pub(in crate::reader) struct Given {
    /// The file of the template.
    root: Arc<str>,
    /// The remaining output budget: all resources together are limited to the budget of one evaluation.
    budget: Fuel,
    /// The declarations, with the calls that lead to them, that exist whatever parameters are set.
    certain: HashSet<Vec<Span>>,
}

impl Given {
    pub(in crate::reader) fn new(root: &str, fuel: u64) -> Self {
        Self { root: root.into(), budget: Fuel::new(fuel), certain: HashSet::new() }
    }

    /// The deployments of a template, by what to call them: one with each of its parameter files, and one with its defaults if it has them for
    /// all parameters, because nothing shows that a parameter file is used. The only parameter file needs no name.
    pub(in crate::reader) fn deployments(
        template: FileId,
        has_defaults: bool,
        values: &[FileId],
        sources: &Sources,
    ) -> Vec<(Arc<str>, Option<FileId>)> {
        let path = |file: FileId| Arc::from(sources.get(file).path.as_str());
        let name = |file: FileId| if values.len() > 1 { path(file) } else { Arc::default() };
        let with_values = values.iter().map(|file| (name(*file), Some(*file)));
        let with_defaults = match values {
            [] => Some((Arc::default(), None)),
            _ => has_defaults.then(|| (path(template), None)),
        };
        with_values.chain(with_defaults).collect()
    }

    /// Emits the results of all deployments of a template, and reports each problem once. `format` is the format in which a resource is written.
    pub(in crate::reader) fn give_all(
        mut self,
        evaluated: Vec<(Arc<str>, Evaluated)>,
        format: impl Fn(&Planned) -> Format,
        declarations: &Declarations,
        sink: &mut dyn Sink,
    ) {
        let mut reported: HashSet<(Span, Text)> = HashSet::new();
        let mut not_seen = Vec::new();
        let mut all = Vec::new();
        for (name, (mut planned, diagnostics)) in evaluated {
            if *name == *self.root {
                // The parameter files show what parameters add to the defaults.
                planned.retain(|planned| planned.only_if.is_empty());
            }
            all.extend(planned.into_iter().map(|planned| (Arc::clone(&name), planned)));
            let problems = diagnostics.problems.into_iter().map(|(at, message)| Problem::error(at, message));
            let limits = diagnostics.limits.into_iter().map(|(at, message)| Problem::warning(at, message));
            for problem in problems.chain(limits) {
                if reported.insert((problem.span, problem.message.clone())) {
                    sink.problem(problem);
                }
            }
            declarations.take(diagnostics.evaluated, diagnostics.turned_off);
            not_seen.extend(diagnostics.missing.into_iter().filter(|(at, name)| reported.insert((*at, name.clone()))));
        }
        // An evaluation with other values may declare anyway what exists only where parameters are set, so that comes last.
        all.sort_by_key(|(_, planned)| !planned.only_if.is_empty());
        for (name, planned) in &all {
            self.give(planned, format(planned), name, sink);
        }
        if let Some(missing) = missing(&not_seen) {
            sink.problem(missing);
        }
    }

    /// Emits a resource of a deployment, which is written in this format.
    pub(in crate::reader) fn give(&mut self, planned: &Planned, format: Format, deployment: &Arc<str>, sink: &mut dyn Sink) {
        let declared = Declared::of(planned);
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
        let writer = Writer::in_root(&self.root).in_deployment(deployment);
        let (kind, writer) = declared.write(&Place::new(declared.header, Origin::Literal), writer, &fuel);
        let _ = self.budget.take(usize::try_from(before - fuel.left()).unwrap_or(usize::MAX));
        if fuel.is_spent() {
            sink.problem(Problem::error(declared.header, "the values of the resource are too large to be checked completely"));
        }
        Resource {
            address: Some(declared.address.to_owned().into()),
            calls: declared.calls.to_vec(),
            only_if: declared.only_if.to_vec(),
            ..Resource::written(kind, format, declared.header, writer)
        }
        .give(sink);
    }
}
