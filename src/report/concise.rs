//! One line for each finding, for editors and for `grep`.

use super::Style;
use super::escape::{NAME, SENTENCE, WHOLE, terminal};
use super::merged::also;
use super::place::Located;
use super::say;
use crate::finding::Finding;
use crate::outcome::Outcome;
use crate::source::Span;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = |span: Span| {
        let place = Located::new(&outcome.sources, span);
        format!("{}:{}:{}", terminal(place.path, WHOLE), place.start.line, place.start.column.0)
    };
    super::write_findings(outcome, out, |finding, line| {
        let title = finding.title.render_in(style.language, |value| terminal(value, NAME));
        let also = also(finding, style.language, |name| format!("`{}`", terminal(name, NAME)))
            .map(|also| say(style.language, "also {others}", &[("others", also)]));
        let note =
            |note: &Finding| format!("note[{}]: {}", note.rule.id, note.title.render_in(style.language, |value| terminal(value, NAME)));
        write!(line, "{}: {}[{}] {title}", place(finding.primary.span), finding.severity.name(), finding.rule.id)?;
        for more in also.into_iter().chain(finding.merged.notes.iter().map(|finding| note(finding))) {
            write!(line, " ({more})")?;
        }
        writeln!(line)
    })?;
    for problem in &outcome.problems {
        writeln!(
            out,
            "{}: {} {}",
            place(problem.span),
            problem.level(),
            problem.message.render_in(style.language, |value| terminal(value, SENTENCE))
        )?;
    }
    if style.show_undecided {
        for undecided in &outcome.undecided {
            let missing = undecided.missing.render_in(style.language, |value| terminal(value, NAME));
            // What concerns the tenant as a whole has no place in a file.
            let place = undecided.span.map_or_else(String::new, |span| format!("{}: ", place(span)));
            writeln!(out, "{place}undecided[{}] {missing}", undecided.rule.id)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        let mut outcome = outcome(&[("policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_snapshot!(shown(Format::Concise, &outcome, &Style::default()), @r"policy.json:2:23: high[guest-invite-everyone] everyone, including guests, can invite guests");
    }

    #[test]
    fn hostile_names_make_no_line_and_no_command() {
        let text = shown(Format::Concise, &hostile(), &Style { show_undecided: true, ..Style::default() });
        assert_harmless(&text);
        assert_eq!(text.lines().count(), 4);
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::") && line.chars().count() < 1500), "{text}");
    }
}
