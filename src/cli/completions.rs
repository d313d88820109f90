//! `completions` and `man`: what packages install beside the program.

use super::{Cli, Error, help};
use crate::language::Language;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Prints the completion script of a shell.
pub(super) fn print(shell: Shell, out: &mut impl Write) -> Result<(), Error> {
    // The generator panics if it cannot write, as after `| head`.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tenantlint", &mut script);
    out.write_all(&script)?;
    Ok(())
}

/// Prints the manual page of the program, or of one of its commands.
pub(super) fn print_man(name: Option<&str>, language: Language, out: &mut impl Write) -> Result<(), Error> {
    let mut program = help::command(language);
    program.build(); // a command is then called `tenantlint-check`
    let command = match name {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| Error::UnknownCommand(name.to_owned()))?,
    };
    clap_mangen::Man::new(command.clone().disable_help_subcommand(true)).render(out)?;
    Ok(())
}
