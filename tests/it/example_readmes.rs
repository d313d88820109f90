//! The README of each example states what the commands in it report.
//!
//! `UPDATE_EXPECTED=1` rewrites the figures and the columns `where` and `finding`, and appends missing rows. Other columns are
//! written by hand and must not be empty.

use crate::common::root;
use serde_json::Value;
use std::fs;
use std::process::Command;

/// The columns of a table of findings that come from the runs.
const GENERATED: &str = "| where | finding |";

const FIGURES: (&str, &str) = ("<!-- figures -->\n", "<!-- /figures -->\n");

struct Run {
    arguments: Vec<String>,
    exit: i32,
    report: Value,
}

impl Run {
    /// Runs a command line of a README.
    fn new(command: &str) -> Self {
        let arguments: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let output = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .args(&arguments)
            .args(["--format", "json"])
            .current_dir(root())
            .env_remove("GITHUB_STEP_SUMMARY")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command}: {error}: {errors}"));
        Self { arguments, exit: output.status.code().unwrap(), report }
    }

    /// The figures in one sentence. If a README has several runs, they differ in the last argument.
    fn figures(&self, is_one_of_several: bool) -> String {
        let number = |key: &str| self.report["summary"][key].as_u64().unwrap();
        let counted = |key: &str, noun: &str| match number(key) {
            0 => format!("no {noun}s"),
            1 => format!("1 {noun}"),
            number => format!("{number} {noun}s"),
        };
        let findings = match number("failing") {
            0 => counted("findings", "finding"),
            failing => format!("{} ({failing} at or above `fail-on`)", counted("findings", "finding")),
        };
        let others = [
            ("accepted", "finding", " accepted by the allow-list"),
            ("undecidedSettings", "undecided setting", ""),
            ("undecidedRules", "rule", " without input"),
            ("problems", "problem", ""),
            ("warnings", "warning", ""),
        ];
        let others = others.iter().filter(|(key, ..)| number(key) > 0);
        let mut figures: Vec<String> = others.map(|(key, noun, rest)| counted(key, noun) + rest).collect();
        figures.insert(0, findings);
        let last = figures.pop().unwrap();
        let and = if figures.is_empty() { "" } else { " and " };
        let file = self.arguments.last().and_then(|path| path.rsplit('/').next()).unwrap();
        let run = if is_one_of_several { format!("- The run with `{file}`") } else { "The run".into() };
        let checked = format!("{} in {}", counted("resources", "resource"), counted("files", "file"));
        format!("{run} checks {checked} and exits with {}: {}{and}{last}.\n", self.exit, figures.join(", "))
    }

    /// The cells `where` and `finding` of each finding.
    fn rows(&self, folder: &str) -> Vec<[String; 2]> {
        let row = |finding: &Value| {
            let text = |key: &str| finding[key].as_str().unwrap();
            let location = &finding["location"];
            let file = location["file"].as_str().unwrap().strip_prefix(folder).unwrap();
            let title = format!("`{}` ({}): {}", text("rule"), text("severity"), text("title").replace('|', "\\|"));
            [format!("`{}:{}`", file.trim_start_matches('/'), location["line"]), title]
        };
        self.report["findings"].as_array().unwrap().iter().map(row).collect()
    }
}

/// The file and the rule of a row: what stays the same if a line, a severity or a title changes.
fn key(row: &[String]) -> (&str, Option<&str>) {
    (row[0].rsplit_once(':').map_or(&row[0], |(file, _)| file), row[1].split('`').nth(1))
}

/// Writes the findings into the rows of the tables, in place. Rows without a finding are removed; findings without a row are appended
/// to the last table.
fn update_tables(readme: &str, mut findings: Vec<[String; 2]>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    let mut columns = 0;
    let mut end = None;
    for line in readme.lines() {
        columns = match columns {
            0 if line.starts_with(GENERATED) => line.matches('|').count() - 1,
            columns if line.starts_with('|') => columns,
            _ => 0,
        };
        if columns > 0 {
            end = Some((lines.len() + 1, columns));
            if !line.starts_with(GENERATED) && !line.starts_with("|--") {
                let mut cells: Vec<String> = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
                cells.resize(columns, String::new());
                rows.push((lines.len(), cells));
            }
        }
        lines.push(line.to_owned());
    }
    // Rows that are still correct come first, so that no other row takes their finding.
    rows.sort_by_key(|(_, row)| !findings.iter().any(|finding| finding[..] == row[..2]));
    let mut removed = Vec::new();
    for (line, mut row) in rows {
        let same = findings.iter().position(|finding| finding[..] == row[..2]);
        let Some(index) = same.or_else(|| findings.iter().position(|finding| key(finding) == key(&row))) else {
            removed.push(line);
            continue;
        };
        row.splice(..2, findings.remove(index));
        lines[line] = format!("| {} |", row.join(" | "));
    }
    if let Some((end, columns)) = end {
        let new = |finding: [String; 2]| format!("| {} |{}", finding.join(" | "), "  |".repeat(columns - 2));
        lines.splice(end..end, findings.into_iter().map(new));
    } else {
        assert!(findings.is_empty(), "no table `{GENERATED}`");
    }
    let kept = lines.into_iter().enumerate().filter(|(line, _)| !removed.contains(line));
    kept.map(|(_, line)| line + "\n").collect()
}

#[test]
fn the_readmes_of_the_examples_state_what_the_runs_report() {
    let folders = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let readmes: Vec<_> = folders.map(|folder| folder.join("README.md")).filter(|path| path.is_file()).collect();
    assert!(!readmes.is_empty());
    let mut missing = Vec::new();
    for path in readmes {
        let folder = path.parent().unwrap().strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        let written = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        if written.contains("cargo run -- check --tenants ") {
            continue; // `tests/examples` has the output
        }
        let runs: Vec<Run> = written
            .lines()
            .filter_map(|line| line.strip_prefix("cargo run -- ").filter(|line| line.starts_with("check ")))
            .map(Run::new)
            .collect();
        assert!(!runs.is_empty(), "{folder}/README.md runs no command");
        let figures: String = runs.iter().map(|run| run.figures(runs.len() > 1)).collect();
        let (before, rest) = written.split_once(FIGURES.0).expect("a README has a block of figures");
        let (_, after) = rest.split_once(FIGURES.1).expect("the block of figures has an end");
        let findings = runs.iter().flat_map(|run| run.rows(&folder)).collect();
        let actual = update_tables(&format!("{before}{}{figures}{}{after}", FIGURES.0, FIGURES.1), findings);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&path, &actual).unwrap();
        } else {
            let only_in =
                |one: &str, other: &str| one.lines().filter(|line| !other.lines().any(|old| old == *line)).collect::<Vec<_>>().join("\n");
            let (old, new) = (only_in(&written, &actual), only_in(&actual, &written));
            assert!(actual == written, "{folder}/README.md is out of date\nwritten:\n{old}\nactual:\n{new}");
        }
        let unfinished = actual.lines().filter(|line| line.starts_with('|') && line.ends_with("|  |"));
        missing.extend(unfinished.map(|line| format!("{folder}: {line}")));
    }
    assert!(missing.is_empty(), "a column is still to be written by hand:\n{}", missing.join("\n"));
}
