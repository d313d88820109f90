//! Another notation as JSON with the place of each value, and a sink that maps what is read from the JSON back to these places.

use crate::parts::Parts;
use crate::resource::{Completeness, Forks, Gap, Kind, Place, Problem, Resource, Sink, SourceMap, Writer};
use crate::source::{FileId, Span};
use crate::syntax::json::Scan;
use crate::syntax::tree::Node;

/// JSON documents in a row.
#[derive(Debug, Default)]
pub struct Converted {
    pub json: String,
    /// The places of the values by their offsets in the JSON.
    places: Vec<(u32, Place)>,
}

impl Converted {
    /// What a writer contains.
    pub fn of(writer: Writer) -> Self {
        let (json, places) = writer.finish();
        Self { json, places }
    }

    /// Documents with these places.
    pub fn documents(documents: &[Node<'_>], span: &impl Fn(&Node<'_>) -> Span) -> Self {
        let mut all = Self::default();
        for document in documents {
            let mut writer = Writer::default();
            writer.node(document, span);
            let (json, places) = writer.finish();
            // Aliases of YAML may repeat values, but an offset must fit in 32 bits.
            let Ok(before) = u32::try_from(all.json.len()) else { break };
            all.places.extend(places.into_iter().map(|(at, place)| (before + at, place)));
            all.json.push_str(&json);
            all.json.push('\n');
        }
        all
    }

    /// A sink for what is read from the JSON.
    pub fn back<'p>(&'p self, file: FileId, sink: &'p mut dyn Sink) -> impl Sink + 'p {
        Back { file, places: &self.places, sink }
    }
}

/// Maps results from the JSON back to their places.
struct Back<'p> {
    file: FileId,
    places: &'p [(u32, Place)],
    sink: &'p mut dyn Sink,
}

impl Back<'_> {
    /// The place of the value that begins at this offset; for a key, that of its value.
    fn span(&self, span: Span) -> Span {
        let at = self.places.partition_point(|(at, _)| *at < span.start);
        let place = self.places.get(at).or_else(|| self.places.last());
        place.map_or(Span::new(self.file, 0, 0), |(_, place)| place.span)
    }

    fn map(&self, resource: &Resource<'_>) -> SourceMap {
        match &resource.map {
            SourceMap::Identity { offset, .. } => {
                let from = self.places.partition_point(|(at, _)| (*at as usize) < *offset);
                let to = self.places.partition_point(|(at, _)| (*at as usize) < offset + resource.json.len());
                let moved = |(at, place): &(u32, Place)| u32::try_from(*at as usize - offset).ok().map(|at| (at, place.clone()));
                SourceMap::Written(self.places.part(from..to).iter().filter_map(moved).collect())
            }
            SourceMap::Written(places) => {
                let back = |(at, place): &(u32, Place)| (*at, Place { span: self.span(place.span), ..place.clone() });
                SourceMap::Written(places.iter().map(back).collect())
            }
        }
    }
}

impl Sink for Back<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let resource = Resource { map: self.map(resource), span: self.span(resource.span), ..resource.clone() };
        self.sink.resource(&resource, members);
    }

    fn problem(&mut self, problem: Problem) {
        self.sink.problem(Problem { span: self.span(problem.span), ..problem });
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        let completeness = match completeness {
            Completeness::Whole(span) => Completeness::Whole(self.span(span)),
            Completeness::Partial(gap) => Completeness::Partial(Gap { span: self.span(gap.span), ..gap }),
            Completeness::Unknown => Completeness::Unknown,
        };
        self.sink.completeness(kind, scope, completeness);
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (file, places) = (self.file, self.places);
        self.sink.fork(&mut |forks| work(&BackForks { file, places, forks }));
    }
}

struct BackForks<'p> {
    file: FileId,
    places: &'p [(u32, Place)],
    forks: &'p dyn Forks,
}

impl Forks for BackForks<'_> {
    fn write(&self, number: usize, write: &mut dyn FnMut(&mut dyn Sink)) {
        self.forks.write(number, &mut |sink| write(&mut Back { file: self.file, places: self.places, sink }));
    }

    fn discard(&self, first: usize) {
        self.forks.discard(first);
    }
}
