//! What users copy to install the program names the version in Cargo.toml.

use std::path::Path;

#[test]
fn installation_instructions_name_this_version() {
    let version =
        regex::Regex::new(r"(?:tenantlint==|rev: v|tenantlint@COMMIT # v|tenantlintVersion: |TENANTLINT_VERSION: )(\d[\d.]*\d)").unwrap();
    for path in [
        "README.md",
        "docs/pull-requests.md",
        "examples/ci/azure-pipelines.yml",
        "examples/ci/github-workflow.yml",
        "examples/ci/gitlab-ci.yml",
    ] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let versions: Vec<&str> = version.captures_iter(&text).map(|captures| captures.extract::<1>().1[0]).collect();
        assert!(!versions.is_empty(), "{path} names no version");
        assert!(versions.iter().all(|version| *version == env!("CARGO_PKG_VERSION")), "{path}: {versions:?}");
    }
}
