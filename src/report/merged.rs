//! What is shown with a finding: the other instances of its declaration, notes, and the parts of a path.

use super::escape::{NAME, Target};
use super::place::Located;
use super::say;
use crate::finding::{Finding, Subject};
use crate::language::Language;
use crate::outcome::Outcome;

/// Instances that are named; the rest is counted.
const NAMED: usize = 3;

/// The other instances of a finding: ``in `prod.bicepparam`, 7 more``. `quote` escapes a name and marks it as such.
pub(super) fn also(finding: &Finding, language: Language, quote: impl Fn(&str) -> String) -> Option<String> {
    // The same declaration with its defaults says nothing new beside the parameter files.
    let others: Vec<&Subject> = finding.merged.instances.iter().filter(|other| !other.is_with_defaults()).collect();
    let mut parts: Vec<String> = others.iter().take(NAMED).map(|other| difference(&finding.subject, other, language, &quote)).collect();
    parts.dedup();
    if others.len() > NAMED {
        parts.push(say(language, "{count} more", &[("count", (others.len() - NAMED).to_string())]));
    }
    (!parts.is_empty()).then(|| parts.join(language.comma()))
}

/// How an instance differs from the first one.
fn difference(first: &Subject, other: &Subject, language: Language, quote: &impl Fn(&str) -> String) -> String {
    let in_root = Some(&other.root).filter(|root| **root != first.root).map(|_| other.elsewhere().unwrap_or("."));
    let in_deployment = Some(other.deployment.as_str()).filter(|deployment| *deployment != first.deployment && !deployment.is_empty());
    let address = Some(&other.address).filter(|address| **address != first.address).map(|address| quote(address));
    let place = in_deployment.or(in_root).map(|place| say(language, "in {place}", &[("place", quote(place))]));
    let parts: Vec<String> = address.into_iter().chain(place).collect();
    if parts.is_empty() { quote(other.name.as_deref().unwrap_or(&other.address)) } else { parts.join(" ") }
}

/// Whether people see a finding under that of a path, and not once more. A part that is worse than the path, or that has instances
/// which are not on the path, has its own place.
pub(super) fn is_under_path(outcome: &Outcome, finding: &Finding) -> bool {
    let covers = |path: &Finding| finding.severity <= path.severity && finding.instances().count() <= path.instances().count();
    finding.merged.part_of.iter().filter_map(|path| outcome.findings.get(*path)).any(|path| covers(path))
}

/// The parts of a path.
pub(super) fn parts<'o>(outcome: &'o Outcome, finding: &'o Finding) -> impl Iterator<Item = &'o Finding> {
    finding.merged.parts.iter().filter_map(|part| outcome.findings.get(*part)).map(|part| &**part)
}

/// A line each for the other instances of a finding, and its notes.
pub(super) fn belonging(finding: &Finding, target: Target) -> impl Iterator<Item = String> {
    let also = also(finding, target.language, target.name).map(|also| say(target.language, "also {others}", &[("others", also)]));
    also.into_iter().chain(finding.merged.notes.iter().map(move |note| target.text(&note.title, NAME)))
}

/// A line for each part of a path, for reports that do not show it on its own.
pub(super) fn part_lines<'o>(outcome: &'o Outcome, finding: &'o Finding, target: Target) -> impl Iterator<Item = String> + use<'o> {
    parts(outcome, finding).map(move |part| {
        let place = Located::new(&outcome.sources, part.primary.span);
        let place = format!("{}:{}", (target.name)(place.path), place.start.line);
        let values = [("title", target.text(&part.title, NAME)), ("rule", part.rule.id.to_owned()), ("place", place)];
        say(target.language, "part: {title} ({rule}, {place})", &values)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{finding, outcome, rule, shown, span};
    use super::super::{Format, Style};
    use super::*;
    use serde_json::Value;

    fn subject(address: &str, root: &str, deployment: &str) -> Subject {
        let [kind, address, root, deployment] = ["application", address, root, deployment].map(str::to_owned);
        Subject { kind, address, root, deployment, declared: true, ..Subject::default() }
    }

    /// A path on two instances, one of its parts on the same ones, and another part on four.
    fn sample() -> Outcome {
        let mut outcome = outcome(&[("main.bicep", "audience: 'any'\nissuer: 'common'\n")]);
        let first = subject("app", "infra/main.bicep", "infra/dev.bicepparam");
        let second = subject("app", "infra/main.bicep", "infra/prod.bicepparam");
        for (what, id) in
            [("'any'", "application-multi-tenant"), ("'any'", "path-app-any-tenant"), ("'common'", "app-service-auth-multi-tenant")]
        {
            let mut finding = finding(span(&outcome, 0, what));
            (finding.rule, finding.title, finding.subject) = (rule(id), rule(id).summary.into(), first.clone());
            finding.merged.instances.push(second.clone());
            outcome.findings.push(finding);
        }
        outcome.findings[0].merged.part_of.push(1);
        outcome.findings[1].merged.parts = vec![0, 2];
        let last = &mut outcome.findings[2].merged;
        last.part_of.push(1);
        last.instances.push(subject("apps[1].site", "infra/main.bicep", "infra/prod.bicepparam"));
        last.instances.push(subject("app", "other/main.bicep", ""));
        last.instances.push(subject("apps[2].site", "infra/main.bicep", "infra/dev.bicepparam"));
        outcome
    }

    #[test]
    fn instances_are_named_by_what_differs() {
        let outcome = sample();
        let names = outcome.findings.iter().map(|finding| also(finding, Language::English, |name| format!("<{name}>")).unwrap_or_default());
        let expected = [
            "in <infra/prod.bicepparam>",
            "in <infra/prod.bicepparam>",
            "in <infra/prod.bicepparam>, <apps[1].site> in <infra/prod.bicepparam>, in <other/main.bicep>, 1 more",
        ];
        assert!(names.eq(expected), "{:?}", also(&outcome.findings[2], Language::English, str::to_owned));
    }

    #[test]
    fn people_see_a_part_under_its_path() {
        let outcome = sample();
        let style = Style::default();
        let human = shown(Format::Human, &outcome, &style);
        let headers = |text: &str, id: &str| text.lines().filter(|line| line.contains(&format!("[{id}]: "))).count();
        assert_eq!(
            ["application-multi-tenant", "path-app-any-tenant", "app-service-auth-multi-tenant"].map(|id| headers(&human, id)),
            [0, 1, 1]
        );
        assert!(human.contains("1 of them is shown under the path that it is part of"), "{human}");
        for part in
            ["part: high[application-multi-tenant]", "part: high[app-service-auth-multi-tenant]", "main.bicep:1:11", "main.bicep:2:9"]
        {
            assert!(human.contains(part), "{human}");
        }
        for (format, names_parts) in [(Format::Azure, true), (Format::Rdjson, true), (Format::Markdown, true), (Format::Gitlab, false)] {
            assert_eq!(shown(format, &outcome, &style).to_lowercase().contains("part: "), names_parts, "{format:?}");
        }
        assert_eq!(shown(Format::Csv, &outcome, &style).matches("\r\n").count(), 4);
        let github = shown(Format::Github, &outcome, &style);
        assert_eq!(github.lines().count(), 2, "{github}");
        assert_eq!(shown(Format::Azure, &outcome, &style).lines().count(), 2);
        assert_eq!(shown(Format::Markdown, &outcome, &style).matches("<details>").count(), 2);
        assert_eq!(shown(Format::Concise, &outcome, &style).lines().count(), 3);
    }

    #[test]
    fn programs_see_every_finding_with_its_references() {
        let outcome = sample();
        let lines = shown(Format::Jsonl, &outcome, &Style::default());
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (part, path) = (&lines[0], &lines[1]);
        assert_eq!(path["parts"][0]["fingerprint"], part["fingerprint"]);
        assert_eq!(part["partOf"][0]["fingerprint"], path["fingerprint"]);
        assert_eq!(part["instances"][0]["resource"]["deployment"], "infra/prod.bicepparam");
        // A deployment is no part of a fingerprint: a parameter file can be renamed.
        assert_eq!(part["instances"][0]["fingerprint"], part["fingerprint"]);
        let sarif: Value = serde_json::from_str(&shown(Format::Sarif, &outcome, &Style::default())).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert!(results.iter().map(|result| result["occurrenceCount"].as_u64()).eq([Some(2), Some(2), Some(5)]));
        assert_eq!(results[1]["properties"]["parts"], path["parts"]);
    }
}
