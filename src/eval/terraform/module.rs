//! A module: the blocks of all files of one folder, by name.

use crate::source::{FileId, Span};
use crate::syntax::hcl::{Attribute, Block, Body, Expr, ExprKind};
use crate::syntax::tree::Bytes;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Clone, Copy)]
pub struct ModuleFile<'c> {
    pub id: FileId,
    /// It overrides other files: `override.tf`, `…_override.tf`.
    pub overrides: bool,
    pub body: &'c Body,
}

/// A part of a configuration with its file.
#[derive(Debug)]
pub struct In<'c, T> {
    pub file: FileId,
    pub of: &'c T,
}

impl<T> Clone for In<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for In<'_, T> {}

impl<T> In<'_, T> {
    pub fn span(&self, bytes: &Bytes) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }
}

/// A resource, data source or module call: its block, and its overrides in ascending priority.
#[derive(Debug)]
pub struct Declaration<'c> {
    /// Its type; one of [`CALLS`] for a call of a module.
    pub of: Arc<str>,
    pub name: Arc<str>,
    pub block: In<'c, Block>,
    pub overrides: Vec<In<'c, Block>>,
}

impl<'c> Declaration<'c> {
    /// The effective attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<In<'c, Attribute>> {
        self.blocks().rev().find_map(|block| block.of.body.attribute(name).map(|of| In { file: block.file, of }))
    }

    /// The effective attribute of this name in its nested blocks of one type.
    pub fn nested(&self, block: &str, name: &str) -> Option<In<'c, Attribute>> {
        let nested = |of: In<'c, Block>| {
            let of_type = of.of.body.blocks.iter().filter(|inner| &*inner.kind.text == block);
            of_type.filter_map(|inner| inner.body.attribute(name)).next_back().map(|attribute| In { file: of.file, of: attribute })
        };
        self.blocks().rev().find_map(nested)
    }

    /// Whether a call passes the values of variables in the object `inputs`, and not as attributes.
    pub fn has_inputs(&self) -> bool {
        &*self.of != "module"
    }

    /// Its block and its overrides in ascending priority.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = In<'c, Block>> + '_ {
        std::iter::once(self.block).chain(self.overrides.iter().copied())
    }

    pub fn header(&self) -> Span {
        self.block.span(&self.block.of.header())
    }
}

/// The types of blocks that call a module: modules, and components and deployments of Terraform Stacks. A Terragrunt configuration is read
/// as one, too.
pub const CALLS: &[&str] = &["module", "component", "stack", "deployment", "terragrunt"];

/// Blocks of one name.
type Blocks<'c> = Vec<In<'c, Block>>;

#[derive(Debug, Default)]
pub struct Module<'c> {
    /// Its folder, as shown to users.
    pub folder: String,
    pub variables: HashMap<Arc<str>, Vec<In<'c, Block>>>,
    /// Local values; see `resource_names` for those declared in several files.
    pub locals: HashMap<Arc<str>, Vec<In<'c, Attribute>>>,
    pub outputs: HashMap<Arc<str>, In<'c, Block>>,
    /// Resources, in the order of the files.
    pub resources: Vec<Declaration<'c>>,
    /// Calls of modules, in the order of the files.
    pub calls: Vec<Declaration<'c>>,
    /// Resources of a type and name, by their index. Documentation folders repeat names: if several resources share one, a reference means
    /// the one in its own file.
    pub resource_names: HashMap<Arc<str>, HashMap<Arc<str>, Vec<usize>>>,
    pub call_names: HashMap<Arc<str>, usize>,
    /// Data sources by type and name; see `resource_names` for those declared in several files.
    pub data: HashMap<(Arc<str>, Arc<str>), Blocks<'c>>,
    /// The names of the provider configurations in the module.
    pub providers: Vec<Arc<str>>,
    /// `import` blocks, in the order of the files.
    pub imports: Blocks<'c>,
}

/// The declaration of a name for a file: the only one there is, otherwise the only one in the file.
fn meant<T>(all: &[T], file: FileId, file_of: impl Fn(&T) -> FileId) -> Option<&T> {
    if let [only] = all {
        return Some(only);
    }
    let mut here = all.iter().filter(|one| file_of(one) == file);
    here.next().filter(|_| here.next().is_none())
}

impl<'c> Module<'c> {
    pub fn new(folder: String, files: &[ModuleFile<'c>]) -> Self {
        let mut module = Self { folder, ..Self::default() };
        for file in files.iter().filter(|file| !file.overrides) {
            for block in &file.body.blocks {
                module.declare(In { file: file.id, of: block });
            }
        }
        for file in files.iter().filter(|file| file.overrides) {
            for block in &file.body.blocks {
                module.overrule(In { file: file.id, of: block });
            }
        }
        module
    }

    fn declare(&mut self, block: In<'c, Block>) {
        let labels = &block.of.labels;
        match (&*block.of.kind.text, labels.as_slice()) {
            ("variable", [name]) => self.variables.entry(name.text.clone()).or_default().push(block),
            ("output", [name]) => drop(self.outputs.entry(name.text.clone()).or_insert(block)),
            ("locals", []) => {
                for attribute in &block.of.body.attributes {
                    self.locals.entry(attribute.name.text.clone()).or_default().push(In { file: block.file, of: attribute });
                }
            }
            ("resource", [of, name]) => {
                let names = self.resource_names.entry(of.text.clone()).or_default();
                names.entry(name.text.clone()).or_default().push(self.resources.len());
                self.resources.push(Declaration { of: of.text.clone(), name: name.text.clone(), block, overrides: Vec::new() });
            }
            ("data", [of, name]) => self.data.entry((of.text.clone(), name.text.clone())).or_default().push(block),
            ("provider", [name]) => {
                let alias = block.of.body.attribute("alias").map(|alias| match &alias.value.kind {
                    ExprKind::String(alias) => format!("{}.{alias}", name.text).into(),
                    _ => name.text.clone(),
                });
                self.providers.push(alias.unwrap_or_else(|| name.text.clone()));
            }
            ("import", []) => self.imports.push(block),
            (kind, [name]) if CALLS.contains(&kind) => {
                self.call_names.entry(name.text.clone()).or_insert(self.calls.len());
                self.calls.push(Declaration { of: block.of.kind.text.clone(), name: name.text.clone(), block, overrides: Vec::new() });
            }
            _ => {}
        }
    }

    fn overrule(&mut self, block: In<'c, Block>) {
        match (&*block.of.kind.text, block.of.labels.as_slice()) {
            ("variable", [name]) => self.variables.entry(name.text.clone()).or_default().push(block),
            ("output", [name]) => drop(self.outputs.insert(name.text.clone(), block)),
            ("locals", []) => {
                for attribute in &block.of.body.attributes {
                    self.locals.insert(attribute.name.text.clone(), vec![In { file: block.file, of: attribute }]);
                }
            }
            ("resource", [of, name]) => {
                let known = self.resource_names.get(&of.text).and_then(|names| names.get(&name.text)?.last());
                if let Some(resource) = known.and_then(|index| self.resources.get_mut(*index)) {
                    resource.overrides.push(block);
                } else {
                    self.declare(block);
                }
            }
            ("module", [name]) => match self.call_names.get(&name.text).and_then(|index| self.calls.get_mut(*index)) {
                Some(call) => call.overrides.push(block),
                None => self.declare(block),
            },
            _ => {}
        }
    }

    /// The effective attribute of a variable.
    pub fn variable(&self, name: &str, attribute: &str) -> Option<In<'c, Expr>> {
        let blocks = self.variables.get(name)?;
        blocks.iter().rev().find_map(|block| block.of.body.attribute(attribute).map(|of| In { file: block.file, of: &of.value }))
    }

    /// The resource at a position that is taken from this module.
    #[expect(clippy::indexing_slicing, reason = "resources are only added")]
    pub fn resource_at(&self, index: usize) -> &Declaration<'c> {
        &self.resources[index]
    }

    /// The call at a position that is taken from this module.
    #[expect(clippy::indexing_slicing, reason = "calls are only added")]
    pub fn call_at(&self, index: usize) -> &Declaration<'c> {
        &self.calls[index]
    }

    /// The resource that a reference in this file means; `None` if there is none or it is ambiguous.
    pub fn resource(&self, of: &str, name: &str, file: FileId) -> Option<usize> {
        meant(self.resource_names.get(of)?.get(name)?, file, |index| self.resource_at(*index).block.file).copied()
    }

    /// The data source that a reference in this file means; `None` if there is none or it is ambiguous.
    pub fn data_source(&self, of: &Arc<str>, name: &Arc<str>, file: FileId) -> Option<In<'c, Block>> {
        meant(self.data.get(&(of.clone(), name.clone()))?, file, |block| block.file).copied()
    }

    /// The local value that a reference in this file means; `None` if there is none or it is ambiguous.
    pub fn local(&self, name: &str, file: FileId) -> Option<In<'c, Attribute>> {
        meant(self.locals.get(name)?, file, |local| local.file).copied()
    }
}
