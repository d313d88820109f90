//! Terraform, from text to findings: parser, evaluator, tables and rules.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use tenantlint::judge::judge;
use tenantlint::policy::Policy;
use tenantlint::reader::{Configuration, Variables};
use tenantlint::source::{Source, Sources};

fuzz_target!(|text: &str| {
    let policy = Policy::default();
    let settings = policy.settings(Default::default(), &[]);
    for name in ["main.tf", "main.tf.json", "terraform.tfvars"] {
        let mut sources = Sources::default();
        sources.add(Source::new(name, text));
        let configuration = Configuration::load(&mut sources, Path::new("/nowhere"), Variables::default(), &mut Vec::new());
        judge(&sources, &configuration, &settings, 1, &|_| 0);
    }
});
