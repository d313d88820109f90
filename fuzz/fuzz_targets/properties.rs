//! Properties of Java, environment variables, and TOML of oauth2-proxy, from text to findings.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../run.rs"]
mod run;

fuzz_target!(|text: &str| run::judge(&["application.properties", ".env", "oauth2-proxy.cfg"], text));
