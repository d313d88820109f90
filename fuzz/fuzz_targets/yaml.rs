//! YAML: exports, Spring, oauth2-proxy and Teams, from text to findings.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["export.yaml", "application.yml", "oauth2-proxy.yaml", "teamsapp.yml"], text));
