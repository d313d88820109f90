//! `import` blocks of the root module: the ids of existing objects that resources adopt.

use super::evaluator::{Evaluator, Instance};
use super::module::{Declaration, In};
use super::scope::{Key, Repeated, Scope};
use crate::eval::{Data, Value};
use crate::syntax::hcl::{Block, Expr, ExprKind};
use std::collections::HashMap;
use std::rc::Rc;

impl<'c> Evaluator<'c> {
    /// The known ids in the `import` blocks of the root module, by the addresses of the resources.
    pub(super) fn imported_ids(&self, root: &Rc<Instance<'c>>) -> HashMap<String, Value> {
        let mut ids = HashMap::new();
        for block in &root.module.imports {
            for repeated in self.repeated_imports(root, *block) {
                let scope = Scope::repeated(root, block.file, &repeated);
                ids.extend(self.import(*block, &scope));
            }
        }
        ids
    }

    /// The address and the id in an `import` block.
    fn import(&self, block: In<'c, Block>, scope: &Scope<'_, 'c>) -> Option<(String, Value)> {
        let value = |name| Some(&block.of.body.attribute(name)?.value);
        let id = self.evaluate(value("id")?, scope).ok().filter(|id| id.as_text().is_some())?;
        Some((self.imported_address(value("to")?, scope)?, id))
    }

    fn repeated_imports(&self, root: &Rc<Instance<'c>>, block: In<'c, Block>) -> Vec<Repeated> {
        let Some(attribute) = block.of.body.attribute("for_each") else { return vec![Repeated::default()] };
        match self.evaluate(&attribute.value, &Scope::new(root, block.file)) {
            Ok(value) if value.as_unknown().is_none() => self.for_each(&value, block.span(&attribute.value.bytes)).each,
            _ => Vec::new(),
        }
    }

    /// The address in `to`, which JSON contains as text.
    fn imported_address(&self, to: &Expr, scope: &Scope<'_, 'c>) -> Option<String> {
        match &to.kind {
            ExprKind::Variable(name) | ExprKind::String(name) => Some(name.to_string()),
            ExprKind::Attribute(of, name) => Some(format!("{}.{}", self.imported_address(of, scope)?, name.text)),
            ExprKind::Index(of, key) => {
                let key = match self.evaluate(key, scope).ok()?.data {
                    Data::Text(name) => Key::Name(name),
                    Data::Number(number) => Key::Index(number.as_whole()?.try_into().ok()?),
                    _ => return None,
                };
                Some(format!("{}{key}", self.imported_address(of, scope)?))
            }
            _ => None,
        }
    }

    /// The computed attributes of a resource that the id in an `import` block determines.
    pub(super) fn imported(&self, instance: &Instance<'c>, declaration: &Declaration<'_>, key: Option<&Key>) -> Vec<(&'static str, Value)> {
        let Some(ids) = self.imports.get().filter(|ids| !ids.is_empty()) else { return Vec::new() };
        let id = ids.get(&instance.resource_address(declaration, key));
        id.map_or_else(Vec::new, |id| self.environment.imported(&declaration.of, id))
    }
}
