//! Zip archives, from bytes to the texts of their files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tenantlint::load::load_paths;
use tenantlint::reader::Variables;

/// In memory where the system has such a folder.
static FOLDER: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("files can be created"));

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(FOLDER.path().join("export.zip"), bytes).expect("files can be created");
    let loaded = load_paths(&["export.zip".into()], FOLDER.path(), Variables::default());
    for (_, source) in loaded.sources.iter() {
        assert!(source.path.starts_with("export.zip"));
    }
});
