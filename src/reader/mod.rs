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
mod frame;
pub(crate) mod graph;
mod list;
mod marked;
mod missing;
mod powershell;
mod project;
pub(crate) mod relation;
mod rows;
mod scubagear;
mod shapes;
mod template;
mod terraform;
mod threads;
mod value;
mod variables;
mod yaml;

pub use project::Project;
pub use variables::Variables;

use crate::resource::{Collector, Format, Sink};
use crate::source::{FileId, Source, Sources};
use app_configuration::Form;
use embedded::Embedded;
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::Path;
use terraform::{Overlay, is_plan};
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

/// What is read together.
enum Unit<'i> {
    /// A file that stands for itself.
    File(FileId, &'i Source),
    /// A deployment by Bicep.
    Deployment(bicep::Deployment),
    /// A Terraform configuration: the folder of its root module.
    Configuration(&'i str),
}

impl<'i> Unit<'i> {
    /// The path of its first file or folder, by which its tenant is found.
    fn path(&self, sources: &'i Sources) -> &'i str {
        match self {
            Self::File(_, source) => &source.path,
            Self::Deployment(deployment) => &sources.get(deployment.template).path,
            Self::Configuration(root) => root,
        }
    }
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
            let mut written = Collector::default();
            configuration.read(root, sources, &mut written);
            written
        };
        let written: Vec<Collector> = on_deep_stacks(|| roots.par_iter().map(read).collect());
        roots.iter().zip(written).for_each(|(root, written)| overlay.add(root, written));
    }
    let mut readings = Vec::with_capacity(sources.len());
    let read_unit = |unit: &Unit<'_>, sink: &mut dyn Sink| match unit {
        &Unit::File(id, _) if project.arm.holds(id) => Some((id, arm::read(id, sources, &project.arm, sink))),
        &Unit::File(id, source) => Some((id, read(id, source, &overlay, sink))),
        Unit::Deployment(deployment) => {
            written_in_bicep.read(deployment, sink);
            None
        }
        &Unit::Configuration(root) => {
            if !overlay.rest(root, sink) {
                configuration.read(root, sources, sink);
            }
            None
        }
    };
    // Configurations come last: of what a plan has judged they say nothing.
    for some in files.chunks(AT_A_TIME).chain(deployments.chunks(AT_A_TIME)).chain(configurations.chunks(AT_A_TIME)) {
        let read = |unit: &Unit<'_>| {
            let mut sink = new(unit.path(sources));
            let reading = read_unit(unit, &mut Embedded::new(&mut sink, sources));
            (sink, reading)
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
fn read(file: FileId, source: &Source, overlay: &Overlay, sink: &mut dyn Sink) -> Reading {
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
