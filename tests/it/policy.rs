//! Every way to get a policy file wrong has a file in `tests/policy`, and `expected.txt` says what is told of each.
//!
//! `UPDATE_EXPECTED=1` writes `expected.txt` anew: read the difference before it is committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tenantlint::policy::{self, PolicyErrors};
use tenantlint::source::Source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy")
}

fn parse(text: &str) -> Result<(), PolicyErrors> {
    policy::parse(Source::new(".tenantlint.yaml", text), &folder(), &folder()).map(drop)
}

/// One line for each mistake: `line:column: message (help)`, and what stands there. The name of the file stands before it where that
/// is not the policy file.
fn render(text: &str) -> String {
    let mut lines = String::new();
    let Err(PolicyErrors { files, errors }) = parse(text) else { return "valid\n".to_owned() };
    for error in errors {
        let file = files.get(error.span.file);
        let position = file.position(error.span.start);
        let (line, column) = (position.line, position.column.0);
        let message = error.message.render(str::to_owned);
        let help = error.help.render(str::to_owned);
        let help = if help.is_empty() { help } else { format!(" ({help})") };
        let under = &file.text().unwrap()[error.span.start as usize..error.span.end as usize];
        let under = under.split('\n').next().unwrap_or_default();
        let name = if file.path == ".tenantlint.yaml" { String::new() } else { format!("{}:", file.path) };
        writeln!(lines, "{name}{line}:{column}: {message}{help} @ {under}").unwrap();
    }
    lines
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let mut names: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !["expected.txt", "inventory"].contains(&name.as_str()));
    names.sort();
    let mut told = String::new();
    for name in &names {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        let rendered = render(&text);
        assert_eq!(rendered == "valid\n", name.starts_with("good_"), "{name}: {rendered}");
        write!(told, "{name}\n{}\n", rendered.lines().fold(String::new(), |lines, line| lines + "  " + line + "\n")).unwrap();
    }
    let path = folder().join("expected.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &told).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(told == expected, "tests/policy/expected.txt differs; now it is:\n{told}");
}

#[test]
fn no_cut_of_a_valid_file_panics() {
    let text = std::fs::read_to_string(folder().join("good_everything.yaml")).unwrap();
    // The check by the schema takes a while in a debug build: every place of the cut that a line can have, and some lines.
    for (end, _) in text.char_indices().filter(|(end, _)| end % 7 == 0) {
        drop(parse(&text[..end]));
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let text = std::fs::read_to_string(folder().join("good_everything.yaml")).unwrap().replace("\r\n", "\n");
    assert!(parse(&text.replace('\n', "\r\n")).is_ok());
    assert!(parse(&format!("\u{feff}{text}")).is_ok());
    assert!(render("version: 1\r\nrulse: {}\r\n").starts_with("2:1: unknown key `rulse`"));
}

#[test]
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
        assert_ne!(render(text), "valid\n", "{text:?}");
    }
    let long = format!("version: 1\nfail-on: {}\n{}: 1\n", "x".repeat(1 << 20), "y".repeat(1000));
    for line in render(&long).lines() {
        let told = line.split(" @ ").next().unwrap();
        assert!(told.len() < 300, "{told}");
    }
    let deep = format!("version: 1\nallow: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(render(&deep).contains("nested deeper than 128 levels"), "{}", render(&deep));
}
