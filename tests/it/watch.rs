//! `check --watch`, as a process whose input changes.

use crate::common::folder;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Far more than a check takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_mins(1);

const WAITING: &str = "waiting for changes; Ctrl-C ends";
const CLEAN: &str =
    "resource \"azuread_application\" \"portal\" {\n  display_name     = \"Portal\"\n  sign_in_audience = \"AzureADMyOrg\"\n}\n";

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantlint"));
    command.args(["check", "--watch"]).args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// A running check.
struct Watching {
    process: Child,
    report: Receiver<String>,
    /// Of standard error.
    messages: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut process = command(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (report, messages) = (lines(process.stdout.take().unwrap()), lines(process.stderr.take().unwrap()));
        Self { process, report, messages }
    }

    /// Waits until nothing is checked any more.
    fn settle(&self) {
        expect(&self.messages, WAITING);
        let is_quiet = |_| self.messages.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout);
        assert!((0..100).any(is_quiet), "each check leads to another one");
        while self.report.try_recv().is_ok() {}
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    lines
}

/// Waits for a line that contains this.
fn expect(lines: &Receiver<String>, part: &str) {
    let mut before = Vec::new();
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line with `{part}`, but {before:#?}"));
        if line.contains(part) {
            return;
        }
        before.push(line);
    }
}

#[test]
fn changed_new_and_deleted_files_are_checked() {
    let multi_tenant = CLEAN.replace("AzureADMyOrg", "AzureADMultipleOrgs");
    let folder = folder(&[("infra/main.tf", CLEAN), ("modules/app/main.tf", CLEAN)]);
    let path = |name: &str| folder.path().join(name);
    fs::write(path("infra/app.tf"), "module \"app\" {\n  source = \"../modules/app\"\n}\n").unwrap();
    let watching = Watching::start(folder.path(), &["infra", "--format", "concise", "--only", "application-multi-tenant"]);
    watching.settle();

    fs::write(path("infra/main.tf"), &multi_tenant).unwrap();
    expect(&watching.report, "infra/main.tf:3");
    watching.settle();

    // A folder that was empty when it was seen first.
    fs::create_dir(path("infra/new")).unwrap();
    watching.settle();
    fs::write(path("infra/new/main.tf"), &multi_tenant).unwrap();
    expect(&watching.report, "infra/new/main.tf:3");
    watching.settle();

    fs::remove_dir_all(path("infra/new")).unwrap();
    watching.settle();

    // A module outside of the input.
    fs::write(path("modules/app/main.tf"), &multi_tenant).unwrap();
    expect(&watching.report, "modules/app/main.tf:3");
    watching.settle();

    // An editor that writes a new file and renames it.
    fs::write(path("infra/main.tf.new"), format!("# Portal\n{multi_tenant}")).unwrap();
    fs::rename(path("infra/main.tf.new"), path("infra/main.tf")).unwrap();
    expect(&watching.report, "infra/main.tf:4");
    watching.settle();
}

#[test]
fn mistakes_in_the_policy_file_do_not_end_it() {
    let folder = folder(&[("main.tf", &CLEAN.replace("AzureADMyOrg", "AzureADMultipleOrgs")), (".tenantlint.yaml", "version: 1\nx: 1\n")]);
    let policy = |text: &str| fs::write(folder.path().join(".tenantlint.yaml"), text).unwrap();
    let watching = Watching::start(folder.path(), &["--format", "concise"]);
    expect(&watching.messages, ".tenantlint.yaml");
    watching.settle();
    policy("version: 1\n");
    expect(&watching.report, "main.tf:3");
    watching.settle();
    policy("version: 1\ny: 1\n");
    expect(&watching.messages, ".tenantlint.yaml");
    watching.settle();
}

#[test]
fn reports_that_a_check_writes_do_not_start_another_one() {
    let folder = folder(&[("main.tf", CLEAN)]);
    let watching = Watching::start(folder.path(), &["--output", "json=report.json", "--script", "fix.sh"]);
    watching.settle();
    assert!(folder.path().join("report.json").exists());
    fs::write(folder.path().join("main.tf"), format!("{CLEAN}\n")).unwrap();
    watching.settle();
}

#[test]
fn what_cannot_be_watched_is_an_error() {
    let folder = folder(&[("main.tf", CLEAN)]);
    for (arguments, message) in [
        (&["-"][..], "`--watch` checks files when they change, and cannot be used with standard input (`-`)"),
        (&["--fix"], "cannot be used with '--fix'"),
        (&["--only", "nothing"], "unknown rule `nothing`"),
    ] {
        let output = command(folder.path(), arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(message), "{error}");
    }
}
