//! `check --since` and `--policy-from`: runs that are compared with another revision.

use super::baseline::UseArgs;
use super::{Error, InputArgs, find_rule, process_language, warn};
use crate::baseline::Baseline;
use crate::check::{CheckOptions, Since, reference};
use crate::load::Loaded;
use crate::policy::{Changed, NAMES, Policy, PolicyErrors, Reference, in_revision};
use crate::revision::Revision;
use crate::source::{Source, Sources};
use crate::text::Text;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `check` that name a revision.
#[derive(Debug, Args)]
pub(super) struct RevisionArgs {
    /// Report only findings that are new, or that point at changed text, since this revision of the git repository, such as `origin/main`;
    /// everything is checked. The comparison is with the merge base: the commit where the branch and the revision diverged
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Use the policy file, the inventories, the baseline and the comments of this revision, and report what the working tree changes in
    /// them, so that a pull request cannot make its own check weaker
    #[arg(long, value_name = "REV")]
    policy_from: Option<String>,
}

/// The policy of a run, with its files.
pub(super) struct InForce {
    pub policy: Policy,
    pub files: Sources,
    /// The file of the baseline.
    pub baseline: Option<Source>,
}

impl InForce {
    /// The policy that applies to an input.
    pub fn new(input: &InputArgs, baseline: &UseArgs, loaded: &Loaded) -> Result<Self, Error> {
        let (policy, files) = input.policy()?;
        let mut policy = input.tightened(policy, loaded)?;
        let baseline = baseline.apply(input, &mut policy)?;
        Ok(Self { policy, files, baseline })
    }

    /// The policy of a revision, which replaces this one of the working tree and is compared with it.
    fn replaced_by(mut self, base: Self, revision: &Revision, reference: Reference, working_directory: &Path) -> Self {
        let moved = |path: &Path| revision.original(path);
        let (mut policy, mut files) = base.policy.from_revision(&revision.name, base.files, &moved, working_directory);
        if self.files.is_empty() {
            // What is not written any more has its place in the file that is gone.
            let gone = files.iter().next().map_or(NAMES[0], |(_, file)| file.path.split_once(':').map_or(NAMES[0], |(_, path)| path));
            self.files.add(Source::unreadable(gone, ""));
        }
        let baseline = self.baseline.map(|source| self.files.add(source));
        let now = Changed { policy: &self.policy, files: &self.files, baseline, working_directory };
        policy.set_base(&revision.name, reference, files.len(), &now);
        files.append(self.files);
        let baseline = in_revision(&revision.name, base.baseline.into_iter().collect()).into_iter().next();
        Self { policy, files, baseline }
    }
}

impl RevisionArgs {
    /// Checks the revisions, and makes a run use the results. Without the arguments, nothing is compared. `only` names the rules to run, which
    /// can be rules of the policy that applies.
    pub fn apply(
        &self,
        input: &InputArgs,
        baseline: &UseArgs,
        only: &[String],
        terms: &mut CheckOptions,
        mut now: InForce,
    ) -> Result<InForce, Error> {
        let named = |policy: &Policy| only.iter().map(|name| find_rule(name, policy)).collect::<Result<Vec<_>, _>>();
        if self.policy_from.is_none() {
            terms.only = named(&now.policy)?;
        }
        if self.since.is_none() && self.policy_from.is_none() {
            return Ok(now);
        }
        let (working_directory, start) = (input.working_directory()?, start(input)?);
        let base = self.policy_from.as_ref().map(|name| Revision::open(name, &start)).transpose()?;
        let since = self.since.as_ref().map(|name| Revision::open_base(name, &start)).transpose()?;
        let mut known = None;
        if let Some(revision) = &base {
            let there = input.at(revision, &working_directory)?;
            let loaded = there.load()?;
            let in_force = InForce::new(&there, &baseline.at(revision, &working_directory), &loaded).map_err(|error| match error {
                Error::Policy(errors) => Error::Policy(PolicyErrors { files: in_revision(&revision.name, errors.files), ..errors }),
                other => other,
            })?;
            terms.only = named(&in_force.policy)?;
            let mut found = reference(loaded, &in_force.policy, in_force.files.copied(), terms);
            if since.as_ref().is_some_and(|since| since.is_same(revision)) {
                known = Some(std::mem::take(&mut found.findings));
            }
            now = now.replaced_by(in_force, revision, found, &working_directory);
        }
        if let Some(revision) = &since {
            let findings = match known {
                Some(known) => known,
                None => findings(&input.at(revision, &working_directory)?, &baseline.at(revision, &working_directory), revision, terms)?,
            };
            terms.since = Some(Since { revision: revision.name.clone(), findings });
        }
        Ok(now)
    }
}

/// What a revision reports. Nothing is known of one whose policy is invalid, so everything is reported.
fn findings(there: &InputArgs, baseline: &UseArgs, revision: &Revision, terms: &CheckOptions) -> Result<Baseline, Error> {
    let loaded = there.load()?;
    match InForce::new(there, baseline, &loaded) {
        Ok(InForce { policy, files, .. }) => Ok(reference(loaded, &policy, files, terms).findings),
        Err(error) => {
            let text = Text::new("all findings are reported, because the policy of `{revision}` is invalid: {reason}");
            let language = process_language();
            let reason = error.text().render_in(language, str::to_owned);
            warn(&text.with("revision", revision.name.as_str()).with("reason", reason), language);
            Ok(Baseline::default())
        }
    }
}

/// Where the repository is searched for.
fn start(input: &InputArgs) -> Result<PathBuf, Error> {
    let working_directory = input.working_directory()?;
    if input.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Error::RevisionStdin);
    }
    let first = working_directory.join(input.paths.first().map_or(Path::new("."), PathBuf::as_path));
    Ok(first.canonicalize().unwrap_or(first))
}
