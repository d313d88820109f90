//! Exports in JSON: responses, lists, lines, folders of `EntraExporter`, `ScubaGear`, UTCM, from text to findings.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["users.json", "lines.jsonl", "Policies/AuthorizationPolicy/authorizationPolicy/authorizationPolicy.json"], text));
