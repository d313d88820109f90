//! `check --tenants` and `report`: many tenants in one stream of records, and one report of any number of streams.

use crate::common::{folder, write};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const OPEN: &str = r#"{"value":[{"id":"authorizationPolicy","allowInvitesFrom":"everyone","guestUserRoleId":"a0b1b346-4d3e-4e8b-98f8-753987be4970","defaultUserRolePermissions":{"allowedToCreateApps":true}}]}"#;
const CLOSED: &str = r#"{"value":[{"id":"authorizationPolicy","allowInvitesFrom":"adminsAndGuestInviters","guestUserRoleId":"2af84b1e-32c8-42b7-82bc-daa82404023b","defaultUserRolePermissions":{"allowedToCreateApps":false}}]}"#;
const APPS: &str = r#"{"value":[{"id":"10000000-0000-4000-8000-000000000001","appId":"20000000-0000-4000-8000-000000000001","displayName":"Portal <b>`x`","signInAudience":"AzureADMultipleOrgs"}]}"#;

/// Two runs on `contoso`, one on `fabrikam`, and tenants that cannot be checked.
fn exports() -> tempfile::TempDir {
    folder(&[
        ("exports/contoso/2026-11-21/authorizationPolicy.json", CLOSED),
        ("exports/contoso/2026-11-21/applications.json", APPS),
        ("exports/contoso/2026-11-22/authorizationPolicy.json", OPEN),
        ("exports/contoso/2026-11-22/applications.json", APPS),
        ("exports/fabrikam/2026-11-22/authorizationPolicy.json", CLOSED),
        ("exports/half/2026-11-22/authorizationPolicy.json", &OPEN[..60]),
        ("exports/mistake/2026-11-22/authorizationPolicy.json", OPEN),
        ("exports/mistake/2026-11-22/.tenantlint.yaml", "version: 1\nrules: 7\n"),
        ("exports/nothing/2026-11-22/notes.txt", "x"),
    ])
}

fn run(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
    command.current_dir(folder).args(arguments.split_whitespace()).env("NO_COLOR", "1").env_remove("GITHUB_STEP_SUMMARY").output().unwrap()
}

/// The records of all tenants.
fn records(folder: &Path) -> String {
    let run = run(folder, "check --tenants exports/*/* --today 2026-11-23 --format jsonl");
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn values(records: &str) -> Vec<Value> {
    records.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn printed(folder: &Path, arguments: &str) -> String {
    let run = run(folder, arguments);
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn each_tenant_has_its_findings_and_one_result() {
    let folder = exports();
    let records = values(&records(folder.path()));
    let results: Vec<&Value> = records.iter().filter(|record| record["schema"] == "tenantlint/tenant/1").collect();
    let result =
        |one: &Value| format!("{} {} {}", one["tenant"].as_str().unwrap(), one["run"]["exportDate"].as_str().unwrap(), one["exitCode"]);
    assert_eq!(
        results.iter().map(|one| result(one)).collect::<Vec<_>>(),
        [
            "contoso 2026-11-21 0",
            "contoso 2026-11-22 1",
            "fabrikam 2026-11-22 0",
            "half 2026-11-22 3",
            "mistake 2026-11-22 2",
            "nothing 2026-11-22 3"
        ]
    );
    for result in results {
        assert_eq!(result["run"]["checkDate"], "2026-11-23");
        assert_eq!(result["run"]["toolVersion"], env!("CARGO_PKG_VERSION"));
        let findings = records
            .iter()
            .filter(|one| one["schema"] == "tenantlint/finding/1" && one["tenant"] == result["tenant"] && one["run"] == result["run"]);
        assert_eq!(result["summary"]["findings"], findings.count());
        let problem = &result["problems"][0]["message"];
        assert_eq!(problem.is_string(), ["half", "mistake", "nothing"].contains(&result["tenant"].as_str().unwrap()), "{result}");
    }
    // Places are relative to the folder of the tenant, so they are the same wherever the export is.
    assert!(records.iter().filter_map(|one| one["location"]["file"].as_str()).all(|file| !file.contains("exports")));
}

#[test]
fn a_tenant_has_the_same_findings_as_when_it_is_checked_alone() {
    let folder = exports();
    let there = folder.path().join("exports/contoso/2026-11-22");
    let alone = String::from_utf8(run(&there, "check --today 2026-11-23 --format jsonl").stdout).unwrap();
    let together: Vec<Value> = values(&records(folder.path()))
        .into_iter()
        .filter(|one| one["schema"] == "tenantlint/finding/1" && one["tenant"] == "contoso" && one["run"]["exportDate"] == "2026-11-22")
        .map(|mut one| {
            let fields = one.as_object_mut().unwrap();
            fields.remove("run");
            fields.remove("tenant");
            one
        })
        .collect();
    assert!(together.len() > 3);
    assert_eq!(together, values(&alone));
}

#[test]
fn the_policy_of_a_run_has_a_version() {
    let folder = exports();
    let version = |policy: &str| {
        write(folder.path(), &[("policy.yaml", policy)]);
        let run = run(folder.path(), "check --tenants exports/contoso/* --config policy.yaml --format jsonl");
        let records = values(&String::from_utf8(run.stdout).unwrap());
        let versions: std::collections::BTreeSet<String> =
            records.iter().map(|one| one["run"]["policyVersion"].as_str().unwrap().to_owned()).collect();
        assert_eq!(versions.len(), 1);
        versions.into_iter().next().unwrap()
    };
    let one = version("version: 1\n");
    assert_eq!(one.len(), 64);
    assert_ne!(one, version("version: 1\nfail-on: low\n"));
    assert_eq!(one, version("version: 1\n"));
    // A mistake in the policy of all tenants is one of the command line.
    write(folder.path(), &[("policy.yaml", "version: 1\nrules: 7\n")]);
    assert_eq!(run(folder.path(), "check --tenants exports/contoso/* --config policy.yaml").status.code(), Some(2));
}

#[test]
fn any_division_of_the_records_gives_the_same_report() {
    let folder = exports();
    let all = records(folder.path());
    let lines: Vec<&str> = all.lines().collect();
    let joined = |lines: &[&str]| lines.iter().flat_map(|line| [*line, "\n"]).collect::<String>();
    let reversed: Vec<&str> = lines.iter().rev().copied().collect();
    let (even, odd): (Vec<_>, Vec<_>) = lines.iter().enumerate().partition(|(number, _)| number % 2 == 0);
    let half = |half: Vec<(usize, &&str)>| joined(&half.into_iter().map(|(_, line)| *line).collect::<Vec<_>>());
    write(
        folder.path(),
        &[
            ("all.jsonl", &all),
            ("reversed.jsonl", &joined(&reversed)),
            ("even.jsonl", &half(even)),
            ("odd.jsonl", &half(odd)),
            ("first.jsonl", &joined(&lines[..lines.len() / 3])),
            ("rest.jsonl", &joined(&lines[lines.len() / 3..])),
        ],
    );
    for format in
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "html", "csv"]
    {
        let report = |files: &str| printed(folder.path(), &format!("report {files} --format {format}"));
        let expected = report("all.jsonl");
        assert!(expected.contains("application-multi-tenant"), "{format}: {expected}");
        // A job that ran twice has written the same records twice.
        for files in ["reversed.jsonl", "odd.jsonl even.jsonl", "rest.jsonl first.jsonl", "all.jsonl rest.jsonl"] {
            assert!(report(files) == expected, "{format} of {files} differs");
        }
    }
}

#[test]
fn a_report_is_of_the_last_run_and_knows_what_is_new() {
    let folder = exports();
    write(folder.path(), &[("all.jsonl", &records(folder.path()))]);
    let findings = |arguments: &str| {
        let lines = values(&printed(folder.path(), &format!("report all.jsonl --format jsonl {arguments}")));
        let name = |one: &Value| format!("{} {}", one["tenant"].as_str().unwrap(), one["rule"].as_str().unwrap());
        lines.iter().map(name).collect::<Vec<_>>()
    };
    let all = findings("");
    assert!(all.contains(&"contoso guest-invite-everyone".to_owned()) && all.contains(&"contoso application-multi-tenant".to_owned()));
    let new = findings("--only-new");
    assert!(new.contains(&"contoso guest-invite-everyone".to_owned()) && !new.contains(&"contoso application-multi-tenant".to_owned()));
    assert!(printed(folder.path(), "report all.jsonl --only-new --show-undecided").contains("of the previous run"));
    let page = printed(folder.path(), "report all.jsonl --format html");
    assert!(page.contains("<code>contoso</code>") || page.contains(">contoso<"), "the tenants are listed");
    assert!(page.contains("2026-11-21") && page.contains("2026-11-22"), "the dates are listed");
    assert!(!page.contains("Portal <b>"), "a name is no markup");
}

#[test]
fn findings_and_incomplete_records_have_exit_codes() {
    let folder = exports();
    let all = records(folder.path());
    let lines: Vec<&str> = all.lines().collect();
    let code = |files: &[(&str, String)], arguments: &str| {
        for (name, text) in files {
            write(folder.path(), &[(name, text)]);
        }
        let run = run(folder.path(), &format!("report {arguments}"));
        (run.status.code().unwrap(), String::from_utf8_lossy(&run.stdout).into_owned())
    };
    assert_eq!(code(&[("all.jsonl", all.clone())], "all.jsonl").0, 0);
    assert_eq!(code(&[], "all.jsonl --fail-on high").0, 1);
    assert_eq!(code(&[], "missing.jsonl").0, 2);
    // The job was killed before it wrote the result, or lost a finding.
    let without_result: String = lines.iter().filter(|line| !line.contains("tenant/1")).flat_map(|line| [*line, "\n"]).collect();
    let (exit, report) = code(&[("cut.jsonl", without_result)], "cut.jsonl");
    assert!(exit == 3 && report.contains("the result of the last run is missing"), "{report}");
    let finding = lines.iter().position(|line| line.contains("2026-11-22") && line.contains("guest-invite-everyone")).unwrap();
    let without_one: Vec<&str> = lines.iter().enumerate().filter(|(number, _)| *number != finding).map(|(_, line)| *line).collect();
    let (exit, report) = code(&[("cut.jsonl", without_one.join("\n"))], "cut.jsonl");
    assert!(exit == 3 && report.contains("1 of ") && report.contains("findings of the last run are missing"), "{report}");
}

#[test]
fn what_is_no_record_is_a_problem_at_its_line() {
    let folder = exports();
    let all = records(folder.path());
    let finding = all.lines().find(|line| line.contains("finding/1")).unwrap();
    let long = format!("{{\"schema\":\"tenantlint/finding/1\",\"tenant\":\"{}\"}}", "x".repeat(1_000_000));
    let hostile = [
        "{",
        "[]",
        "null",
        r#"{"schema":"tenantlint/finding/2"}"#,
        r#"{"schema":"tenantlint/tenant/1","tenant":"contoso"}"#,
        &long,
        &"[".repeat(100_000),
        &finding.replace("\"rule\":\"", "\"rule\":\"::error::\u{1b}[2J"),
        &finding.replace("\"line\":", "\"line\":4294967295,\"line\":"),
        &finding.replace("\"title\":\"", "\"title\":\"\\u001b[2J::error::<script>`"),
    ]
    .join("\n");
    write(folder.path(), &[("records.jsonl", &format!("{hostile}\n{all}"))]);
    for format in ["human", "html", "sarif", "github", "markdown"] {
        let run = run(folder.path(), &format!("report records.jsonl --format {format}"));
        assert_eq!(run.status.code(), Some(3), "{}", String::from_utf8_lossy(&run.stderr));
        let report = String::from_utf8(run.stdout).unwrap();
        assert!(report.contains("application-multi-tenant"), "nothing else is lost");
        assert!(!report.contains('\u{1b}') && !report.contains("<script>`"), "{format}: {report}");
        assert!(!report.lines().any(|line| line.trim_start().starts_with("::error::")), "{format}: {report}");
    }
    let report = String::from_utf8(run(folder.path(), "report records.jsonl").stdout).unwrap();
    for line in 2..=5 {
        assert!(report.contains(&format!("records.jsonl:{line}:1")), "{line}: {report}");
    }
}

#[test]
fn tenants_are_listed_by_a_file_or_found_by_a_glob() {
    let folder = exports();
    write(
        folder.path(),
        &[
            ("tenants.txt", "# two of them\n\nexports/fabrikam/2026-11-22\r\nNorth Wind\texports/contoso/2026-11-21\nexports/gone\n"),
            ("lake/tenant=adatum/date=2026-11-20/authorizationPolicy.json", CLOSED),
        ],
    );
    let shown = |arguments: &str| String::from_utf8(run(folder.path(), arguments).stdout).unwrap();
    let list = shown("check --tenants tenants.txt");
    assert!(list.contains("North Wind (2026-11-21): ") && list.contains("fabrikam (2026-11-22): "), "{list}");
    assert!(list.lines().any(|line| line.starts_with("gone: ") && line.contains("problem")), "{list}");
    assert!(shown("check --tenants lake/*/*").starts_with("adatum (2026-11-20): "));
    assert!(shown("check --tenants lake/*/* --export-date 2026-01-02").starts_with("adatum (2026-01-02): "));
    let refused = |arguments: &str| {
        let run = run(folder.path(), arguments);
        assert_eq!(run.status.code(), Some(2), "{arguments}");
        assert!(run.stdout.is_empty());
        String::from_utf8(run.stderr).unwrap()
    };
    assert!(refused("check --tenants none*").contains("no tenants"));
    assert!(refused("check --tenants exports/contoso/* --export-date 2026-11-21").contains("same tenant"));
    assert!(refused("check --tenants exports/**").contains("`**`"));
    assert!(refused("check --tenants exports/* --format sarif").contains("tenantlint report"));
    assert!(refused("check exports --tenants exports/*").contains("cannot be used with"));
}

#[test]
fn records_are_appended() {
    let folder = exports();
    for _ in 0..2 {
        run(folder.path(), "check --tenants exports/*/* --today 2026-11-23 --output jsonl=all.jsonl");
    }
    let written = fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    assert_eq!(written, records(folder.path()).repeat(2));
}

#[test]
fn half_a_line_of_a_killed_process_spoils_no_other_record() {
    let folder = exports();
    let half = r#"{"schema":"tenantlint/finding/1","rule":"guest-inv"#;
    write(folder.path(), &[("all.jsonl", half)]);
    run(folder.path(), "check --tenants exports/*/* --today 2026-11-23 --output jsonl=all.jsonl");
    let written = fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    assert_eq!(written, format!("{half}\n{}", records(folder.path())));
}

#[test]
fn a_folder_is_the_records_in_it() {
    let folder = exports();
    let all = records(folder.path());
    let (first, rest) = all.split_at(all.find('\n').unwrap() + 1);
    let nested = [("records/b.jsonl", first), ("records/a.jsonl", rest), ("records/fleet.html", "<p>"), ("records/old/c.jsonl", "{")];
    write(folder.path(), &nested);
    write(folder.path(), &[("all.jsonl", &all), ("empty/fleet.html", "<p>")]);
    assert_eq!(printed(folder.path(), "report records --format csv"), printed(folder.path(), "report all.jsonl --format csv"));
    let empty = run(folder.path(), "report empty");
    assert_eq!(empty.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&empty.stderr).contains("contains no `*.jsonl`"));
}

#[test]
fn a_report_in_github_actions_is_also_the_summary_of_the_job() {
    let folder = exports();
    write(folder.path(), &[("records.jsonl", &records(folder.path()))]);
    let run = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .args(["report", "records.jsonl", "--format", "github"])
        .current_dir(folder.path())
        .env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"))
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert!(summary.contains("5 tenants: ") && summary.contains("guest-invite-everyone"), "{summary}");
}
