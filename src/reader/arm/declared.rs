//! Resources of a template on their way to the wire.

use crate::eval::Fuel;
use crate::eval::arm::template::Planned;
use crate::reader::give_written;
use crate::reader::template::Declared;
use crate::wire::{Format, Kind, Origin, Place, Problem, Resource, Sink, SourceMap, Writer};
use std::collections::HashMap;

/// Gives resources to a sink, each once.
pub(super) struct Given {
    /// What was given so far, by address, where a template is evaluated several times.
    seen: Option<HashMap<String, Vec<Written>>>,
}

/// A resource as it was written, with its places.
type Written = (String, Vec<(u32, Place)>);

impl Given {
    /// With `several` the same resource may come more than once.
    pub(super) fn new(several: bool) -> Self {
        Self { seen: several.then(HashMap::new) }
    }

    /// Gives a resource, unless it was given before, with the same values from the same places.
    pub(super) fn give(&mut self, planned: &Planned, budget: &Fuel, sink: &mut impl Sink) {
        let fuel = Fuel::new(Fuel::RESOURCE.min(budget.left()));
        let before = fuel.left();
        let header = Place::new(planned.header, Origin::Literal);
        let (kind, writer) = written(planned, &header, &fuel);
        let _ = budget.take(usize::try_from(before - fuel.left()).unwrap_or(usize::MAX));
        if fuel.is_spent() {
            sink.problem(Problem::error(planned.header, "the values of the resource are too large to be judged as a whole"));
        }
        let (json, places) = writer.finish();
        if let Some(seen) = &mut self.seen {
            let known = seen.entry(planned.address.clone()).or_default();
            let written = (json.clone(), places.clone());
            if known.contains(&written) {
                return;
            }
            known.push(written);
        }
        let resource = Resource {
            kind,
            address: Some(planned.address.as_str().into()),
            format: Format::Arm,
            span: header.span,
            json: json.into(),
            map: SourceMap::Written(places),
            calls: planned.calls.clone(),
            ambiguous: Vec::new(),
        };
        give_written(resource, sink);
    }
}

fn written(planned: &Planned, header: &Place, fuel: &Fuel) -> (Kind, Writer) {
    let declared = Declared {
        resource_type: &planned.of,
        api_version: planned.version.as_ref(),
        name: planned.name.as_ref(),
        id: Some(&planned.id),
        scope: Some(&planned.scope),
        body: &planned.body,
        header,
        fuel,
    };
    declared.write()
}
