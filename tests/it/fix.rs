//! `check --fix`, `--diff` and `--script`: what is changed, and what never is.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;
use tenantlint::fix::{Fixes, Reason};
use tenantlint::load::load_paths;
use tenantlint::reader::Variables;
use tenantlint::rules::RULES;
use tenantlint::source::RewriteError;

const OPEN: &str =
    "resource \"azuread_application\" \"portal\" {\n  display_name     = \"Portal\"\n  sign_in_audience = \"AzureADMultipleOrgs\"\n}\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn cmd(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint")).current_dir(folder).arg("check").args(arguments).output().unwrap()
}

fn fix(folder: &Path, path: &str) -> String {
    let output = cmd(folder, &["--fix", "--unsafe-fixes", "--format", "concise", path]);
    String::from_utf8(output.stderr).unwrap()
}

fn closed(text: &str) -> String {
    text.replace("AzureADMultipleOrgs", "AzureADMyOrg")
}

type Encode<'a> = &'a dyn Fn(&str) -> Vec<u8>;

#[test]
fn the_encoding_and_the_line_ends_of_a_file_are_kept() {
    let utf16 = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    let encodings: [Encode<'_>; 3] = [&|text| text.as_bytes().to_vec(), &|text| format!("\u{feff}{text}").into_bytes(), &utf16];
    let open = OPEN.replace("\"Portal\"", "\"Portál\"");
    let crlf = open.replace('\n', "\r\n");
    for encode in encodings {
        for text in [&open, &crlf] {
            let folder = folder(&[("main.tf", &encode(text))]);
            assert_eq!(fix(folder.path(), "."), "fixed 1 finding in 1 file\n");
            assert_eq!(fs::read(folder.path().join("main.tf")).unwrap(), encode(&closed(text)));
        }
    }
}

#[test]
fn a_diff_changes_nothing() {
    let folder = folder(&[("main.tf", OPEN.as_bytes())]);
    let output = cmd(folder.path(), &["--fix", "--diff", "--unsafe-fixes", "."]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("+  sign_in_audience = \"AzureADMyOrg\"\n"));
    assert_eq!(fs::read_to_string(folder.path().join("main.tf")).unwrap(), OPEN);
}

#[test]
fn a_diff_shows_no_secret_and_no_control_character() {
    let text = OPEN.replace("}\n", "  # \u{1b}[2J\u{202e}\n  client_secret = \"hunter2-hunter2\"\n}");
    let folder = folder(&[("main.tf", text.as_bytes())]);
    let output = cmd(folder.path(), &["--diff", "--unsafe-fixes", "."]);
    let diff = String::from_utf8(output.stdout).unwrap();
    assert!(diff.contains("   # ␛[2J<U+202E>\n") && diff.contains("client_secret = \"•••") && !diff.contains("hunter2"), "{diff}");
    assert!(diff.ends_with("\n\\ No newline at end of file\n"), "{diff}");
}

#[test]
fn elements_beside_each_other_are_removed_in_one_run() {
    let text = "resource \"azuread_application\" \"portal\" {\n  display_name = \"Portal\"\n  sign_in_audience = \"AzureADMyOrg\"\n  web {\n    \
                redirect_uris = [\"https://*.contoso.example/a\", \"https://*.contoso.example/b\", \"https://portal.contoso.example/\"]\n  }\n}\n";
    let folder = folder(&[("main.tf", text.as_bytes())]);
    assert_eq!(fix(folder.path(), "."), "fixed 2 findings in 1 file\n");
    let fixed = fs::read_to_string(folder.path().join("main.tf")).unwrap();
    assert!(fixed.contains("redirect_uris = [\"https://portal.contoso.example/\"]"), "{fixed}");
}

#[test]
fn exports_plans_and_states_are_never_changed() {
    let app = r#"{"appId":"9a8b7c6d-1111-4222-8333-444455556666","displayName":"Portal","signInAudience":"AzureADMultipleOrgs"}"#;
    let resource = r#"{"address":"azuread_application.portal","mode":"managed","type":"azuread_application","name":"portal","values":{"display_name":"Portal","sign_in_audience":"AzureADMultipleOrgs"}}"#;
    let plan = format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.8","planned_values":{{"root_module":{{"resources":[{resource}]}}}}}}"#
    );
    let state = r#"{"version":4,"terraform_version":"1.9.8","serial":1,"lineage":"x","outputs":{},"resources":[{"mode":"managed","type":"azuread_application","name":"portal","provider":"provider[\"registry.terraform.io/hashicorp/azuread\"]","instances":[{"schema_version":2,"attributes":{"display_name":"Portal","sign_in_audience":"AzureADMultipleOrgs"}}]}]}"#;
    let files = [("apps.json", app), ("plan.json", plan.as_str()), ("terraform.tfstate", state)];
    let folder = folder(&files.map(|(name, text)| (name, text.as_bytes())));
    for (name, text) in files {
        let output = cmd(folder.path(), &["--fix", "--unsafe-fixes", "--format", "concise", name]);
        assert!(String::from_utf8(output.stdout).unwrap().contains("application-multi-tenant]"), "{name} has a finding");
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text);
    }
}

#[test]
fn a_module_outside_of_the_input_is_not_changed() {
    let call = "module \"portal\" {\n  source   = \"../modules/app\"\n  audience = \"AzureADMultipleOrgs\"\n}\n";
    let app = "variable \"audience\" {}\nresource \"azuread_application\" \"portal\" {\n  display_name = \"Portal\"\n  sign_in_audience = var.audience\n}\n";
    let folder =
        folder(&[("prod/main.tf", call.as_bytes()), ("modules/app/main.tf", app.as_bytes()), ("modules/app/b.tf", OPEN.as_bytes())]);
    fix(folder.path(), "prod");
    assert_eq!(fs::read_to_string(folder.path().join("modules/app/main.tf")).unwrap(), app);
    assert_eq!(fs::read_to_string(folder.path().join("modules/app/b.tf")).unwrap(), OPEN);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_changed() {
    let folder = folder(&[("main.tf", OPEN.as_bytes())]);
    let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
    let outcome = crate::common::run_rules(loaded, Default::default(), RULES.to_vec());
    let mut fixes = Fixes::new(&outcome, true);
    let edited = format!("# by a colleague\n{OPEN}");
    fs::write(folder.path().join("main.tf"), &edited).unwrap();
    fixes.write(&outcome, &[folder.path().to_owned()]);
    assert!(fixes.fixed.is_empty() && fixes.files.is_empty());
    assert!(matches!(fixes.rejected[0].reason, Reason::Rewrite(RewriteError::Changed)));
    assert_eq!(fs::read_to_string(folder.path().join("main.tf")).unwrap(), edited);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = folder(&[(".git/HEAD", b""), ("common/app.tf", OPEN.as_bytes()), ("prod/b.tf", b"locals {}\n")]);
    std::os::unix::fs::symlink("../common/app.tf", folder.path().join("prod/app.tf")).unwrap();
    let stderr = fix(folder.path(), "prod");
    assert!(stderr.ends_with("not applied: prod/app.tf:3:22: application-multi-tenant: the path is a link\n"), "{stderr}");
    assert_eq!(fs::read_to_string(folder.path().join("common/app.tf")).unwrap(), OPEN);
    std::os::unix::fs::symlink("common/app.tf", folder.path().join("fix.sh")).unwrap();
    let output = cmd(folder.path(), &["--script", "fix.sh", "."]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("common/app.tf")).unwrap(), OPEN);
}

/// Runs a script with these answers and a fake `az`, which prints its arguments to `calls`, one call per line.
#[cfg(unix)]
fn run_script(folder: &Path, answers: &str) -> (bool, String) {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::write(
        bin.join("az"),
        "#!/bin/sh\nread -r input && echo stdin\nfor word in \"$@\"; do printf '<%s>' \"$word\" >> calls; done\necho >> calls\n",
    )
    .unwrap();
    fs::set_permissions(bin.join("az"), fs::Permissions::from_mode(0o755)).unwrap();
    let _ = fs::remove_file(folder.join("calls"));
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["fix.sh", "backup"])
        .current_dir(folder)
        .env("PATH", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut bash = bash.spawn().unwrap();
    bash.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let done = bash.wait_with_output().unwrap();
    let calls = fs::read_to_string(folder.join("calls")).unwrap_or_default();
    (done.status.success(), calls.split_inclusive('\n').filter(|call| !call.starts_with("<account>")).collect())
}

#[cfg(unix)]
#[test]
fn a_script_saves_the_old_value_and_asks_before_each_step() {
    let name = "it's $(touch run) `touch run`\\n'; touch run; #\\u001b[2J\\u202e";
    let app = |id: &str, audience: &str| format!(r#"{{"id":"{id}","appId":"{id}","displayName":"{name}","signInAudience":"{audience}"}}"#);
    let apps = [app("9a8b7c6d-1111-4222-8333-444455556666", "AzureADMultipleOrgs"), app("$(touch run)", "AzureADMultipleOrgs")].join(",");
    let policy = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity","id":"authorizationPolicy","allowInvitesFrom":"everyone","guestUserRoleId":"2af84b1e-32c8-42b7-82bc-daa82404023b"}"#;
    let folder = folder(&[("apps.json", format!("[{apps}]").as_bytes()), ("it's $(touch run)/policy.json", policy.as_bytes())]);
    let only = ["--only", "application-multi-tenant", "--only", "guest-invite-everyone"];
    cmd(folder.path(), &[&["--script", "fix.sh", "."], &only[..]].concat());
    let script = fs::read_to_string(folder.path().join("fix.sh")).unwrap();
    assert!(script.contains("not run: fill in `<app-id>`"), "an id that is no id is not in a command: {script}");

    assert_eq!(run_script(folder.path(), ""), (false, String::new()), "no answer, nothing happens");
    assert_eq!(run_script(folder.path(), "n\n"), (false, String::new()), "the wrong tenant");
    assert_eq!(run_script(folder.path(), "y\nn\n\n"), (true, String::new()), "any answer but y skips a step");
    let (is_done, calls) = run_script(folder.path(), "y\ny\ny\n");
    assert!(is_done);
    let url = "https://graph.microsoft.com/v1.0/policies/authorizationPolicy";
    let body = r#"{"allowInvitesFrom":"adminsAndGuestInviters"}"#;
    let expected = [
        format!("<rest><--method><GET><--url><{url}>"),
        format!("<rest><--method><PATCH><--url><{url}><--body><{body}>"),
        "<ad><app><show><--id><9a8b7c6d-1111-4222-8333-444455556666>".to_owned(),
        "<ad><app><update><--id><9a8b7c6d-1111-4222-8333-444455556666><--sign-in-audience><AzureADMyOrg>".to_owned(),
    ];
    assert_eq!(calls, expected.map(|call| format!("{call}\n")).concat());
    assert!(!folder.path().join("run").exists(), "no name was run");
    assert_eq!(folder.path().join("backup").read_dir().unwrap().count(), 2);
}

/// Every command that a rule suggests for an object of an export is in the script with one that reads the old value.
#[cfg(unix)]
#[test]
fn the_scripts_of_all_cases_are_valid() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folder = tempfile::tempdir().unwrap();
    for example in cases.read_dir().unwrap() {
        let example = example.unwrap().path();
        let script = folder.path().join("fix.sh");
        cmd(&example, &["--script", script.to_str().unwrap(), "."]);
        assert!(Command::new("bash").arg("-n").arg(&script).status().unwrap().success(), "{}", example.display());
    }
}
