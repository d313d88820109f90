//! One reader for each input format: sources in, resources out. Readers contain no rules.
//!
//! A reader loses as little as possible: the value, but not its resource; the element, but not its list; the document, but not the other
//! files.

mod app_configuration;
mod arm;
mod azurehound;
mod bicep;
mod code;
mod collected;
mod converted;
mod csv;
mod cut_off;
mod description;
mod detector;
mod document;
mod dsc;
mod embedded;
mod export_keys;
mod exporter;
mod folders;
mod frame;
pub(crate) mod graph;
mod key_search;
mod key_table;
mod list;
mod literals;
mod marked;
mod missing;
mod neighbors;
mod pipelines;
mod powershell;
mod project;
pub(crate) mod relation;
mod relationships;
mod rows;
mod scubagear;
mod sensitive;
mod shapes;
mod signs;
mod snapshots;
mod template;
mod terraform;
mod threads;
mod unread;
mod value;
mod variables;
mod words;
mod yaml;

pub use detector::Reading;
pub(crate) use dsc::{properties_for, property_for};
pub use project::Project;
pub(crate) use terraform::{attribute_for, block_for};
pub use unread::Unread;
pub use variables::Variables;

use crate::parts::Parts;
use crate::progress::CHECKED;
use crate::resource::{Collector, Problem, Sink};
use crate::source::{FileId, Source, Sources, Span, end_pattern, may_be_packed};
use crate::syntax::json;
use crate::text::Text;
use code::Code;
use detector::{Claim, Detector, File, FileName, LOADED, Together};
use embedded::Embedded;
use neighbors::Neighbors;
pub(crate) use neighbors::is_json;
use rayon::prelude::*;
use snapshots::{Outline, Superseded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use terraform::{Overlay, is_plan};
use threads::on_deep_stacks;
pub use threads::start_threads;

/// The formats in order of precedence: the first one that accepts a file reads it.
static FORMATS: &[&dyn Detector] = &[
    &Together(&["bicep", "bicepparam"]),
    &Together(&["tf", "tfvars", "tofu", "tfcomponent.hcl", "tfstack.hcl", "tfdeploy.hcl", "terragrunt.hcl"]),
    &dsc::Script,
    &dsc::DataFile,
    &app_configuration::environment::VARIABLES,
    &app_configuration::asp_net::SETTINGS,
    &app_configuration::static_web_app::CONFIG,
    &app_configuration::api_policy::POLICY,
    &app_configuration::spring::YAML,
    &app_configuration::spring::PROPERTIES,
    &app_configuration::msal::JSON,
    &app_configuration::msal::ANY_JSON,
    &app_configuration::msal::SCRIPT,
    &app_configuration::oauth2_proxy::CFG,
    &app_configuration::oauth2_proxy::YAML,
    &app_configuration::teams::PROJECT,
    &csv::Export,
    &yaml::Export,
    &app_configuration::descriptions::APPS,
    &document::Json,
];

/// The extensions of files that are read. Discovery, the pattern of the pre-commit hooks and the documentation follow this list.
pub const EXTENSIONS: &[&str] = &[
    // Exports, plans and states.
    "csv",
    "json",
    "jsonl",
    "ndjson",
    "tfstate",
    "yaml",
    "yml", //
    // Infrastructure and configuration as code.
    "bicep",
    "bicepparam",
    "hcl",
    "ps1",
    "psd1",
    "tf",
    "tfvars",
    "tofu", //
    // Configuration of applications.
    "cfg",
    "cjs",
    "cts",
    "env",
    "js",
    "jsx",
    "mjs",
    "mts",
    "properties",
    "toml",
    "ts",
    "tsx",
    "xml",
];

/// Extensions of files that may be JSON. A file with another one of [`EXTENSIONS`] is never JSON, even if it is named explicitly: a
/// pre-commit hook passes every changed file.
const JSON: &[&str] = &["csv", "json", "jsonl", "ndjson", "tfstate"];

fn wanting(path: &Path) -> impl Iterator<Item = &'static dyn Detector> {
    let name = path.file_name().map(|name| FileName::of(&name.to_string_lossy())).filter(FileName::is_read);
    FORMATS.iter().copied().filter(move |format| name.as_ref().is_some_and(|name| format.wants(name)))
}

/// Whether to open a file that was found in a folder.
pub fn wants(path: &Path) -> bool {
    wanting(path).next().is_some()
}

/// Whether to open a file that was named: any that may be JSON.
pub fn wants_named(path: &Path) -> bool {
    let is_other = |name: &FileName| name.is_read() && !name.has_extension(JSON);
    wants(path) || !path.to_str().is_some_and(|path| is_other(&FileName::of(path)))
}

/// Whether to open a file that was found in an archive: exports, but not code, which needs the files beside it.
pub fn wants_packed(path: &Path) -> bool {
    let is_export = |name: &str| may_be_packed(name) && !FileName::of(name).has_end(&["tf.json", "tofu.json", "tfvars.json"]);
    wants(path) && path.to_str().is_some_and(is_export)
}

/// Whether a text in an uncertain encoding is a table by the name of its file, or JSON: values whose brackets and quotes are closed.
pub fn is_table_or_json(path: &str, text: &str) -> bool {
    let name = FileName::of(path);
    if name.has_extension(&["csv"]) || (name.is_read() && !name.has_extension(JSON)) {
        return name.has_extension(&["csv"]);
    }
    let mut at = json::skip_comments(text, 0);
    while text.after(at).starts_with(['{', '[']) {
        let Ok(end) = json::skip(text, at) else { return false };
        at = json::skip_comments(text, end);
    }
    at > 0 && at == text.len()
}

/// Whether a file with a wanted name may contain anything that is read, according to a search of its text. Most scripts do not.
pub fn may_hold(path: &Path, text: &str) -> bool {
    wanting(path).any(|format| format.may_hold(text))
}

/// The pattern of the names of all files that are read, for hooks that pass the changed files. Most archives in a repository are no exports, so
/// hooks do not name them.
pub fn name_pattern() -> String {
    let mut extensions = EXTENSIONS.to_vec();
    extensions.sort_unstable();
    format!(r"(?i)(\.({})|{}|(^|/)\.env\.[^/]+)$", extensions.join("|"), end_pattern())
}

/// Whether a file that is not valid text possibly has no supported format; `text` is the readable part.
pub fn may_be_of_others(path: &Path, text: &str) -> bool {
    let shown = path.to_string_lossy();
    wants(path) && wanting(path).all(|format| format.is_foreign(&shown, text))
}

/// For each path, whether a file beside it is an export in JSON.
pub fn are_beside_exports<'p>(paths: impl Iterator<Item = &'p str>, sources: &Sources) -> Vec<bool> {
    let neighbors = Neighbors::new(sources);
    paths.map(|path| neighbors.has_exports(path)).collect()
}

/// Files that are read together.
enum Unit<'i> {
    /// A file that is read independently.
    File(FileId, &'i Source),
    /// A Bicep deployment.
    Deployment(bicep::Deployment),
    /// A Terraform configuration: the folder of its root module.
    Configuration(&'i str),
}

impl<'i> Unit<'i> {
    /// Its first file.
    fn file(&self, configuration: &terraform::Configuration) -> FileId {
        match self {
            Self::File(file, _) => *file,
            Self::Deployment(deployment) => deployment.template,
            Self::Configuration(root) => configuration.first_file(root).unwrap_or(FileId(0)),
        }
    }

    /// The path of its first file or folder, which selects the tenant.
    fn path(&self, sources: &'i Sources) -> &'i str {
        match self {
            Self::File(_, source) => &source.path,
            Self::Deployment(deployment) => &sources.get(deployment.template).path,
            Self::Configuration(root) => root,
        }
    }
}

/// The problem of a file on which this program fails.
const INTERNAL_ERROR: &str = "internal error while checking this file: please report it";

/// The number of units that are read in parallel before their results are collected.
const AT_A_TIME: usize = 512;

/// Reads all sources of a run.
///
/// Each file, or each configuration of several files, has its own sink: `new` creates it for the path of the first file, and `take`
/// receives it back, files in the order of the sources and then configurations. The result contains the detected format of each file.
///
/// `tenant_of` returns the tenant that a path belongs to. Of several snapshots of a tenant, only the newest is read.
pub fn read_all<S: Sink>(
    sources: &Sources,
    project: &Project,
    tenant_of: &(dyn Fn(&str) -> usize + Sync),
    new: &(dyn Fn(&str) -> S + Sync),
    take: &mut dyn FnMut(S),
) -> Vec<(FileId, Reading)> {
    let configuration = &project.terraform;
    let roots = configuration.roots();
    let deployments = project.bicep.deployments();
    let facts = Code::new(roots.len() + deployments.iter().map(bicep::Deployment::evaluations).sum::<usize>() + project.arm.evaluations());
    let trees = bicep::Trees::new(&project.bicep, sources);
    let templates = arm::Trees::new(&project.arm, sources, &facts.declarations);
    let written_in_bicep = bicep::World::new(&project.bicep, &trees, &templates, sources, &facts);
    let mut code: Vec<Unit<'_>> = deployments.into_iter().map(Unit::Deployment).collect();
    let mut configurations: Vec<Unit<'_>> = roots.iter().copied().map(Unit::Configuration).collect();
    // If there is a plan, a configuration only provides the places of the plan's values.
    let mut overlay = Overlay::default();
    if !roots.is_empty() && sources.iter().any(|(id, source)| !project.holds(id) && is_plan(source)) {
        let read = |root: &&str| {
            let mut written = Collector::default();
            configuration.read(root, sources, &templates, &facts, &mut written);
            written
        };
        let written: Vec<Collector> = on_deep_stacks(|| roots.par_iter().map(read).collect());
        roots.iter().zip(written).for_each(|(root, written)| overlay.add(root, written));
    } else {
        code.append(&mut configurations);
    }
    let neighbors = Neighbors::new(sources);
    let mut readings = Vec::with_capacity(sources.len());
    let read_unit = |unit: &Unit<'_>, sink: &mut dyn Sink| match unit {
        &Unit::File(id, _) if project.arm.holds(id) => Some((id, arm::read(id, sources, &project.arm, &facts, sink))),
        &Unit::File(id, source) => {
            let file = File { id, source, overlay: &overlay, neighbors: &neighbors, loaded: &facts.loaded };
            Some((id, read(&file, sink)))
        }
        Unit::Deployment(deployment) => {
            written_in_bicep.read(deployment, sink);
            None
        }
        &Unit::Configuration(root) => {
            if !overlay.rest(root, sink) {
                configuration.read(root, sources, &templates, &facts, sink);
            }
            None
        }
    };
    let read_units = |units: &[Unit<'_>]| -> Vec<(S, Option<(FileId, Reading)>)> {
        let read = |unit: &Unit<'_>| {
            let mut sink = new(unit.path(sources));
            let read = || read_unit(unit, &mut Embedded::new(&mut sink, sources));
            // A mistake of this program in one file must not hide what the others contain.
            let reading = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
                sink.problem(Problem::error(Span::new(unit.file(configuration), 0, 0), INTERNAL_ERROR));
                None
            });
            (sink, reading)
        };
        on_deep_stacks(|| units.par_iter().inspect(|_| CHECKED.done()).map(read).collect())
    };
    // Code comes before files, because those that it loads are not exports. After a plan comes what its configurations declare besides.
    let mut read_code = read_units(&code);
    // A call that deploys nothing must not hide what it calls.
    let turned_off = facts.declarations.never_deployed();
    let mut never_deployed: Vec<Unit<'_>> = project.bicep.modules_among(&turned_off).into_iter().map(Unit::Deployment).collect();
    if configurations.is_empty() {
        never_deployed.extend(configuration.modules_among(&turned_off).into_iter().map(Unit::Configuration));
    }
    read_code.extend(read_units(&never_deployed));
    let alone = || sources.iter().filter(|(id, _)| !project.holds(*id));
    let superseded = {
        let is_alone = |id: FileId, source: &Source| !project.arm.holds(id) && !facts.loaded.contains(&source.path);
        let outline = |id: &FileId| {
            let mut outline = Outline::default();
            read_unit(&Unit::File(*id, sources.get(*id)), &mut outline);
            outline
        };
        let outlines = |ids: &[FileId]| on_deep_stacks(|| ids.par_iter().map(outline).collect());
        Superseded::find(alone().filter(|(id, source)| is_alone(*id, source)), tenant_of, outlines)
    };
    let files = alone().filter(|(id, _)| superseded.by(*id).is_none());
    // A template that others deploy comes after them, and is evaluated by itself if none of them does.
    let (linked, others): (Vec<_>, Vec<_>) = files.partition(|(id, _)| project.arm.is_linked(*id));
    let (others, linked) = (units_of(others), units_of(linked));
    // One after the other, because the first may deploy the second.
    for some in others.chunks(AT_A_TIME).chain(linked.chunks(1)) {
        for (sink, reading) in read_units(some) {
            take(sink);
            readings.extend(reading);
        }
    }
    superseded.report(sources, tenant_of, &mut |path, warning| {
        let mut sink = new(path);
        sink.problem(warning);
        take(sink);
    });
    readings.extend(superseded.readings(sources));
    read_code.into_iter().chain(read_units(&configurations)).for_each(|(sink, _)| take(sink));
    let of_configurations = sources.iter().map(|(id, _)| id).filter(|id| configuration.holds(*id));
    readings.extend(of_configurations.map(|id| (id, configuration.reading(id, sources))));
    readings.extend(project.bicep.readings());
    for (id, reading) in &mut readings {
        reading.not_evaluated = facts.declarations.missing(*id);
    }
    for warning in readings.iter().filter_map(|(id, reading)| in_legacy(*id, sources.get(*id), reading)).chain(facts.loaded.warnings()) {
        let mut sink = new(&sources.get(warning.span.file).path);
        sink.problem(warning);
        take(sink);
    }
    drop(written_in_bicep);
    trees.free();
    readings
}

/// A warning of a file in an encoding that is not certain, so that names in it may be wrong.
fn in_legacy(id: FileId, source: &Source, reading: &Reading) -> Option<Problem> {
    let legacy = source.legacy.filter(|_| reading.format.is_some())?;
    let text = source.text().ok()?;
    let start = text.find(|character: char| !character.is_ascii())?;
    let end = text.ceil_char_boundary(start + 1);
    Some(Problem::warning(
        Span::new(id, start, end),
        Text::new("not UTF-8, and read as {encoding}: {next}").with("encoding", legacy.name).with("next", legacy.advice()),
    ))
}

fn units_of(files: Vec<(FileId, &Source)>) -> Vec<Unit<'_>> {
    files.into_iter().map(|(id, source)| Unit::File(id, source)).collect()
}

/// Reads a source that is independent of others.
fn read(file: &File<'_>, sink: &mut dyn Sink) -> Reading {
    if file.source.unreadable {
        return Reading::none("it cannot be read");
    }
    let mut by_name = |name: &FileName| {
        let mut reason = None;
        for format in FORMATS.iter().filter(|format| format.wants(name)) {
            match format.read(file, sink) {
                Claim::Taken(reading) => return Some(reading),
                Claim::Passed(why) => reason = reason.or(why),
            }
        }
        reason.map(|why| Reading { is_covered: why == LOADED, ..Reading::none(why) })
    };
    // A file of any other name was named explicitly or is standard input.
    by_name(&FileName::of(&file.source.path))
        .or_else(|| by_name(&FileName::JSON))
        .unwrap_or_else(|| Reading::none("its format is not supported"))
}
