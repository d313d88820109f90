//! Bicep, from text to findings: parser, evaluator and rules.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["main.bicep", "main.bicepparam"], text));
