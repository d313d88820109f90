//! Resources of a template on their way to the wire.

use crate::eval::Fuel;
use crate::eval::arm::template::Planned;
use crate::reader::give_written;
use crate::reader::graph::arm_kind;
use crate::reader::value::{write, write_members};
use crate::wire::{Format, Kind, Origin, Place, Problem, Resource, Sink, SourceMap, Writer, entity_set};
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
    let mut writer = Writer::default();
    let of = planned.of.split('@').next().unwrap_or(&planned.of);
    let graph = of.get(.."Microsoft.Graph/".len()).filter(|start| start.eq_ignore_ascii_case("Microsoft.Graph/"));
    if let Some(start) = graph {
        writer.object(header.clone(), |writer| write_members(&planned.body, header, fuel, writer));
        return (entity_set(&of[start.len()..]).unwrap_or_else(|| Kind::Other(of.into())), writer);
    }
    writer.object(header.clone(), |writer| {
        writer.key("type").string(header.clone(), of);
        if let Some(name) = &planned.name {
            write(name, header, fuel, writer.key("name"));
        }
        write_members(&planned.body, header, fuel, writer);
    });
    (arm_kind(of).unwrap_or_else(|| Kind::Other(of.into())), writer)
}
