//! Maintenance tasks of this repository: `cargo xtask` lists them.

mod new_rule;
mod tidy;
mod update;

use std::path::PathBuf;
use std::process::ExitCode;

const HELP: &str = "\
usage: cargo xtask COMMAND

  update                write everything that is generated: rule pages and their lists, schemas, expected outputs, tests/cmd
  new-rule GROUP NAME   write the skeleton of a rule and of its cases, and register the rule
  tidy                  check layout, order of modules, links and file sizes";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["update"] => update::run(),
        ["new-rule", group, name] => new_rule::run(group, name),
        ["tidy"] => tidy::run(),
        _ => Err(HELP.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

fn write(path: &str, text: &str) -> Result<(), String> {
    std::fs::write(root().join(path), text).map_err(|error| format!("{path}: {error}"))
}
