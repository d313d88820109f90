//! Terraform source: from the modules of a configuration to its declared resources.

use super::folders::{Configuration, is_local, is_module_file, is_values_file, overrides, twin};
use super::resource::{Declared, kinds, resource_type, satellite};
use super::table::Satellite;
use super::template_deployment::{Deploying, Templates};
use super::units::is_unit;
use super::{azurerm, bodies};
use crate::eval::Files;
use crate::eval::arm::template as deployed;
use crate::eval::terraform::{self, Declaration, Environment, Evaluator, IdOf, In, Module, ModuleFile, Planned};
use crate::eval::{Data, Diagnostics, EvalError, Fuel, Value};
use crate::reader::Reading;
use crate::reader::arm::Trees;
use crate::reader::code::{Code, Loading};
use crate::reader::folders::{contents, join, split};
use crate::reader::missing::missing;
use crate::reader::rows::Row;
use crate::reader::template::Given;
use crate::reader::threads::STACK_BYTES;
use crate::resource::{Format, Origin, Place, Problem, Resource, Sink};
use crate::source::{FileId, Sources, Span};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

/// Maximum number of files in a folder for `fileset`.
const MAX_FILES: usize = 10_000;

/// Number of resources that one thread writes at a time.
const AT_A_TIME: usize = 128;

/// Maximum number of batches that wait to be written.
const AHEAD: usize = 64;

/// Whether a folder lies in those of modules that Terraform fetched.
fn is_fetched(folder: &str) -> bool {
    folder.split('/').any(|part| part == ".terraform")
}

impl Configuration {
    /// The folders of the root modules whose configurations are checked. A configuration that was only read as a dependency and contains
    /// no requested file is not.
    pub(in crate::reader) fn roots(&self) -> Vec<&str> {
        let called = self.calls();
        let is_asked = |folder: &str| self.modules.get(folder).into_iter().flatten().any(|id| !self.is_dependency(*id));
        let mut roots = self.uncalled();
        roots.retain(|root| {
            let mut seen = BTreeSet::new();
            let mut next = vec![*root];
            while let Some(folder) = next.pop() {
                if is_asked(folder) {
                    return true;
                }
                if seen.insert(folder) {
                    next.extend(called.get(folder).into_iter().flatten().map(String::as_str));
                }
            }
            false
        });
        roots
    }

    /// The folders of the modules among these files that are no root modules.
    pub(in crate::reader) fn modules_among(&self, files: &HashSet<FileId>) -> Vec<&str> {
        if files.is_empty() {
            return Vec::new();
        }
        let roots = self.uncalled();
        let is_module = |ids: &Vec<FileId>| ids.iter().any(|id| files.contains(id)) && ids.iter().any(|id| !self.is_dependency(*id));
        let modules =
            self.modules.iter().filter(|(folder, ids)| is_module(ids) && !is_fetched(folder) && !roots.contains(&folder.as_str()));
        modules.map(|(folder, _)| folder.as_str()).collect()
    }

    /// The folders that each module calls.
    fn calls(&self) -> BTreeMap<&str, BTreeSet<String>> {
        self.modules.keys().map(|folder| (folder.as_str(), self.called(folder))).collect()
    }

    /// The folders of modules that no module calls, or that show that they are deployed by themselves, whoever calls them: each is a separate
    /// configuration. In a cycle of modules, the first one counts as such.
    pub(super) fn uncalled(&self) -> Vec<&str> {
        let called = self.calls();
        let all: BTreeSet<&str> = called.values().flatten().map(String::as_str).collect();
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut roots = Vec::new();
        let first = called.keys().filter(|folder| (!all.contains(*folder) || self.is_deployed(folder)) && !is_fetched(folder));
        for root in first.chain(called.keys().filter(|folder| !is_fetched(folder))) {
            if roots.contains(root) || reached.contains(root) && !self.is_deployed(root) {
                continue;
            }
            roots.push(*root);
            let mut next = vec![*root];
            while let Some(folder) = next.pop() {
                if reached.insert(folder) {
                    next.extend(called.get(folder).into_iter().flatten().map(String::as_str));
                }
            }
        }
        roots
    }

    /// The detected format of each file.
    pub(in crate::reader) fn reading(&self, file: FileId, sources: &Sources) -> Reading {
        let (folder, name) = split(&sources.get(file).path);
        let reason = if let Some(twin) = twin(name).filter(|_| self.replaced.contains(&file)) {
            Text::new("not evaluated: OpenTofu loads `{twin}` instead").with("twin", twin)
        } else if is_unit(name) {
            let what = if name == "terragrunt.hcl" { "a Terragrunt configuration" } else { "deployments of a Terraform Stack" };
            let what = Text::new(what);
            if self.replaced.contains(&file) { what.and("its folder has no module".into()) } else { what }
        } else if is_module_file(name) {
            Text::new("a file of the Terraform module in `{folder}`").with("folder", folder)
        } else if self.named_values.contains(&file) {
            "variable values from `--var-file`".into()
        } else if self.values.get(folder).is_some_and(|files| files.contains(&file)) {
            "variable values".into()
        } else {
            debug_assert!(is_values_file(name));
            "variable values, used only with `--var-file`".into()
        };
        Reading::new(Some(Format::Terraform), reason)
    }

    /// Reads the configuration whose root module is in this folder.
    ///
    /// For a large configuration, one thread evaluates while the others write the results.
    pub(in crate::reader) fn read(&self, root: &str, sources: &Sources, trees: &Trees<'_>, code: &Code, sink: &mut dyn Sink) {
        let modules = self.modules_of(root, sources);
        let world = World { configuration: self, modules: &modules, root, code, loading: &Loading::default() };
        code.declarations.add(modules.values().flat_map(|module| module.resources.iter().chain(&module.calls)).map(Declaration::header));
        let waits = world.has_satellites();
        let output = Output {
            root: root_of(root),
            budget: AtomicU64::new(code.fuel),
            deployed: AtomicU64::new(code.fuel),
            templates: Templates { trees, sources },
            code,
            not_seen: Mutex::default(),
        };
        let diagnostics = if world.is_small() {
            let mut planned = Vec::new();
            let diagnostics = world.evaluate(&mut |batch| planned.extend(batch));
            write_all(planned.into_iter(), waits, &output, sink);
            diagnostics
        } else {
            std::thread::scope(|threads| {
                let (sender, receiver) = sync_channel::<Vec<Planned<'_>>>(AHEAD);
                // Sending fails only if the receiver panicked.
                let evaluate = move || world.evaluate(&mut |batch| drop(sender.send(batch)));
                let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(threads, evaluate);
                let thread = thread.expect("a thread can be started");
                write_all(receiver.into_iter().flatten(), waits, &output, sink);
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
        };
        for (at, message) in diagnostics.problems {
            sink.problem(Problem::error(at, message));
        }
        for (at, message) in diagnostics.limits {
            sink.problem(Problem::warning(at, message));
        }
        code.declarations.take(diagnostics.evaluated, diagnostics.turned_off);
        let mut not_seen = diagnostics.missing;
        not_seen.extend(output.not_seen.into_inner().unwrap_or_default());
        if let Some(missing) = missing(&not_seen) {
            sink.problem(missing);
        }
    }

    /// The sources of the modules that this configuration, one of several, calls, each with the folder of the calling module.
    pub(super) fn sources(&self, root: &str, configurations: usize, sources: &Sources) -> BTreeSet<(String, String)> {
        let modules = self.modules_of(root, sources);
        let Some(module) = modules.get(root) else { return BTreeSet::new() };
        let code = Code::new(configurations);
        let world = World { configuration: self, modules: &modules, root, code: &code, loading: &Loading::default() };
        Evaluator::new(Box::new(world), Fuel::new(code.fuel)).sources(module)
    }

    /// The modules that a module calls, directly or indirectly, including itself.
    fn modules_of<'c>(&'c self, root: &'c str, sources: &Sources) -> HashMap<&'c str, Module<'c>> {
        let folders = self.reached(root).into_iter().filter_map(|folder| self.modules.get_key_value(folder));
        folders.map(|(folder, files)| (folder.as_str(), self.module(folder, files, sources))).collect()
    }

    /// The folders of the modules that a module calls, directly or indirectly, including its own.
    pub(super) fn reached<'c>(&'c self, root: &'c str) -> BTreeSet<&'c str> {
        let mut reached = BTreeSet::from([root]);
        let mut next = vec![root.to_owned()];
        while let Some(folder) = next.pop() {
            for target in self.called(&folder) {
                if let Some((folder, _)) = self.modules.get_key_value(&target)
                    && reached.insert(folder)
                {
                    next.push(target);
                }
            }
        }
        reached
    }

    fn module<'c>(&'c self, folder: &str, files: &[FileId], sources: &Sources) -> Module<'c> {
        let file = |id: &FileId| {
            let body = &self.files.get(id)?.body;
            Some(ModuleFile { id: *id, overrides: overrides(split(&sources.get(*id).path).1), body })
        };
        let files: Vec<ModuleFile<'c>> = files.iter().filter_map(file).collect();
        Module::new(folder.to_owned(), &files)
    }
}

/// The computed attributes that the id in an `import` block determines. `azuread` and `msgraph` import by the path of an object in Microsoft
/// Graph, `azurerm` and `azapi` by a resource id, and each allows options at the end.
fn imported(terraform_type: &str, id: &Value) -> Vec<(&'static str, Value)> {
    let with = |text: &str| Value { data: Data::Text(text.into()), ..id.clone() };
    let path = id.as_text().unwrap_or_default().split('?').next().unwrap_or_default();
    // An id that consists of several ids is not the id of an object.
    if path.contains(['|', ';']) {
        return Vec::new();
    }
    let last = || with(path.rsplit('/').next().unwrap_or(path));
    match terraform_type.split_once('_').map_or("", |(provider, _)| provider) {
        "azapi" | "azurerm" => vec![("id", with(path))],
        "azuread" => vec![("id", with(path)), ("object_id", last())],
        "msgraph" => vec![("id", last())],
        _ => Vec::new(),
    }
}

/// What all resources of a configuration share when they are written.
struct Output<'t, 's> {
    root: Arc<str>,
    /// Limits all of them together, to the limit of one evaluation.
    budget: AtomicU64,
    /// Limits the evaluation of all templates that the resources deploy.
    deployed: AtomicU64,
    templates: Templates<'t, 's>,
    code: &'t Code,
    /// Templates that are deployed and not in the input, and why.
    not_seen: Mutex<BTreeMap<Span, Text>>,
}

/// The root of resources whose root module is in this folder.
pub(super) fn root_of(folder: &str) -> Arc<str> {
    format!("{folder}/").into()
}

/// Writes resources as they arrive, or after all have arrived if there are satellites.
fn write_all<'c>(resources: impl Iterator<Item = Planned<'c>>, has_satellites: bool, output: &Output<'_, '_>, sink: &mut dyn Sink) {
    let mut merged = Merged::default();
    let mut resources: Box<dyn Iterator<Item = Planned<'c>> + '_> = Box::new(resources);
    if has_satellites {
        // The target of a satellite is known only after all resources are.
        resources = Box::new(merged.take(resources).into_iter());
    }
    let merged = &merged;
    sink.fork(&mut |forks| {
        rayon::in_place_scope(|scope| {
            for number in 0.. {
                let batch: Vec<Planned<'c>> = resources.by_ref().take(AT_A_TIME).collect();
                if batch.is_empty() {
                    break;
                }
                scope.spawn(move |_| forks.write(number, &mut |sink| write(&batch, merged, output, sink)));
            }
        });
    });
}

fn write(batch: &[Planned<'_>], merged: &Merged<'_>, output: &Output<'_, '_>, sink: &mut dyn Sink) {
    let Output { root, budget, .. } = output;
    for planned in batch {
        let fuel = Fuel::new(Fuel::RESOURCE.min(budget.load(Ordering::Relaxed)));
        let given = fuel.left();
        give(planned, merged.of(&planned.address), root, &fuel, sink);
        deploy(planned, output, sink);
        // Threads that take at the same time may exceed the budget slightly.
        let less = |left: u64| Some(left.saturating_sub(given - fuel.left()));
        let _ = budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        if fuel.is_spent() {
            let message = "the values of the resource are too large to be checked completely";
            sink.problem(Problem::error(planned.declaration.header(), message));
            break;
        }
    }
}

/// Satellites by the address of the resource that they extend.
#[derive(Default)]
struct Merged<'c>(HashMap<Arc<str>, Vec<(&'static Satellite, Planned<'c>)>>);

impl<'c> Merged<'c> {
    /// Removes the satellites and returns all other resources, including satellites whose target is unknown.
    fn take(&mut self, all: impl Iterator<Item = Planned<'c>>) -> Vec<Planned<'c>> {
        let (satellites, mut others): (Vec<_>, Vec<_>) = all.partition(|planned| satellite(&planned.declaration.of).is_some());
        let known: HashMap<String, Vec<Arc<str>>> =
            others.iter().map(|planned| (planned.address.clone(), planned.only_if.clone())).collect();
        for planned in satellites {
            let of = satellite(&planned.declaration.of).expect("only satellites are here");
            let reference = of.names(&planned.attributes);
            let address = reference.and_then(|value| Some(value.as_unknown()?.reference.as_ref()?.address.clone()));
            // What may not exist does not extend what does.
            let is_as_certain =
                |address: &Arc<str>| known.get(&**address).is_some_and(|only_if| planned.only_if.iter().all(|of| only_if.contains(of)));
            match address.filter(is_as_certain) {
                Some(address) => self.0.entry(address).or_default().push((of, planned)),
                None => others.push(planned),
            }
        }
        // A plan lists satellites in the order of their addresses, so the elements that they add have that order.
        for satellites in self.0.values_mut() {
            satellites.sort_by(|(_, a), (_, b)| a.address.cmp(&b.address));
        }
        others
    }

    fn of(&self, address: &str) -> &[(&'static Satellite, Planned<'c>)] {
        self.0.get(address).map_or(&[], Vec::as_slice)
    }
}

/// Emits the objects of a resource to the sink.
fn give(planned: &Planned<'_>, satellites: &[(&'static Satellite, Planned<'_>)], root: &Arc<str>, fuel: &Fuel, sink: &mut dyn Sink) {
    let header = Place::new(planned.declaration.header(), Origin::Literal);
    let satellites: Vec<_> = satellites
        .iter()
        .map(|(of, satellite)| (of.rows, satellite.attributes.clone(), Place::new(satellite.declaration.header(), Origin::Literal)))
        .collect();
    let declared = Declared {
        terraform_type: &planned.declaration.of,
        attributes: &planned.attributes,
        satellites: &satellites,
        header: &header,
        root,
        fuel,
    };
    declared.write(|kind, writer| {
        let written = Resource::written(kind, Format::Terraform, header.span, writer);
        Resource {
            address: Some(planned.address.clone().into()),
            calls: planned.calls.clone(),
            only_if: planned.only_if.clone(),
            is_update: declared.is_update(),
            ..written
        }
        .give(sink);
    });
}

/// Emits the resources of the template that a resource deploys.
fn deploy(planned: &Planned<'_>, output: &Output<'_, '_>, sink: &mut dyn Sink) {
    let deploying = Deploying {
        terraform_type: &planned.declaration.of,
        attributes: &planned.attributes,
        header: planned.declaration.header(),
        address: &planned.address,
        calls: &planned.calls,
    };
    let left = output.deployed.load(Ordering::Relaxed);
    let fuel = Fuel::new(left);
    let Some((inner, diagnostics)) = deploying.deploy(output.templates, &fuel) else { return };
    let less = |before: u64| Some(before.saturating_sub(left - fuel.left()));
    let _ = output.deployed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    let mut not_seen = diagnostics.missing;
    if fuel.is_spent() {
        let message = Text::new("not all resources of `{address}` are checked: its template exceeds the evaluation limit")
            .with("address", &planned.address);
        not_seen.push((planned.declaration.header(), message));
    }
    if not_seen.is_empty() {
        output.templates.trees.uses(&output.code.loaded.by(planned.declaration.header()));
    }
    for (at, message) in diagnostics.problems {
        sink.problem(Problem::error(at, message));
    }
    output.code.declarations.take(diagnostics.evaluated, diagnostics.turned_off);
    output.not_seen.lock().unwrap_or_else(PoisonError::into_inner).extend(not_seen);
    let mut given = Given::new(&output.root, output.code.fuel);
    for own in inner {
        let only_if = planned.only_if.iter().cloned().chain(own.only_if).collect();
        given.give(&deployed::Planned { only_if, ..own }, Format::Arm, &Arc::default(), sink);
    }
}

/// The environment of an evaluation.
#[derive(Clone, Copy)]
struct World<'c> {
    configuration: &'c Configuration,
    modules: &'c HashMap<&'c str, Module<'c>>,
    root: &'c str,
    code: &'c Code,
    loading: &'c Loading,
}

impl<'c> World<'c> {
    /// Whether any resource extends another one.
    fn has_satellites(self) -> bool {
        self.modules.values().flat_map(|module| &module.resources).any(|declaration| satellite(&declaration.of).is_some())
    }

    /// Whether there are so few resources that another thread would not help.
    fn is_small(self) -> bool {
        self.modules.values().map(|module| module.resources.len()).sum::<usize>() < AT_A_TIME
    }

    /// Passes on the declared resources in batches, and returns diagnostics of the evaluation.
    fn evaluate(self, give: &mut dyn FnMut(Vec<Planned<'c>>)) -> Diagnostics {
        let evaluator = Evaluator::new(Box::new(self), Fuel::new(self.code.fuel));
        let mut batch = Vec::with_capacity(AT_A_TIME);
        evaluator.configuration(&self.modules[self.root], &mut |resource| {
            let kinds = || kinds(&resource.declaration.of, &resource.attributes);
            self.code.loaded.take(self.loading, resource.declaration.header(), kinds);
            batch.push(resource);
            if batch.len() == AT_A_TIME {
                give(std::mem::replace(&mut batch, Vec::with_capacity(AT_A_TIME)));
            }
        });
        give(batch);
        evaluator.into_diagnostics()
    }

    /// The path of a file that an expression references, if reading it is allowed: inside of the repository, after following links.
    fn allowed(&self, path: &str) -> Result<PathBuf, EvalError> {
        let full = self.configuration.working_directory.join(join(self.root, path));
        // Whether a file outside exists remains unknown, too.
        let existing = full.ancestors().find(|above| above.exists());
        let is_inside = existing.is_some_and(|existing| self.configuration.holds_path(existing));
        if Path::new(path).is_absolute() || !is_inside {
            return Err(EvalError::new(Text::new("the file `{path}` is outside the repository").with("path", path)));
        }
        Ok(full)
    }
}

impl<'c> Environment<'c> for World<'c> {
    fn called(&self, folder: &str, source: &str, path: &str) -> Result<&'c Module<'c>, Text> {
        let target = if is_local(source) {
            join(folder, source)
        } else {
            let installed = self.configuration.installed.get(&(self.root.to_owned(), path.to_owned()));
            installed.cloned().ok_or_else(|| Text::new("its source `{source}` is not in the input").with("source", source))?
        };
        self.modules.get(target.as_str()).ok_or_else(|| Text::new("its folder `{target}` is not in the input").with("target", target))
    }

    fn given(&self, variable: &str) -> Option<terraform::Given<'c>> {
        let configuration = self.configuration;
        if let Some((_, word)) = configuration.variables.words.iter().rev().find(|(name, _)| name == variable) {
            return Some(terraform::Given::Word(word.clone()));
        }
        let automatic = configuration.values.get(self.root).into_iter().flatten();
        automatic.chain(&configuration.named_values).rev().find_map(|&file| {
            let attribute = configuration.files.get(&file)?.body.attribute(variable)?;
            Some(terraform::Given::Expression(In { file, of: &attribute.value }))
        })
    }

    fn files(&self) -> &dyn Files {
        self
    }

    fn id_of(&self, terraform_type: &str, written: &dyn Fn(&str) -> Option<Value>) -> Option<IdOf> {
        let of_rows = || resource_type(terraform_type)?.rows.iter().find_map(Row::id_of);
        of_rows().or_else(|| bodies::id_of(terraform_type, written))
    }

    fn is_in_subscription(&self, terraform_type: &str, written: &dyn Fn(&str) -> bool) -> bool {
        terraform_type == "azurerm_resource_group" || terraform_type.starts_with("azurerm_") && written("resource_group_name")
    }

    fn imported(&self, terraform_type: &str, id: &Value) -> Vec<(&'static str, Value)> {
        imported(terraform_type, id)
    }

    fn id_of_data(&self, terraform_type: &str) -> Option<IdOf> {
        azurerm::DATA_IDS.iter().find(|(known, _)| *known == terraform_type).map(|(_, id)| id.clone())
    }
}

impl Files for World<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, EvalError> {
        let full = self.allowed(path)?;
        let bytes = contents(&full, path)?;
        self.loading.add(join(self.root, path));
        Ok(bytes)
    }

    fn exists(&self, path: &str) -> Result<bool, EvalError> {
        Ok(self.allowed(path)?.is_file())
    }

    fn below(&self, folder: &str) -> Result<Vec<String>, EvalError> {
        let full = self.allowed(folder)?;
        let mut paths = Vec::new();
        for entry in walkdir::WalkDir::new(&full).sort_by_file_name().into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(&full).unwrap_or(entry.path());
                let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                paths.push(parts.join("/"));
            }
            if paths.len() > MAX_FILES {
                return Err(EvalError::new(
                    Text::new("the folder `{folder}` contains more than {limit} files")
                        .with("folder", folder)
                        .with("limit", MAX_FILES.to_string()),
                ));
            }
        }
        paths.sort_unstable();
        Ok(paths)
    }
}
