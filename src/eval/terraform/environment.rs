//! What an evaluation asks its surroundings for: modules, values of variables, files, and what providers compute.

use super::module::{In, Module};
use crate::eval::{Files, Value};
use crate::syntax::hcl::Expr;
use crate::text::Text;
use std::borrow::Cow;

/// The source of modules and values.
pub trait Environment<'c> {
    /// The module of a call in a module of this folder; `path` is the names of the calls that lead to it.
    ///
    /// # Errors
    /// The reason why it is not in the input.
    fn called(&self, folder: &str, source: &str, path: &str) -> Result<&'c Module<'c>, Text>;
    /// The value that a variables file or the command line sets for a variable of the root module.
    fn given(&self, variable: &str) -> Option<Given<'c>>;
    /// The files that file functions and templates may read.
    fn files(&self) -> &dyn Files;
    /// The parts of the `id` that the provider computes for a resource of this type, if it uses only written attributes.
    fn id_of(&self, resource_type: &str, written: &dyn Fn(&str) -> Option<Value>) -> Option<IdOf> {
        let _ = (resource_type, written);
        None
    }
    /// The parts of the id of a data source.
    fn id_of_data(&self, data_type: &str) -> Option<IdOf> {
        let _ = data_type;
        None
    }
    /// Whether a resource of this type is certainly in the subscription of its provider. `written` returns whether an attribute is written.
    fn is_in_subscription(&self, resource_type: &str, written: &dyn Fn(&str) -> bool) -> bool {
        let _ = (resource_type, written);
        false
    }
    /// The computed attributes of a resource of this type that the id in an `import` block determines.
    fn imported(&self, resource_type: &str, id: &Value) -> Vec<(&'static str, Value)> {
        let _ = (resource_type, id);
        Vec::new()
    }
}

/// An id that is known before the resource is created: that of a parent, a text, and a name. Former names of attributes follow after `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdOf {
    /// The attribute with the parent's id; empty if there is none.
    pub parent: &'static str,
    /// The text between the two; `…` in it is an unknown part.
    pub between: Cow<'static, str>,
    pub name: &'static str,
}

/// The value that is set for a variable.
#[derive(Debug)]
pub enum Given<'c> {
    /// An expression in a variables file.
    Expression(In<'c, Expr>),
    /// The text of a command-line argument.
    Word(String),
}
