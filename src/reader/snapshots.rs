//! Snapshots of one export: files whose paths differ only in a date.
//!
//! Only the newest snapshot counts, because objects that were deleted since would return from older ones. A path alone does not show that
//! files are snapshots (logs and changes have dated names, too), so the contents are compared.

use super::detector::Reading;
use crate::parts::Parts;
use crate::resource::{Completeness, Forks, Identity, Kind, Problem, Resource, Sink, forked};
use crate::source::{FileId, Source, Sources, Span, dates, digits, is_later};
use crate::syntax::json::Scan;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many folders and names of one path may have dates.
const MAX_LEVELS: usize = 3;

/// How many objects of a file are compared with those of other files.
const MAX_OBJECTS: usize = 1000;

/// The digits of year, month and day.
const DAY_DIGITS: usize = 8;

/// How many superseded files the warning names.
const NAMED: usize = 3;

/// The part of a path up to a dated folder or name. Snapshots of one series differ in the date.
#[derive(Debug)]
struct Dated {
    /// The path up to there, without the dates in the last name.
    series: String,
    date: String,
    /// The path from there, without dates.
    rest: String,
}

/// Each dated folder or name in a path, outermost first.
fn levels(path: &str) -> Vec<Dated> {
    let all = dates(path);
    let without = |from: usize, to: usize| {
        let mut text = String::new();
        let mut at = from;
        for date in all.iter().filter(|date| from <= date.start && date.end <= to) {
            text.push_str(path.part(at..date.start));
            text.push('*');
            at = date.end;
        }
        text + path.part(at..to)
    };
    let mut levels = Vec::new();
    let mut next = 0;
    while let Some(first) = all.get(next).filter(|_| levels.len() < MAX_LEVELS) {
        let end = path.after(first.end).find('/').map_or(path.len(), |at| first.end + at);
        let own: Vec<_> = all.after(next).iter().take_while(|date| date.end <= end).collect();
        next += own.len();
        let date = own.iter().map(|date| digits(path.part(*date))).collect::<Vec<_>>().join(" ");
        let series = path.before(first.start).to_owned() + &without(first.start, end);
        levels.push(Dated { series, date, rest: without(end, path.len()) });
    }
    levels
}

/// The contents of a file, as far as they show whether another file is a version of it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    count: usize,
    /// The kinds of exported objects.
    kinds: BTreeSet<Kind>,
    complete: BTreeSet<Kind>,
    objects: HashSet<Identity>,
    /// Tenant ids in lower case.
    tenants: BTreeSet<String>,
    has_error: bool,
}

impl Outline {
    /// Whether the file is an export, possibly a broken one.
    fn is_export(&self) -> bool {
        self.count > 0 || self.has_error || !self.complete.is_empty()
    }

    /// Whether the file lists objects, instead of being one.
    fn is_list(&self) -> bool {
        self.count > 1 || !self.complete.is_empty()
    }

    /// Whether this and a file of the same path but for the date are versions of one thing: the same object, or lists of the same kinds.
    /// Lists of one day that have no object in common are possibly pages.
    fn is_version_of(&self, other: &Self, is_same_day: bool) -> bool {
        let kinds = |outline: &Self| outline.kinds.union(&outline.complete).cloned().collect::<BTreeSet<_>>();
        let are_lists = || (self.is_list() || other.is_list()) && !kinds(self).is_disjoint(&kinds(other));
        !self.objects.is_disjoint(&other.objects) || !is_same_day && are_lists()
    }

    fn join(&mut self, part: Self) {
        self.count += part.count;
        self.kinds.extend(part.kinds);
        self.complete.extend(part.complete);
        self.objects.extend(part.objects);
        self.tenants.extend(part.tenants);
        self.has_error |= part.has_error;
    }
}

impl Sink for Outline {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        if !resource.format.is_exported() {
            return;
        }
        self.count += 1;
        let tenant = match resource.kind {
            Kind::Organization => members.get(&resource.json, "id"),
            Kind::Subscription => members.get(&resource.json, "tenantId"),
            _ => None,
        };
        self.tenants.extend(tenant.map(str::to_ascii_lowercase));
        if resource.kind.entry().is_some() && !self.kinds.contains(&resource.kind) {
            self.kinds.insert(resource.kind.clone());
        }
        if self.objects.len() < MAX_OBJECTS {
            self.objects.extend(Identity::of(resource, members));
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.has_error |= !problem.is_warning;
    }

    fn completeness(&mut self, kind: &Kind, _: &str, completeness: Completeness) {
        if completeness.is_whole() {
            self.complete.insert(kind.clone());
        }
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(Self::default, work) {
            self.join(part);
        }
    }
}

/// The snapshots of one series: the files of each date.
type Series<'f> = BTreeMap<&'f str, Vec<(&'f str, FileId)>>;

/// Files of older snapshots, each with the file of a newer snapshot that replaces it or its folder.
#[derive(Debug, Default)]
pub(super) struct Superseded(BTreeMap<FileId, FileId>);

impl Superseded {
    /// Finds the older snapshots among files that are read independently. `tenant_of` returns the tenant of a path in the policy file, and
    /// `read` the outlines of files.
    pub fn find<'s>(
        files: impl Iterator<Item = (FileId, &'s Source)>,
        tenant_of: &dyn Fn(&str) -> usize,
        read: impl FnOnce(&[FileId]) -> Vec<Outline>,
    ) -> Self {
        let dated: Vec<(FileId, usize, Vec<Dated>)> = files
            .map(|(id, source)| (id, &*source.path, levels(&source.path)))
            .filter(|(_, _, levels)| !levels.is_empty())
            .map(|(id, path, levels)| (id, tenant_of(path), levels))
            .collect();
        let mut all: Vec<BTreeMap<(usize, &str), Series<'_>>> = Vec::new();
        all.resize_with(MAX_LEVELS, BTreeMap::new);
        for (id, tenant, levels) in &dated {
            for (series, level) in all.iter_mut().zip(levels) {
                let series = series.entry((*tenant, &level.series)).or_default();
                series.entry(&level.date).or_default().push((&level.rest, *id));
            }
        }
        for level in &mut all {
            level.retain(|_, series| has_counterparts(series));
        }
        let of_series = all.iter().flat_map(BTreeMap::values).flat_map(BTreeMap::values).flatten();
        let wanted: Vec<FileId> = of_series.map(|(_, id)| *id).collect::<BTreeSet<_>>().into_iter().collect();
        if wanted.is_empty() {
            return Self::default();
        }
        let outlines: HashMap<FileId, Outline> = wanted.iter().copied().zip(read(&wanted)).collect();
        let mut superseded = Self::default();
        for series in all.iter().flat_map(BTreeMap::values) {
            superseded.add(series, &outlines);
        }
        superseded
    }

    /// Adds the older snapshots of a series.
    fn add(&mut self, series: &Series<'_>, outlines: &HashMap<FileId, Outline>) {
        // The newest file at each path below the date, with its snapshot.
        let mut newest: HashMap<&str, (FileId, usize)> = HashMap::new();
        let mut snapshots: Vec<(&str, BTreeSet<&str>)> = Vec::new();
        for (date, files) in series.iter().rev() {
            let files: Vec<_> = files.iter().filter(|(_, id)| !self.0.contains_key(id) && outlines[id].is_export()).collect();
            let tenants: BTreeSet<&str> = files.iter().flat_map(|(_, id)| &outlines[id].tenants).map(String::as_str).collect();
            let newer = files.iter().find_map(|(rest, id)| {
                let (newer, number) = *newest.get(rest)?;
                let (newer_date, newer_tenants) = snapshots.get(number)?;
                let is_of_another_tenant = !tenants.is_empty() && !newer_tenants.is_empty() && tenants.is_disjoint(newer_tenants);
                let is_same_day = newer_date.get(..DAY_DIGITS).is_some_and(|day| date.starts_with(day));
                let is_newer = is_later(newer_date, date) && !is_of_another_tenant;
                (is_newer && outlines[id].is_version_of(&outlines[&newer], is_same_day)).then_some(newer)
            });
            if let Some(newer) = newer {
                self.0.extend(files.iter().map(|(_, id)| (*id, newer)));
                continue;
            }
            for (rest, id) in files.iter().filter(|(_, id)| outlines[id].count > 0 || !outlines[id].complete.is_empty()) {
                newest.entry(rest).or_insert((*id, snapshots.len()));
            }
            snapshots.push((date, tenants));
        }
    }

    /// The file that replaces this one.
    pub fn by(&self, file: FileId) -> Option<FileId> {
        self.0.get(&file).copied()
    }

    /// Reports the files of older snapshots: a warning for each tenant, under the path of its first file.
    pub fn report(&self, sources: &Sources, tenant_of: &dyn Fn(&str) -> usize, report: &mut dyn FnMut(&str, Problem)) {
        let mut by_tenant: BTreeMap<usize, Vec<(FileId, FileId)>> = BTreeMap::new();
        for (file, newer) in &self.0 {
            by_tenant.entry(tenant_of(&sources.get(*file).path)).or_default().push((*file, *newer));
        }
        for files in by_tenant.values() {
            let [(first, newer), ..] = **files else { continue };
            let path = |file: FileId| &sources.get(file).path;
            let named: Vec<String> = files.iter().take(NAMED).map(|(file, _)| format!("`{}`", path(*file))).collect();
            let more = files.len() - named.len();
            let message = match (files.len(), more) {
                (1, _) => Text::new("1 file of an older snapshot is not checked, because `{newer}` is newer: {files}"),
                (_, 0) => Text::new("{count} files of older snapshots are not checked, because `{newer}` is newer: {files}"),
                _ => Text::new("{count} files of older snapshots are not checked, because `{newer}` is newer: {files} and {more} more"),
            };
            let message = message.with("count", files.len().to_string()).with("newer", path(newer)).with("files", named.join(", "));
            let message = message.with("more", more.to_string());
            report(path(first), Problem::warning(Span::new(first, 0, 0), message));
        }
    }

    /// Why each of these files is not read.
    pub fn readings(&self, sources: &Sources) -> impl Iterator<Item = (FileId, Reading)> {
        self.0.iter().map(|(file, newer)| {
            (
                *file,
                Reading {
                    is_covered: true,
                    ..Reading::none(Text::new("an older snapshot than `{path}`").with("path", &sources.get(*newer).path))
                },
            )
        })
    }
}

/// Whether some path below the date is in several snapshots.
fn has_counterparts(series: &Series<'_>) -> bool {
    let mut seen = HashSet::new();
    series.len() > 1
        && series.values().any(|files| {
            let is_repeated = files.iter().any(|(rest, _)| seen.contains(rest));
            seen.extend(files.iter().map(|(rest, _)| *rest));
            is_repeated
        })
}
