//! Versions of one object: the same object in several exports of a tenant, or several times in one.
//!
//! Reading finds the repeated identities. If there are any, the sources are read again to compare these objects, and a last time without the
//! versions that do not count. Of equal objects in one file, only the first counts. Different ones all count, because nothing shows which one
//! is true.

use crate::parts::Parts;
use crate::reader::{self, Project};
use crate::resource::{Completeness, Forks, Format, Identity, Kind, Problem, Resource, Sink, digest, forked, is_known, seeded};
use crate::source::{FileId, Source, Sources, Span, dates, digits, is_later};
use crate::syntax::json::{Scan, member};
use crate::text::Text;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many properties a warning names.
const NAMED: usize = 5;

/// The objects of one tenant, as they were read.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    all: Vec<(Identity, Span)>,
    organizations: BTreeSet<Identity>,
}

impl Objects {
    pub fn add(&mut self, object: Identity, resource: &Resource<'_>) {
        self.all.push((object, resource.span));
        if resource.kind == Kind::Organization {
            self.organizations.insert(object);
        }
    }

    pub fn join(&mut self, part: Self) {
        self.all.extend(part.all);
        self.organizations.extend(part.organizations);
    }

    /// The objects that are in several places.
    fn repeated(mut self) -> HashSet<Identity> {
        self.all.sort_unstable();
        self.all.dedup();
        // Without a policy file, exports of several tenants can be in one input.
        let has_one_tenant = self.organizations.len() < 2;
        let same = self.all.chunk_by(|one, other| one.0 == other.0);
        let repeated = same.filter_map(|places| if let [(object, _), _, ..] = places { Some(*object) } else { None });
        repeated.filter(|object| has_one_tenant || !object.is_single).collect()
    }
}

/// What counts of a version of an object.
#[derive(Debug, PartialEq, Eq)]
enum Counts {
    Nothing,
    /// All but these properties, which differ in another version.
    AllBut(Vec<String>),
}

/// The versions that do not count as they are, for each tenant.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    by_tenant: Vec<HashMap<(Identity, FileId), Counts>>,
    /// The objects that are equal to an earlier one in their file.
    again: Vec<HashSet<(Identity, Span)>>,
    pub warnings: Vec<Problem>,
}

impl Versions {
    /// Compares the objects that are in several places of a tenant; `None` if there are none.
    pub fn find(objects: Vec<Objects>, sources: &Sources, project: &Project, tenant_of: &(dyn Fn(&str) -> usize + Sync)) -> Option<Self> {
        let repeated: Vec<HashSet<Identity>> = objects.into_iter().map(Objects::repeated).collect();
        if repeated.iter().all(HashSet::is_empty) {
            return None;
        }
        let mut versions = Self { again: repeated.iter().map(|_| HashSet::new()).collect(), ..Self::default() };
        let mut copies: Vec<BTreeMap<Identity, BTreeMap<FileId, Copy>>> = repeated.iter().map(|_| BTreeMap::new()).collect();
        let mut known: HashSet<(usize, Identity, FileId, u64)> = HashSet::new();
        let new = |path: &str| Copies { tenant: tenant_of(path), repeated: &repeated, found: Vec::new() };
        reader::read_all(sources, project, tenant_of, &new, &mut |part| {
            let Some((again, copies)) = versions.again.get_mut(part.tenant).zip(copies.get_mut(part.tenant)) else { return };
            for (object, copy) in part.found {
                if !known.insert((part.tenant, object, copy.span.file, copy.hash())) {
                    again.insert((object, copy.span));
                    continue;
                }
                let of_object = copies.entry(object).or_default();
                match of_object.get_mut(&copy.span.file) {
                    // Of several copies in one file, the one with the most properties.
                    Some(other) if other.size() >= copy.size() => {}
                    Some(other) => *other = copy,
                    None => drop(of_object.insert(copy.span.file, copy)),
                }
            }
        });
        let mut times: HashMap<FileId, Option<String>> = HashMap::new();
        let mut notes = Notes::default();
        for of_tenant in copies {
            let mut counts = HashMap::new();
            for (object, copies) in of_tenant {
                let mut copies: Vec<Copy> = copies.into_values().collect();
                copies.sort_by_key(|copy| &sources.get(copy.span.file).path);
                let exported: Vec<Option<String>> = copies
                    .iter()
                    .map(|copy| {
                        times.entry(copy.span.file).or_insert_with(|| exported_at(sources.get(copy.span.file), copy.format)).clone()
                    })
                    .collect();
                for (copy, what) in copies.iter().zip(compare(&copies, &exported, &mut notes)) {
                    counts.extend(what.map(|what| ((object, copy.span.file), what)));
                }
            }
            versions.by_tenant.push(counts);
        }
        versions.warnings = notes.warnings(sources);
        Some(versions)
    }

    /// Passes what counts of a resource.
    pub fn filter(&self, tenant: usize, object: Identity, resource: &Resource<'_>, pass: impl FnOnce(&Resource<'_>)) {
        if self.again.get(tenant).is_some_and(|again| again.contains(&(object, resource.span))) {
            return;
        }
        match self.by_tenant.get(tenant).and_then(|counts| counts.get(&(object, resource.span.file))) {
            None => pass(resource),
            Some(Counts::Nothing) => {}
            Some(Counts::AllBut(properties)) => {
                let keys = properties.iter().map(|property| property.split('/').next().unwrap_or(property).to_owned());
                pass(&resource.with_ambiguous(keys));
            }
        }
    }
}

/// One version of an object, and when it was changed.
#[derive(Debug)]
struct Copy {
    span: Span,
    format: Format,
    /// Hashes of the values that are not related objects.
    properties: BTreeMap<String, u64>,
    /// Hashes of related objects, of which requests select different properties and numbers.
    relations: BTreeMap<String, u64>,
    modified: Option<String>,
}

/// Where an object says when it was changed.
const MODIFIED: [&str; 4] = ["/modifiedDateTime", "/updatedOn", "/properties/updatedOn", "/systemData/lastModifiedAt"];

const RELATIONS: [&str; 7] = ["children", "manager", "members", "owners", "registeredOwners", "registeredUsers", "sponsors"];

impl Copy {
    fn of(resource: &Resource<'_>, members: &Scan<'_>) -> Self {
        let modified = MODIFIED.iter().find_map(|pointer| resource.text_at(pointer)).as_deref().map(digits);
        let (properties, relations) = Default::default();
        let mut copy = Self { span: resource.span, format: resource.format, properties, relations, modified };
        for (key, bytes) in &members.members {
            match serde_json::from_str(resource.json.part(bytes)).unwrap_or_default() {
                // Azure nests nearly all properties, and requests also select them there.
                Value::Object(nested) if key == "properties" => {
                    nested.iter().for_each(|(key, value)| copy.add(key, format!("properties/{key}"), value));
                }
                value => copy.add(key, key.to_string(), &value),
            }
        }
        copy
    }

    fn add(&mut self, key: &str, property: String, value: &Value) {
        if key.contains('@') || !is_known(value) {
            return;
        }
        let of_kind = if RELATIONS.contains(&key) { &mut self.relations } else { &mut self.properties };
        of_kind.insert(property, digest(value));
    }

    /// A hash of everything that it contains.
    fn hash(&self) -> u64 {
        seeded(&(&self.properties, &self.relations, &self.modified))
    }

    /// How much it contains: the properties, and those of them that are not empty.
    fn size(&self) -> (usize, usize) {
        let all = || self.properties.values().chain(self.relations.values());
        (all().count(), all().filter(|value| **value != digest(&Value::Null)).count())
    }

    /// Whether a property has different values in two versions. A property that one of them lacks was possibly not requested.
    fn differs(&self, other: &Self) -> bool {
        self.properties.iter().any(|(key, value)| other.properties.get(key).is_some_and(|other| other != value))
    }

    /// Whether this version contains everything of another one.
    fn covers(&self, other: &Self) -> bool {
        let has = |(key, value): (&String, &u64)| self.relations.get(key).is_some_and(|own| own == value || *value == digest(&Value::Null));
        other.properties.keys().all(|key| self.properties.contains_key(key)) && other.relations.iter().all(has)
    }
}

/// The copies of repeated objects in one file, or in a part of one.
struct Copies<'r> {
    tenant: usize,
    repeated: &'r [HashSet<Identity>],
    found: Vec<(Identity, Copy)>,
}

impl Sink for Copies<'_> {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        let is_repeated = |object: &Identity| self.repeated.get(self.tenant).is_some_and(|repeated| repeated.contains(object));
        let object = Identity::of(resource, members).filter(is_repeated);
        self.found.extend(object.map(|object| (object, Copy::of(resource, members))));
    }

    fn problem(&mut self, _: Problem) {}

    fn completeness(&mut self, _: &Kind, _: &str, _: Completeness) {}

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        let (tenant, repeated) = (self.tenant, self.repeated);
        for part in forked(|| Self { tenant, repeated, found: Vec::new() }, work) {
            self.found.extend(part.found);
        }
    }
}

/// When a file was exported, as digits: from the export itself, else from its path.
fn exported_at(source: &Source, format: Format) -> Option<String> {
    let keys: &[&str] = match format {
        Format::UtcmSnapshot => &["completedDateTime", "createdDateTime"],
        Format::ScubaGear => &["timestamp_zulu"],
        _ => &[],
    };
    let from_export = || {
        // The text of other exports can be too large to keep.
        let text = Some(source).filter(|_| !keys.is_empty())?.text().ok()?;
        let find = |text| keys.iter().find_map(|key| member(text, key)).filter(|time| time.starts_with('"')).map(digits);
        find(text).or_else(|| find(member(text, "Raw")?)).filter(|time| !time.is_empty())
    };
    from_export().or_else(|| dates(&source.path).first().map(|date| digits(source.path.part(date))))
}

/// The order of versions, if each has a time and they are not all the same.
fn times<'t>(times: impl Iterator<Item = Option<&'t str>>) -> Option<Vec<&'t str>> {
    let times: Vec<&str> = times.collect::<Option<_>>()?;
    times.iter().any(|time| Some(time) != times.first()).then_some(times)
}

/// What counts of each version of an object; `None` for one that counts as it is.
#[expect(clippy::indexing_slicing, reason = "indexes are positions in `copies`, and the other lists have an element for each copy")]
fn compare(copies: &[Copy], exported: &[Option<String>], notes: &mut Notes) -> Vec<Option<Counts>> {
    let mut counts: Vec<Option<Counts>> = copies.iter().map(|_| None).collect();
    // A version that the newest one contradicts is over.
    let order = times(copies.iter().map(|copy| copy.modified.as_deref())).or_else(|| times(exported.iter().map(Option::as_deref)));
    if let Some(order) = order {
        let newest = (0..copies.len()).max_by_key(|at| (order[*at], std::cmp::Reverse(*at))).unwrap_or_default();
        for (at, copy) in copies.iter().enumerate() {
            if is_later(order[newest], order[at]) && copy.differs(&copies[newest]) {
                counts[at] = Some(Counts::Nothing);
                notes.add(copy, &copies[newest], None);
            }
        }
    }
    let current: Vec<usize> = (0..copies.len()).filter(|at| counts[*at].is_none()).collect();
    let Some(&fullest) = current.iter().max_by_key(|at| (copies[**at].size(), std::cmp::Reverse(**at))) else { return counts };
    let mut values: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for (key, value) in current.iter().flat_map(|at| &copies[*at].properties) {
        values.entry(key).or_default().insert(*value);
    }
    values.retain(|_, values| values.len() > 1);
    for at in current {
        let properties = &copies[at].properties;
        let is_covered = at != fullest && copies[fullest].covers(&copies[at]);
        let differing: Vec<String> = values.keys().filter(|key| properties.contains_key(**key)).map(ToString::to_string).collect();
        if at != fullest && !differing.is_empty() {
            notes.add(&copies[at], &copies[fullest], Some(&differing));
        }
        counts[at] = match differing.is_empty() {
            _ if is_covered => Some(Counts::Nothing),
            true => None,
            false => Some(Counts::AllBut(differing)),
        };
    }
    counts
}

/// What to report about the versions in two files.
#[derive(Debug, Default)]
struct Note {
    count: usize,
    /// The first object in the other file.
    first: Option<Span>,
    differing: BTreeSet<String>,
}

/// Notes on pairs of files: on older versions, and on those that differ without a date.
#[derive(Debug, Default)]
struct Notes(BTreeMap<(FileId, FileId, bool), Note>);

impl Notes {
    /// Records a version that another one replaces, or from which the other one differs in these properties.
    fn add(&mut self, copy: &Copy, other: &Copy, differing: Option<&[String]>) {
        let note = self.0.entry((copy.span.file, other.span.file, differing.is_some())).or_default();
        note.count += 1;
        note.first = Some(note.first.map_or(copy.span, |first| first.min(copy.span)));
        note.differing.extend(differing.into_iter().flatten().cloned());
    }

    fn warnings(self, sources: &Sources) -> Vec<Problem> {
        let warning = |((_, other, is_undated), note): (_, Note)| {
            let other = &sources.get(other).path;
            let message = Text::new(match (note.count, is_undated, note.differing.len()) {
                (1, false, _) => "this object is not checked, because `{other}` contains a newer version",
                (_, false, _) => "this and {number} more objects are not checked, because `{other}` contains a newer version",
                (1, true, 1) => {
                    "this object differs from the version in `{other}`, and no date shows which is newer: {properties} is unknown"
                }
                (1, true, 0..=NAMED) => {
                    "this object differs from the version in `{other}`, and no date shows which is newer: {properties} are unknown"
                }
                (1, true, _) => {
                    "this object differs from the version in `{other}`, and no date shows which is newer: {properties} and more are unknown"
                }
                (_, true, 1) => {
                    "this and {number} more objects differ from the version in `{other}`, and no date shows which is newer: {properties} is \
                     unknown"
                }
                (_, true, 0..=NAMED) => {
                    "this and {number} more objects differ from the version in `{other}`, and no date shows which is newer: {properties} are \
                     unknown"
                }
                (_, true, _) => {
                    "this and {number} more objects differ from the version in `{other}`, and no date shows which is newer: {properties} and \
                     more are unknown"
                }
            });
            let named: Vec<String> = note.differing.iter().take(NAMED).map(|key| format!("`{}`", key.replace('/', "."))).collect();
            let message = message.with("other", other).with("properties", named.join(", "));
            Some(Problem::warning(note.first?, message.with("number", note.count.saturating_sub(1).to_string())))
        };
        self.0.into_iter().filter_map(warning).collect()
    }
}
