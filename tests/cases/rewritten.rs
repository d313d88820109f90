//! The same input in another spelling leads to the same results: each case is encoded, laid out or spelled differently, and its findings,
//! undecided results and problems remain.
//!
//! `cargo test --test cases other_spellings` runs all rules.

use crate::document::{Case, folder_of, snake};
use crate::rules::document;
use crate::{plain, run};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use tenantlint::load::load_paths;
use tenantlint::outcome::Outcome;
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Format};
use tenantlint::rules::{RULES, Rule};
use tenantlint::syntax::json::{parse_lenient, skip_comments};
use tenantlint::syntax::tree::{Member, Node, Value};

/// One test per rule.
pub fn trials() -> Vec<Trial> {
    let trial = |rule: &&'static Rule| {
        let rule: &'static Rule = rule;
        Trial::test(format!("{}::other_spellings", snake(rule.id)), move || every_spelling_is_the_same(rule).map_err(Failed::from))
    };
    RULES.iter().map(trial).collect()
}

/// A file of a case.
struct File<'c> {
    path: &'c str,
    bytes: &'c [u8],
    /// The formats of its resources.
    formats: BTreeSet<&'static str>,
    is_exported: bool,
}

impl<'c> File<'c> {
    fn text(&self) -> Option<&'c str> {
        std::str::from_utf8(self.bytes).ok()
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(self.path).extension().is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
    }

    /// The documents of a JSON file, if no object in it has a key twice: a rewritten one would have it once.
    fn documents(&self) -> Option<Vec<Node<'c>>> {
        let text = self.text().filter(|_| self.has_extension(&["json", "jsonl", "ndjson", "tfstate"]))?;
        let mut documents = Vec::new();
        let mut at = skip_comments(text, 0);
        while at < text.len() {
            let node = parse_lenient(text, at).ok()?;
            at = skip_comments(text, node.bytes.end);
            documents.push(node);
        }
        (!documents.is_empty() && documents.iter().all(is_unambiguous)).then_some(documents)
    }
}

fn is_unambiguous(node: &Node<'_>) -> bool {
    let mut keys = BTreeSet::new();
    node.members().iter().all(|member| keys.insert(member.key.to_lowercase()) && is_unambiguous(&member.value))
        && node.elements().iter().all(is_unambiguous)
}

/// A spelling: its name, and a file written in it, with its path; `None` if the file has no such spelling.
type Spelling = (&'static str, fn(&File<'_>) -> Option<(String, Vec<u8>)>);

/// Every pair of an encoding and an end of lines, and of a layout and an escape, would take four times as long.
const SPELLINGS: &[Spelling] = &[
    (MARK, |file| encoded(file, |text| [b"\xef\xbb\xbf", text.as_bytes()].concat())),
    (LITTLE_ENDIAN, |file| encoded(file, |text| with_mark(&lines(text, "\r\n")).flat_map(u16::to_le_bytes).collect())),
    (BIG_ENDIAN, |file| encoded(file, |text| with_mark(text).flat_map(u16::to_be_bytes).collect())),
    (OLD_LINES, |file| encoded(file, |text| lines(text, "\r").into_bytes())),
    (REVERSED, |file| written(file, &Json { reversed: true, ..Json::default() })),
    (ESCAPED_KEYS, |file| written(file, &Json { escaped: Escaped::Keys, ..Json::default() })),
    (ESCAPED_VALUES, |file| written(file, &Json { escaped: Escaped::Values, indent: true, ..Json::default() })),
    (YAML, yaml),
    ("names of properties in upper case", in_upper_case),
    ("an array of pages", |file| paged(file).map(|pages| same_path(file, format!("[{}]", pages.join(",\n"))))),
    ("one page after the other", |file| paged(file).map(|pages| same_path(file, pages.join("\n")))),
];

const MARK: &str = "UTF-8 with a byte order mark";
const LITTLE_ENDIAN: &str = "UTF-16, little endian, with carriage returns and line feeds";
const BIG_ENDIAN: &str = "UTF-16, big endian";
const OLD_LINES: &str = "lines that end with a carriage return";
const REVERSED: &str = "compact JSON with keys in the reverse order";
const ESCAPED_KEYS: &str = "compact JSON with escaped keys";
const ESCAPED_VALUES: &str = "indented JSON with escaped values";
const YAML: &str = "YAML";

/// Whether an exception concerns a case.
type Concerns = fn(&Case) -> bool;

/// Spellings with which some cases have other results.
const EXCEPTIONS: &[(&str, Concerns)] = &[
    // Terraform reads UTF-8 only, and keeps the mark in the texts that it loads.
    (MARK, |case| has_file(case, ".tf")),
    (LITTLE_ENDIAN, |case| has_file(case, ".tf")),
    (BIG_ENDIAN, |case| has_file(case, ".tf")),
    // The policy in a file and the same one in the template have different lines, so that they count as two.
    (OLD_LINES, |case| case.name == "Bicep, loadTextContent"),
    // The second page is recognized by how its context is written. Without it, the rules are undecided.
    (ESCAPED_KEYS, |case| case.name == "Pages in two files"),
    // Only ordinary members as services write them are exempt from the comparison of versions. The rules are then undecided.
    (ESCAPED_VALUES, |case| case.name == "Assignment and its schedule instance"),
    // Numbered files are pages in JSON only.
    (YAML, |case| case.name == "Pages in two files"),
    // The policy file names the files by their extension.
    (YAML, |case| case.name.starts_with("Declared complete")),
    // Services return errors in JSON.
    (YAML, |case| case.name.starts_with("Never set")),
];

fn has_file(case: &Case, extension: &str) -> bool {
    case.files.iter().any(|(path, _)| path.ends_with(extension))
}

fn lines(text: &str, end: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', end)
}

fn same_path(file: &File<'_>, text: String) -> (String, Vec<u8>) {
    (file.path.to_owned(), text.into_bytes())
}

fn encoded(file: &File<'_>, encode: fn(&str) -> Vec<u8>) -> Option<(String, Vec<u8>)> {
    Some((file.path.to_owned(), encode(file.text()?)))
}

fn with_mark(text: &str) -> impl Iterator<Item = u16> {
    std::iter::once(0xfeff).chain(text.encode_utf16())
}

/// The strings whose first letter is escaped.
#[derive(Default, PartialEq)]
enum Escaped {
    #[default]
    None,
    Keys,
    Values,
}

/// How JSON is written.
#[derive(Default)]
struct Json {
    indent: bool,
    reversed: bool,
    escaped: Escaped,
    /// The keys in `properties` of a resource of Resource Manager.
    upper: bool,
}

fn written(file: &File<'_>, json: &Json) -> Option<(String, Vec<u8>)> {
    let mut text = String::new();
    for document in file.documents()? {
        json.write(&document, file.text()?, 0, false, &mut text);
        text.push('\n');
    }
    Some(same_path(file, text))
}

/// A template of Resource Manager, which ignores the case of names.
fn in_upper_case(file: &File<'_>) -> Option<(String, Vec<u8>)> {
    let is_template = file.text()?.contains("eploymentTemplate.json");
    is_template.then(|| written(file, &Json { upper: true, ..Json::default() })).flatten()
}

impl Json {
    /// `within` means inside the properties of a resource.
    fn write(&self, node: &Node<'_>, text: &str, depth: usize, within: bool, out: &mut String) {
        let line = |out: &mut String, depth: usize| {
            if self.indent {
                out.push('\n');
                out.extend(std::iter::repeat_n("\t", depth));
            }
        };
        match &node.value {
            Value::Array(elements) => {
                out.push('[');
                for (number, element) in elements.iter().enumerate() {
                    out.push_str(if number > 0 { "," } else { "" });
                    line(out, depth + 1);
                    self.write(element, text, depth + 1, within, out);
                }
                line(out, depth);
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                let members: Vec<&Member<'_>> = if self.reversed { members.iter().rev().collect() } else { members.iter().collect() };
                for (number, member) in members.into_iter().enumerate() {
                    out.push_str(if number > 0 { "," } else { "" });
                    line(out, depth + 1);
                    let key = if self.upper && within { member.key.to_ascii_uppercase() } else { member.key.to_string() };
                    string(&key, self.escaped == Escaped::Keys, out);
                    out.push_str(if self.indent { " : " } else { ":" });
                    // A deployment has a template in its properties, and Microsoft Graph distinguishes case.
                    let is_own = member.key == "properties"
                        && ["template", "templateLink"].iter().all(|key| member.value.get(key).is_none())
                        && !node.get("type").and_then(Node::as_str).is_some_and(|of| of.starts_with("Microsoft.Graph/"));
                    self.write(&member.value, text, depth + 1, within || is_own, out);
                }
                line(out, depth);
                out.push('}');
            }
            Value::String(value) if self.escaped == Escaped::Values => string(value, true, out),
            _ => out.push_str(&text[node.bytes.clone()]),
        }
    }
}

/// A JSON string, whose first character is escaped if its other characters do not show it.
fn string(text: &str, escaped: bool, out: &mut String) {
    let mut rest = text.chars();
    out.push('"');
    if escaped && let Some(first) = rest.next() {
        first.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(out, "\\u{unit:04x}").unwrap());
    }
    let quoted = serde_json::Value::from(rest.as_str()).to_string();
    out.push_str(&quoted[1..]);
}

/// An export as block YAML. Tools that write other formats write JSON only.
fn yaml(file: &File<'_>) -> Option<(String, Vec<u8>)> {
    let is_written_by_hand = file.is_exported && file.formats.iter().all(|format| matches!(*format, "Graph" | "Azure"));
    // The names of the files that our own script writes show their contents, and a policy file has a name of its own.
    let is_free = |path: &&str| !["policy", "managementGroupSettings"].contains(path);
    let path = file.path.strip_suffix(".json").filter(|_| is_written_by_hand).filter(is_free)?;
    let [document] = &file.documents()?[..] else { return None };
    let mut text = String::new();
    block(document, file.text()?, 0, &mut text);
    Some((format!("{path}.yaml"), text.into_bytes()))
}

fn block(node: &Node<'_>, text: &str, depth: usize, out: &mut String) {
    let indent = |out: &mut String| out.extend(std::iter::repeat_n("  ", depth));
    match &node.value {
        Value::Object(members) if !members.is_empty() => {
            for member in members {
                indent(out);
                string(&member.key, false, out);
                out.push(':');
                nested(&member.value, text, depth, out);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for element in elements {
                indent(out);
                out.push('-');
                nested(element, text, depth, out);
            }
        }
        Value::Object(_) => out.push_str("{}\n"),
        Value::Array(_) => out.push_str("[]\n"),
        Value::String(value) => {
            string(value, false, out);
            out.push('\n');
        }
        _ => {
            out.push_str(&text[node.bytes.clone()]);
            out.push('\n');
        }
    }
}

/// A value after a key or a dash.
fn nested(node: &Node<'_>, text: &str, depth: usize, out: &mut String) {
    let is_block = !node.members().is_empty() || !node.elements().is_empty();
    out.push(if is_block { '\n' } else { ' ' });
    block(node, text, depth + 1, out);
}

/// The two halves of a list that is one response.
fn paged(file: &File<'_>) -> Option<Vec<String>> {
    let documents = file.documents()?;
    let ([document], text) = (&documents[..], file.text()?) else { return None };
    let is_response = |member: &Member<'_>| member.key == "value" || member.key.starts_with("@odata.") || member.key == "count";
    if !file.is_exported || document.members().is_empty() || !document.members().iter().all(is_response) {
        return None;
    }
    // The first page shows the kind.
    let elements = Some(document.get("value")?.elements()).filter(|elements| elements.len() > 1)?;
    let (first, second) = elements.split_at(elements.len() / 2);
    let page = |elements: &[Node<'_>], is_last: bool| {
        let mut members: Vec<String> = document
            .members()
            .iter()
            .filter(|member| member.key == "@odata.context" || is_last && member.key != "value")
            .map(|member| text[member.key_bytes.start..member.value.bytes.end].to_owned())
            .collect();
        let elements: Vec<&str> = elements.iter().map(|element| &text[element.bytes.clone()]).collect();
        members.push(format!("\"value\": [{}]", elements.join(",")));
        format!("{{{}}}", members.join(","))
    };
    Some(vec![page(first, false), page(second, true)])
}

/// The results of a run, without places, because a spelling moves them.
fn results(outcome: &Outcome) -> Vec<String> {
    let all = outcome.findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.merged.notes));
    let findings = all.map(|finding| format!("{} {}: {}", finding.severity.name(), finding.rule.id, plain(&finding.title)));
    let undecided = outcome.undecided.iter().map(|undecided| format!("undecided {}: {}", undecided.rule.id, plain(&undecided.missing)));
    let problems = outcome.problems.iter().map(|problem| format!("problem: {}", problem.message));
    let mut results: Vec<String> = findings.chain(undecided).chain(problems).map(|line| line.replace(".yaml`", ".json`")).collect();
    results.sort();
    results
}

fn every_spelling_is_the_same(rule: &'static Rule) -> Result<(), String> {
    let mut faults = Vec::new();
    for case in document(rule).cases {
        compare(&case, &mut faults);
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn compare(case: &Case, faults: &mut Vec<String>) {
    let folder = case.folder();
    let expected = results(&run(folder.path(), "."));
    let files = files(case, folder.path());
    for (name, write) in SPELLINGS {
        if EXCEPTIONS.iter().any(|(spelling, concerns)| spelling == name && concerns(case)) {
            continue;
        }
        let rewrite = |(file, original): (&File<'_>, &(String, Vec<u8>))| write(file).unwrap_or_else(|| original.clone());
        let rewritten: Vec<(String, Vec<u8>)> = files.iter().zip(&case.files).map(rewrite).collect();
        if rewritten == case.files {
            continue;
        }
        let actual = results(&run(folder_of(&rewritten).path(), "."));
        if actual != expected {
            let mut difference = String::new();
            for (sign, some, other) in [('-', &expected, &actual), ('+', &actual, &expected)] {
                some.iter().filter(|line| !other.contains(line)).for_each(|line| write!(difference, "\n    {sign} {line}").unwrap());
            }
            faults.push(format!("{}, {}: other results as {name}{difference}", case.section, case.name));
        }
    }
}

/// The files of a case, with the formats of the resources in them. The policy file is no input.
fn files<'c>(case: &'c Case, folder: &Path) -> Vec<File<'c>> {
    let loaded = load_paths(&[".".into()], folder, Variables::default());
    let mut all = Collector::default();
    read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| all.join(part));
    let file = |(path, bytes): &'c (String, Vec<u8>)| {
        let own = all.resources.iter().filter(|resource| loaded.sources.get(resource.span.file).path == *path);
        let formats: Vec<Format> = own.map(|resource| resource.format).collect();
        let is_exported = !formats.is_empty() && formats.iter().all(|format| format.is_exported());
        File { path, bytes, formats: formats.into_iter().map(name).collect(), is_exported }
    };
    case.files.iter().map(file).collect()
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Graph => "Graph",
        Format::Azure => "Azure",
        _ => "other",
    }
}
