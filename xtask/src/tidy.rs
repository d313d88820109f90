//! `cargo xtask tidy`: checks beyond rustfmt and clippy.

use crate::{read, root};
use std::path::Path;
use std::process::Command;

/// A longer file probably contains more than one idea.
const MAX_LINES: usize = 600;

/// Exceptions with their limit and reason.
const LONGER: &[(&str, usize, &str)] = &[("src/syntax/json.rs", 1100, "one parser, whose hot paths belong side by side")];

pub fn run() -> Result<(), String> {
    let mut faults = Vec::new();
    for path in files()? {
        // Skips binary files, and files whose deletion is not committed yet.
        let Ok(text) = read(&path) else { continue };
        match Path::new(&path).extension().and_then(|extension| extension.to_str()) {
            Some("rs") => check_rust(&path, &text, &mut faults),
            Some("md") => check_markdown(&path, &text, &mut faults),
            _ => {}
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// The files of the repository, including uncommitted ones.
fn files() -> Result<Vec<String>, String> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = git.output().map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let list = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    Ok(list.split_terminator('\0').map(str::to_owned).collect())
}

fn check_rust(path: &str, text: &str, faults: &mut Vec<String>) {
    // A module of unit tests needs no description.
    if !text.starts_with("//!") && !path.contains("tests") {
        faults.push(format!("{path}:1: the file does not begin with `//!` and what it is for"));
    }
    if path.starts_with("src/") {
        check_size(path, text.lines().count(), faults);
    }
    check_rule_id(path, text, faults);
    check_order(path, text, faults);
    check_todo(path, text, faults);
}

fn check_size(path: &str, lines: usize, faults: &mut Vec<String>) {
    let longer = LONGER.iter().find(|(known, ..)| *known == path).map(|(_, limit, _)| *limit);
    if longer.is_some() && lines <= MAX_LINES {
        faults.push(format!("{path}: the exception for it in {} is no longer needed", file!()));
    }
    let limit = longer.unwrap_or(MAX_LINES);
    if lines > limit {
        faults.push(format!("{path}: {lines} lines, more than {limit}: split the file by what it does"));
    }
}

/// The id of a rule consists of its group and the name of its file.
fn check_rule_id(path: &str, text: &str, faults: &mut Vec<String>) {
    let Some((group, name)) = path.strip_prefix("src/rules/").and_then(|rest| rest.strip_suffix(".rs")?.split_once('/')) else { return };
    // Rules of an organization are not in files of their own.
    if group == "custom" {
        return;
    }
    // Rules about the policy file itself are in the group `tenantlint`, which is not part of their ids.
    let id = if group == "policy_file" { name.to_owned() } else { format!("{group}-{name}") }.replace('_', "-");
    if name != "mod" && !text.contains(&format!("id: \"{id}\"")) {
        faults.push(format!("{path}: the rule in this file is not `{id}`"));
    }
}

/// Modules declared on consecutive lines are in alphabetical order.
fn check_order(path: &str, text: &str, faults: &mut Vec<String>) {
    let declared = |line: &str| {
        let (before, name) = line.split_once("mod ")?;
        let is_declaration = before.is_empty() || before.starts_with("pub");
        is_declaration.then(|| name.strip_suffix(';').map(str::to_owned))?
    };
    let mut previous = None;
    for (number, line) in (1..).zip(text.lines()) {
        let name = declared(line);
        if let (Some(previous), Some(name)) = (&previous, &name)
            && previous > name
        {
            faults.push(format!("{path}:{number}: `{name}` comes before `{previous}` in alphabetical order"));
        }
        previous = name;
    }
}

/// The placeholders of `new-rule` are filled in.
fn check_todo(path: &str, text: &str, faults: &mut Vec<String>) {
    if !path.starts_with("src/rules/") && !path.starts_with("tests/rules/") {
        return;
    }
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| line.contains("TODO")) {
        faults.push(format!("{path}:{number}: {}", line.trim()));
    }
}

/// Links to files and headings of this repository have a target.
fn check_markdown(path: &str, text: &str, faults: &mut Vec<String>) {
    check_todo(path, text, faults);
    let file = root().join(path);
    let mut in_fence = false;
    for (number, line) in (1..).zip(text.lines()) {
        in_fence ^= line.trim_start().starts_with("```");
        if in_fence {
            continue;
        }
        for link in line.split("](").skip(1) {
            let target = link.split(')').next().unwrap_or_default();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (name, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked = if name.is_empty() { file.clone() } else { file.with_file_name(name) };
            if !linked.exists() {
                faults.push(format!("{path}:{number}: `{target}` does not exist"));
            } else if !heading.is_empty() && !std::fs::read_to_string(&linked).is_ok_and(|text| has_heading(&text, heading)) {
                faults.push(format!("{path}:{number}: `{target}`: no such heading"));
            }
        }
    }
}

/// Whether a document has a heading with this anchor, as GitHub makes anchors.
fn has_heading(text: &str, anchor: &str) -> bool {
    let anchor_of = |heading: &str| {
        let kept: String = heading.to_lowercase().chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char)).collect();
        kept.replace(' ', "-")
    };
    text.lines().filter(|line| line.starts_with('#')).any(|line| anchor_of(line.trim_start_matches('#').trim()) == anchor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(check: fn(&str, &str, &mut Vec<String>), path: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(path, text, &mut faults);
        faults
    }

    #[test]
    fn anchors_are_those_of_github() {
        assert!(has_heading("# A\n## Bicep and `ARM` templates\n", "bicep-and-arm-templates"));
        assert!(!has_heading("# A\n", "b"));
    }

    #[test]
    fn links_lead_somewhere() {
        let text = "# A\n[a](#a) [b](#b) [c](Cargo.toml) [d](nothing.md) [e](https://example.com)\n```\n[f](nothing.md)\n```\n";
        assert_eq!(faults(check_markdown, "a.md", "[c](Cargo.toml) [d](nothing.md)"), ["a.md:1: `nothing.md` does not exist"]);
        assert_eq!(
            faults(check_markdown, "README.md", text),
            ["README.md:2: `#a`: no such heading", "README.md:2: `#b`: no such heading", "README.md:2: `nothing.md` does not exist"]
        );
    }

    #[test]
    fn modules_are_in_order() {
        let text = "mod b;\nmod a;\n\nmod c;\npub mod d;\n";
        assert_eq!(faults(check_order, "src/a.rs", text), ["src/a.rs:2: `a` comes before `b` in alphabetical order"]);
    }

    #[test]
    fn a_rule_is_named_as_its_file() {
        assert_eq!(faults(check_rule_id, "src/rules/device/quota.rs", "id: \"device-quota\""), [""; 0]);
        assert_eq!(
            faults(check_rule_id, "src/rules/device/quota.rs", "id: \"device\""),
            ["src/rules/device/quota.rs: the rule in this file is not `device-quota`"]
        );
    }
}
