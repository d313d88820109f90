//! The provider configuration that a resource uses.

use super::evaluator::{Evaluator, Instance};
use super::module::In;
use crate::syntax::hcl::{Block, Expr, ExprKind};
use std::rc::Rc;
use std::sync::Arc;

impl<'c> Evaluator<'c> {
    /// The provider configuration whose subscription contains a resource or data source: its name in the root module. `None` if the type
    /// does not belong to the subscription of its provider, or if a module configures the provider itself.
    pub(super) fn subscription_of(&self, instance: &Rc<Instance<'c>>, of: &str, blocks: &[In<'c, Block>]) -> Option<Arc<str>> {
        let attribute = |name: &str| blocks.iter().rev().find_map(|block| block.of.body.attribute(name));
        if !self.environment.is_in_subscription(of, &|name| attribute(name).is_some()) {
            return None;
        }
        let default = || of.split('_').next().map(str::to_owned);
        let mut name = attribute("provider").map_or_else(default, |attribute| provider_name(&attribute.value))?;
        let mut instance = instance.clone();
        while let Some((caller, call)) = instance.caller() {
            if instance.module.providers.iter().any(|own| **own == *name) {
                return None;
            }
            name = match caller.module.call_at(call).attribute("providers").map(|attribute| &attribute.of.value.kind) {
                Some(ExprKind::Object(items)) => {
                    let item = items.iter().find(|item| provider_name(&item.key).as_ref() == Some(&name));
                    provider_name(&item?.value)?
                }
                Some(_) => return None,
                // A module inherits default configurations, but none with an alias.
                None => Some(name).filter(|name| !name.contains('.'))?,
            };
            instance = caller;
        }
        Some(name.into())
    }
}

/// The name of a provider configuration: `azurerm`, `azurerm.hub`. JSON contains it as text.
fn provider_name(expression: &Expr) -> Option<String> {
    match &expression.kind {
        ExprKind::Variable(name) | ExprKind::String(name) => Some(name.to_string()),
        ExprKind::Attribute(of, alias) => Some(format!("{}.{}", provider_name(of)?, alias.text)),
        _ => None,
    }
}
