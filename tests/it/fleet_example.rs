//! What `examples/08_fleet` runs in Kubernetes and in GitHub Actions works on a few tenants. Spark has a test of its own, beside the job.

use crate::common::{folder, root, write};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const EXPORT: &str =
    r#"{"value":[{"id":"20000000-0000-4000-8000-000000000001","displayName":"Portal","signInAudience":"AzureADMultipleOrgs"}]}"#;

fn text(path: &str) -> String {
    fs::read_to_string(root().join("examples/08_fleet").join(path)).unwrap().replace("\r\n", "\n")
}

/// Three tenants, one of which is broken, and the policy.
fn exports() -> tempfile::TempDir {
    folder(&[
        ("exports/contoso/2026-11-29/applications.json", EXPORT),
        ("exports/contoso/2026-11-30/applications.json", EXPORT),
        ("exports/fabrikam/2026-11-30/applications.json", EXPORT),
        ("exports/half/2026-11-30/applications.json", &EXPORT[..40]),
        ("policy.yaml", &text("kubernetes/policy.yaml")),
        ("policy/policy.yaml", &text("kubernetes/policy.yaml")),
    ])
}

fn assert_success(name: &str, output: &Output, code: i32) {
    let [printed, errors] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert_eq!(output.status.code(), Some(code), "{name}:\n{printed}{errors}");
}

/// The arguments of the container of a job.
fn arguments(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().skip_while(|line| line.trim() != "args:").skip(1);
    lines.map_while(|line| line.trim().strip_prefix("- ")).collect()
}

#[test]
fn the_kubernetes_jobs_check_their_shares_and_merge_the_records() {
    let folder = exports();
    for name in ["records", "reports"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_owned();
    let lists = [
        ("tenants/0.txt", format!("{}\n{}\n", at("exports/contoso/2026-11-29"), at("exports/half/2026-11-30"))),
        ("tenants/1.txt", format!("{}\n{}\n", at("exports/contoso/2026-11-30"), at("exports/fabrikam/2026-11-30"))),
    ];
    write(folder.path(), &lists.each_ref().map(|(path, text)| (*path, text.as_str())));
    let run = |manifest: &str, share: &str| {
        let manifest = text(manifest);
        let mounted = |argument: &&str| {
            let argument = argument.replace("$(DATE)", "2026-12-01").replace("$(SHARE)", share);
            argument.find('/').map_or(argument.clone(), |mount| format!("{}{}", &argument[..mount], at(&argument[mount + 1..])))
        };
        let arguments: Vec<String> = arguments(&manifest).iter().map(mounted).collect();
        Command::new(env!("CARGO_BIN_EXE_tenantlint")).args(arguments).current_dir(folder.path()).output().unwrap()
    };
    // An incomplete tenant ends its index with 3, which is not repeated. A repeated index adds nothing.
    for (share, code) in [("0", 3), ("1", 0), ("1", 0)] {
        assert_success(share, &run("kubernetes/check.yaml", share), code);
    }
    let report = run("kubernetes/report.yaml", "");
    assert_success("report", &report, 0);
    assert!(String::from_utf8_lossy(&report.stdout).contains("application-multi-tenant"));
    let page = fs::read_to_string(folder.path().join("reports/fleet.html")).unwrap();
    for tenant in ["contoso", "fabrikam", "half"] {
        assert!(page.contains(tenant), "{tenant} is missing");
    }
}

#[test]
fn every_index_of_the_kubernetes_job_has_a_list() {
    let (check, kustomization) = (text("kubernetes/check.yaml"), text("kubernetes/kustomization.yaml"));
    let completions = check.lines().find_map(|line| line.trim().strip_prefix("completions: ")).unwrap().parse::<usize>().unwrap();
    for index in 0..completions {
        let list = format!("tenants/{index}.txt");
        assert!(kustomization.contains(&list), "{list}");
        assert!(text(&format!("kubernetes/{list}")).starts_with("/exports/"), "{list}");
    }
}

/// The script of the step with this name.
#[cfg(unix)]
fn script(workflow: &str, step: &str) -> String {
    let lines =
        workflow.lines().skip_while(|line| line.trim() != format!("- name: {step}")).skip_while(|line| line.trim() != "run: |").skip(1);
    let lines: Vec<&str> = lines.take_while(|line| line.starts_with("          ")).map(str::trim_start).collect();
    lines.join("\n")
}

#[cfg(unix)]
#[test]
fn the_jobs_of_the_workflow_check_their_shares_and_merge_the_records() {
    use std::os::unix::fs::PermissionsExt;
    let folder = exports();
    // In place of a container, the program, with the paths of the mounts.
    let docker = format!(
        "#!/bin/bash\nwhile [[ $1 != \"$IMAGE\" ]]; do shift; done\nshift\narguments=()\nfor argument; do\n\
         argument=${{argument//\\/out\\//$RUNNER_TEMP/out/}}\narguments+=(\"${{argument/#\\/records/$RUNNER_TEMP/records}}\")\ndone\n\
         exec {} \"${{arguments[@]}}\"\n",
        env!("CARGO_BIN_EXE_tenantlint")
    );
    write(folder.path(), &[("bin/docker", &docker), ("temp/records/none", "")]);
    fs::set_permissions(folder.path().join("bin/docker"), fs::Permissions::from_mode(0o755)).unwrap();
    let (workflow, temp) = (text("github/fleet.yml"), folder.path().join("temp"));
    let run = |step: &str, share: &str, directory: &Path| {
        let script = script(&workflow, step);
        assert!(!script.is_empty(), "{step}");
        let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &script]).current_dir(directory).env("PATH", path).env("RUNNER_TEMP", &temp);
        bash.envs([("IMAGE", "tenantlint"), ("SHARES", "2"), ("SHARE", share), ("TODAY", "2026-12-01")]).output().unwrap()
    };
    for (share, code) in [("0", 0), ("1", 3)] {
        assert_success(share, &run("List the tenants of this share", share, folder.path()), 0);
        assert_success(share, &run("Check them", share, folder.path()), code);
        fs::rename(temp.join("out").join(format!("{share}.jsonl")), temp.join("records").join(format!("{share}.jsonl"))).unwrap();
        fs::remove_dir_all(temp.join("out")).unwrap();
    }
    assert_success("report", &run("Merge the records", "", folder.path()), 0);
    let records = ["0", "1"].map(|share| fs::read_to_string(temp.join(format!("records/{share}.jsonl"))).unwrap()).concat();
    let results = records.lines().filter(|line| line.contains("tenantlint/tenant/1"));
    assert_eq!(results.count(), 3, "the newest export of each tenant");
    assert!(!records.contains("2026-11-29"));
    assert!(temp.join("out/fleet.html").is_file());
}

/// Whether there is Python. What needs it is also tested by `examples/08_fleet/spark/test_spark.py`.
fn python(arguments: &[&str]) -> Option<Output> {
    Command::new("python3").args(arguments).current_dir(root()).output().ok().filter(|output| output.status.success())
}

#[test]
fn the_generated_tenants_are_the_same_each_time() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let read = |folder: &tempfile::TempDir| {
        let to = folder.path().join("exports");
        let list = to.join("tenants.txt");
        python(&["examples/08_fleet/generate.py", "--count", "26", "--to", to.to_str().unwrap()])?;
        let output = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .args(["check", "--no-config", "--today", "2026-12-01", "--exit-zero", "--tenants", list.to_str().unwrap()])
            .output()
            .unwrap();
        assert_success("check", &output, 3);
        Some(String::from_utf8(output.stdout).unwrap())
    };
    let [Some(one), Some(other)] = folders.each_ref().map(read) else { return };
    assert_eq!(one, other);
    assert!(one.contains("tenant-00025 (2026-11-30): 0 findings"), "{one}");
    assert_eq!(one.lines().count(), 27);
}
