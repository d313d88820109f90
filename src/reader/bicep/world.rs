//! Evaluation of a deployment: from files to resources.

use super::files::{Deployment, Files, is_arm, is_parameters, parsed};
use crate::eval::arm::template::{Links, Planned};
use crate::eval::bicep::{Environment, Evaluator, Template, is_local};
use crate::eval::{EvalError, Fuel, arm};
use crate::reader::code::{Code, Loading};
use crate::reader::folders::{contents, join, split};
use crate::reader::template::{Evaluated, Given, kind_of};
use crate::resource::{Format, Sink};
use crate::source::{FileId, Sources};
use crate::syntax::bicep::ast;
use crate::text::Text;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// Maximum number of files in a folder for `loadDirectoryFileInfo`.
const MAX_FILES: usize = 10_000;

/// All Bicep files of the input, parsed.
pub(in crate::reader) struct Trees<'s>(HashMap<FileId, ast::File<'s>>);

impl<'s> Trees<'s> {
    pub(in crate::reader) fn new(files: &Files, sources: &'s Sources) -> Self {
        let ids: Vec<FileId> = files.files.values().map(|file| file.id).collect();
        // Errors in a file were reported when it was loaded.
        let read = |id: FileId| (id, parsed(sources.get(id)).unwrap_or_default());
        Self(ids.into_par_iter().map(read).collect())
    }

    /// Frees the memory in parallel, as it was allocated.
    pub(in crate::reader) fn free(self) {
        self.0.into_par_iter().for_each(drop);
    }
}

/// The environment of an evaluation.
pub(in crate::reader) struct World<'c> {
    files: &'c Files,
    sources: &'c Sources,
    templates: HashMap<FileId, Template<'c>>,
    arm: &'c (dyn Links + Sync),
    code: &'c Code,
}

impl<'c> World<'c> {
    pub(in crate::reader) fn new(
        files: &'c Files,
        trees: &'c Trees<'c>,
        arm: &'c (dyn Links + Sync),
        sources: &'c Sources,
        code: &'c Code,
    ) -> Self {
        let templates: HashMap<FileId, Template<'_>> = trees.0.par_iter().map(|(id, tree)| (*id, Template::new(*id, tree))).collect();
        code.declarations.add(templates.values().flat_map(Template::declarations));
        Self { files, sources, templates, arm, code }
    }

    /// Reads a template with each of its parameter files, and with its defaults.
    pub(in crate::reader) fn read(&self, deployment: &Deployment, sink: &mut dyn Sink) {
        let has_defaults = self.templates.get(&deployment.template).is_some_and(Template::has_defaults);
        let deployments = Given::deployments(deployment.template, has_defaults, &deployment.values, self.sources);
        let evaluated: Vec<(Arc<str>, Evaluated)> =
            deployments.into_iter().map(|(name, values)| (name, self.evaluate(deployment.template, values))).collect();
        let format = |planned: &Planned| if self.files.holds(planned.header.file) { Format::Bicep } else { Format::Arm };
        Given::new(&self.sources.get(deployment.template).path, self.code.fuel).give_all(evaluated, format, &self.code.declarations, sink);
    }

    fn evaluate(&self, template: FileId, values: Option<FileId>) -> Evaluated {
        let loading = Rc::new(Loading::default());
        let evaluator = Evaluator::new(Box::new(Evaluation { world: self, loading: loading.clone() }), Fuel::new(self.code.fuel));
        let values = values.and_then(|values| self.templates.get(&values));
        let mut planned = Vec::new();
        if let Some(template) = self.templates.get(&template) {
            evaluator.deploy(template, values, &mut |resource| {
                self.code.loaded.take(&loading, resource.header, || kind_of(&resource.of).into_iter().collect());
                planned.push(resource);
            });
        }
        (planned, evaluator.into_diagnostics())
    }

    /// The display path of a path in a file.
    fn shown(&self, from: FileId, path: &str) -> String {
        join(split(&self.sources.get(from).path).0, path)
    }

    /// The path of an existing file that may be read.
    fn allowed(&self, from: FileId, path: &str) -> Result<std::path::PathBuf, EvalError> {
        let outside = || EvalError::new(Text::new("the file `{path}` is outside the repository").with("path", path));
        if Path::new(path).is_absolute() {
            return Err(outside());
        }
        let shown = self.shown(from, path);
        match self.files.allowed(&shown) {
            Some(full) => Ok(full),
            None if self.files.working_directory.join(&shown).exists() => Err(outside()),
            None => Err(EvalError::new(Text::new("the file `{path}` does not exist").with("path", path))),
        }
    }
}

/// The evaluation of one deployment with one parameter file.
struct Evaluation<'c> {
    world: &'c World<'c>,
    loading: Rc<Loading>,
}

impl<'c> Environment<'c> for Evaluation<'c> {
    fn template(&self, from: FileId, path: &str) -> Result<&'c Template<'c>, Text> {
        if !is_local(path) {
            return Err(Text::new("its template `{path}` is not in the repository").with("path", path));
        }
        let shown = self.world.shown(from, path);
        let file =
            self.world.files.files.get(&shown).filter(|_| !is_parameters(&shown) || is_parameters(&self.world.sources.get(from).path));
        match file.and_then(|file| self.world.templates.get(&file.id)) {
            Some(template) => Ok(template),
            None => Err(Text::new("its template `{shown}` is not in the input").with("shown", shown)),
        }
    }

    fn arm_template(&self, from: FileId, path: &str) -> Option<arm::template::Template<'c>> {
        if is_arm(path) { self.world.arm.linked(from, path) } else { None }
    }

    fn links(&self) -> &'c dyn Links {
        self.world.arm
    }

    fn word(&self, parameter: &str) -> Option<&str> {
        self.world.files.words.iter().rev().find(|(name, _)| name == parameter).map(|(_, word)| word.as_str())
    }

    fn read(&self, from: FileId, path: &str) -> Result<Vec<u8>, EvalError> {
        let full = self.world.allowed(from, path)?;
        let bytes = contents(&full, path)?;
        self.loading.add(self.world.shown(from, path));
        Ok(bytes)
    }

    fn below(&self, from: FileId, folder: &str) -> Result<Vec<String>, EvalError> {
        let full = self.world.allowed(from, folder)?;
        let mut names = Vec::new();
        // Only files directly in the folder are requested.
        for entry in walkdir::WalkDir::new(&full).max_depth(1).sort_by_file_name().into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
            if names.len() > MAX_FILES {
                return Err(EvalError::new(
                    Text::new("the folder `{folder}` contains more than {limit} files")
                        .with("folder", folder)
                        .with("limit", MAX_FILES.to_string()),
                ));
            }
        }
        Ok(names)
    }
}
