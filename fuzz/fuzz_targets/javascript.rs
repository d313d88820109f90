//! Configurations of MSAL in JavaScript and JSON, from text to findings.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["authConfig.js", "authConfig.ts", "auth_config.json", "appsettings.json", "staticwebapp.config.json"], text));
