//! The report on each mistake in a policy file or in its inventory files: `tests/policy.md`.

use crate::document::{Case, Document};
use crate::{root, test};
use libtest_mimic::Trial;
use std::fmt::Write as _;
use std::path::Path;
use tempfile::TempDir;
use tenantlint::policy::{self, PolicyErrors};
use tenantlint::source::Source;

const NAME: &str = ".tenantlint.yaml";

pub fn trials() -> Vec<Trial> {
    let mut trials = document().trials(report);
    trials.extend([
        test("policy::no_cut_of_a_valid_file_panics", no_cut_of_a_valid_file_panics),
        test("policy::line_ends_and_a_byte_order_mark_change_nothing", line_ends_and_a_byte_order_mark_change_nothing),
        test("policy::hostile_texts_are_mistakes_and_stay_short", hostile_texts_are_mistakes_and_stay_short),
    ]);
    trials
}

fn document() -> Document {
    Document::read("tests/policy.md")
}

fn report(case: &Case) -> Result<String, String> {
    let folder = case.folder();
    let text = std::fs::read_to_string(folder.path().join(NAME)).map_err(|error| format!("{NAME}: {error}"))?;
    let report = render(&text, folder.path());
    let section = if report.is_empty() { "Valid" } else { "Mistakes" };
    if case.section == section { Ok(report) } else { Err(format!("belongs in the section `{section}`:\n{report}")) }
}

fn parse(text: &str, folder: &Path) -> Result<(), PolicyErrors> {
    policy::parse(Source::new(NAME, text), folder, folder).map(drop)
}

/// One line for each mistake: `line:column: message (help)`, and the text at this place. The name of the file precedes it if it is not
/// the policy file.
fn render(text: &str, folder: &Path) -> String {
    let mut lines = String::new();
    let Err(PolicyErrors { files, errors }) = parse(text, folder) else { return lines };
    for error in errors {
        let file = files.get(error.span.file);
        let position = file.position(error.span.start);
        let (line, column) = (position.line, position.column.0);
        let message = error.message.render(str::to_owned);
        let help = error.help.render(str::to_owned);
        let help = if help.is_empty() { help } else { format!(" ({help})") };
        let under = &file.text().unwrap()[error.span.start as usize..error.span.end as usize];
        let under = under.split('\n').next().unwrap_or_default();
        let name = if file.path == NAME { String::new() } else { format!("{}:", file.path) };
        writeln!(lines, "{name}{line}:{column}: {message}{help} @ {under}").unwrap();
    }
    lines
}

/// The valid policy file with every key, and the folder with its inventory files.
fn everything() -> (String, TempDir) {
    let document = document();
    let case = document.section("Valid").find(|case| case.name == "Everything").unwrap();
    let folder = case.folder();
    (std::fs::read_to_string(folder.path().join(NAME)).unwrap(), folder)
}

fn no_cut_of_a_valid_file_panics() {
    let (text, folder) = everything();
    // Schema validation is slow in a debug build, so every offset of one line and only some lines are tested.
    for (end, _) in text.char_indices().filter(|(end, _)| end % 7 == 0) {
        drop(parse(&text[..end], folder.path()));
    }
}

fn line_ends_and_a_byte_order_mark_change_nothing() {
    let (text, folder) = everything();
    assert!(parse(&text.replace('\n', "\r\n"), folder.path()).is_ok());
    assert!(parse(&format!("\u{feff}{text}"), folder.path()).is_ok());
    assert!(render("version: 1\r\nrulse: {}\r\n", &root()).starts_with("2:1: unknown key `rulse`"));
}

fn hostile_texts_are_mistakes_and_stay_short() {
    for text in [
        "version: 1\nallow: \0",
        "\0",
        "[[[[[[[[[",
        "- ? - ? -",
        "version: 1\n\u{202e}: x\n",
        "{",
        "version: [1",
        "*a",
        "&a [*a]",
        "!!binary x",
    ] {
        assert_ne!(render(text, &root()), "", "{text:?}");
    }
    let long = format!("version: 1\nfail-on: {}\n{}: 1\n", "x".repeat(1 << 20), "y".repeat(1000));
    for line in render(&long, &root()).lines() {
        let place = line.split(" @ ").next().unwrap();
        assert!(place.len() < 300, "{place}");
    }
    let deep = format!("version: 1\nallow: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(render(&deep, &root()).contains("nested deeper than 128 levels"), "{}", render(&deep, &root()));
}
