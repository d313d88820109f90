//! Azure Pipelines: logging commands, which become errors and warnings of the run.
//!
//! Source: Microsoft Learn, "Logging commands"; `Command.cs` of the agent. The agent shows ten errors and ten warnings of a step beside
//! the run, so the most severe ones come first; the log contains all.

use super::Style;
use super::entry::{Level, annotations};
use super::escape::{PLAIN, WHOLE, azure_data, azure_property, terminal};
use super::place::Located;
use crate::outcome::Outcome;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for entry in annotations(outcome, style) {
        // There is no lower level.
        let level = if entry.level() == Level::Error { "error" } else { "warning" };
        write!(out, "##vso[task.logissue type={level};")?;
        if let Some(span) = entry.span() {
            let Located { path, start, .. } = Located::new(&outcome.sources, span);
            let path = azure_property(&terminal(path, WHOLE));
            write!(out, "sourcepath={path};linenumber={};columnnumber={};", start.line, start.column.0)?;
        }
        let message = format!("{}: {}", entry.heading(), entry.message(outcome, PLAIN.in_language(style.language)));
        writeln!(out, "code={};]{}", entry.check(), azure_data(&message))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::*;

    #[test]
    fn a_finding_is_a_command() {
        let mut outcome = outcome(&[("a;b]/policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_snapshot!(shown(Format::Azure, &outcome, &Style::default()), @r#"##vso[task.logissue type=error;sourcepath=a%3Bb%5D/policy.json;linenumber=2;columnnumber=23;code=guest-invite-everyone;]high[guest-invite-everyone]: everyone, including guests, can invite guests%0Aset `allowInvitesFrom` to `adminsAndGuestInviters`%0Aaz rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{"allowInvitesFrom":"adminsAndGuestInviters"}'"#);
    }

    #[test]
    fn hostile_names_make_no_command_of_their_own() {
        let text = shown(Format::Azure, &hostile(), &Style { show_undecided: true, ..Style::default() });
        assert_eq!(text.lines().count(), 4);
        for line in text.lines() {
            let command = line.strip_prefix("##vso[task.logissue type=").unwrap();
            assert_harmless(command);
            let (properties, _) = command.split_once(']').unwrap();
            assert_eq!(properties.matches(';').count(), properties.matches('=').count() + 1, "{properties}");
        }
    }
}
