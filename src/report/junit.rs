//! JUnit XML, which CI systems show as the results of tests.
//!
//! Source: the JUnit schemas of Windy Road (Apache Ant) and of the xUnit plugin of Jenkins. A finding is a failure, whatever its severity,
//! which is its type; what is undecided, accepted or known is skipped, what could not be read is an error, and a rule without any of them passes.
//! The names of the cases stay the same when lines move, because CI systems compare them between runs.

use super::Style;
use super::entry::Entry;
use super::escape::{NAME, PLAIN, SENTENCE, Target, WHOLE, terminal, xml, xml_attribute};
use super::place::Located;
use super::summary::Summary;
use super::tenant_name;
use crate::finding::{Finding, Subject};
use crate::metadata::Metadata;
use crate::outcome::{Accepted, Outcome};
use crate::source::Span;
use std::collections::HashSet;
use std::io::{self, Write};

pub(super) fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let target = PLAIN.in_language(style.language);
    let passed = passed(outcome);
    let (warnings, errors): (Vec<_>, Vec<_>) = outcome.problems.iter().partition(|problem| problem.is_warning);
    let (failures, skipped) = (outcome.findings.len(), outcome.accepted.len() + outcome.known.len() + outcome.undecided.len());
    let tests = failures + errors.len() + skipped + passed.len();
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"tenantlint\" package=\"tenantlint\" id=\"0\""
    )?;
    // The output depends on the date of the run only, and not on the time and the machine.
    write!(out, " timestamp=\"{}T00:00:00\" hostname=\"localhost\" time=\"0\"", outcome.today)?;
    writeln!(out, " tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\" skipped=\"{skipped}\">", errors.len())?;
    writeln!(out, "    <properties/>")?;
    super::write_findings(outcome, out, |finding, text| {
        let entry = Entry::Finding(finding);
        let content = format!("{}\n{}", place(outcome, finding.primary.span), entry.message(outcome, target));
        let [message, content] = [xml_attribute(&entry.title(target)), xml(&content)];
        let result = format!("<failure type=\"{}\" message=\"{message}\">{content}</failure>", finding.severity.name());
        case(text, finding.rule.id, &name_of(outcome, finding, target), &result)
    })?;
    for problem in errors {
        let message = (PLAIN.text)(&problem.message, SENTENCE, style.language);
        let [message, place] = [xml_attribute(&message), xml(&place(outcome, problem.span))];
        let check = Entry::Problem(problem).check();
        case(out, check, &place, &format!("<error type=\"{check}\" message=\"{message}\">{place}</error>"))?;
    }
    for accepted in &outcome.accepted {
        case(out, accepted.finding.rule.id, &name_of(outcome, &accepted.finding, target), &skipped_for(&reason(accepted)))?;
    }
    for known in &outcome.known {
        let reason = outcome.why_known(known);
        case(out, known.finding.rule.id, &name_of(outcome, &known.finding, target), &skipped_for(&reason))?;
    }
    for undecided in &outcome.undecided {
        let entry = Entry::Undecided(undecided);
        let name = name(outcome, &entry.title(target), undecided.tenant, undecided.subject.as_ref());
        case(out, entry.check(), &name, &skipped_for(&format!("undecided: {}", entry.message(outcome, target))))?;
    }
    for rule in passed {
        case(out, rule.id, &xml_attribute(style.language.text(rule.summary)), "")?;
    }
    let summary = Summary::new(outcome).lines(outcome, style.language, PLAIN.name);
    writeln!(out, "    <system-out>{}</system-out>", xml(&summary.join("\n")))?;
    let warnings = warnings.into_iter().map(|problem| {
        let message = (PLAIN.text)(&problem.message, SENTENCE, style.language);
        format!("{}: warning: {message}", place(outcome, problem.span))
    });
    let warnings = warnings.collect::<Vec<_>>().join("\n");
    writeln!(out, "    <system-err>{}</system-err>\n  </testsuite>\n</testsuites>", xml(&warnings))
}

/// Writes a case. `name` and `result` are XML.
fn case(out: &mut (impl Write + ?Sized), class: &str, name: &str, result: &str) -> io::Result<()> {
    let start = format!("    <testcase classname=\"{class}\" name=\"{name}\" time=\"0\"");
    if result.is_empty() { writeln!(out, "{start}/>") } else { writeln!(out, "{start}>{result}</testcase>") }
}

fn skipped_for(message: &str) -> String {
    format!("<skipped message=\"{}\"/>", xml_attribute(message))
}

/// The rules that ran and have no result; none if findings are hidden, because any rule may have one.
fn passed(outcome: &Outcome) -> Vec<&'static Metadata> {
    if outcome.hidden.findings > 0 {
        return Vec::new();
    }
    let silent = outcome.accepted.iter().map(|accepted| &accepted.finding).chain(outcome.known.iter().map(|known| &known.finding));
    let findings = outcome.findings.iter().chain(silent);
    let with_notes = findings.flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
    let undecided = outcome.undecided.iter().map(|undecided| undecided.rule.id);
    let with_result: HashSet<_> = with_notes.map(|finding| finding.rule.id).chain(undecided).collect();
    outcome.rules.iter().copied().filter(|rule| !with_result.contains(rule.id)).collect()
}

fn reason(accepted: &Accepted) -> String {
    let [reason, reviewer] = [&accepted.reason, &accepted.reviewer].map(|text| terminal(text, SENTENCE));
    if reviewer.is_empty() { format!("accepted: {reason}") } else { format!("accepted: {reason} (reviewed by {reviewer})") }
}

fn name_of(outcome: &Outcome, finding: &Finding, target: Target) -> String {
    name(outcome, &target.text(&finding.title, NAME), finding.tenant, Some(&finding.subject))
}

/// The name of a case: objects may have the same name in the title, but not the same identity.
fn name(outcome: &Outcome, title: &str, tenant: usize, subject: Option<&Subject>) -> String {
    let tenant = tenant_name(outcome, tenant).map(|tenant| terminal(tenant, NAME));
    let subject = subject.map(|subject| format!("{} {}", terminal(&subject.kind, NAME), terminal(&subject.identity(), SENTENCE)));
    let about: Vec<_> = tenant.into_iter().chain(subject).collect();
    xml_attribute(&if about.is_empty() { title.to_owned() } else { format!("{title} ({})", about.join(": ")) })
}

fn place(outcome: &Outcome, span: Span) -> String {
    let Located { path, start, .. } = Located::new(&outcome.sources, span);
    format!("{}:{}:{}", terminal(path, WHOLE), start.line, start.column.0)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{assert_harmless, finding, hostile, outcome, rule, shown, span};
    use super::super::{Format, Style};
    use crate::outcome::Outcome;
    use roxmltree::{Document, Node};

    fn sample() -> Outcome {
        let mut outcome = outcome(&[("policy.json", "{\n  \"allowInvitesFrom\": \"everyone\"\n}\n")]);
        outcome.findings.push(finding(span(&outcome, 0, "\"everyone\"")));
        outcome.rules = vec![rule("guest-invite-everyone"), rule("guest-role-too-wide")];
        outcome
    }

    #[test]
    fn a_finding_is_a_failure_and_other_rules_pass() {
        insta::assert_snapshot!(shown(Format::Junit, &sample(), &Style::default()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
          <testsuite name="tenantlint" package="tenantlint" id="0" timestamp="2027-03-31T00:00:00" hostname="localhost" time="0" tests="2" failures="1" errors="0" skipped="0">
            <properties/>
            <testcase classname="guest-invite-everyone" name="everyone, including guests, can invite guests (authorizationPolicy authorizationPolicy)" time="0"><failure type="high" message="everyone, including guests, can invite guests">policy.json:2:23
        everyone, including guests, can invite guests
        set `allowInvitesFrom` to `adminsAndGuestInviters`
        az rest --method PATCH --url https://graph.example/policies/authorizationPolicy --body &apos;{&quot;allowInvitesFrom&quot;:&quot;adminsAndGuestInviters&quot;}&apos;</failure></testcase>
            <testcase classname="guest-role-too-wide" name="guests can read more than their own directory objects" time="0"/>
            <system-out>1 finding: 1 high; 1 at or above `medium`
        checked 1 resource in 1 file</system-out>
            <system-err></system-err>
          </testsuite>
        </testsuites>
        "#);
    }

    /// The constraints of the schema of Windy Road, which is stricter than that of Jenkins.
    fn assert_valid(text: &str) {
        let document = Document::parse(text).unwrap();
        let elements = |node: Node<'_, '_>| {
            node.children().filter(Node::is_element).map(|child| child.tag_name().name().to_owned()).collect::<Vec<_>>()
        };
        let number = |node: Node<'_, '_>, name| node.attribute(name).unwrap().parse::<usize>().unwrap();
        assert_eq!(
            (document.root_element().tag_name().name(), elements(document.root_element())),
            ("testsuites", vec!["testsuite".to_owned()])
        );
        let suite = document.root_element().first_element_child().unwrap();
        assert!(["name", "package", "hostname"].iter().all(|name| !suite.attribute(*name).unwrap().is_empty()));
        let timestamp = suite.attribute("timestamp").unwrap();
        assert!(timestamp.len() == 19 && timestamp.parse::<jiff::civil::DateTime>().is_ok(), "{timestamp}");
        let mut names = elements(suite);
        names.dedup();
        assert_eq!(names, ["properties", "testcase", "system-out", "system-err"]);
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        for case in &cases {
            let attributes: Vec<_> = case.attributes().map(|attribute| attribute.name()).collect();
            assert_eq!(attributes, ["classname", "name", "time"]);
            assert!(case.children().filter(Node::is_element).count() <= 1 && !case.attribute("name").unwrap().is_empty());
            for result in case.children().filter(|node| node.has_tag_name("failure") || node.has_tag_name("error")) {
                assert!(result.attribute("type").is_some() && result.attribute("message").is_some());
            }
        }
        assert_eq!(number(suite, "tests"), cases.len());
        for (count, element) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
            assert_eq!(number(suite, count), cases.iter().filter(|case| elements(**case) == [element]).count(), "{element}");
        }
        assert_eq!((number(suite, "id"), number(suite, "time")), (0, 0));
    }

    #[test]
    fn output_fits_the_schema_whatever_the_names_are() {
        for outcome in [sample(), hostile(), Outcome { rules: vec![rule("guest-role-too-wide")], ..outcome(&[]) }] {
            let text = shown(Format::Junit, &outcome, &Style::default());
            assert_harmless(&text);
            assert_valid(&text);
        }
    }

    #[test]
    fn what_is_undecided_accepted_or_known_is_skipped() {
        let text = shown(Format::Junit, &hostile(), &Style::default());
        let document = Document::parse(&text).unwrap();
        let messages: Vec<_> =
            document.descendants().filter(|node| node.has_tag_name("skipped")).map(|node| node.attribute("message").unwrap()).collect();
        assert!(messages[0].starts_with("accepted: x␛") && messages[0].contains("(reviewed by x␛"), "{messages:?}");
        assert_eq!(messages[1], "in the baseline since 2026-11-01");
        assert!(messages[2].starts_with("undecided: `x␛") && messages[2].contains("\naz x␛"), "{messages:?}");
        // A rule with an undecided result does not pass, and none does if findings are hidden.
        let passed = document.descendants().filter(|node| node.has_tag_name("testcase") && !node.has_children());
        assert!(passed.clone().count() > 10 && passed.clone().all(|case| case.attribute("classname") != Some("guest-invite-everyone")));
        let hidden = crate::outcome::Hidden { findings: 1, ..Default::default() };
        assert!(!shown(Format::Junit, &Outcome { hidden, ..hostile() }, &Style::default()).contains("time=\"0\"/>"));
    }
}
