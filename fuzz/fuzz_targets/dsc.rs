//! Microsoft365DSC, from text to findings: parser, tables and rules.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["main.ps1", "snapshot.json"], text));
