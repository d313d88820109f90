//! The examples have the output in `tests/examples`: each command line of each example, with its output and exit code.
//!
//! `UPDATE_EXPECTED=1` writes the files; review the difference before committing it.

use std::path::Path;
use std::process::Command;

/// The date for the examples.
const TODAY: &str = "2026-11-22";

/// Runs `tenantlint` in the repository root: the command line, its output, its exit code.
fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("COLUMNS")
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (printed, errors) = (text(output.stdout), text(output.stderr));
    let code = output.status.code().unwrap();
    format!("$ tenantlint {}\n{printed}{errors}exit code {code}\n", arguments.join(" "))
}

fn compare(name: &str, arguments: &[&str]) {
    let actual = run(arguments);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(actual == expected, "tests/examples/{name} differs; now it is:\n{actual}");
}

#[test]
fn the_export_has_the_expected_output() {
    let folder = "examples/01_contoso_export";
    compare("01_check.txt", &["check", folder, "--today", TODAY]);
    compare("01_concise.txt", &["check", folder, "--today", TODAY, "--format", "concise"]);
    compare("01_inputs.txt", &["inputs", folder]);
}

#[test]
fn the_plan_has_the_expected_output() {
    let folder = "examples/02_terraform_plan";
    compare("02_check.txt", &["check", folder, "--today", TODAY, "--show-undecided"]);
    compare("02_concise.txt", &["check", folder, "--today", TODAY, "--format", "concise"]);
    compare("02_inputs.txt", &["inputs", folder]);
}

#[test]
fn the_terraform_repository_has_the_expected_output() {
    let folder = "examples/03_terraform";
    for environment in ["dev", "prod"] {
        let values = format!("{folder}/environments/{environment}.tfvars");
        let arguments = ["check", folder, "--today", TODAY, "--show-undecided", "--var-file", &values];
        compare(&format!("03_{environment}.txt"), &arguments);
    }
    compare("03_inputs.txt", &["inputs", folder]);
    // A hook passes the changed files.
    let module = format!("{folder}/modules/app/main.tf");
    let values = format!("{folder}/environments/dev.tfvars");
    compare("03_named.txt", &["check", &module, "--today", TODAY, "--format", "concise", "--var-file", &values]);
}

#[test]
fn the_bicep_repository_has_the_expected_output() {
    let folder = "examples/04_bicep";
    compare("04_check.txt", &["check", folder, "--today", TODAY]);
    compare("04_inputs.txt", &["inputs", folder]);
    // A hook passes the changed files.
    compare("04_named.txt", &["check", &format!("{folder}/main.bicep"), "--today", TODAY, "--format", "concise"]);
}

#[test]
fn the_hardened_tenant_has_no_findings() {
    let folder = "examples/05_contoso_hardened";
    compare("05_check.txt", &["check", folder, "--today", TODAY]);
    let shown = run(&["check", folder, "--today", TODAY, "--format", "concise"]);
    assert!(!shown.contains('['), "{shown}");
}

#[test]
fn the_app_configuration_has_the_expected_output() {
    let folder = "examples/06_app_configuration";
    compare("06_check.txt", &["check", folder, "--today", TODAY]);
    compare("06_inputs.txt", &["inputs", folder]);
}

#[test]
#[cfg(feature = "rego")]
fn the_own_rules_have_the_expected_output() {
    let folder = "examples/07_own_rules";
    let own = ["app-name", "ca-policy-name", "app-owner", "forbidden-role", "required-tag"].map(|name| format!("contoso/{name}"));
    let only: Vec<&str> = own.iter().flat_map(|rule| ["--only", rule.as_str()]).collect();
    let check = [&["check", folder, "--today", TODAY, "--show-undecided"], only.as_slice()].concat();
    compare("07_check.txt", &check);
    compare("07_test.txt", &["test", folder]);
    compare("07_explain.txt", &["explain", "contoso/app-owner", "--config", &format!("{folder}/.tenantlint.yaml")]);
}

#[test]
fn the_tenants_have_the_expected_output() {
    let list = "examples/08_fleet/tenants.txt";
    compare("08_check.txt", &["check", "--tenants", list, "--export-date", TODAY, "--today", TODAY]);
}

/// Rules that no example shows, because they report data missing from the input, or compare it with another revision.
const OF_WHAT_IS_MISSING: &[&str] = &["billing-not-reviewed", "policy-weakened"];

#[test]
fn the_examples_show_every_rule() {
    let folders = ["01_contoso_export", "02_terraform_plan", "03_terraform", "04_bicep", "06_app_configuration"];
    let shown = folders.map(|folder| run(&["check", &format!("examples/{folder}"), "--today", TODAY, "--format", "concise"]));
    for rule in tenantlint::rules::RULES.iter().filter(|rule| !OF_WHAT_IS_MISSING.contains(&rule.id)) {
        assert!(shown.iter().any(|text| text.contains(&format!("[{}]", rule.id))), "no example shows `{}`", rule.id);
    }
}

#[test]
fn windows_powershell_wrote_one_of_the_files() {
    let applications = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/01_contoso_export/Applications");
    let id = "58955dfd-3f55-4f82-99fd-3e0e278316aa";
    let bytes = std::fs::read(applications.join(id).join(format!("{id}.json"))).unwrap();
    assert!(bytes.starts_with(&[0xff, 0xfe]), "an editor or git has changed its encoding");
}
