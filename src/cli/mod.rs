//! The command line: one file for each command.

mod inputs;
mod inspect;

use crate::load::{Loaded, load_input, load_paths};
use crate::outcome::Exit;
use clap::{Args, Parser, Subcommand};
use std::io::{self, Write};
use std::path::PathBuf;

/// Policy-as-code linter for Microsoft Entra ID and Azure tenant configuration.
#[derive(Debug, Parser)]
#[command(name = "tenantlint", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell what each file was taken for, and why.
    Inputs {
        #[command(flatten)]
        input: InputArgs,
        /// How to print it.
        #[arg(long, value_enum, default_value = "human")]
        format: inputs::InputsFormat,
    },
    /// Print what the linter sees: a line of JSON for each resource.
    Inspect {
        #[command(flatten)]
        input: InputArgs,
    },
}

#[derive(Debug, Args)]
struct InputArgs {
    /// Files and folders; `-` reads standard input.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// The name of what comes by standard input.
    #[arg(long, value_name = "PATH", default_value = "stdin.json")]
    stdin_filename: String,
    #[arg(long)]
    no_config: bool,
}

impl InputArgs {
    fn load(&self) -> io::Result<Loaded> {
        if self.paths == [PathBuf::from("-")] {
            return Ok(load_input(io::stdin().lock(), &self.stdin_filename));
        }
        Ok(load_paths(&self.paths, &std::env::current_dir()?))
    }
}

/// Runs the command line.
pub fn run() -> Exit {
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let exit = match cli.command {
        Command::Inputs { input, format } => {
            let loaded = input.load().unwrap();
            if inputs::print(&loaded, format, &mut out).unwrap() { Exit::Clean } else { Exit::Unreadable }
        }
        Command::Inspect { input } => {
            let loaded = input.load().unwrap();
            inspect::print(&loaded.sources, &mut out).unwrap();
            Exit::Clean
        }
    };
    out.flush().unwrap();
    exit
}
