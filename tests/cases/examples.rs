//! The examples in Terraform, Bicep and ARM templates that `explain --for` prints, taken from the cases of each rule: `src/cli/examples.md`.
//! `UPDATE_EXPECTED=1` writes it.

use crate::coverage::Content;
use crate::document::Case;
use crate::rules::document;
use crate::{root, run};
use libtest_mimic::{Failed, Trial};
use rayon::prelude::*;
use similar::TextDiff;
use std::fmt::Write as _;
use tenantlint::fix::Fixes;
use tenantlint::resource::Format;
use tenantlint::rules::{RULES, Rule};

const PATH: &str = "src/cli/examples.md";

/// The name of each format, and the language and the end of the name of its files.
const FORMATS: [(&str, Format, &str, &str); 3] =
    [("terraform", Format::Terraform, "hcl", ".tf"), ("bicep", Format::Bicep, "bicep", ".bicep"), ("arm", Format::Arm, "json", ".json")];

const MAX_LINES: usize = 30;

/// How much of the good example must be equal to the bad one, so that the difference is easy to see.
const ALIKE: f32 = 0.7;

pub fn trial() -> Trial {
    Trial::test("examples::the_examples_of_explain_are_up_to_date", || compare().map_err(Failed::from))
}

fn compare() -> Result<(), String> {
    let sections: Vec<String> = RULES.par_iter().map(|rule| section(rule)).collect();
    let expected = sections.concat();
    let path = root().join(PATH);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(path, expected).map_err(|error| error.to_string());
    }
    let actual = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if actual == expected { Ok(()) } else { Err(format!("{PATH} is not up to date: run `cargo xtask update`")) }
}

/// The examples of a rule; nothing if no short case is in one of the formats.
fn section(rule: &Rule) -> String {
    let document = document(rule);
    let mut text = String::new();
    for (name, format, language, extension) in FORMATS {
        let of =
            |section: &'static str| document.section(section).filter_map(move |case| only_file(case, extension).map(|file| (case, file)));
        let concerns = |case: &Case| Content::of(case).concerns_format(rule, format);
        let clean: Vec<_> = of("Clean").filter(|(case, _)| concerns(case)).map(|(_, (_, good))| good).collect();
        let good = |case: &Case, bad: &str| {
            let alike = clean.iter().map(|good| (*good, TextDiff::from_lines(bad, good).ratio())).filter(|(_, alike)| *alike >= ALIKE);
            let alike = alike.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(good, _)| good.to_owned());
            alike.or_else(|| fixed(rule, case))
        };
        let reported = of("Reported").filter(|(case, _)| concerns(case)).map(|(case, (path, bad))| (path, bad, good(case, bad)));
        let Some((path, bad, good)) = reported.min_by_key(|(_, bad, good)| (good.is_none(), is_computed(bad), bad.lines().count())) else {
            continue;
        };
        for (title, code) in [("bad", Some(bad.to_owned())), ("good", good)] {
            let Some(code) = code else { continue };
            writeln!(text, "\n## {name} {title}\n\n```{language} {path}\n{}\n```", code.trim_end()).unwrap();
        }
    }
    if text.is_empty() { text } else { format!("# {}\n{text}\n", rule.id) }
}

/// Whether a text computes values, which makes it a worse example than one with literal values.
fn is_computed(text: &str) -> bool {
    ["locals {", "variable \"", "each.", "count ", "count.", "dynamic \"", "var ", "param ", "parameters", " for "]
        .iter()
        .any(|sign| text.contains(sign))
}

/// The path and the text of the file of a case, if it is a single short one.
fn only_file<'c>(case: &'c Case, extension: &str) -> Option<(&'c str, &'c str)> {
    let [(path, bytes)] = &case.files[..] else { return None };
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.lines().count() <= MAX_LINES && !text.contains('\r'))?;
    path.ends_with(extension).then_some((path, text))
}

/// The text of a case after the edits of the rule.
fn fixed(rule: &Rule, case: &Case) -> Option<String> {
    let folder = case.folder();
    let mut outcome = run(folder.path(), ".");
    outcome.findings.retain(|finding| finding.rule.id == rule.id);
    let fixes = Fixes::new(&outcome, true);
    let file = fixes.files.keys().next()?;
    Some(fixes.texts(outcome.sources.get(*file), *file)?.1)
}
