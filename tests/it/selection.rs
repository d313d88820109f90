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
