//! The command line: one file for each command.

mod check;
mod collect;
mod explain;
mod init;
mod inputs;
mod inspect;
mod inventory;
mod list;
mod schema;

use crate::load::{Loaded, load_input, load_paths};
use crate::outcome::Exit;
use crate::policy::{self, Policy, PolicyErrors};
use crate::reader::Variables;
use crate::report::{self, Style};
use crate::rules::Rule;
use crate::source::Sources;
use clap::{Args, ColorChoice, Parser, Subcommand};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

/// Policy-as-code linter for Microsoft Entra ID and Azure tenant configuration
///
/// Reads what you keep in git (exports of a tenant, Terraform, Bicep, sign-in configuration of apps), checks it by rules, and says what is
/// wrong at the exact line. No network, no telemetry.
#[derive(Debug, Parser)]
#[command(name = "tenantlint", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours and links
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: ColorChoice,
}

const EXIT_CODES: &str = "\
Exit codes, the same for every format:
  0  judged; nothing at or over the threshold
  1  findings at or over the threshold
  2  usage or policy file error; nothing was judged
  3  some input could not be read; the rest was judged and is below the threshold";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files and folders by the rules
    Check(check::CheckArgs),
    /// Tell what each file was taken for, why, and what was not understood in it
    Inputs {
        #[command(flatten)]
        input: InputArgs,
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: inputs::InputsFormat,
    },
    /// Print what the linter sees: a line of JSON for each resource
    Inspect {
        #[command(flatten)]
        input: InputArgs,
    },
    /// List the rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value = "human")]
        format: list::RulesFormat,
    },
    /// Explain a rule: what it finds, why it matters, when it is wrong
    Explain {
        /// The rule's name, such as `application-multi-tenant`
        rule: String,
    },
    /// Write a commented policy file, or with `--inventory` the first inventory of a tenant
    Init {
        /// Where to write the policy file, `.tenantlint.yaml` by default; `-` prints it. With `--inventory` the exports to read, `.` by
        /// default
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Write what the exports of one tenant hold into this folder, a file for each list: guests, subscriptions, identities, partners,
        /// holders of billing roles and of roles at the root. Nothing is written over, and every entry waits for a review
        #[arg(long, value_name = "DIR")]
        inventory: Option<PathBuf>,
    },
    /// Print a script that fetches what the rules need of a tenant, with the Azure CLI; it is never run
    Collect(collect::CollectArgs),
    /// Print a JSON Schema
    Schema {
        /// Which one
        #[arg(value_enum)]
        name: schema::SchemaName,
    },
}

/// What to read.
#[derive(Debug, Args)]
struct InputArgs {
    /// Files and folders; `-` reads standard input
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name of what comes by standard input
    #[arg(long, value_name = "PATH", default_value = "stdin.json")]
    stdin_filename: String,
    /// A value for a variable of Terraform's root modules or a parameter of Bicep's root templates, such as `region=westeurope`; may be
    /// repeated
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    /// A file of values for variables of Terraform's root modules; may be repeated, `--var` wins
    #[arg(long = "var-file", value_name = "FILE")]
    variable_files: Vec<PathBuf>,
    /// The policy file, instead of the one that is found from the input upward
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no policy file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

fn variable(argument: &str) -> Result<(String, String), String> {
    let (name, value) = argument.split_once('=').ok_or("expected NAME=VALUE, such as `region=westeurope`")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// The policy file is wrong.
    #[error(transparent)]
    Policy(#[from] PolicyErrors),
    /// No policy file could be chosen.
    #[error(transparent)]
    Find(#[from] policy::FindError),
    /// Inputs belong to different policy files.
    #[error("`{}` and `{}` are both policy files of the input: name one with `--config`, or check the folders one by one", .0.display(), .1.display())]
    TwoPolicies(PathBuf, PathBuf),
    /// No rule has this name.
    #[error("no rule is called `{name}`{}", nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default())]
    UnknownRule {
        /// The name.
        name: String,
        /// The nearest right one.
        nearest: Option<&'static str>,
    },
    /// Standard input was named among other paths.
    #[error("`-` stands alone: standard input cannot be read together with files")]
    StdinAmongPaths,
    /// A file that shall be written could not be.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is there already.
    #[error("`{}` is there already: name another path, or `-` to print", .0.display())]
    Exists(PathBuf),
    /// `init` was given several paths.
    #[error("`init` writes one policy file: name one path, or read exports with `--inventory DIR`")]
    SeveralPaths,
    /// A file of the inventory is there already.
    #[error("`{}` is there already, and nothing was written: name another folder", .0.display())]
    InventoryExists(PathBuf),
    /// Standard output or the working directory failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl InputArgs {
    /// Exports at these paths, without a policy.
    fn exports(paths: Vec<PathBuf>) -> Self {
        let stdin_filename = "stdin.json".to_owned();
        Self { paths, stdin_filename, variables: Vec::new(), variable_files: Vec::new(), config: None, no_config: true }
    }

    fn load(&self) -> Result<Loaded, Error> {
        let stdin = PathBuf::from("-");
        let working_directory = std::env::current_dir()?;
        let variables = Variables { words: self.variables.clone(), files: self.variable_files.clone() };
        if self.paths == [stdin.clone()] {
            return Ok(load_input(io::stdin().lock(), &self.stdin_filename, &working_directory, variables));
        }
        if self.paths.contains(&stdin) {
            return Err(Error::StdinAmongPaths);
        }
        Ok(load_paths(&self.paths, &working_directory, variables))
    }

    /// The policy and its files: the one that was named, else the one that all inputs share.
    fn policy(&self) -> Result<(Policy, Sources), Error> {
        let working_directory = std::env::current_dir()?;
        if self.no_config {
            return Ok((Policy::default(), Sources::default()));
        }
        let mut chosen = self.config.clone();
        if chosen.is_none() {
            for path in &self.paths {
                let start = if path.as_os_str() == "-" { PathBuf::from(&self.stdin_filename) } else { path.clone() };
                match (policy::find(&start, &working_directory)?, &chosen) {
                    (Some(found), Some(before)) if found != *before => return Err(Error::TwoPolicies(before.clone(), found)),
                    (Some(found), _) => chosen = Some(found),
                    (None, _) => {}
                }
            }
        }
        let Some(path) = chosen else { return Ok((Policy::default(), Sources::default())) };
        Ok(policy::load(&path, &working_directory)?)
    }
}

/// Runs the command line of this process. Errors go to standard error.
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean };
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let done = cli.command.run(cli.color, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match done {
        Ok(exit) => exit,
        // Whoever reads us has seen enough: `tenantlint rules | head`
        Err(Error::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(Error::Policy(errors)) => {
            let style = style(cli.color, io::stderr().is_terminal());
            let _ = report::render_mistakes(errors, &style, &mut io::stderr().lock());
            Exit::Usage
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {}", report::harmless(&error.to_string()));
            Exit::Usage
        }
    }
}

impl Command {
    fn run(self, color: ColorChoice, out: &mut impl Write) -> Result<Exit, Error> {
        match self {
            Self::Check(args) => return check::run(&args, color, out),
            Self::Inputs { input, format } => {
                input.policy()?;
                let is_readable = inputs::print(&input.load()?, format, out)?;
                return Ok(if is_readable { Exit::Clean } else { Exit::Unreadable });
            }
            Self::Inspect { input } => {
                input.policy()?;
                let is_readable = inspect::print(&input.load()?, out)?;
                return Ok(if is_readable { Exit::Clean } else { Exit::Unreadable });
            }
            Self::Rules { format } => list::print(format, out)?,
            Self::Explain { rule } => explain::print(find_rule(&rule)?, out)?,
            Self::Init { paths, inventory: Some(folder) } => return inventory::write(&folder, paths, out),
            Self::Init { paths, inventory: None } => init::write(&paths, out)?,
            Self::Collect(args) => collect::print(args, out)?,
            Self::Schema { name } => schema::print(name, out)?,
        }
        Ok(Exit::Clean)
    }
}

/// The rule of this name.
fn find_rule(name: &str) -> Result<&'static Rule, Error> {
    crate::rules::find(name).ok_or_else(|| Error::UnknownRule { name: name.to_owned(), nearest: policy::nearest_rule(name) })
}

/// How to show things: colours and links on a terminal only, unless the user says otherwise.
fn style(color: ColorChoice, is_terminal: bool) -> Style {
    let plain =
        std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let color = match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && !plain,
    };
    // A terminal's width takes a system call that the standard library does not have: shells tell it.
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(Style::default().width);
    Style { color, hyperlinks: color && is_terminal, width, ..Style::default() }
}
