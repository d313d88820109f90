//! Hostile names in every report: they must not affect a terminal, a log or a page.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const FORMATS: [&str; 14] =
    ["human", "concise", "json", "jsonl", "sarif", "github", "azure", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html", "csv"];

/// Escape sequences, line breaks, commands of two CI log formats, markup of two kinds, and bidirectional control characters.
const NAME: &str = "\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}\u{202e}\u{2066}\u{200f}\n::error::pwned\r\n##vso[task.setvariable variable=x]y\n##[error]z\
    <script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) | `x` **b** \u{9b}31m\u{2028}\u{2029}\u{0}\u{7f} @everyone";

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Apps with hostile names, escaped as Graph does, and unescaped where JSON allows it.
fn input() -> String {
    let long = format!("{NAME}{}", "A".repeat(100_000));
    let raw = "\"\u{202e}\u{2066}\u{9b}2J ::error::pwned ##vso[task.x]y <script>\u{2028}\u{7f}\"";
    let apps: Vec<String> = [quoted(NAME), quoted(&long), raw.to_owned()]
        .iter()
        .map(|name| {
            format!(
                "{{\"displayName\": {name},\n \"appId\": {name}, \"id\": {name}, \"signInAudience\": \"AzureADMultipleOrgs\", \
                 \"signInAudienceRestrictions\": {{\"kind\":\"allowedTenants\",\"x\":{name}}}, \"identifierUris\": [{name}, {name}]}}"
            )
        })
        .collect();
    // Undecided, ambiguous and broken input is also reported.
    format!(
        "[{},\n {{\"displayName\":{raw},\"signInAudience\":{raw}}},\n {{\"signInAudience\":{raw},{raw}:1,{raw}:2}},\n {{\"signInAudience\":5 \u{202e}\u{9b} ]",
        apps.join(",\n")
    )
}

fn run(folder: &Path, arguments: &[&str], stdin: &str) -> Output {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args(arguments)
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let text = stdin.to_owned();
    let writer = std::thread::spawn(move || drop(pipe.write_all(text.as_bytes()))); // after a usage error the input is not read
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Characters that no report may contain, in any output.
fn is_dangerous(character: char) -> bool {
    (character < ' ' && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn is_harmless(printed: &str, who: &str) {
    // RFC 4180 ends lines with a carriage return, and each line of this report is a command.
    let printed = match who {
        "csv" => printed.replace("\r\n", "\n"),
        "azure" => printed.lines().map(|line| line.replacen("##vso[task.logissue type=", "", 1) + "\n").collect(),
        _ => printed.to_owned(),
    };
    if let Some(at) = printed.find(is_dangerous) {
        let around: String = printed[..at].chars().rev().take(60).collect();
        panic!("{who}: {:?} after {:?}", printed[at..].chars().next(), around.chars().rev().collect::<String>());
    }
    for line in printed.lines() {
        let line: String = line.chars().take(2000).collect();
        let trimmed = line.trim_start();
        // GitHub reads a command at the start of a line, Azure anywhere in it.
        let is_ours =
            ["::error file=", "::warning file=", "::notice file=", "::error title=", "::warning title=", "::notice title=", "::notice::"]
                .iter()
                .any(|ours| trimmed.starts_with(ours));
        assert!(!trimmed.starts_with("::") || (who.starts_with("github") && is_ours), "{who}: {line}");
        assert!(!line.contains("##vso[") && !trimmed.starts_with("##["), "{who}: {line}");
    }
}

fn every_format_is_harmless(arguments: &[&str], input: &str) {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS {
        let all = [&["check", "--show-undecided", "--format", format], arguments].concat();
        let output = run(folder.path(), &all, input);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        is_harmless(&printed, format);
        is_harmless(&String::from_utf8(output.stderr).unwrap(), format);
        assert!(printed.contains("application-multi-tenant"), "{format}");
        match format {
            "json" | "sarif" | "gitlab" | "rdjson" => drop(serde_json::from_str::<serde_json::Value>(&printed).unwrap()),
            "jsonl" => printed.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap())),
            // Reports for people stay short, whatever the names are.
            _ => assert!(printed.len() < 100_000, "{format}: {} bytes", printed.len()),
        }
    }
    let summary = std::fs::read_to_string(folder.path().join("summary.md")).unwrap();
    is_harmless(&summary, "summary");
    for markup in ["<script", "<img", "](javascript:", "**b**"] {
        assert!(!summary.contains(markup), "summary holds {markup}");
    }
    assert!(summary.len() < 200_000, "{} bytes", summary.len());
}

#[test]
fn hostile_names_act_nowhere() {
    every_format_is_harmless(&["--fail-on", "low", "-"], &input());
}

#[test]
fn a_hostile_name_of_the_file_acts_nowhere() {
    let name = NAME.replace('\0', "");
    every_format_is_harmless(&["--fail-on", "low", "--stdin-filename", &name, "-"], &input());
}

#[test]
fn a_hostile_policy_file_acts_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let app = r#"[{"appId":"9a8b7c6d-1111-4222-8333-444455556666","signInAudience":"AzureADMultipleOrgs"}]"#;
    for policy in [
        format!("version: 1\n{}: x\n", quoted(NAME)),
        format!("version: 1\nrules: {{ {}: {{}} }}\n", quoted(NAME)),
        format!("version: 1\nfail-on: {}\n", quoted(NAME)),
        format!(
            "version: 1\nallow:\n  - rule: application-multi-tenant\n    resource: {{ displayName: {} }}\n    reason: x\n",
            quoted(NAME)
        ),
        "version: 1\nallow: \u{202e}\u{2066} [ ::error::pwned ##vso[x]y\n".to_owned(),
    ] {
        std::fs::write(folder.path().join("policy.yaml"), &policy).unwrap();
        for format in FORMATS {
            let output = run(folder.path(), &["check", "--config", "policy.yaml", "--format", format, "-"], app);
            is_harmless(&String::from_utf8(output.stdout).unwrap(), format);
            is_harmless(&String::from_utf8(output.stderr).unwrap(), &format!("{format}, standard error"));
        }
    }
}

#[test]
fn the_output_of_other_commands_is_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let name = NAME.replace('\0', "");
    for arguments in [
        &["inputs", "-"][..],
        &["inputs", "--format", "jsonl", "-"],
        &["inspect", "-"],
        &["inputs", "--stdin-filename", &name, "-"],
        &["inspect", "--stdin-filename", &name, "-"],
        &["explain", &name],
        &["check", "--only", &name],
        &["check", "--config", &name],
        &["check", &name],
    ] {
        let output = run(folder.path(), arguments, &input());
        let who = arguments[..1].concat();
        is_harmless(&String::from_utf8(output.stdout).unwrap(), &who);
        is_harmless(&String::from_utf8(output.stderr).unwrap(), &who);
    }
}

#[test]
fn a_secret_in_the_input_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "aBc8Q~hunter2hunter2hunter2hunter2hunter";
    let app = format!(
        r#"{{"appId":"a","passwordCredentials":[{{"secretText":"{secret}"}}],"signInAudience":"AzureADMultipleOrgs","displayName":"x"}}"#
    );
    for format in FORMATS {
        let output = run(folder.path(), &["check", "--format", format, "-"], &app);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains("application-multi-tenant") && !printed.contains(secret), "{format}: {printed}");
    }
}

#[test]
fn a_command_to_paste_is_safe_in_a_shell() {
    let folder = tempfile::tempdir().unwrap();
    let app = r#"{"appId":"$(touch pwned)","displayName":"x","signInAudience":"AzureADMultipleOrgs"}"#;
    let printed = String::from_utf8(run(folder.path(), &["check", "--format", "json", "-"], app).stdout).unwrap();
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let help = report["findings"][0]["help"].as_str().unwrap();
    assert!(help.contains("signInAudience") && !help.contains("touch"), "{help}");
}
