//! GitHub Actions: workflow commands, which become annotations of a pull request.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions"; `ActionCommand.cs` of the runner.

use super::Style;
use super::entry::{Level, annotations};
use super::escape::{PLAIN, WHOLE, github_data, github_property, terminal};
use super::place::Located;
use crate::outcome::Outcome;
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for entry in annotations(outcome, style) {
        let level = match entry.level() {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        };
        let mut place = String::new();
        if let Some(span) = entry.span() {
            let Located { path, start, end } = Located::new(&outcome.sources, span);
            let path = github_property(&terminal(path, WHOLE));
            // Writing to a `String` cannot fail.
            let _ = write!(place, "file={path},line={},endLine={},", start.line, end.line);
            if start.line == end.line {
                // GitHub accepts columns only within one line.
                let _ = write!(place, "col={},endColumn={},", start.column.0, end.column.0);
            }
        }
        let [title, message] = [github_property(&entry.heading()), github_data(&entry.message(outcome, PLAIN.in_language(style.language)))];
        writeln!(out, "::{level} {place}title={title}::{message}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{assert_harmless, hostile, sample, shown};
    use super::*;

    #[test]
    fn a_finding_is_a_command() {
        insta::assert_snapshot!(shown(Format::Github, &sample(), &Style::default()), @r#"::error file=policy.json,line=2,endLine=2,col=23,endColumn=33,title=high[guest-invite-everyone]::everyone, including guests, can invite guests%0Aset `allowInvitesFrom` to `adminsAndGuestInviters`%0Aaz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'"#);
    }

    #[test]
    fn hostile_names_make_no_command_of_their_own() {
        let text = shown(Format::Github, &hostile(), &Style { show_undecided: true, ..Style::default() });
        assert_harmless(&text);
        assert_eq!(text.lines().count(), 4);
        for line in text.lines() {
            assert!(line.starts_with("::error file=") || line.starts_with("::notice file="), "{line}");
            let (properties, data) = line[2..].split_once("::").unwrap();
            assert_eq!(properties.matches(',').count(), properties.matches('=').count() - 1, "{properties}");
            assert!(!data.contains('\r'));
        }
    }
}
