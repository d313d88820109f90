//! Joins: a text is a tenant of several files, each below a line with its name (`=== users.json`).
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use tenantlint::judge::{Tenants, judge};
use tenantlint::policy::Policy;
use tenantlint::reader::{Project, Variables};
use tenantlint::source::{Source, Sources};

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    for file in text.split("=== ").skip(1).take(16) {
        let (name, content) = file.split_once('\n').unwrap_or((file, ""));
        let is_name = !name.is_empty() && name.len() < 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if is_name && !sources.iter().any(|(_, source)| source.path == name) {
            sources.add(Source::new(name, content));
        }
    }
    let policy = Policy::default();
    let project = Project::load(&mut sources, Path::new("/nowhere"), Variables::default(), &mut Vec::new());
    let judged = judge(&sources, &project, &policy.settings(Default::default(), &[]), &Tenants::ONE);
    assert!(judged.problems.iter().all(|problem| !problem.message.to_string().starts_with("internal error")));
});
