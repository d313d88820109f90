//! `explain`: the page of a rule, as Markdown, or rendered at a terminal.

use super::markdown;
use crate::check::{CheckOptions, check};
use crate::collect::requests_for;
use crate::draft::yaml_quoted;
use crate::finding::{Action, Line, Request, Subject, Undecided};
use crate::language::Language;
use crate::load::load_input;
use crate::message::Text;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::reader::Variables;
use crate::report::{Style, say};
use crate::rules::Rule;
use crate::source::Sources;
use clap::ValueEnum;
use jiff::civil::{Date, date};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// The format of the examples on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExampleFormat {
    /// Terraform and OpenTofu
    Terraform,
    /// Bicep
    Bicep,
    /// ARM templates
    Arm,
    /// Microsoft Graph and ARM REST: JSON, and requests that resolve the finding
    Graph,
    /// Azure CLI: commands that read the objects, and commands that resolve the finding
    Az,
}

/// The examples in code of each rule: `# rule`, then `## format bad` and `## format good`, each with one block. They are cases of the tests,
/// which write this file.
const EXAMPLES: &str = include_str!("examples.md");

/// The date on which the examples are checked, so that the page does not change from day to day.
const TODAY: Date = date(2026, 11, 22);

/// Prints a rule's page: as Markdown, or rendered in a style.
pub(super) fn print(
    rule: &'static Rule,
    format: Option<ExampleFormat>,
    language: Language,
    style: Option<&Style>,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = page(rule, format, language);
    match style {
        Some(style) => out.write_all(markdown::render(&page, style).as_bytes()),
        None => out.write_all(page.as_bytes()),
    }
}

pub(super) fn page(rule: &'static Rule, format: Option<ExampleFormat>, language: Language) -> String {
    let mut page = head(rule, language);
    let example = example(rule);
    let sections = sections(rule);
    for (title, body) in &sections {
        let body = match (*title, format) {
            ("Bad", Some(format)) => examples(rule, format, language, &sections, example.as_ref()),
            ("Good", Some(_)) => String::new(),
            ("Sources", _) => format!("{}{}\n## Sources\n{body}", accept(rule, example.as_ref()), decide(rule, language)),
            _ => section(title, body),
        };
        page.push_str(&body);
    }
    language.markdown(&page)
}

fn head(rule: &Rule, language: Language) -> String {
    let list = |items: Vec<&str>| if items.is_empty() { language.text("none").to_owned() } else { items.join(", ") };
    let needs = rule.needs_names(language);
    let group = if rule.since.is_empty() { "group: {group}" } else { "group: {group}, since {version}" };
    let value = str::to_owned;
    let facts = [
        say(
            language,
            "severity: {severity} (confidence {confidence})",
            &[("severity", value(rule.severity.name())), ("confidence", value(rule.confidence.name()))],
        ),
        say(language, group, &[("group", value(rule.group.name())), ("version", value(rule.since))]),
        // Names of kinds stay as they are.
        format!("{}: {}", language.text("needs"), list(needs.iter().map(String::as_str).collect())),
        say(language, "ATT&CK: {techniques}", &[("techniques", list(rule.attack.to_vec()))]),
        say(language, "controls: {controls}", &[("controls", list(rule.controls.to_vec()))]),
    ];
    let mut head = format!("# {}\n\n{}\n\n", rule.id, rule.summary);
    for fact in &facts {
        head.extend(["- ", fact, "\n"]);
    }
    if let Some(spec) = rule.options {
        let schema = (spec.schema)(&mut schemars::SchemaGenerator::default());
        let properties = schema.get("properties").and_then(|properties| properties.as_object());
        for (name, option) in properties.into_iter().flatten() {
            let about = option.get("description").and_then(|text| text.as_str()).unwrap_or_default().replace('\n', " ");
            let default = option.get("default").map(ToString::to_string);
            let template = if default.is_some() { "option `{name}`: {about} (default {default})" } else { "option `{name}`: {about}" };
            let option = say(language, template, &[("name", name.clone()), ("about", about), ("default", default.unwrap_or_default())]);
            head.extend(["- ", &option, "\n"]);
        }
    }
    head
}

/// The sections of a rule's page: each title with the lines below it, without empty lines at the end.
fn sections(rule: &Rule) -> Vec<(&'static str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in rule.docs.lines() {
        // A doc comment keeps the space after its slashes.
        let line = line.strip_prefix(' ').unwrap_or(line);
        match (line.strip_prefix("## "), sections.last_mut()) {
            (Some(title), _) => sections.push((title, String::new())),
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    for (_, body) in &mut sections {
        body.truncate(body.trim_end().len());
        body.push('\n');
    }
    sections
}

/// The blocks of JSON in a section, as Microsoft Graph or ARM returns it.
fn example_blocks(body: &str) -> String {
    blocks(body).into_iter().filter(|(info, _)| *info == "json").map(|(info, code)| block(info, code)).collect::<Vec<_>>().join("\n")
}

/// The code blocks of a text: what follows the backticks, and the code.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("```")
        && let Some((info, code)) = after.split_once('\n')
        && let Some((code, after)) = code.split_once("```")
    {
        blocks.push((info, code));
        rest = after;
    }
    blocks
}

fn block(info: &str, code: &str) -> String {
    if code.is_empty() { String::new() } else { format!("```{info}\n{}\n```\n", code.trim_end()) }
}

/// The sections with examples in a format, or which formats have some.
fn examples(
    rule: &'static Rule,
    format: ExampleFormat,
    language: Language,
    sections: &[(&str, String)],
    example: Option<&Outcome>,
) -> String {
    let of_page = |title: &str| {
        let body = sections.iter().find(|(known, _)| *known == title).map_or("", |(_, body)| body);
        section(title, &example_blocks(body))
    };
    let found = |format: ExampleFormat| match format {
        ExampleFormat::Terraform | ExampleFormat::Bicep | ExampleFormat::Arm => in_code(rule, format),
        ExampleFormat::Graph => of_page("Bad") + &of_page("Good") + &section("Change", &block("http", &changes(example, true))),
        ExampleFormat::Az => {
            let reads: String = requests_for(&[rule]).iter().map(|request| request.command() + "\n").collect();
            section("Read", &block("sh", &reads)) + &section("Change", &block("sh", &changes(example, false)))
        }
    };
    let sections = found(format);
    if !sections.is_empty() {
        return sections;
    }
    let others = ExampleFormat::value_variants().iter().filter(|other| !found(**other).is_empty());
    let others: Vec<String> = others.map(|other| format!("`--for {}`", other.name())).collect();
    let template = if others.is_empty() {
        "This rule has no example for `{format}`."
    } else {
        "This rule has no example for `{format}`. It has some with {others}."
    };
    let none = say(language, template, &[("format", format.name()), ("others", others.join(language.comma()))]);
    format!("\n## Bad\n{none}\n")
}

impl ExampleFormat {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A section, if it has a text.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n## {title}\n{body}") }
}

/// The examples in code.
fn in_code(rule: &Rule, format: ExampleFormat) -> String {
    let code = |kind| code_of(rule, &format.name(), kind).unwrap_or_default();
    section("Bad", &code("bad")) + &section("Good", &code("good"))
}

/// An example of [`EXAMPLES`], with its fence.
fn code_of(rule: &Rule, format: &str, kind: &str) -> Option<String> {
    let (mut is_rule, mut is_example, mut is_open) = (false, false, false);
    let mut block = String::new();
    for line in EXAMPLES.lines() {
        let is_fence = line.starts_with("```");
        is_open ^= is_fence;
        // Within a block, a comment of Terraform begins like a heading.
        match line.split_once(' ') {
            Some(("#", id)) if !is_open => is_rule = id == rule.id,
            Some(("##", name)) if !is_open => is_example = name.split_once(' ') == Some((format, kind)),
            _ if is_rule && is_example && (is_open || is_fence) => {
                block.push_str(line);
                block.push('\n');
            }
            _ => {}
        }
    }
    (!block.is_empty()).then_some(block)
}

/// The result of checking the bad example of the page.
fn example(rule: &'static Rule) -> Option<Outcome> {
    checked_example(rule, &Policy::default())
}

fn checked_example(rule: &'static Rule, policy: &Policy) -> Option<Outcome> {
    let (_, bad) = sections(rule).into_iter().find(|(title, _)| *title == "Bad")?;
    let (info, code) = blocks(&bad).into_iter().find(|(info, _)| info.starts_with("json") || info.starts_with("xml"))?;
    let name = info.split_once(' ').map_or("example.json", |(_, name)| name);
    let options = CheckOptions { only: vec![rule], ..CheckOptions::new(TODAY) };
    let loaded = load_input(code.as_bytes(), name, Path::new("."), Variables::default());
    Some(check(loaded, policy, Sources::default(), &options))
}

/// What resolves the findings on the example: requests, or commands of the Azure CLI.
fn changes(example: Option<&Outcome>, are_requests: bool) -> String {
    let plain = |text: &Text| text.render(str::to_owned);
    let steps = example.into_iter().flat_map(|outcome| &outcome.findings).flat_map(|finding| &finding.remediation.steps);
    let mut changes: Vec<String> = Vec::new();
    for step in steps {
        let requests = step.actions.iter().filter_map(|action| if let Action::Request(request) = action { Some(request) } else { None });
        let of_step: Vec<String> = if are_requests {
            let body = |request: &Request| request.body.as_ref().map(|body| format!("\n\n{}\n", plain(body))).unwrap_or_default();
            requests.map(|request| format!("{} {}{}", request.method, plain(&request.url), body(request))).collect()
        } else {
            step.lines(plain, plain).into_iter().filter_map(|line| if let Line::Code(code) = line { Some(code) } else { None }).collect()
        };
        for change in of_step {
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    changes.join("\n")
}

const ACCEPT: &str = "\
Record the decision in the policy file, `.tenantlint.yaml`. An entry accepts the finding on one resource until its date, and is itself
reported without a reason, a reviewer or a date. In infrastructure as code, select the resource by its `address` instead.
";

const AT_DEPLOYMENT: &str = "
In infrastructure as code, a value that is only known at deployment is undecided: set variables with `--var` or `--var-file`, or check a
Terraform plan.
";

/// How to accept a finding, unless the page explains it with an entry of its own.
fn accept(rule: &Rule, example: Option<&Outcome>) -> String {
    if rule.docs.contains("allow:\n") || rule.needs.is_empty() {
        return String::new();
    }
    let found = example.and_then(|outcome| outcome.findings.first());
    let selector = found.map_or_else(|| "address: <address>".to_owned(), |finding| selector(&finding.subject));
    let fact = found.map(|finding| &*finding.fact).filter(|fact| !fact.is_empty());
    let fact = fact.map(|fact| format!("\n    fact: {}", scalar(fact))).unwrap_or_default();
    let mut section = "\n## How to accept it\n".to_owned();
    section += ACCEPT;
    let _ = writeln!(section, "```yaml\nallow:\n  - rule: {}\n    resource: {{ {selector} }}{fact}", rule.id);
    // As in the help of findings: the entry is invalid until someone writes a date.
    section += "    reason: \"<reason>\"\n    reviewer: \"<reviewer>\"\n    expires: <YYYY-MM-DD>\n```\n";
    section
}

/// A text as a value in YAML.
fn scalar(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
    // `true` and `5` are no texts.
    let is_text = text.starts_with(|first: char| first.is_ascii_alphabetic()) && !matches!(text, "true" | "false" | "null");
    let is_id = uuid::Uuid::try_parse(text).is_ok() || text.starts_with('/');
    if (is_text || is_id) && text.chars().all(is_plain) { text.to_owned() } else { yaml_quoted(text) }
}

/// What names a resource in an entry of the allow-list.
fn selector(subject: &Subject) -> String {
    match subject {
        Subject { app_id: Some(id), declared: false, .. } => format!("appId: {}", scalar(id)),
        Subject { id: Some(id), declared: false, .. } => format!("id: {}", scalar(id)),
        Subject { address, kind, .. } if address.is_empty() => format!("kind: {kind}"),
        Subject { address, .. } => format!("address: {}", scalar(address)),
    }
}

/// How to decide the rule if it is undecided.
fn decide(rule: &'static Rule, language: Language) -> String {
    if rule.needs.is_empty() {
        return String::new();
    }
    let kinds = || rule.needs.iter().flat_map(|alternatives| alternatives.iter()).chain(rule.joins);
    let mut section = "\n## How to decide it\n".to_owned();
    if requests_for(&[rule]).is_empty() {
        section += "The rule is undecided if the input does not contain what it reads.\n";
    } else {
        section +=
            "The rule is undecided if the input does not contain what it reads. This prints a script that collects it from a tenant:\n";
        let _ = writeln!(section, "```sh\ntenantlint collect --only {} > collect.sh\n```", rule.id);
    }
    let mut hints: Vec<String> = Vec::new();
    for hint in
        kinds().filter(|kind| kind.request().is_none()).map(|kind| Undecided::collect(kind).sentence.render_in(language, str::to_owned))
    {
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    if !hints.is_empty() {
        let _ = writeln!(section, "\n- {}", hints.join("\n- "));
    }
    if code_of(rule, "terraform", "bad").or_else(|| code_of(rule, "bicep", "bad")).is_some() {
        section += AT_DEPLOYMENT;
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy;
    use crate::rules::RULES;
    use crate::source::Source;

    #[test]
    fn every_page_has_its_sections_in_each_format() {
        let formats = ExampleFormat::value_variants().iter().copied().map(Some).chain([None]);
        for (format, rule) in formats.flat_map(|format| RULES.iter().map(move |rule| (format, *rule))) {
            let page = page(rule, format, Language::English);
            assert_eq!(page.matches("```").count() % 2, 0, "{} {format:?}", rule.id);
            assert!(page.ends_with('\n') && !page.contains("\n\n\n"), "{} {format:?}: {page}", rule.id);
            assert!(page.contains("\n## What it finds\n") && page.contains("\n## Sources\n"), "{} {format:?}", rule.id);
        }
    }

    #[test]
    fn the_entry_of_a_page_accepts_the_finding_on_its_example() {
        for rule in RULES {
            let entry = accept(rule, example(rule).as_ref());
            let Some((_, yaml)) = blocks(&entry).pop() else { continue };
            let file = Source::new(".tenantlint.yaml", format!("version: 1\n{}", yaml.replace("<YYYY-MM-DD>", "2027-03-31")));
            let (policy, _) =
                policy::parse(file, Path::new("."), Path::new(".")).unwrap_or_else(|errors| panic!("{}: {errors:?}", rule.id));
            let (Some(before), Some(after)) = (example(rule), checked_example(rule, &policy)) else { continue };
            assert!(before.findings.is_empty() || after.findings.len() < before.findings.len(), "{}: {entry}", rule.id);
        }
    }

    #[test]
    fn a_page_has_only_examples_of_the_format() {
        let page = page(crate::rules::find("application-multi-tenant").unwrap(), Some(ExampleFormat::Bicep), Language::English);
        let languages: Vec<&str> = blocks(&page).iter().map(|(info, _)| info.split(' ').next().unwrap()).collect();
        assert_eq!(languages, ["bicep", "bicep", "yaml", "sh"]);
    }
}
