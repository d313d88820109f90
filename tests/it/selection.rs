//! Which files a run checks, what it prints about them, and how it ends.

use std::path::Path;
use std::process::{Command, Output};

const FORMATS: [&str; 14] =
    ["human", "concise", "json", "jsonl", "sarif", "github", "azure", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html", "csv"];

fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .arg("check")
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn folders_in_which_nothing_is_recognized_fail_in_every_format() {
    let folder = folder(&[("notes.txt", "hello"), ("package.json", "{\"name\":\"x\"}"), (".tenantlint.yaml", "version: 1\n")]);
    for format in FORMATS {
        let output = check(folder.path(), &["--format", format]);
        assert_eq!(output.status.code(), Some(3), "{format}");
        let (out, error) = (text(&output.stdout), text(&output.stderr));
        // A line of `jsonl` is a finding, so only standard error has the message.
        assert!(format == "jsonl" || out.to_lowercase().contains("nothing was checked"), "{format}: {out}");
        assert!(
            error.contains("no file in the input has a supported format") && error.contains("tenantlint collect > "),
            "{format}: {error}"
        );
        let accepted = check(folder.path(), &["--format", format, "--allow-empty"]);
        assert_eq!((accepted.status.code(), text(&accepted.stderr)), (Some(0), String::new()), "{format}");
    }
    let controls = check(folder.path(), &["--controls", "scuba"]);
    assert_eq!(controls.status.code(), Some(3));
    assert!(text(&controls.stdout).contains("nothing was checked"));
}

#[test]
fn named_files_and_files_of_a_supported_format_are_enough() {
    let folder = folder(&[("a/package.json", "{\"name\":\"x\"}"), ("b/main.tf", "locals {}\n"), ("c/broken.json", "{\"signInAudience\":")]);
    for (arguments, code) in [
        (&["a"][..], 3),
        (&["a/package.json"], 0), // a hook names the changed files
        (&["b"], 0),
        (&["a", "b"], 0),
    ] {
        let output = check(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stdout));
        assert_eq!(output.stderr.is_empty(), code == 0, "{arguments:?}");
    }
    let broken = text(&check(folder.path(), &["c", "--format", "concise"]).stdout);
    assert_eq!(broken.lines().count(), 1, "an unreadable file may be an export: {broken}");
}

const OPEN: &str = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity","id":"authorizationPolicy","allowInvitesFrom":"everyone"}"#;

#[test]
fn what_is_excluded_is_not_checked_and_counted() {
    let app = |id: char| format!(r#"{{"appId":"9a8b7c6d-1111-4222-8333-44445555666{id}","signInAudience":"AzureADMultipleOrgs"}}"#);
    let folder = folder(&[("a.json", &app('a')), ("tests/fixtures/b.json", &app('b')), ("tests/c.json", &app('c'))]);
    let found = |arguments: &[&str]| {
        let output = check(folder.path(), &[arguments, &["--format", "concise", "--only", "application-multi-tenant"]].concat());
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&["--exclude", "fixtures"]), ["a.json", "tests/c.json"]);
    assert_eq!(found(&["--exclude", "tests/fixtures/", "--exclude", "/a.json"]), ["tests/c.json"]);
    assert_eq!(found(&["--exclude", "tests", "a.json", "tests/c.json"]), ["a.json"], "a hook names files");
    let summary = text(&check(folder.path(), &["--exclude", "fixtures", "--exclude", "c.json"]).stdout);
    assert!(summary.contains("1 file and 1 folder excluded by `--exclude` and not checked"), "{summary}");
    for format in ["markdown", "html"] {
        let report = text(&check(folder.path(), &["--exclude", "fixtures", "--format", format]).stdout);
        assert!(report.contains("1 folder excluded by"), "{report}");
    }
    let report = check(folder.path(), &["--exclude", "fixtures", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["summary"]["excluded"], 1);
    let nothing = check(folder.path(), &["--exclude", "*.json"]);
    assert_eq!(nothing.status.code(), Some(3), "what is excluded is not recognized");
    assert_eq!(check(folder.path(), &["--exclude", ""]).status.code(), Some(2));
    assert_eq!(check(folder.path(), &["--exclude", "{a"]).status.code(), Some(2));
}

#[test]
fn a_run_that_excludes_files_concludes_nothing_from_their_absence() {
    let policy = "version: 1\ncomplete:\n  conditionalAccessPolicy: [ca/*]\nallow:\n  - rule: guest-invite-everyone\n    resource: { id: authorizationPolicy }\n    \
        reason: the partners need it until the portal is replaced\n    reviewer: ana@contoso.example\n    expires: 2027-01-31\n";
    let ca = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies/$entity","id":"c","displayName":"C","state":"disabled","conditions":{"users":{"includeUsers":["All"]},"applications":{"includeApplications":["All"]}}}"#;
    let folder = folder(&[(".tenantlint.yaml", policy), ("a.json", OPEN), ("ca/a.json", ca), ("ca/b.json", ca)]);
    let run =
        |arguments: &[&str]| text(&check(folder.path(), &[arguments, &["--format", "concise", "--today", "2026-11-22"]].concat()).stdout);
    std::fs::write(folder.path().join("a.json"), OPEN.replace("everyone", "none")).unwrap();
    let whole = run(&[]);
    assert!(whole.contains(".tenantlint.yaml:6:"), "an entry that accepts nothing is unused: {whole}");
    let part = run(&["--exclude", "/a.json", "--exclude", "ca/b.json"]);
    assert!(!part.contains(".tenantlint.yaml"), "an entry whose file is excluded is not unused: {part}");
    assert!(whole.contains("no Conditional Access policy enforces MFA"), "{whole}");
    assert!(part.contains("no Conditional Access policy in the input enforces MFA"), "the list is no longer complete: {part}");
}

#[test]
fn a_baseline_keeps_the_entries_of_excluded_files() {
    let folder = folder(&[(".git/HEAD", ""), ("a.json", OPEN)]);
    let tenantlint = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tenantlint")).current_dir(folder.path()).args(arguments).output().unwrap();
        text(&output.stdout)
    };
    tenantlint(&["baseline"]);
    let before = std::fs::read_to_string(folder.path().join(".tenantlint-baseline.json")).unwrap();
    assert!(before.contains("guest-invite-everyone"), "{before}");
    tenantlint(&["baseline", "--update", "--exclude", "a.json"]);
    assert_eq!(std::fs::read_to_string(folder.path().join(".tenantlint-baseline.json")).unwrap(), before);
}

#[test]
fn exit_zero_ignores_findings_but_no_errors() {
    let folder = folder(&[("a.json", OPEN), ("broken.json", "{\"signInAudience\":"), ("none/x.txt", "")]);
    for (arguments, code) in [
        (&["a.json"][..], 0),
        (&["a.json", "--undecided", "deny"], 0),
        (&["a.json", "broken.json"], 3),
        (&["none"], 3),
        (&["a.json", "--only", "nothing"], 2),
    ] {
        let output = check(folder.path(), &[&["--exit-zero"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
    let sarif = check(folder.path(), &["--exit-zero", "--format", "sarif", "a.json"]).stdout;
    let sarif: serde_json::Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["exitCode"], 0);
    let html = text(&check(folder.path(), &["--exit-zero", "--format", "html", "a.json"]).stdout);
    assert!(html.contains("Fails: findings at or above medium"), "the verdict is the same");
}

#[test]
fn verbose_lists_what_was_read_on_standard_error() {
    let odd = "x\u{1b}[31m\u{202e}.json";
    let policy = "version: 1\ninventory:\n  guests: { file: guests.yaml }\n";
    let folder = folder(&[
        (".git/HEAD", ""),
        (".tenantlint.yaml", policy),
        ("guests.yaml", "[]\n"),
        (".tenantlint-baseline.json", r#"{"schema":"tenantlint/baseline/1","findings":[]}"#),
        ("a.json", OPEN),
        ("fixtures/b.json", OPEN),
        ("notes.txt", ""),
        (odd, "{}"),
    ]);
    let output = check(folder.path(), &["--verbose", "--exclude", "fixtures", "--format", "jsonl"]);
    let verbose = text(&output.stderr);
    for part in [
        "policy file: .tenantlint.yaml (found from the input upward)\n",
        "inventory: guests.yaml\n",
        "baseline: .tenantlint-baseline.json (0 known findings)\n",
        "a.json  graph  ",
        "1 authorizationPolicy",
        "notes.txt  none  `.txt` files are not supported\n",
        "fixtures/  none  excluded by `--exclude`\n",
        ", 1 excluded\n",
    ] {
        assert!(verbose.contains(part), "{part}: {verbose}");
    }
    assert!(!verbose.contains(['\u{1b}', '\u{202e}']), "{verbose:?}");
    assert!(!text(&output.stdout).contains("policy file"), "reports are not affected");
    let other = check(folder.path(), &["-v", "--no-config", "--no-baseline", "a.json"]);
    assert!(text(&other.stderr).starts_with("policy file: none (`--no-config`)\nbaseline: none\nfiles: 1 read, 0 skipped, 0 excluded\n"));
}
