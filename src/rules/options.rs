//! Options of rules: each a type next to its rule, read from the policy file.

use super::Rule;
use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;

/// The schema and the reader of the options of a rule.
#[derive(Clone, Copy)]
pub struct OptionSpec {
    /// JSON Schema of the options.
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    read: fn(serde_json::Value) -> Result<Box<dyn Any + Send + Sync>, serde_json::Error>,
}

impl OptionSpec {
    /// The options of type `T`.
    pub const fn of<T>() -> Self
    where
        T: schemars::JsonSchema + serde::de::DeserializeOwned + Send + Sync + 'static,
    {
        Self { schema: T::json_schema, read: |value| Ok(Box::new(serde_json::from_value::<T>(value)?)) }
    }
}

impl std::fmt::Debug for OptionSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OptionSpec")
    }
}

/// The options that the policy file sets.
#[derive(Debug, Default)]
pub struct Options(HashMap<&'static str, Box<dyn Any + Send + Sync>>);

impl Options {
    /// Reads the options of a rule.
    ///
    /// # Errors
    /// `serde_json`'s, if the value does not fit the type. Validation of the policy file reports that earlier, with its place.
    pub fn read(&mut self, rule: &'static Rule, value: serde_json::Value) -> Result<(), serde_json::Error> {
        if let Some(spec) = rule.options {
            self.0.insert(rule.id, (spec.read)(value)?);
        }
        Ok(())
    }

    pub(super) fn of<T: Default + Clone + 'static>(&self, rule: &'static Rule) -> Cow<'_, T> {
        let given = self.0.get(rule.id).and_then(|options| options.downcast_ref::<T>());
        given.map_or_else(|| Cow::Owned(T::default()), Cow::Borrowed)
    }
}
