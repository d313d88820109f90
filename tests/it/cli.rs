//! Command lines with their output and exit code: `tests/cmd`. `cargo xtask update` writes them; review the difference.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn command_lines() {
    trycmd::TestCases::new()
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("GITHUB_STEP_SUMMARY", "")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}

const FORMATS: [&str; 14] =
    ["human", "concise", "json", "jsonl", "sarif", "github", "azure", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html", "csv"];

fn cmd(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap()
}

fn inputs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/check.in")
}

#[test]
fn every_format_lists_the_controls_of_the_rules() {
    let print = |format| String::from_utf8(cmd(&inputs(), &["rules", "--format", format]).stdout).unwrap();
    let json: Vec<serde_json::Value> = serde_json::from_str(&print("json")).unwrap();
    let lines: Vec<serde_json::Value> = print("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json, lines);
    let markdown = print("markdown");
    assert_eq!(markdown.lines().count(), json.len() + 2);
    assert!(markdown.lines().all(|line| line.matches('|').count() == 6), "{markdown}");
    for rule in json {
        let row = markdown.lines().find(|line| line.starts_with(&format!("| `{}` |", rule["rule"].as_str().unwrap()))).unwrap();
        assert!(rule["controls"].as_array().unwrap().iter().all(|control| row.contains(control.as_str().unwrap())), "{row}");
    }
}

#[test]
fn the_exit_code_is_the_same_for_every_format() {
    for (code, arguments) in [
        (0, &["low.json"][..]),
        (0, &["clean.json"]),
        (1, &["high.json"]),
        (1, &["--fail-on", "low", "low.json"]),
        (1, &["high.json", "broken.json"]),
        (1, &["--undecided", "deny", "clean.json"]),
        (2, &["--only", "nothing", "low.json"]),
        (2, &["--config", "missing.yaml", "low.json"]),
        (3, &["broken.json"]),
        (3, &["broken.json", "low.json"]),
        (3, &["missing.json"]),
        (3, &["empty.json"]),
        (3, &["binary.json"]),
    ] {
        for format in FORMATS {
            let output = cmd(&inputs(), &[&["check", "--format", format], arguments].concat());
            assert_eq!(output.status.code(), Some(code), "{format} {arguments:?}");
            assert!(output.stdout.is_empty() || code != 2, "{format} {arguments:?}: a report of nothing");
            assert_eq!(output.stderr.is_empty(), code != 2, "{format} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn machine_readable_reports_are_always_well_formed() {
    for arguments in [&["low.json"][..], &["clean.json"], &["."], &["broken.json"], &["missing.json"], &["--show-undecided", "clean.json"]]
    {
        for format in ["json", "sarif", "gitlab", "rdjson"] {
            let output = cmd(&inputs(), &[&["check", "--format", format], arguments].concat());
            assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok(), "{format} {arguments:?}");
        }
        let output = cmd(&inputs(), &[&["check", "--format", "jsonl"], arguments].concat());
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
        }
    }
}

#[test]
fn a_report_in_a_file_equals_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(inputs().join("high.json"), folder.path().join("high.json")).unwrap();
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("--output={format}=out.{format}")).collect();
    let all: Vec<&str> = ["check", "--quiet", "high.json"].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    assert_eq!(cmd(folder.path(), &all).status.code(), Some(1));
    for format in FORMATS {
        let shown = cmd(folder.path(), &["check", "--quiet", "high.json", "--format", format]).stdout;
        assert!(shown == std::fs::read(folder.path().join(format!("out.{format}"))).unwrap(), "{format}");
    }
}

#[test]
fn a_sarif_log_with_too_many_results_is_cut_with_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let app = |number: usize| format!(r#"{{"appId":"9a8b7c6d-1111-4222-8333-{number:012}","signInAudience":"AzureADMultipleOrgs"}}"#);
    let apps: Vec<String> = (0..25_001).map(app).collect();
    std::fs::write(folder.path().join("apps.json"), format!("[{}]", apps.join(","))).unwrap();
    let arguments = ["check", "apps.json", "--only", "application-multi-tenant", "--format", "concise", "--output", "sarif=out.sarif"];
    let output = cmd(folder.path(), &arguments);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().lines().filter(|line| line.contains("[application-multi-tenant]")).count(),
        25_001
    );
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.starts_with("warning: the SARIF log contains the 25000 most severe of 25001 results") && stderr.lines().count() == 1,
        "{stderr}"
    );
    let log: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("out.sarif")).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 25_000);
}

#[test]
fn schemas_are_those_of_the_repository() {
    for (name, file) in [
        ("policy", "tenantlint.schema.json"),
        ("inventory", "inventory.schema.json"),
        ("finding", "finding.schema.json"),
        ("baseline", "baseline.schema.json"),
    ] {
        let printed: serde_json::Value = serde_json::from_slice(&cmd(&inputs(), &["schema", name]).stdout).unwrap();
        let stored = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(file)).unwrap();
        assert_eq!(printed, serde_json::from_slice::<serde_json::Value>(&stored).unwrap(), "{file}");
    }
}

/// The hooks pass the files that the list of extensions in the code names. `UPDATE_EXPECTED=1` writes the pattern.
#[test]
fn hooks_pass_every_file_that_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let stored = std::fs::read_to_string(&path).unwrap();
    let lines = stored.lines().map(|line| match line.split_once("files: &files ") {
        Some((indent, _)) => format!("{indent}files: &files {}\n", tenantlint::reader::name_pattern()),
        None => format!("{line}\n"),
    });
    let expected: String = lines.collect();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert_eq!(stored, expected, "run `cargo xtask update`");
    }
    let pattern = regex::Regex::new(&tenantlint::reader::name_pattern()).unwrap();
    for name in [
        "a/main.TF",
        "x.tofu",
        "x.tfstate",
        "users.csv",
        "server.ts",
        "a.mjs",
        "a.cjs",
        "a.js",
        "prod.env",
        ".env",
        "web/.env.local",
        "proxy.cfg",
        "proxy.toml",
        "Baseline.psd1",
        "x.bicepparam",
    ] {
        assert!(pattern.is_match(name), "{name}");
    }
    for name in ["README.md", "main.py", "env", "a.envelope", ".environment/x"] {
        assert!(!pattern.is_match(name), "{name}");
    }
}

/// `check` never skips a file in silence that may contain data of the tenant, and says nothing about others.
#[test]
fn skipped_files_are_counted_if_they_may_contain_tenant_data() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("export/apps.json", r#"[{"id":"1","appId":"x","displayName":"a","signInAudience":"AzureADMyOrg"}]"#);
    for (name, text) in [
        ("package.json", r#"{"name":"x"}"#),
        ("src/index.ts", "export const a = 1;"),
        ("src/style.css", "a {}"),
        ("notes.txt", "x"),
        ("values.yaml", "a: 1\n"),
    ] {
        write(name, text);
    }
    let summary = || String::from_utf8(cmd(folder.path(), &["check", ".", "--no-config"]).stdout).unwrap();
    assert!(!summary().contains("skipped"), "{}", summary());
    write("export/roles.xlsx", "PK");
    write("k8s/deployment.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: { issuer: https://login.microsoftonline.com/common }\n");
    write("src/token.ts", "fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`);");
    let text = summary();
    assert!(text.contains("3 files skipped that may contain data of the tenant: `tenantlint inputs` lists them"), "{text}");
    let listed = String::from_utf8(cmd(folder.path(), &["inputs", "."]).stdout).unwrap();
    let (_, listed) = listed.split_once("skipped, but may contain data of the tenant:\n").unwrap();
    assert_eq!(listed, "  k8s/deployment.yaml\n  src/token.ts\n  export/roles.xlsx\n");
    let json = cmd(folder.path(), &["check", ".", "--no-config", "--format", "json"]).stdout;
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&json).unwrap()["summary"]["skipped"], 3);
}

#[test]
fn every_rule_is_explained() {
    for rule in tenantlint::rules::RULES {
        let output = cmd(&inputs(), &["explain", rule.id]);
        let page = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(page.starts_with(&format!("# {}\n\n{}\n\n- severity: ", rule.id, rule.summary)), "{page}");
        assert!(page.contains("\n\n## What it finds\n") && page.contains("\n## Sources\n- "), "{page}");
        assert!(!page.lines().any(|line| line.starts_with(' ') && line.trim_start().starts_with("##")), "{page}");
    }
}
