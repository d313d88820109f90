//! `inputs`: the detected format of each file, and what could not be read.

use crate::language::Language;
use crate::load::{Loaded, Skipped, Why};
use crate::model::Contents;
use crate::policy::{NAMES as POLICY_FILES, Policy};
use crate::reader::{self, Reading, Unread};
use crate::report::{self, say};
use crate::resource::{Completeness, Forks, Gap, Kind, Problem, Resource, Sink, forked};
use crate::source::{FileId, Sources, Span};
use crate::syntax::json::Scan;
use crate::text::Text;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

/// Output formats of `inputs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputsFormat {
    /// A table for people.
    Human,
    /// One line of JSON for each file.
    Jsonl,
}

/// Prints a line for each file, sorted by path. Returns whether everything could be read.
pub(super) fn print(loaded: &Loaded, policy: &Policy, format: InputsFormat, language: Language, out: &mut impl Write) -> io::Result<bool> {
    let mut count = Count::default();
    let readings = reader::read_all(&loaded.sources, &loaded.project, &|path| policy.tenant_of(path), &|_| Count::default(), &mut |part| {
        count.join(part);
    });
    count.declare(loaded, policy);
    count.problems.extend(loaded.problems.iter().cloned());
    let unread = Unread::find(&loaded.sources, &readings, &count.problems, loaded.skipped.iter().map(|file| &*file.path));
    let mut problems: HashMap<FileId, Vec<Problem>> = HashMap::new();
    for problem in std::mem::take(&mut count.problems) {
        problems.entry(problem.span.file).or_default().push(problem);
    }
    let mut kinds: HashMap<FileId, BTreeMap<Kind, usize>> = HashMap::new();
    for ((file, kind), number) in std::mem::take(&mut count.kinds) {
        kinds.entry(file).or_default().insert(kind, number);
    }
    let mut detected: Vec<Detected> = readings
        .into_iter()
        .map(|(id, reading)| Detected {
            file: loaded.sources.get(id).path.clone(),
            reading,
            kinds: kinds.remove(&id).unwrap_or_default(),
            completeness: count.completeness.remove(&id).unwrap_or_default(),
            problems: problems.remove(&id).unwrap_or_default(),
        })
        .collect();
    detected.extend(loaded.skipped.iter().map(|file| Detected {
        file: file.path.clone(),
        reading: Reading::new(None, skipped(file)),
        kinds: BTreeMap::new(),
        completeness: BTreeMap::new(),
        problems: Vec::new(),
    }));
    detected.extend(loaded.excluded.iter().map(|path| Detected {
        file: if path.is_folder { format!("{}/", path.shown) } else { path.shown.clone() },
        reading: Reading::new(None, "excluded by `--exclude`"),
        kinds: BTreeMap::new(),
        completeness: BTreeMap::new(),
        problems: Vec::new(),
    }));
    detected.sort_by(|a, b| a.file.cmp(&b.file));
    for file in &detected {
        match format {
            InputsFormat::Jsonl => writeln!(out, "{}", report::safe_json(&file.json(&loaded.sources)))?,
            InputsFormat::Human => file.table_row(&loaded.sources, language, out)?,
        }
    }
    if format == InputsFormat::Human {
        print_completeness(&count.contents, &loaded.sources, language, out)?;
        print_unread(&unread, language, out)?;
    }
    Ok(detected.iter().flat_map(|file| &file.problems).all(|problem| problem.is_warning))
}

/// The kinds that the input contains, or for which it contains a complete, empty list.
pub(super) fn kinds(loaded: &Loaded) -> BTreeSet<Kind> {
    let mut count = Count::default();
    reader::read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Count::default(), &mut |part| count.join(part));
    let contents = count.contents;
    contents.kinds().filter(|kind| contents.count_of(kind) > 0 || contents.first_list(kind).is_some()).cloned().collect()
}

/// Prints which kinds the input contains completely, because a rule may conclude only from a complete list that an object does not exist.
fn print_completeness(contents: &Contents, sources: &Sources, language: Language, out: &mut impl Write) -> io::Result<()> {
    let (mut whole, mut of_subscriptions, mut unknown, mut partial) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for kind in contents.kinds().filter(|kind| kind.request().is_some()) {
        match contents.completeness(kind) {
            Completeness::Whole(_) => whole.push(kind.name()),
            Completeness::Unknown if contents.first_list(kind).is_some() => of_subscriptions.push(kind.name()),
            Completeness::Unknown => unknown.push(kind.name()),
            Completeness::Partial(gap) => {
                let (path, place) = (&sources.get(gap.span.file).path, sources.start(gap.span));
                let place = format!("{path}:{}:{}", place.line, place.column.0);
                partial.push(format!("{}: {kind} ({place}: {})", language.text("partial"), language.text(gap.reason)));
            }
        }
    }
    let rows = [
        ("whole: all objects of the tenant", whole),
        ("whole for some subscriptions", of_subscriptions),
        ("unknown: nothing in the input shows whether these are all objects of the tenant", unknown),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, kinds)| !kinds.is_empty())
        .map(|(state, kinds)| format!("{}: {}", language.text(state), kinds.join(", ")));
    let rows: Vec<String> = rows.chain(partial).collect();
    if !rows.is_empty() {
        writeln!(out)?;
    }
    rows.iter().try_for_each(|row| writeln!(out, "{}", report::harmless(row)))
}

/// Prints the files that `check` counts as skipped.
fn print_unread(unread: &Unread, language: Language, out: &mut impl Write) -> io::Result<()> {
    if !unread.paths.is_empty() {
        writeln!(out, "\n{}", language.text("skipped, but may contain data of the tenant:"))?;
    }
    unread.paths.iter().try_for_each(|path| writeln!(out, "  {}", report::harmless(path)))
}

/// Why a file was skipped.
fn skipped(file: &Skipped) -> Text {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    match (file.why, name.rsplit_once('.')) {
        (Why::Packed(reason), _) => reason.into(),
        _ if POLICY_FILES.contains(&name) => "policy file".into(),
        (Why::Encoding, _) => "cannot be read as text".into(),
        (Why::Content, _) => "it contains no sign-in configuration".into(),
        (Why::Name, Some((_, extension))) if reader::EXTENSIONS.contains(&extension) => "not a configuration, according to its name".into(),
        (Why::Name, Some((_, extension))) => Text::new("`.{extension}` files are not supported").with("extension", extension),
        (Why::Name, None) => "file name without extension".into(),
    }
}

/// A file and its detected format.
struct Detected {
    file: String,
    reading: Reading,
    kinds: BTreeMap<Kind, usize>,
    completeness: BTreeMap<Kind, Completeness>,
    problems: Vec<Problem>,
}

impl Detected {
    fn format(&self) -> &'static str {
        self.reading.format.map_or("none", crate::resource::Format::name)
    }

    fn json(&self, sources: &Sources) -> serde_json::Value {
        let listed = |is_warning: bool| {
            let some = self.problems.iter().filter(move |problem| problem.is_warning == is_warning);
            some.map(|problem| {
                let position = sources.start(problem.span);
                json!({ "line": position.line, "column": position.column.0, "message": problem.message.render(str::to_owned) })
            })
            .collect::<Vec<_>>()
        };
        let kinds: BTreeMap<&str, usize> = self.kinds.iter().map(|(kind, count)| (kind.name(), *count)).collect();
        let completeness: BTreeMap<&str, &str> = self.completeness.iter().map(|(kind, known)| (kind.name(), known.name())).collect();
        json!({
            "file": self.file,
            "format": self.format(),
            "reason": self.reading.reason.to_string(),
            "resources": self.kinds.values().sum::<usize>(),
            "kinds": kinds,
            "completeness": completeness,
            "problems": listed(false),
            "warnings": listed(true),
            "not_evaluated": self.reading.not_evaluated.iter().map(|header| sources.start(*header).line).collect::<Vec<_>>(),
        })
    }

    fn table_row(&self, sources: &Sources, language: Language, out: &mut impl Write) -> io::Result<()> {
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
        let reason = self.reading.reason.render_in(language, str::to_owned);
        let row = format!("{}  {}  {reason}{kinds}", self.file, self.format());
        writeln!(out, "{}", report::harmless(&row))?;
        if let Some(first) = self.reading.not_evaluated.first() {
            let (number, line) = (self.reading.not_evaluated.len(), sources.start(*first).line);
            let values = [("number", report::counted_in(language, number, "declaration")), ("line", line.to_string())];
            let text = "not evaluated: {number}, the first in line {line} (false conditions, empty loops, or missing modules)";
            writeln!(out, "  {}", say(language, text, &values))?;
        }
        for problem in &self.problems {
            let position = sources.start(problem.span);
            let word = language.text(problem.level());
            let message =
                format!("  {}:{}: {word}: {}", position.line, position.column.0, problem.message.render_in(language, str::to_owned));
            writeln!(out, "{}", report::harmless(&message))?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Count {
    kinds: BTreeMap<(FileId, Kind), usize>,
    problems: Vec<Problem>,
    completeness: HashMap<FileId, BTreeMap<Kind, Completeness>>,
    contents: Contents,
}

impl Sink for Count {
    fn resource(&mut self, resource: &Resource<'_>, members: &Scan<'_>) {
        self.contents.add(resource, members);
        *self.kinds.entry((resource.span.file, resource.kind.clone())).or_default() += 1;
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn completeness(&mut self, kind: &Kind, scope: &str, completeness: Completeness) {
        self.contents.add_completeness(kind, scope, completeness);
        if let Completeness::Whole(span) | Completeness::Partial(Gap { span, .. }) = completeness {
            let known = self.completeness.entry(span.file).or_default().entry(kind.clone()).or_default();
            *known = known.and(completeness);
        }
    }

    fn fork(&mut self, work: &mut dyn FnMut(&dyn Forks)) {
        for part in forked(Self::default, work) {
            self.join(part);
        }
    }
}

impl Count {
    /// Adds what the policy file declares to be complete.
    fn declare(&mut self, loaded: &Loaded, policy: &Policy) {
        let folders = loaded.whole_folders();
        let seen: Vec<(FileId, Kind)> = self.kinds.keys().cloned().collect();
        for (file, kind) in seen {
            if policy.complete_kinds(&loaded.sources.get(file).path, &folders).contains(&kind) {
                self.completeness(&kind, "", Completeness::Whole(Span::new(file, 0, 0)));
            }
        }
    }

    fn join(&mut self, part: Self) {
        for (key, count) in part.kinds {
            *self.kinds.entry(key).or_default() += count;
        }
        self.problems.extend(part.problems);
        self.contents.join(part.contents);
        // A file is read by one sink.
        self.completeness.extend(part.completeness);
    }
}
