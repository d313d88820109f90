//! Mistakes on the command line, in the language of the user. In English, they are those of clap.

use super::process_language;
use crate::language::Language;
use crate::text::Text;
use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use std::error::Error as _;

/// Writes a mistake in the language of this process.
pub(super) struct Translated;

impl ErrorFormatter for Translated {
    fn format_error(error: &Error<Self>) -> StyledStr {
        StyledStr::from(format(error, process_language()))
    }
}

fn format(error: &Error<Translated>, language: Language) -> String {
    let styles = Styles::styled();
    let (mistake, tip) = (styles.get_error(), styles.get_valid());
    let say = |text: &Text| text.render_in(language, str::to_owned);
    let mut lines = format!("{mistake}{}:{mistake:#} {}\n", language.text("error"), say(&message(error)));
    let values = strings(error, ContextKind::ValidValue);
    if !values.is_empty() {
        let text = Text::new("possible values: {values}").with("values", values.join(", "));
        lines.extend(["  [", &say(&text), "]\n"]);
    }
    lines.extend(tips(error).iter().map(|text| format!("\n  {tip}{}:{tip:#} {}\n", language.text("tip"), say(text))));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        lines.extend(["\n", language.text("Usage"), ": ", usage.trim_start_matches("Usage: "), "\n"]);
    }
    lines.extend(["\n", language.text("for more information, try `--help`"), "\n"]);
    lines
}

/// What is wrong.
fn message(error: &Error<Translated>) -> Text {
    let [argument, value] = [ContextKind::InvalidArg, ContextKind::InvalidValue].map(|kind| strings(error, kind).join(" "));
    let text = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            return Text::new("no command `{name}`").with("name", string(error, ContextKind::InvalidSubcommand));
        }
        ErrorKind::MissingSubcommand => "a command is missing",
        ErrorKind::UnknownArgument => "unexpected argument `{argument}`",
        ErrorKind::InvalidValue if value.is_empty() => "`{argument}` requires a value",
        ErrorKind::InvalidValue => "invalid value `{value}` for `{argument}`",
        ErrorKind::ValueValidation => {
            let source = error.source();
            let is_number = source.and_then(|source| source.downcast_ref::<std::num::ParseIntError>()).is_some();
            let reason = if is_number { "an integer is required".to_owned() } else { source.map(ToString::to_string).unwrap_or_default() };
            let text = Text::new("invalid value `{value}` for `{argument}`: {reason}").with("reason", reason);
            return text.with("value", value).with("argument", argument);
        }
        ErrorKind::NoEquals => "`{argument}` requires an equals sign before its value",
        ErrorKind::TooManyValues => "unexpected value `{value}` for `{argument}`",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "wrong number of values for `{argument}`",
        ErrorKind::ArgumentConflict => {
            let others = strings(error, ContextKind::PriorArg);
            if others.is_empty() || others == [&*argument] {
                return Text::new("`{argument}` cannot be used several times").with("argument", argument);
            }
            let others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
            let text = Text::new("`{argument}` cannot be used with {others}").with("others", others.join(", "));
            return text.with("argument", argument);
        }
        ErrorKind::MissingRequiredArgument => "required arguments are missing: `{argument}`",
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8",
        kind => kind.as_str().unwrap_or("the command line is invalid"),
    };
    Text::new(text).with("argument", argument).with("value", value)
}

/// What was probably meant.
fn tips(error: &Error<Translated>) -> Vec<Text> {
    let similar = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let similar = similar.iter().flat_map(|kind| strings(error, *kind));
    let mut tips: Vec<Text> = similar.map(|name| Text::new("did you mean `{name}`?").with("name", name)).collect();
    // The only further tip that names no argument of its own is how to pass a value that looks like an argument.
    if error.kind() == ErrorKind::UnknownArgument && tips.is_empty() && error.get(ContextKind::Suggested).is_some() {
        let argument = string(error, ContextKind::InvalidArg);
        tips.push(Text::new("to pass `{argument}` as a value, write `-- {argument}`").with("argument", argument));
    }
    tips
}

fn string(error: &Error<Translated>, kind: ContextKind) -> String {
    strings(error, kind).join(" ")
}

fn strings(error: &Error<Translated>, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
