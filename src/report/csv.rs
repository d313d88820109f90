//! Comma-separated values for spreadsheets: a row for each finding, accepted or known finding, undecided result and part of the input that could
//! not be read, so that nothing is missing in a table that replaces the report.
//!
//! Source: RFC 4180; OWASP, "CSV Injection".

use super::Style;
use super::entry::Entry;
use super::escape::{PLAIN, SENTENCE, Target, WHOLE, terminal};
use super::merged::belonging;
use super::place::Located;
use super::tenant_name;
use crate::finding::{Finding, Line, Subject};
use crate::outcome::Outcome;
use crate::resource::root_name;
use crate::source::Span;
use std::io::{self, Write};

const COLUMNS: [&str; 21] = [
    "status",
    "severity",
    "confidence",
    "rule",
    "title",
    "help",
    "tenant",
    "kind",
    "name",
    "address",
    "root",
    "id",
    "appId",
    "file",
    "line",
    "column",
    "endLine",
    "endColumn",
    "fingerprint",
    "reason",
    "reviewer",
];

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let target = PLAIN.in_language(style.language);
    row(out, COLUMNS.map(str::to_owned))?;
    super::write_findings(outcome, out, |finding, text| row(text, finding_row(outcome, finding, "finding", Default::default(), target)))?;
    for accepted in &outcome.accepted {
        let review = [&accepted.reason, &accepted.reviewer].map(|text| value(text));
        row(out, finding_row(outcome, &accepted.finding, "accepted", review, target))?;
    }
    for known in &outcome.known {
        let reason = outcome.why_known(known);
        row(out, finding_row(outcome, &known.finding, "known", [reason, String::new()], target))?;
    }
    for undecided in &outcome.undecided {
        let entry = Entry::Undecided(undecided);
        let about = about(outcome, Some(undecided.tenant), undecided.subject.as_ref(), entry.span());
        row(out, columns(entry, ["undecided", "", ""], about, Default::default(), target))?;
    }
    for problem in &outcome.problems {
        let entry = Entry::Problem(problem);
        let status = if problem.is_warning { "incomplete" } else { "unreadable" };
        row(out, columns(entry, [status, "", ""], about(outcome, None, None, entry.span()), Default::default(), target))?;
    }
    Ok(())
}

fn finding_row(
    outcome: &Outcome,
    finding: &Finding,
    status: &str,
    [reason, reviewer]: [String; 2],
    target: Target,
) -> [String; COLUMNS.len()] {
    let about = about(outcome, Some(finding.tenant), Some(&finding.subject), Some(finding.primary.span));
    let last = [finding.fingerprint(), reason, reviewer];
    columns(Entry::Finding(finding), [status, finding.severity.name(), finding.confidence.name()], about, last, target)
}

fn columns(entry: Entry<'_>, first: [&str; 3], about: [String; 12], last: [String; 3], target: Target) -> [String; COLUMNS.len()] {
    let mut title = entry.title(target);
    if let Entry::Finding(finding) = entry {
        belonging(finding, target).for_each(|line| title.extend([" (", &line, ")"]));
    }
    let help: Vec<_> = entry.help(target).into_iter().map(Line::into_text).collect();
    let texts = [entry.check().to_owned(), title, help.join("\n")];
    let mut columns = first.into_iter().map(str::to_owned).chain(texts).chain(about).chain(last);
    std::array::from_fn(|_| columns.next().unwrap_or_default())
}

/// The tenant, the resource and the place.
fn about(outcome: &Outcome, tenant: Option<usize>, subject: Option<&Subject>, span: Option<Span>) -> [String; 12] {
    let tenant = tenant.and_then(|tenant| tenant_name(outcome, tenant)).map(value).unwrap_or_default();
    let [kind, name, address, root, id, app_id] = subject.map_or_else(Default::default, |subject| {
        let optional = |text: &Option<String>| text.as_deref().map(value).unwrap_or_default();
        let Subject { kind, name, address, root, id, app_id, .. } = subject;
        [value(kind), optional(name), value(address), root_name(root).map(value).unwrap_or_default(), optional(id), optional(app_id)]
    });
    let [file, line, column, end_line, end_column] = span.map_or_else(Default::default, |span| {
        let Located { path, start, end } = Located::new(&outcome.sources, span);
        let [line, column, end_line, end_column] = [start.line, start.column.0, end.line, end.column.0].map(|number| number.to_string());
        [terminal(path, WHOLE), line, column, end_line, end_column]
    });
    [tenant, kind, name, address, root, id, app_id, file, line, column, end_line, end_column]
}

fn value(text: &str) -> String {
    terminal(text, SENTENCE)
}

fn row(out: &mut (impl Write + ?Sized), columns: [String; COLUMNS.len()]) -> io::Result<()> {
    write!(out, "{}\r\n", columns.map(|column| field(&column)).join(","))
}

/// A field, in quotes where it must be.
///
/// A spreadsheet computes a cell that begins with one of four characters, so an apostrophe is put before them. Where lists are separated
/// with `;`, it does not recognize our quotes and begins a cell after each `;` and line break in the field. Blanks may be ignored before a
/// formula, but `-` after blanks is a list in the code of a remediation.
fn field(text: &str) -> String {
    let mut cell = String::with_capacity(text.len() + 8);
    let (mut is_start, mut is_indented) = (true, false);
    for character in text.chars() {
        let is_formula = match character {
            '=' | '+' | '@' | '＝' | '＋' | '＠' => is_start,
            '-' | '－' => is_start && !is_indented,
            _ => false,
        };
        cell.extend(is_formula.then_some('\'').into_iter().chain([character]));
        (is_start, is_indented) = match character {
            ';' | '\n' => (true, false),
            ' ' => (is_start, true),
            '"' | '\'' => (is_start, is_indented),
            _ => (false, false),
        };
    }
    if cell.contains([',', '"', '\n', ';']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, shown, span};
    use super::super::{Format, Style};
    use super::*;
    use crate::message::Text;

    /// The records of RFC 4180.
    fn records(text: &str) -> Vec<Vec<String>> {
        let mut records = vec![vec![String::new()]];
        let (mut in_quotes, mut rest) = (false, text.chars().peekable());
        while let Some(character) = rest.next() {
            let record = records.last_mut().unwrap();
            match character {
                '"' if in_quotes && rest.next_if_eq(&'"').is_some() => record.last_mut().unwrap().push('"'),
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => record.push(String::new()),
                '\r' if !in_quotes => {
                    assert_eq!(rest.next(), Some('\n'));
                    records.push(vec![String::new()]);
                }
                '\n' if !in_quotes => panic!("a line break without a carriage return"),
                _ => record.last_mut().unwrap().push(character),
            }
        }
        assert_eq!(records.pop(), Some(vec![String::new()]), "the last record ends like the others");
        records
    }

    #[test]
    fn a_finding_is_a_record() {
        let mut outcome = outcome(&[("a, b/policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        insta::assert_snapshot!(shown(Format::Csv, &outcome, &Style::default()).replace('\r', "␍"), @r#"
        status,severity,confidence,rule,title,help,tenant,kind,name,address,root,id,appId,file,line,column,endLine,endColumn,fingerprint,reason,reviewer␍
        finding,high,high,guest-invite-everyone,"everyone, including guests, can invite guests","set `allowInvitesFrom` to `adminsAndGuestInviters`
        az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body '{""allowInvitesFrom"":""adminsAndGuestInviters""}'",,authorizationPolicy,,authorizationPolicy,,authorizationPolicy,,"a, b/policy.json",2,23,2,33,0e827b3dd7f651cc8b939f9edf12cdc1,,␍
        "#);
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("-a", "'-a"),
            ("+a", "'+a"),
            ("@SUM(a)", "'@SUM(a)"),
            ("＝1", "'＝1"),
            (" \"=1", "\" \"\"'=1\""),
            ("a;=1", "\"a;'=1\""),
            ("a\n-b", "\"a\n'-b\""),
            ("a\n  - b", "\"a\n  - b\""),
            (" =1", " '=1"),
            ("a=b-c", "a=b-c"),
            ("a,=b", "\"a,=b\""),
            ("", ""),
        ] {
            assert_eq!(field(text), expected);
        }
    }

    #[test]
    fn hostile_names_make_no_cell_and_no_formula() {
        let mut outcome = hostile();
        outcome.findings[0].title = Text::new("{name}").with("name", "=cmd|' /C calc'!A0\";=1\n+2,-3");
        let text = shown(Format::Csv, &outcome, &Style::default());
        assert_harmless(&text.replace("\r\n", "\n"));
        let records = records(&text);
        let statuses: Vec<_> = records.iter().map(|record| &*record[0]).collect();
        assert_eq!(statuses, ["status", "finding", "accepted", "known", "undecided", "unreadable", "unreadable"]);
        assert!(records.iter().all(|record| record.len() == COLUMNS.len()));
        assert!(records[1][4].starts_with("'=cmd|' /C calc'!A0\";'=1␊+2,-3 (also `x␛[2J"), "{}", records[1][4]);
        assert!(records[2][19].starts_with("x␛[2J"), "{}", records[2][19]);
    }
}
