//! `lsp`: the language server on standard input and output.

use super::baseline::UseArgs;
use super::explain;
use super::revision::InForce;
use super::{Error, InputArgs, Look};
use crate::check::{CheckOptions, check};
use crate::language::Language;
use crate::load::Loaded;
use crate::lsp::{Failure, Root, Session, serve_stdio};
use crate::outcome::{Exit, Outcome};
use crate::rules::Rule;
use crate::source::Buffers;
use clap::Args;

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub(super) struct LspArgs {
    /// The paths start at each folder of the workspace.
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    baseline: UseArgs,
    /// Accepted because some editors pass it; the server always uses standard input and output
    #[arg(long)]
    stdio: bool,
}

/// Serves until the editor ends the connection.
pub(super) fn run(args: &LspArgs, look: Look) -> Result<Exit, Error> {
    serve_stdio(&Editor { args, look }).map(|()| Exit::Clean).map_err(|error| Error::Protocol(error.to_string()))
}

impl LspArgs {
    fn input(&self, root: &Root, buffers: &Buffers) -> InputArgs {
        let mut input = self.input.clone();
        input.paths.extend(root.file.clone());
        if root.file.is_some() {
            input.paths.drain(..input.paths.len() - 1);
        }
        input.working_directory = Some(root.folder.clone());
        input.buffers = buffers.clone();
        input
    }
}

/// How the command line asks for the folders of an editor to be checked.
struct Editor<'a> {
    args: &'a LspArgs,
    look: Look,
}

impl Session for Editor<'_> {
    fn check(&self, root: &Root, buffers: &Buffers) -> Result<Outcome, Failure> {
        let input = self.args.input(root, buffers);
        let failure = |error| match error {
            Error::Policy(errors) => Failure::Policy(errors),
            other => Failure::Other(other.text()),
        };
        let loaded = input.load().map_err(failure)?;
        let InForce { policy, files, .. } = InForce::new(&input, &self.args.baseline, &loaded).map_err(failure)?;
        // A folder without anything to check is no mistake in an editor.
        let options = CheckOptions { allow_empty: true, ..CheckOptions::new(jiff::Zoned::now().date()) };
        Ok(check(loaded, &policy, files, &options))
    }

    fn load(&self, root: &Root, buffers: &Buffers) -> Option<Loaded> {
        self.args.input(root, buffers).load().ok()
    }

    fn page(&self, rule: &'static Rule, language: Language) -> String {
        explain::page(rule, None, language)
    }

    fn language(&self, locale: Option<&str>) -> Language {
        // On Windows, the environment has no locale.
        let variable = |name: &str| locale.filter(|_| name == "LC_ALL").map(str::to_owned).or_else(|| std::env::var(name).ok());
        self.look.lang.unwrap_or_else(|| Language::of_environment(variable))
    }
}
