//! Checks a text as a file of each of these names.

use std::path::Path;
use tenantlint::judge::Tenants;
use tenantlint::policy::Policy;
use tenantlint::reader::{Project, Variables};
use tenantlint::source::{Source, Sources};

/// Reads, evaluates and judges; what is found does not matter, but an internal error does.
pub fn judge(names: &[&str], text: &str) {
    let policy = Policy::default();
    let settings = policy.settings(Default::default(), &[]);
    for name in names {
        let mut sources = Sources::default();
        sources.add(Source::new(*name, text));
        let project = Project::load(&mut sources, Path::new("/nowhere"), Variables::default(), &mut Vec::new());
        let judged = tenantlint::judge::judge(&sources, &project, &settings, &Tenants::ONE);
        for problem in judged.problems {
            assert!(!problem.message.to_string().starts_with("internal error"), "{name}: {}", problem.message);
            assert!(problem.span.start <= problem.span.end && problem.span.end as usize <= sources.get(problem.span.file).len());
        }
    }
}
