//! Templates: text with interpolations and directives.

use super::evaluator::Evaluator;
use super::expression::{Result, because, text};
use super::loops::visit;
use super::operators::truth;
use super::scope::{Bound, Scope};
use crate::eval::{EvalError, TextBuilder, Unknown, Value};
use crate::syntax::hcl::Part;
use crate::text::Text;
use std::sync::Arc;

impl<'c> Evaluator<'c> {
    /// `templatefile` and `templatestring`, whose text is a separate template.
    pub(super) fn template_of(&self, function: &str, arguments: &[Value], scope: &Scope<'_, 'c>) -> Result {
        let [source, names] = arguments else {
            return Err(EvalError::new(Text::new("`{function}` takes two arguments").with("function", function)));
        };
        if let Some(unknown) = source.as_unknown().or(names.as_unknown()) {
            return Ok(because(unknown));
        }
        let source_text = text(source)?;
        let template = if function == "templatefile" {
            let bytes = self.environment.files().read(&source_text)?;
            self.fuel.take_text(bytes.len())?;
            String::from_utf8(bytes)
                .map_err(|_| EvalError::new(Text::new("`{source_text}` is not text").with("source_text", source_text.to_string())))?
        } else {
            source_text.to_string()
        };
        let (parts, errors) = crate::syntax::hcl::parse_template(&template);
        if !errors.is_empty() {
            return Err(EvalError::new(Text::new("the template of `{function}` has a syntax error").with("function", function)));
        }
        let members: Vec<(&Arc<str>, Value)> =
            names.members().ok_or_else(|| EvalError::new("the variables of a template must be an object"))?.collect();
        self.template_with(&parts, &members, scope)
    }

    /// A template in which only these names are bound.
    fn template_with(&self, parts: &[Part], names: &[(&Arc<str>, Value)], scope: &Scope<'_, 'c>) -> Result {
        // The bindings form a linked list on the stack, like those of loops.
        fn bind<'c>(evaluator: &Evaluator<'c>, parts: &[Part], names: &[(&Arc<str>, Value)], scope: &Scope<'_, 'c>) -> Result {
            match names.split_first() {
                None => evaluator.template(parts, scope),
                Some(((name, value), rest)) => {
                    let bound = Bound { name, value, around: scope.bound };
                    bind(evaluator, parts, rest, &Scope { bound: Some(&bound), ..scope.clone() })
                }
            }
        }
        /// The maximum number of variables of a template.
        const MAX_NAMES: usize = 256;
        if names.len() > MAX_NAMES {
            return Ok(Value::unknown("the template has too many variables"));
        }
        let value = bind(self, parts, names, &Scope { bound: None, repeated: None, ..scope.clone() })?;
        // Its spans refer to a different text.
        let provenance =
            names.iter().map(|(_, value)| &value.provenance).find(|provenance| !provenance.is_empty()).cloned().unwrap_or_default();
        Ok(Value { provenance, computed: true, referenced: false, at: None, data: value.data })
    }

    pub(super) fn template(&self, parts: &[Part], scope: &Scope<'_, 'c>) -> Result {
        if let [Part::Interpolation(only)] = parts {
            return self.evaluate(only, scope);
        }
        let mut out = TextBuilder::default();
        self.template_parts(parts, scope, &mut out)?;
        Ok(out.finish())
    }

    fn template_parts(&self, parts: &[Part], scope: &Scope<'_, 'c>, out: &mut TextBuilder) -> Result<()> {
        for part in parts {
            match part {
                Part::Literal(literal) => {
                    out.push(literal, &self.fuel)?;
                }
                Part::Interpolation(expression) => {
                    let value = self.evaluate(expression, scope)?;
                    out.part(&value);
                    if let Some(unknown) = value.as_unknown() {
                        out.push_unknown(unknown, &self.fuel)?;
                        continue;
                    }
                    out.push(&text(&value)?, &self.fuel)?;
                }
                Part::If { condition, then, otherwise } => {
                    let condition = self.evaluate(condition, scope)?;
                    match condition.as_unknown() {
                        Some(unknown) => out.push_unknown(&depends(unknown), &self.fuel)?,
                        None => self.template_parts(if truth(&condition)? { then } else { otherwise }, scope, out)?,
                    }
                }
                Part::For { key, value: name, list, parts } => match visit(&self.evaluate(list, scope)?)? {
                    Err(unknown) => out.push_unknown(&depends(&unknown), &self.fuel)?,
                    Ok(elements) => {
                        for (own_key, element) in elements {
                            self.fuel.take(1)?;
                            let outer = key.as_ref().map(|key| Bound { name: key, value: &own_key, around: scope.bound });
                            let bound = Bound { name, value: &element, around: outer.as_ref().or(scope.bound) };
                            self.template_parts(parts, &Scope { bound: Some(&bound), ..scope.clone() }, out)?;
                        }
                    }
                },
            }
        }
        Ok(())
    }
}

/// Text that depends on an unknown value, and is not that value.
fn depends(unknown: &Unknown) -> Arc<Unknown> {
    Arc::new(Unknown::new(unknown.reason.clone()))
}
