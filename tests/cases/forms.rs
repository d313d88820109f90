//! `docs/forms.md`: an example of each form of input, with its detected format and the properties that are read from it. An example with a file
//! that is not recognized, or without a property, fails.

use crate::document::{Case, Document, WRITING};
use crate::{root, run, test};
use libtest_mimic::Trial;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tenantlint::load::{Loaded, load_paths};
use tenantlint::reader::{EXTENSIONS, Reading, Variables, read_all};
use tenantlint::resource::{Collector, Format, Origin, Resource};
use tenantlint::syntax::json::parse;
use tenantlint::syntax::tree::{Node, Value};

const PATH: &str = "docs/forms.md";

pub fn trials() -> Vec<Trial> {
    let mut trials = Document::read(PATH).trials(report);
    trials.push(test("forms::every_extension_has_an_example", every_extension_has_an_example));
    trials.push(test("forms::the_table_is_fresh", the_table_is_fresh));
    trials
}

/// An example as the program reads it.
struct Example {
    loaded: Loaded,
    /// The path and the detected format of each file.
    readings: Vec<(String, Reading)>,
    read: Collector,
    /// The rules that report it.
    rules: BTreeSet<&'static str>,
}

impl Example {
    /// Fails if a file is not recognized.
    fn read(case: &Case) -> Result<Self, String> {
        let folder = case.folder();
        let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
        let mut read = Collector::default();
        let readings = read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| read.join(part));
        if let Some(file) = loaded.skipped.first() {
            return Err(format!("{} is not input", file.path));
        }
        let mut readings: Vec<(String, Reading)> =
            readings.into_iter().map(|(file, reading)| (loaded.sources.get(file).path.clone(), reading)).collect();
        readings.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some((path, reading)) = readings.iter().find(|(_, reading)| reading.format.is_none() && !reading.is_covered) {
            return Err(format!("{path} is not recognized: {}", reading.reason));
        }
        let rules = run(folder.path(), ".").findings.iter().map(|finding| finding.rule.id).collect();
        Ok(Self { loaded, readings, read, rules })
    }
}

/// The detected format of each file, every resource with its properties, and the rules that report it.
fn report(case: &Case) -> Result<String, String> {
    let example = Example::read(case)?;
    let mut report = String::new();
    for (path, reading) in &example.readings {
        let format = reading.format.map(|format| format!("{}, ", format.name())).unwrap_or_default();
        writeln!(report, "{path}: {format}{}", reading.reason).unwrap();
    }
    for resource in &example.read.resources {
        let address = resource.address.as_deref().map(|address| format!(" {address}")).unwrap_or_default();
        writeln!(report, "{}{address}", resource.kind).unwrap();
        let facts = facts(resource);
        for (path, value) in &facts {
            writeln!(report, "  {path}: {value}").unwrap();
        }
        if facts.is_empty() {
            return Err(format!("no property is read:\n{report}"));
        }
    }
    if example.read.resources.is_empty() {
        return Err(format!("no resource is read:\n{report}"));
    }
    for problem in example.read.problems.iter().chain(&example.loaded.problems) {
        writeln!(report, "{}: {}", problem.level(), problem.message).unwrap();
    }
    if !example.rules.is_empty() {
        writeln!(report, "reported by: {}", example.rules.iter().copied().collect::<Vec<_>>().join(", ")).unwrap();
    }
    Ok(report)
}

/// The path and value of each property of a resource, without the defaults that the format implies.
fn facts(resource: &Resource<'_>) -> Vec<(String, String)> {
    fn add(resource: &Resource<'_>, node: &Node<'_>, path: &str, facts: &mut Vec<(String, String)>) {
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match &node.value {
            _ if resource.place(&resource.json[node.bytes.clone()]).origin == Origin::Default => {}
            Value::Object(members) if node.get("$unknown").is_none() && !members.is_empty() => {
                for member in members {
                    add(resource, &member.value, &inner(&member.key), facts);
                }
            }
            Value::Array(elements) if !elements.is_empty() => {
                for (index, element) in elements.iter().enumerate() {
                    add(resource, element, &format!("{path}[{index}]"), facts);
                }
            }
            _ => {
                let known = |key: &str| node.get(key).and_then(Node::as_str);
                let value = match known("$unknown") {
                    Some(reason) => match (known("startsWith"), known("endsWith")) {
                        (None, None) => format!("unknown ({reason})"),
                        (start, end) => format!("\"{}…{}\" ({reason})", start.unwrap_or_default(), end.unwrap_or_default()),
                    },
                    None => node.to_json().to_string(),
                };
                facts.push((path.to_owned(), short(&value)));
            }
        }
    }
    let mut facts = Vec::new();
    add(resource, &parse(&resource.json).expect("a reader gives JSON"), "", &mut facts);
    facts
}

/// A value that fits into a line.
fn short(value: &str) -> String {
    const LENGTH: usize = 160;
    if value.chars().count() > LENGTH { value.chars().take(LENGTH).chain("...".chars()).collect() } else { value.to_owned() }
}

fn every_extension_has_an_example() {
    let document = Document::read(PATH);
    let files: Vec<&str> = document.cases.iter().flat_map(|case| &case.files).map(|(path, _)| path.as_str()).collect();
    for extension in EXTENSIONS {
        let end = format!(".{extension}");
        assert!(files.iter().any(|path| path.ends_with(&end)), "no example in {PATH} has a file with the extension `{extension}`");
    }
}

/// Properties that only name an object, and that the table omits.
const NAMES: &[&str] = &["apiVersion", "id", "library", "name", "section", "type"];

/// The row of a form in the table: its formats, the kinds with their properties, and the rules that report it.
fn row(case: &Case) -> Result<String, String> {
    let example = Example::read(case)?;
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for resource in &example.read.resources {
        let kind = resource.kind.to_string();
        let index = kinds.iter().position(|(known, _)| *known == kind).unwrap_or_else(|| {
            kinds.push((kind, Vec::new()));
            kinds.len() - 1
        });
        for (path, _) in facts(resource).iter().filter(|(path, _)| !path.starts_with('@')) {
            let path = path.strip_prefix("properties.").unwrap_or(path);
            let name = path.split(['.', '[']).next().unwrap_or_default().to_owned();
            if !kinds[index].1.contains(&name) && !NAMES.contains(&&*name) {
                kinds[index].1.push(name);
            }
        }
    }
    let names = |names: Vec<String>| if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, properties)| kind + &names(properties)).collect();
    let formats: BTreeSet<&str> = example.readings.iter().filter_map(|(_, reading)| reading.format).map(Format::name).collect();
    let formats: Vec<&str> = formats.into_iter().collect();
    let rules: Vec<String> = example.rules.iter().map(|rule| format!("[{rule}](rules/{rule}.md)")).collect();
    let anchor = case.name.to_lowercase().replace(' ', "-").replace(|char: char| !char.is_alphanumeric() && !"-_".contains(char), "");
    Ok(format!("| [{}](#{anchor}) | {} | {} | {} |\n", case.name, formats.join(", "), kinds.join("; "), rules.join(", ")))
}

fn the_table_is_fresh() {
    const MARKS: (&str, &str) = ("|---|---|---|---|\n", "\n<!-- end of the table -->");
    let _guard = WRITING.lock().unwrap();
    let Document { text, cases, .. } = Document::read(PATH);
    let table: String = cases.iter().map(|case| row(case).unwrap_or_else(|error| panic!("{}: {error}", case.name))).collect();
    let (before, rest) = text.split_once(MARKS.0).expect("the document has a table");
    let (written, after) = rest.split_once(MARKS.1).expect("the end of the table is marked");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(root().join(PATH), format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1)).unwrap();
    } else {
        assert!(written == table, "the table in {PATH} is stale: run `cargo xtask update`");
    }
}
