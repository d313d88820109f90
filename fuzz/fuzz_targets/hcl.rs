//! Terraform, from text to findings: parser, evaluator, tables and rules.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["main.tf", "main.tf.json", "terraform.tfvars"], text));
