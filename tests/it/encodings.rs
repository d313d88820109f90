//! Files that are not UTF-8: what is read, and what the messages say.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn tenantlint(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenantlint")).current_dir(folder).args(arguments).env("NO_COLOR", "1").output().unwrap()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// `経費システム表` in Shift_JIS: the last byte is a backslash in ASCII.
const NAME: &[u8] = b"\x8co\x94\xef\x83V\x83X\x83e\x83\x80\x95\\";

fn app(name: &[u8]) -> Vec<u8> {
    let mut bytes = b"[\n  {\n    \"id\": \"a\",\n    \"appId\": \"b\",\n    \"displayName\": \"".to_vec();
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(b"\", \"signInAudience\": \"AzureADMultipleOrgs\"\n  }\n]\n");
    bytes
}

const ONLY: [&str; 4] = ["--only", "application-multi-tenant", "--format", "concise"];

#[test]
fn json_in_shift_jis_is_read_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("apps.json"), app(NAME)).unwrap();
    std::fs::write(folder.path().join("package.json"), [b"{\"name\":\"", NAME, b"\"}"].concat()).unwrap();
    for path in [".", "apps.json"] {
        let output = text(&tenantlint(folder.path(), &[&["check", path][..], &ONLY].concat()).stdout);
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines.len(), 2, "{output}");
        // Lines and columns are those of the decoded text.
        assert!(lines[0].starts_with("apps.json:5:49: low[application-multi-tenant] app registration `経費システム表`"), "{output}");
        assert!(lines[1].starts_with("apps.json:5:21: warning not UTF-8, and read as Shift_JIS (cp932): write"), "{output}");
        assert!(lines[1].contains("`iconv -f CP932 -t UTF-8 FILE > NEW`"), "{output}");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
    let mut child = child.args(["check", "-"]).args(ONLY).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &app(NAME)).unwrap();
    let output = text(&child.wait_with_output().unwrap().stdout);
    assert!(output.starts_with("stdin.json:5:49: low") && output.contains("cp932"), "{output}");
}

#[test]
fn tables_in_shift_jis_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let table =
        [b"userPrincipalName,displayName,userType,id\r\na@contoso.example,\"", NAME, b"\",Member,11111111-2222-4333-8444-555566667777\r\n"]
            .concat();
    std::fs::write(folder.path().join("users.csv"), table).unwrap();
    let seen = text(&tenantlint(folder.path(), &["inspect", "users.csv"]).stdout);
    assert!(seen.contains("経費システム表"), "{seen}");
    let inputs = text(&tenantlint(folder.path(), &["inputs", "users.csv"]).stdout);
    assert!(inputs.contains("2:20: warning: not UTF-8, and read as Shift_JIS (cp932)"), "{inputs}");
}

#[test]
fn other_encodings_are_errors_that_name_the_probable_one() {
    let folder = tempfile::tempdir().unwrap();
    let check = |bytes: &[u8]| {
        std::fs::write(folder.path().join("apps.json"), bytes).unwrap();
        let output = tenantlint(folder.path(), &[&["check", "apps.json"][..], &ONLY].concat());
        assert_eq!(output.status.code(), Some(3));
        text(&output.stdout)
    };
    let western = check(&app(b"Andr\xe9 G\xe9rard"));
    assert!(western.starts_with("apps.json:5:25: error not text: the byte 0xe9"), "{western}");
    assert!(western.contains("probably Windows-1252") && western.contains("`iconv -f CP1252 -t UTF-8 FILE > NEW`"), "{western}");
    let euc = check(&app(b"\xb7\xd0\xc8\xf1\xa5\xb7\xa5\xb9\xa5\xc6\xa5\xe0"));
    assert!(euc.contains("probably EUC-JP") && euc.contains("`iconv -f EUC-JP"), "{euc}");
    // Valid in Shift_JIS, but not JSON.
    let malformed = check(&[b"{\"appId\": \"", NAME, b"\", "].concat());
    assert!(malformed.contains("error not text") && malformed.contains("probably Shift_JIS (cp932)"), "{malformed}");
    let binary = check(b"\x1f\x8b\x08\x00\xff\xff");
    assert!(binary.contains("it contains NUL bytes") && !binary.contains("probably"), "{binary}");
}

#[test]
fn other_files_in_shift_jis_are_read_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let properties = [
        b"# ",
        NAME,
        b"\nspring.cloud.azure.active-directory.profile.tenant-id=common\nspring.cloud.azure.active-directory.enabled=true\n",
    ]
    .concat();
    std::fs::write(folder.path().join("application.properties"), properties).unwrap();
    let output = text(&tenantlint(folder.path(), &["check", ".", "--only", "code-config-authority-shared", "--format", "concise"]).stdout);
    assert!(output.contains("application.properties:2:") && !output.contains("warning"), "{output}");
}

#[test]
fn a_fix_leaves_a_file_in_shift_jis_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [b"{ \"Title\": \"", NAME, b"\",\n  \"AzureAd\": { \"Instance\": \"https://login.microsoftonline.com/\", \"TenantId\": \"common\", \"ClientId\": \"b\", \"ValidateIssuer\": false } }\n"].concat();
    let path = folder.path().join("appsettings.json");
    std::fs::write(&path, &settings).unwrap();
    tenantlint(folder.path(), &["check", "--fix", "--unsafe-fixes", "."]);
    assert_eq!(std::fs::read(&path).unwrap(), settings);
}
