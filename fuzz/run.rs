//! Judges a text as a file of each of these names.

use std::path::Path;
use tenantlint::policy::Policy;
use tenantlint::reader::{Project, Variables};
use tenantlint::source::{Source, Sources};

/// Reads, evaluates and judges; what is found does not matter.
pub fn judge(names: &[&str], text: &str) {
    let policy = Policy::default();
    let settings = policy.settings(Default::default(), &[]);
    for name in names {
        let mut sources = Sources::default();
        sources.add(Source::new(*name, text));
        let project = Project::load(&mut sources, Path::new("/nowhere"), Variables::default(), &mut Vec::new());
        tenantlint::judge::judge(&sources, &project, &settings, 1, &|_| 0);
    }
}
