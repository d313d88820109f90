//! `init`: sets up a repository: policy file, inventory, baseline, hook and pipeline.

use super::inventory::{create, listed};
use super::{Error, InputArgs, baseline, inventory};
use crate::baseline::{Baseline, NAME as BASELINE};
use crate::check::{CheckOptions, check};
use crate::draft;
use crate::language::Language;
use crate::outcome::{Exit, Outcome};
use crate::policy::{self, NAMES, init_template};
use crate::report::{self, counted_in, say};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Write only the policy file, to this path; `-` prints it. With `--inventory`: the exports to read, `.` by default
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Draft the inventory from the exports of one tenant, and write it to this folder, one file for each list: guests, subscriptions,
    /// identities, partners, principals with billing roles, and principals with roles at the root scope. Existing files are never
    /// overwritten, and every entry is marked for review
    #[arg(long, value_name = "DIR")]
    inventory: Option<PathBuf>,
    /// Print what would be written, and write nothing
    #[arg(long, conflicts_with_all = ["inventory", "paths"])]
    dry_run: bool,
}

/// The folder of drafted inventories.
const INVENTORY: &str = "inventory";

/// The services whose pipelines can run checks: a sign in the configuration of git, the file of the pipeline, and its text.
const PIPELINES: [(&str, &str, &str); 3] = [
    ("github.com", ".github/workflows/tenantlint.yml", include_str!("../../examples/ci/github-workflow.yml")),
    ("gitlab", ".gitlab-ci.yml", include_str!("../../examples/ci/gitlab-ci.yml")),
    ("azure.com", "azure-pipelines.yml", include_str!("../../examples/ci/azure-pipelines.yml")),
];

const HOOKS: &str = ".pre-commit-config.yaml";

/// A hook that installs the published wheel and checks the whole repository.
const HOOK: &str = concat!(
    "repos:
  - repo: local
    hooks:
      - id: tenantlint
        name: tenantlint
        language: python
        additional_dependencies: [tenantlint==",
    env!("CARGO_PKG_VERSION"),
    "]
        entry: tenantlint check
        pass_filenames: false
"
);

/// Runs the command.
pub(super) fn run(args: InitArgs, language: Language, out: &mut impl Write) -> Result<Exit, Error> {
    match (args.inventory, &args.paths[..]) {
        (Some(folder), _) => inventory::write(&folder, args.paths, language, out),
        (None, [path]) => only_policy(path, language, out),
        (None, []) => Setup::new(args.dry_run, language)?.run(out),
        (None, _) => Err(Error::SeveralPaths),
    }
}

/// Writes the policy file, which must not exist yet.
fn only_policy(path: &Path, language: Language, out: &mut impl Write) -> Result<Exit, Error> {
    let template = init_template(language);
    if path.as_os_str() == "-" {
        out.write_all(template.as_bytes())?;
        return Ok(Exit::Clean);
    }
    create(path, &template).map_err(|error| match error {
        Error::InventoryExists(path) => Error::Exists(path),
        other => other,
    })?;
    writeln!(out, "{}", say(language, "wrote {path}", &[("path", report::harmless(&path.to_string_lossy()))]))?;
    Ok(Exit::Clean)
}

/// The setup of the repository around the working directory.
struct Setup {
    working_directory: PathBuf,
    is_dry: bool,
    language: Language,
    /// What was written, for the commit.
    written: Vec<String>,
}

impl Setup {
    fn new(is_dry: bool, language: Language) -> Result<Self, Error> {
        Ok(Self { working_directory: std::env::current_dir()?, is_dry, language, written: Vec::new() })
    }

    /// Prints a line.
    fn line(&self, template: &'static str, values: &[(&'static str, String)], out: &mut impl Write) -> Result<(), Error> {
        Ok(writeln!(out, "{}", say(self.language, template, values))?)
    }

    fn run(mut self, out: &mut impl Write) -> Result<Exit, Error> {
        let drafted = self.inventories(out)?;
        self.policy(&drafted, out)?;
        let outcome = self.baseline(out)?;
        self.hook(out)?;
        self.pipeline(out)?;
        self.next(&outcome, out)?;
        Ok(Exit::Clean)
    }

    /// Writes a file, or shows it. One that exists is kept.
    fn write(&mut self, path: &str, what: &str, text: &str, out: &mut impl Write) -> Result<(), Error> {
        let values = [("path", path.to_owned()), ("what", what.to_owned())];
        if self.is_dry {
            self.line("would write {path}: {what}", &values, out)?;
            return Ok(text.lines().try_for_each(|line| writeln!(out, "    {}", report::harmless(line)))?);
        }
        create(Path::new(path), text)?;
        self.line("wrote {path}: {what}", &values, out)?;
        let added = if path.starts_with(INVENTORY) { INVENTORY } else { path };
        if self.written.last().is_none_or(|last| last != added) {
            self.written.push(added.to_owned());
        }
        Ok(())
    }

    /// Drafts the lists of which the exports contain objects, and returns their keys with the files.
    fn inventories(&mut self, out: &mut impl Write) -> Result<Vec<(&'static str, String)>, Error> {
        let (files, _) = draft::draft(&InputArgs::exports(vec![".".into()]).load()?, self.language);
        let mut drafted = Vec::new();
        for file in files.iter().filter(|file| file.entries > 0) {
            let Some(text) = &file.text else { continue };
            let path = format!("{INVENTORY}/{}", file.name);
            if Path::new(&path).exists() {
                self.line("kept {path}, which exists", &[("path", path)], out)?;
                continue;
            }
            let template = if file.entries == 1 {
                "1 entry to review, and to remove where it is not expected"
            } else {
                "{number} entries to review, and to remove where they are not expected"
            };
            let what = say(self.language, template, &[("number", file.entries.to_string())]);
            self.write(&path, &what, text, out)?;
            drafted.push((file.key, path));
        }
        Ok(drafted)
    }

    fn policy(&mut self, drafted: &[(&'static str, String)], out: &mut impl Write) -> Result<(), Error> {
        // What nobody has reviewed declares nothing yet.
        let lists: String = listed(drafted).split_inclusive('\n').flat_map(|line| ["# ", line]).collect();
        if let Some(found) = policy::find(Path::new("."), &self.working_directory)? {
            let path = crate::source::shown(&found.first, &self.working_directory);
            self.line("kept {path}, which exists", &[("path", report::harmless(&path))], out)?;
            if !lists.is_empty() {
                let next = self.language.text("once you have reviewed the inventory, add to it:");
                writeln!(out, "  {next}\n\n{}", listed(drafted))?;
            }
            return Ok(());
        }
        let mut text = init_template(self.language);
        if !lists.is_empty() {
            let comment = "Uncomment this once you have reviewed the entries: what is not declared is then reported.";
            text.extend(["\n# ", self.language.text(comment), "\n", &lists]);
        }
        self.write(NAMES[0], "the policy file, with comments", &text, out)
    }

    /// Records the findings of today.
    fn baseline(&mut self, out: &mut impl Write) -> Result<Outcome, Error> {
        let input = InputArgs { no_config: false, ..InputArgs::exports(vec![".".into()]) };
        let (mut policy, policy_files) = input.policy()?;
        let loaded = input.load()?;
        policy = input.tightened(policy, &loaded)?;
        policy.set_baseline(Some(Baseline::default()));
        let options = CheckOptions { allow_empty: true, ..CheckOptions::new(jiff::Zoned::now().date()) };
        let outcome = check(loaded, &policy, policy_files, &options);
        let counted = |number, what| counted_in(self.language, number, what);
        let files = counted(outcome.files, "file");
        if outcome.resources == 0 {
            let template =
                "found nothing to check in {files}: no export of a tenant, infrastructure as code or sign-in configuration of an app";
            self.line(template, &[("files", files)], out)?;
        } else {
            let findings = counted(outcome.findings.len(), "finding");
            let values = [("findings", findings), ("resources", counted(outcome.resources, "resource")), ("files", files)];
            self.line("found {findings} in {resources}, with {files}", &values, out)?;
        }
        if Path::new(BASELINE).exists() {
            self.line("kept {path}, which exists", &[("path", BASELINE.to_owned())], out)?;
        } else if self.is_dry && !outcome.findings.is_empty() {
            let what = "the findings of today, after which only new ones fail";
            self.line("would write {path}: {what}", &[("path", BASELINE.to_owned()), ("what", what.to_owned())], out)?;
        } else if !outcome.findings.is_empty() {
            let changes = outcome.baseline.as_ref().expect("the policy has a baseline");
            baseline::write(Path::new(BASELINE), BASELINE, changes, false, self.language, out)?;
            self.written.push(BASELINE.to_owned());
        }
        Ok(outcome)
    }

    fn hook(&mut self, out: &mut impl Write) -> Result<(), Error> {
        let values = [("path", HOOKS.to_owned())];
        match std::fs::read_to_string(HOOKS) {
            Ok(text) if text.contains("tenantlint") => self.line("kept {path}, which contains tenantlint", &values, out),
            Ok(_) => {
                self.line("kept {path}, which exists; add to its `repos`:", &values, out)?;
                writeln!(out)?;
                Ok(HOOK.lines().skip(1).try_for_each(|line| writeln!(out, "{line}"))?)
            }
            Err(_) if Path::new(HOOKS).symlink_metadata().is_ok() => self.line("kept {path}, which cannot be read", &values, out),
            Err(_) => self.write(HOOKS, "a hook for pre-commit, which checks the repository before each commit", HOOK, out),
        }
    }

    /// Writes the pipeline of the service that hosts the repository.
    fn pipeline(&mut self, out: &mut impl Write) -> Result<(), Error> {
        let top = policy::root(Path::new("."), &self.working_directory);
        let configuration = std::fs::read_to_string(top.join(".git/config")).unwrap_or_default();
        let is_used = |sign: &str, path: &str| {
            let first = path.split('/').next().unwrap_or(path);
            configuration.contains(sign) || top.join(first).exists()
        };
        let Some((_, path, text)) = PIPELINES.into_iter().find(|(sign, path, _)| is_used(sign, path)) else {
            self.line("wrote no pipeline, because no service is known that hosts the repository: examples are in", &[], out)?;
            return Ok(writeln!(out, "  https://github.com/tenantlint/tenantlint/tree/main/examples/ci")?);
        };
        if top != self.working_directory {
            return self.line(
                "wrote no pipeline: run `tenantlint init` in the root of the repository to write {path}",
                &[("path", path.to_owned())],
                out,
            );
        }
        if !Path::new(path).exists() {
            return self.write(path, "a check of each pull request, by the policy of the branch that it would change", text, out);
        }
        self.line("kept {path}, which exists; an example is in", &[("path", path.to_owned())], out)?;
        let name = if path.starts_with(".github") { "github-workflow.yml" } else { path.trim_start_matches('.') };
        Ok(writeln!(out, "  https://github.com/tenantlint/tenantlint/blob/main/examples/ci/{name}")?)
    }

    /// The next three commands.
    fn next(&self, outcome: &Outcome, out: &mut impl Write) -> Result<(), Error> {
        let mut commands = Vec::new();
        match outcome.findings.first() {
            Some(first) => {
                commands.push(("tenantlint check --no-baseline".to_owned(), "read the findings of today"));
                commands.push((format!("tenantlint explain {}", first.rule.id), "why the most severe one matters, and how to resolve it"));
            }
            None if outcome.resources > 0 => {
                commands.push(("tenantlint check --show-undecided".to_owned(), "what to collect, so that more is decided"));
                commands.push(("tenantlint rules".to_owned(), "what is checked"));
            }
            None => {
                commands.push(("tenantlint collect --shell powershell > collect.ps1".to_owned(), "a script that exports the tenant"));
                commands.push(("tenantlint inputs".to_owned(), "why each file is skipped"));
            }
        }
        if !self.written.is_empty() {
            commands.push((format!("git add {}", self.written.join(" ")), "after you have read them"));
        }
        writeln!(out, "\n{}", self.language.text("next:"))?;
        Ok(commands.iter().try_for_each(|(command, why)| writeln!(out, "  # {}\n  {command}", self.language.text(why)))?)
    }
}
