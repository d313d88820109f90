//! The help of the command line in the language of the user.

use super::Cli;
use crate::language::Language;
use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr};
use clap::{Arg, Command, CommandFactory};

/// The command line with its texts in a language. It only prints help: possible values are texts in it.
pub(super) fn command(language: Language) -> Command {
    let mut command = Cli::command();
    if language == Language::English {
        return command;
    }
    // The options that clap adds are then there.
    command.build();
    translated(command, language)
}

fn translated(mut command: Command, language: Language) -> Command {
    let text = |text: Option<&StyledStr>| text.and_then(|text| language.translate(&text.to_string())).map(StyledStr::from);
    if let Some(about) = text(command.get_about()) {
        command = command.about(about);
    }
    if let Some(about) = text(command.get_long_about()) {
        command = command.long_about(about);
    }
    if let Some(help) = text(command.get_after_help()) {
        command = command.after_help(help);
    }
    let usage = language.text("Usage");
    let template = format!("{{before-help}}{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}");
    let command = command.help_template(template).subcommand_help_heading(language.text("Commands"));
    let of_argument = |argument: Arg| {
        let heading = language.text(if argument.is_positional() { "Arguments" } else { "Options" });
        let (help, long_help) = (text(argument.get_help()), text(argument.get_long_help()));
        let values: Vec<PossibleValue> = argument
            .get_possible_values()
            .into_iter()
            .map(|value| match text(value.get_help()) {
                Some(help) => value.help(help),
                None => value,
            })
            .collect();
        let mut argument = argument.help_heading(heading);
        if let Some(help) = help {
            argument = argument.help(help);
        }
        if let Some(help) = long_help {
            argument = argument.long_help(help);
        }
        if values.is_empty() || !argument.get_action().takes_values() {
            argument
        } else {
            argument.value_parser(PossibleValuesParser::new(values))
        }
    };
    command.mut_args(of_argument).mut_subcommands(|command| translated(command, language))
}

/// The English texts of the help.
pub fn texts() -> Vec<String> {
    let mut command = Cli::command();
    command.build();
    let mut texts = Vec::new();
    add(&command, &mut texts);
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn add(command: &Command, texts: &mut Vec<String>) {
    let mut push = |text: Option<&StyledStr>| texts.extend(text.map(ToString::to_string));
    [command.get_about(), command.get_long_about(), command.get_after_help()].into_iter().for_each(&mut push);
    for argument in command.get_arguments() {
        push(argument.get_help());
        push(argument.get_long_help());
        argument.get_possible_values().iter().for_each(|value| push(value.get_help()));
    }
    command.get_subcommands().for_each(|command| add(command, texts));
}
