//! Inputs on which a rule found nothing: many resources are equal in what a rule reads, and it finds nothing on most of them.

use crate::resource::{Resource, Scan};
use jiff::civil::Date;
use std::collections::HashSet;
use std::sync::Mutex;

/// Longer inputs are seldom equal, and more of them are not kept.
const MOST_BYTES: usize = 512;
const MOST_INPUTS: usize = 1_000;

/// What a rule reads of the inputs on which it found nothing.
#[derive(Debug)]
pub struct Passed {
    /// The properties on which it depends whether the rule finds something, each with whether any text leads to the same.
    relevant: Option<Vec<(String, bool)>>,
    inputs: Mutex<HashSet<Box<str>>>,
}

impl Passed {
    pub fn new(relevant: Option<Vec<(String, bool)>>) -> Self {
        Self { relevant, inputs: Mutex::default() }
    }

    /// What the rule reads of a resource; nothing if that is not known, or seldom equal.
    pub fn input(&self, resource: &Resource<'_>, members: &Scan<'_>, today: Date) -> Option<String> {
        // What the rule sees of such an object differs from its text.
        if !resource.ambiguous.is_empty() || !members.duplicates.is_empty() || members.has("$unknown") {
            return None;
        }
        let mut input = String::with_capacity(MOST_BYTES);
        for (name, is_text) in self.relevant.as_ref()? {
            let value = members.get(&resource.json, name).unwrap_or_default();
            let value = if *is_text && value.starts_with('"') { "\"" } else { value };
            if input.len() + value.len() > MOST_BYTES {
                return None;
            }
            input.push_str(value);
            // No JSON contains it.
            input.push('\0');
        }
        input.push_str(&today.to_string());
        Some(input)
    }

    pub fn has(&self, input: &str) -> bool {
        self.inputs.lock().is_ok_and(|inputs| inputs.contains(input))
    }

    pub fn add(&self, input: String) {
        if let Ok(mut inputs) = self.inputs.lock()
            && inputs.len() < MOST_INPUTS
        {
            inputs.insert(input.into_boxed_str());
        }
    }
}
