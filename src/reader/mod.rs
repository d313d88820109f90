//! One reader for each input format: sources in, resources out. A reader never judges.
//!
//! A reader loses as little as it can: the value, never its resource; the element, never its list; the document, never the
//! other files.

mod app_configuration;
mod arm;
mod bicep;
mod document;
mod dsc;
mod embedded;
mod exporter;
mod folders;
pub(crate) mod graph;
mod list;
mod missing;
mod powershell;
mod project;
pub(crate) mod relation;
mod scubagear;
mod shapes;
mod template;
mod terraform;
mod threads;
mod value;
mod yaml;

pub(crate) use dsc::{properties_for, property_for};
pub use project::{Project, Variables};
pub(crate) use terraform::{attribute_for, block_for};

use crate::resource::{Format, Problem, Resource, Sink};
use crate::source::{FileId, Source, Sources};
use app_configuration::Form;
use embedded::Embedded;
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::Path;
use terraform::{Overlay, Written, is_plan};
use threads::on_deep_stacks;

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The format; nothing where the file is none of ours.
    pub format: Option<Format>,
    pub reason: Cow<'static, str>,
}

impl Reading {
    fn of(format: Format, reason: &'static str) -> Self {
        Self { format: Some(format), reason: Cow::Borrowed(reason) }
    }

    fn none(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { format: None, reason: reason.into() }
    }
}

/// Extensions of the files that readers look into.
const EXTENSIONS: &[&str] = &["bicep", "bicepparam", "json", "jsonl", "ndjson", "ps1", "tf", "tfvars"];

/// Extensions of scripts in which configurations of DSC stand.
const SCRIPTS: &[&str] = &["ps1"];

/// Extensions of languages that are never JSON, whoever names the file: a hook hands over every file that changed.
const OTHER_LANGUAGES: &[&str] = &["properties", "xml", "yaml", "yml"];

/// Whether a file that was found in a folder is worth opening.
pub fn wants(path: &Path) -> bool {
    has_extension(path, EXTENSIONS) || is_app_configuration(path)
}

/// Whether a file that was named is worth opening: any but one in another language.
pub fn wants_named(path: &Path) -> bool {
    !has_extension(path, OTHER_LANGUAGES) || is_app_configuration(path)
}

/// Whether a file may be the configuration of an application by its name alone. Most of these are not, and what cannot be read among
/// them is somebody else's.
pub fn is_app_configuration(path: &Path) -> bool {
    !has_extension(path, EXTENSIONS) && path.to_str().is_some_and(|path| app_configuration::form(path).is_some())
}

/// Whether a file that cannot be read as text is perhaps none of ours; `text` is what can be read of it.
pub fn may_be_of_others(path: &Path, text: &str) -> bool {
    is_app_configuration(path) || has_extension(path, SCRIPTS) && !dsc::claims(text)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// Gives a resource that a reader wrote to the sink. Keys written twice come through where a reader writes what it found.
fn give_written(mut resource: Resource<'_>, sink: &mut impl Sink) {
    let Ok(members) = resource.members() else {
        return sink.problem(Problem::error(resource.span, "its values are nested too deeply to be judged"));
    };
    let mut ambiguous = Vec::new();
    for twice in &members.duplicates {
        let value = twice.bytes.end + 1; // behind the colon, as the writer puts it
        let message = format!("the key `{}` is written twice: which of the two holds is not certain", twice.key);
        sink.problem(Problem::error(resource.place(&resource.json[value..=value]).span, message));
        ambiguous.push(members.around(twice).to_owned());
    }
    drop(members);
    resource.ambiguous = ambiguous;
    let members = resource.members().expect("it was read before");
    sink.resource(&resource, &members);
}

/// What is read together.
enum Unit<'i> {
    /// A file that stands for itself.
    File(FileId, &'i Source),
    /// A deployment by Bicep.
    Deployment(bicep::Deployment),
    /// A Terraform configuration: the folder of its root module.
    Configuration(&'i str),
}

/// How many units are read side by side before what they gave is taken.
const AT_A_TIME: usize = 512;

/// Reads all sources of a run.
///
/// Each file, or each configuration of several, has a sink of its own: `new` makes it for the path of the first file, and `take`
/// has it back, files in the order of the sources and configurations behind them. The result tells what each file was taken for.
pub fn read_all<S: Sink>(
    sources: &Sources,
    project: &Project,
    new: &(dyn Fn(&str) -> S + Sync),
    take: &mut dyn FnMut(S),
) -> Vec<(FileId, Reading)> {
    let files: Vec<Unit<'_>> = sources.iter().filter(|(id, _)| !project.holds(*id)).map(|(id, source)| Unit::File(id, source)).collect();
    let configuration = &project.terraform;
    let trees = bicep::Trees::new(&project.bicep, sources);
    let written_in_bicep = bicep::World::new(&project.bicep, &trees, sources);
    let deployments: Vec<Unit<'_>> = project.bicep.deployments().into_iter().map(Unit::Deployment).collect();
    let roots = configuration.roots();
    let configurations: Vec<Unit<'_>> = roots.iter().copied().map(Unit::Configuration).collect();
    // Beside a plan, a configuration only tells where the plan's values are written.
    let mut overlay = Overlay::default();
    if !roots.is_empty() && sources.iter().any(|(id, source)| !project.holds(id) && is_plan(source)) {
        let read = |root: &&str| {
            let mut written = Written::default();
            configuration.read(root, sources, &mut written);
            written
        };
        let written: Vec<Written> = on_deep_stacks(|| roots.par_iter().map(read).collect());
        roots.iter().zip(written).for_each(|(root, written)| overlay.add(root, written));
    }
    let mut readings = Vec::with_capacity(sources.len());
    // Configurations come last: of what a plan has judged they say nothing.
    for some in files.chunks(AT_A_TIME).chain(deployments.chunks(AT_A_TIME)).chain(configurations.chunks(AT_A_TIME)) {
        let read = |unit: &Unit<'_>| match unit {
            &Unit::File(id, source) => {
                let mut sink = Embedded::new(new(&source.path), sources);
                let reading = if project.arm.holds(id) {
                    arm::read(id, sources, &project.arm, &mut sink)
                } else {
                    read(id, source, &overlay, &mut sink)
                };
                (sink.into_inner(), Some((id, reading)))
            }
            Unit::Deployment(deployment) => {
                let mut sink = Embedded::new(new(&sources.get(deployment.template).path), sources);
                written_in_bicep.read(deployment, &mut sink);
                (sink.into_inner(), None)
            }
            &Unit::Configuration(root) => {
                let mut sink = Embedded::new(new(root), sources);
                if !overlay.rest(root, &mut sink) {
                    configuration.read(root, sources, &mut sink);
                }
                (sink.into_inner(), None)
            }
        };
        let read: Vec<(S, Option<(FileId, Reading)>)> = on_deep_stacks(|| some.par_iter().map(read).collect());
        for (sink, reading) in read {
            take(sink);
            readings.extend(reading);
        }
    }
    let of_configurations = sources.iter().map(|(id, _)| id).filter(|id| configuration.holds(*id));
    readings.extend(of_configurations.map(|id| (id, configuration.reading(id, sources))));
    readings.extend(project.bicep.readings());
    drop(written_in_bicep);
    trees.free();
    readings
}

/// Reads a source that stands for itself.
fn read<S: Sink>(file: FileId, source: &Source, overlay: &Overlay, sink: &mut S) -> Reading {
    if source.unreadable {
        return Reading::none("it cannot be read as text");
    }
    if has_extension(Path::new(&source.path), SCRIPTS) {
        return dsc::configuration(file, source, sink);
    }
    let form = app_configuration::form(&source.path);
    let own = form.and_then(|form| app_configuration::read(file, source, form, sink));
    match own {
        Some(reading) if reading.format.is_some() || !has_extension(Path::new(&source.path), EXTENSIONS) => return reading,
        None if matches!(form, Some(Form::Yaml | Form::SpringYaml)) => return yaml::read(file, source, overlay, sink),
        _ => {}
    }
    // An export may have the name of a configuration: `appsettings.json` is one of App Service too.
    let reading = document::read(file, source, overlay, sink);
    match (reading.format, own) {
        (Some(_), _) => reading,
        (None, Some(own)) => own,
        (None, None) => app_configuration::read_descriptions(file, source, sink).unwrap_or(reading),
    }
}
