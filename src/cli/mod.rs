//! The command line: one file for each command.

mod baseline;
mod check;
mod collect;
mod completions;
mod diff;
mod error;
mod explain;
mod fix;
mod help;
mod init;
mod inputs;
mod inspect;
mod inventory;
mod list;
mod lsp;
mod markdown;
mod progress;
mod report;
mod reports;
mod revision;
mod schema;
mod tenants;
mod test;
mod unrecognized;
mod usage;
mod verbose;
mod watch;

use error::Error;
pub use help::texts as help_texts;

use crate::language::Language;
use crate::load::{Loaded, Why, load_except, load_input};
use crate::outcome::Exit;
use crate::policy::{self, Policy, PolicyPaths};
use crate::reader::Variables;
use crate::report::{Style, harmless, render_mistakes};
use crate::revision::Revision;
use crate::rules::Rule;
use crate::source::{Buffers, Exclude, ExcludeError, Folder, Sources, shown};
use crate::text::Text;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Policy-as-code linter for Microsoft Entra ID and Azure tenant configuration
///
/// Reads exports of a tenant, Terraform, Bicep and the sign-in configuration of apps, checks them against rules, and reports each finding at
/// its exact line. No network access, no telemetry.
#[derive(Debug, Parser)]
#[command(name = "tenantlint", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colors and links
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: ColorChoice,
    /// Language of what people read; the default is that of `TENANTLINT_LANG` or the locale, and English in CI and in formats for
    /// programs
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    lang: Option<Language>,
}

/// How to write for people, as the command line asks for it.
#[derive(Debug, Clone, Copy)]
struct Look {
    color: ColorChoice,
    lang: Option<Language>,
}

impl Look {
    /// The language for people.
    fn language(self) -> Language {
        self.lang.unwrap_or_else(|| Language::of_environment(|name| std::env::var(name).ok()))
    }
}

const EXIT_CODES: &str = "\
Exit codes, the same for every format:
  0  checked; no findings at or above the threshold
  1  findings at or above the threshold
  2  usage or policy file error; nothing was checked
  3  some input could not be read, or folders contain no file in a supported format; the rest has no findings at or above the
     threshold";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files and folders against the rules
    Check(check::CheckArgs),
    /// Merge the records of `check --tenants` into a report: any number of files, in every format
    Report(report::ReportArgs),
    /// Record the findings of today as known, after which `check` fails only on new ones
    Baseline(baseline::BaselineArgs),
    /// Compare two exports, or code with an export, in what rules read: settings that differ, and objects that came and went
    Diff(diff::DiffArgs),
    /// List the detected format of each file, the reason, and what could not be read
    Inputs {
        #[command(flatten)]
        input: InputArgs,
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: inputs::InputsFormat,
    },
    /// Print the resources that were read: one line of JSON for each
    Inspect {
        #[command(flatten)]
        input: InputArgs,
    },
    /// List the rules
    Rules {
        /// Output format
        #[arg(long, value_enum, default_value = "human")]
        format: list::RulesFormat,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Explain a rule: what it finds, why it matters, when it is wrong, how to accept a finding, and how to decide it if it is undecided
    Explain {
        /// Name of the rule, such as `application-multi-tenant`
        rule: String,
        /// Format of the examples
        #[arg(long = "for", value_enum, value_name = "FORMAT")]
        format: Option<explain::ExampleFormat>,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Set up a repository: the policy file, drafted inventories, a baseline, a hook and a pipeline; existing files are kept
    Init(init::InitArgs),
    /// Print a script that collects what the rules need from a tenant, for bash or PowerShell; tenantlint never runs it
    Collect(collect::CollectArgs),
    /// Start the language server, which an editor starts by itself: findings as you type, and code actions that resolve or accept them
    Lsp(lsp::LspArgs),
    /// Print the completion script of a shell
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page in the format of `man`
    Man {
        /// Print the page of this command, such as `check`
        command: Option<String>,
    },
    /// Test the rules of the organization: rules `test_*` in Rego, and case files (`*.cases.yaml`) with the expected findings
    Test(test::TestArgs),
    /// Print a JSON Schema
    Schema {
        /// Which schema
        #[arg(value_enum)]
        name: schema::SchemaName,
    },
}

/// The input of a command.
#[derive(Debug, Clone, Args)]
struct InputArgs {
    /// Files, folders and zip archives of exports; `-` reads standard input
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// File name to use for standard input
    #[arg(long, value_name = "PATH", default_value = "stdin.json")]
    stdin_filename: String,
    /// Value of a variable of Terraform root modules or a parameter of Bicep root templates, such as `region=westeurope`; may be
    /// repeated
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    /// File with values of variables of Terraform root modules; may be repeated, `--var` takes precedence
    #[arg(long = "var-file", value_name = "FILE")]
    variable_files: Vec<PathBuf>,
    /// Exclude files and folders, such as `tests/fixtures` or `*.example.json`: a glob as in `.gitignore`, relative to the working
    /// directory; may be repeated
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    exclude: Vec<String>,
    /// Policy file to use, instead of searching for one from the input upward
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Do not use a policy file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Where relative paths start, and to which displayed paths are relative: the working directory, or its place in another revision.
    #[arg(skip)]
    working_directory: Option<PathBuf>,
    /// The texts of files that are open in an editor.
    #[arg(skip)]
    buffers: Buffers,
}

/// A repository with more policy files is not one that people wrote.
const MOST_POLICIES: usize = 100;

/// The folder of a policy file.
fn folder_of(file: &Path, working_directory: &Path) -> Folder {
    let path = working_directory.join(file).parent().unwrap_or(working_directory).to_owned();
    Folder { path, working_directory: working_directory.to_owned() }
}

fn glob(argument: &str) -> Result<String, ExcludeError> {
    Exclude::new([argument]).map(|_| argument.to_owned())
}

/// The policy file of a command without input.
#[derive(Debug, Args)]
struct ConfigArgs {
    /// Policy file to use, instead of searching for one from the working directory upward
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Do not use a policy file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

impl ConfigArgs {
    /// Its input at these paths.
    fn exports(&self, paths: Vec<PathBuf>) -> InputArgs {
        InputArgs { config: self.config.clone(), no_config: self.no_config, ..InputArgs::exports(paths) }
    }

    fn policy(&self) -> Result<Policy, Error> {
        self.exports(vec![".".into()]).policy().map(|(policy, _)| policy)
    }

    /// The rule with this name. Only those of an organization need the policy file.
    fn rule(&self, name: &str) -> Result<&'static Rule, Error> {
        crate::rules::find(name).map_or_else(|| find_rule(name, &self.policy()?), Ok)
    }

    /// All rules; without those of an organization if the policy file is invalid, which `check` reports.
    fn rules(&self, language: Language) -> Result<Vec<&'static Rule>, Error> {
        match self.policy() {
            Ok(policy) => Ok(policy.rule_set().iter().collect()),
            Err(error @ Error::Policy(_)) => {
                let reason = error.text().render_in(language, str::to_owned);
                warn(&Text::new("the rules of the organization are not listed: {reason}").with("reason", reason), language);
                Ok(crate::rules::RULES.to_vec())
            }
            Err(error) => Err(error),
        }
    }
}

fn variable(argument: &str) -> Result<(String, String), String> {
    let (name, value) =
        argument.split_once('=').ok_or_else(|| process_language().text("expected NAME=VALUE, such as `region=westeurope`"))?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

impl InputArgs {
    /// Exports at these paths, without a policy file.
    fn exports(paths: Vec<PathBuf>) -> Self {
        let stdin_filename = "stdin.json".to_owned();
        let (variables, variable_files, exclude, buffers) = Default::default();
        Self { paths, stdin_filename, variables, variable_files, exclude, config: None, no_config: true, working_directory: None, buffers }
    }

    fn working_directory(&self) -> io::Result<PathBuf> {
        self.working_directory.clone().map_or_else(std::env::current_dir, Ok)
    }

    /// The input of each tenant: the whole folder from which its relative paths start. Those of the command line start here.
    fn below(&self, working_directory: &Path) -> Self {
        let here = |path: &PathBuf| working_directory.join(path);
        Self {
            paths: vec![".".into()],
            variable_files: self.variable_files.iter().map(here).collect(),
            config: self.config.as_ref().map(here),
            ..self.clone()
        }
    }

    /// The same input in another revision.
    fn at(&self, revision: &Revision, working_directory: &Path) -> Result<Self, Error> {
        let resolved = |path: &PathBuf| {
            let path = working_directory.join(path);
            path.canonicalize().unwrap_or(path)
        };
        let there = |path: &PathBuf| revision.path(&resolved(path)).ok_or_else(|| Error::NotInRevision(path.clone()));
        // Files outside of the repository are not part of what a pull request changes.
        let or_same = |path: &PathBuf| revision.path(&resolved(path)).unwrap_or_else(|| resolved(path));
        let config = self.config.as_ref().map(or_same);
        let is_missing = config.as_ref().is_some_and(|path| revision.contains(path) && !path.exists());
        Ok(Self {
            paths: self.paths.iter().map(there).collect::<Result<_, _>>()?,
            stdin_filename: self.stdin_filename.clone(),
            variables: self.variables.clone(),
            variable_files: self.variable_files.iter().map(or_same).collect(),
            exclude: self.exclude.clone(),
            config: config.filter(|_| !is_missing),
            no_config: self.no_config || is_missing,
            working_directory: Some(revision.mirror(working_directory)),
            buffers: Buffers::default(),
        })
    }

    fn load(&self) -> Result<Loaded, Error> {
        let stdin = PathBuf::from("-");
        let working_directory = self.working_directory()?;
        let variables = Variables { words: self.variables.clone(), files: self.variable_files.clone() };
        if self.paths == [stdin.clone()] {
            return Ok(load_input(io::stdin().lock(), &self.stdin_filename, &working_directory, variables));
        }
        if self.paths.contains(&stdin) {
            return Err(Error::StdinAmongPaths);
        }
        let exclude = Exclude::new(self.exclude.iter().map(String::as_str))?;
        Ok(load_except(&exclude, &self.buffers, &self.paths, &working_directory, variables))
    }

    /// The paths from which the policy file and the baseline are searched for.
    fn starts(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().map(|path| if path.as_os_str() == "-" { Path::new(&self.stdin_filename) } else { path })
    }

    /// Whether the policy file is searched for.
    fn searches_policy(&self) -> bool {
        self.config.is_none() && !self.no_config
    }

    /// The policy and its files: the one named on the command line, or else the one that holds for all inputs.
    fn policy(&self) -> Result<(Policy, Sources), Error> {
        let working_directory = self.working_directory()?;
        if self.no_config {
            return Ok(Default::default());
        }
        if let Some(path) = &self.config {
            return Ok(policy::load_over(&self.buffers, path, &working_directory)?);
        }
        let Some(PolicyPaths { first, below }) = self.policy_paths(&working_directory)? else { return Ok(Default::default()) };
        let (mut policy, files) = policy::load_over(&self.buffers, &first, &working_directory)?;
        for path in below {
            let below = policy::load_below(&self.buffers, &policy, &path, &working_directory)?;
            policy.tighten(below, shown(&path, &working_directory), folder_of(&path, &working_directory));
        }
        Ok((policy, files))
    }

    /// The policy, tightened by the policy files in the folders of the input.
    fn tightened(&self, mut policy: Policy, loaded: &Loaded) -> Result<Policy, Error> {
        if !self.searches_policy() {
            return Ok(policy);
        }
        let working_directory = self.working_directory()?;
        let used = policy.in_use().files;
        // A policy file in an archive is not used.
        let skipped = loaded.skipped.iter().filter(|file| !matches!(file.why, Why::Packed(_))).map(|file| &*file.path);
        let paths = loaded.sources.iter().map(|(_, source)| &*source.path).chain(skipped);
        let is_policy = |path: &&str| policy::NAMES.contains(&path.rsplit('/').next().unwrap_or(path));
        let mut nested: Vec<&str> = paths.filter(is_policy).filter(|path| !used.iter().any(|used| used == path)).collect();
        nested.sort_unstable();
        for (number, path) in nested.into_iter().enumerate() {
            if number == MOST_POLICIES {
                policy.cannot_tighten(path, "there are more than 100 policy files");
                break;
            }
            let file = working_directory.join(path);
            match policy::load_below(&self.buffers, &policy, &file, &working_directory) {
                Ok(below) => policy.tighten(below, path.to_owned(), folder_of(&file, &working_directory)),
                Err(_) => policy.cannot_tighten(path, "it is invalid; check its folder by itself to see its mistakes"),
            }
        }
        Ok(policy)
    }

    /// The policy file that holds for all inputs, and those below it.
    fn policy_paths(&self, working_directory: &Path) -> Result<Option<PolicyPaths>, Error> {
        let mut chosen: Option<PolicyPaths> = None;
        let mut outside = None;
        for start in self.starts() {
            match (policy::find(start, working_directory)?, &mut chosen) {
                (None, _) => outside = outside.or(Some(start)),
                (Some(found), Some(before)) if found.first == before.first => before.below.extend(found.below),
                (Some(found), Some(before)) => return Err(Error::TwoPolicies(before.first.clone(), found.first)),
                (Some(found), None) => chosen = Some(found),
            }
        }
        if let (Some(policy), Some(outside)) = (&chosen, outside) {
            let (policy, outside) = (shown(&policy.first, working_directory), shown(&working_directory.join(outside), working_directory));
            let text = Text::new("the policy file `{policy}` is not used, because `{folder}` is outside of its folder");
            warn(&text.with("policy", policy).with("folder", outside), process_language());
            return Ok(None);
        }
        if let Some(PolicyPaths { below, .. }) = &mut chosen {
            below.sort_unstable();
            below.dedup();
        }
        Ok(chosen)
    }
}

/// Runs the command line of this process. Errors go to standard error.
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Clean };
            let _ = print_usage(error);
            return exit;
        }
    };
    if let Err(error) = crate::reader::start_threads() {
        print_error(Error::Thread(error.to_string()), Look { color: cli.color, lang: cli.lang });
        return Exit::Unreadable;
    }
    let look = Look { color: cli.color, lang: cli.lang };
    let mut out = BufWriter::new(io::stdout());
    let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    // A mistake of this program is no result. Its message is that of the panic.
    let done = catch_unwind(AssertUnwindSafe(|| cli.command.run(look, &mut out)));
    let Ok(done) = done else {
        print_error(Error::Internal, look);
        return Exit::Unreadable;
    };
    // If the reader closed the pipe, as in `tenantlint rules | head`, the result is the same.
    let done = done.and_then(|exit| match out.flush() {
        Err(error) if !is_closed(&error) => Err(Error::Io(error)),
        _ => Ok(exit),
    });
    match done {
        Ok(exit) => exit,
        Err(Error::Io(error)) if is_closed(&error) => Exit::Clean,
        Err(error) => {
            print_error(error, look);
            Exit::Usage
        }
    }
}

/// Prints a warning on standard error.
fn warn(text: &Text, language: Language) {
    let message = format!("{}: {}", language.text("warning"), text.render_in(language, str::to_owned));
    let _ = writeln!(io::stderr(), "{}", harmless(&message));
}

/// Prints help or a mistake in the command line, in the language of the user.
fn print_usage(error: clap::Error) -> io::Result<()> {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let language = process_language();
    match error.kind() {
        _ if language == Language::English => error.print(),
        DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand => help::command(language).try_get_matches().err().unwrap_or(error).print(),
        DisplayVersion => error.print(),
        _ => error.apply::<usage::Translated>().print(),
    }
}

/// The language of this process, where arguments are not parsed or not at hand.
fn process_language() -> Language {
    language_of(&std::env::args().collect::<Vec<_>>())
}

/// The language that arguments name, which were not parsed, or else that of the environment.
fn language_of(arguments: &[String]) -> Language {
    let mut options = arguments.iter().take_while(|argument| *argument != "--").skip_while(|argument| !argument.starts_with("--lang"));
    let option = options.next().zip(Some(options.next()));
    let name = option.and_then(|(option, next)| match option.strip_prefix("--lang") {
        Some("") => next.map(String::as_str),
        Some(value) => value.strip_prefix('='),
        None => None,
    });
    let lang = name.and_then(|name| Language::from_str(name, false).ok());
    Look { color: ColorChoice::Auto, lang }.language()
}

/// On standard error.
fn print_error(error: Error, look: Look) {
    let mut out = io::stderr().lock();
    let _ = match error {
        Error::Policy(errors) => render_mistakes(errors, &style(look, io::stderr().is_terminal()), &mut out),
        error => {
            let language = look.language();
            let message = error.text().render_in(language, str::to_owned);
            writeln!(out, "{}: {}", language.text("error"), harmless(&message))
        }
    };
}

impl Command {
    fn run(self, look: Look, out: &mut impl Write) -> Result<Exit, Error> {
        match self {
            Self::Check(args) => {
                return match &args.tenants {
                    Some(named) => tenants::run(&args, named, look, out),
                    None => check::run(&args, look, out),
                };
            }
            Self::Report(args) => return report::run(&args, look, out),
            Self::Baseline(args) => return baseline::run(&args, look.language(), out),
            Self::Diff(args) => return diff::run(&args, look, out),
            Self::Inputs { input, format } => {
                let (policy, _) = input.policy()?;
                let is_readable = inputs::print(&input.load()?, &policy, format, look.language(), out)?;
                return Ok(if is_readable { Exit::Clean } else { Exit::Unreadable });
            }
            Self::Inspect { input } => {
                let (policy, _) = input.policy()?;
                let is_readable = inspect::print(&input.load()?, &|path| policy.tenant_of(path), look.language(), out)?;
                return Ok(if is_readable { Exit::Clean } else { Exit::Unreadable });
            }
            Self::Rules { format, config } => list::print(&config.rules(look.language())?, format, look, out)?,
            Self::Explain { rule, format, config } => {
                let is_terminal = io::stdout().is_terminal();
                let style = style(look, is_terminal);
                let style = (is_terminal || look.color == ColorChoice::Always).then_some(&style);
                explain::print(config.rule(&rule)?, format, look.language(), style, out)?;
            }
            Self::Init(args) => return init::run(args, look.language(), out),
            Self::Collect(args) => collect::print(&args, out)?,
            Self::Lsp(args) => return lsp::run(&args, look),
            Self::Completions { shell } => completions::print(shell, out)?,
            Self::Man { command } => completions::print_man(command.as_deref(), look.language(), out)?,
            Self::Test(args) => return test::run(&args, look.language(), out),
            Self::Schema { name } => schema::print(name, out)?,
        }
        Ok(Exit::Clean)
    }
}

/// The rule with this name.
fn find_rule(name: &str, policy: &Policy) -> Result<&'static Rule, Error> {
    policy.rule_set().find(name).ok_or_else(|| Error::UnknownRule { name: name.to_owned(), nearest: policy.nearest_rule(name) })
}

/// Colors and links on a terminal only, unless the user asks for them.
fn style(look: Look, is_terminal: bool) -> Style {
    let plain =
        std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let color = match look.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && !plain,
    };
    let terminal = is_terminal.then(|| terminal_size::terminal_size().map_or(80, |(columns, _)| columns.0.into()));
    let language_of_programs = look.lang.unwrap_or_default();
    Style { language: look.language(), language_of_programs, color, hyperlinks: color && is_terminal, terminal, ..Style::default() }
}
