//! States of Terraform, from text to findings.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["terraform.tfstate", "state.json"], text));
