//! Inventory files in CSV and YAML, with their mistakes. The policy file opens them, so they are written to a folder of this process.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;
use std::sync::LazyLock;
use tenantlint::policy;
use tenantlint::source::Source;

const POLICY: &str = "version: 1\ninventory:\n  guests: { file: guests.csv }\n  subscriptions: { file: subscriptions.yaml }\n";

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("tenantlint-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be created");
    folder
});

fuzz_target!(|text: &str| {
    for name in ["guests.csv", "subscriptions.yaml"] {
        std::fs::write(FOLDER.join(name), text).expect("the folder exists");
    }
    if let Err(mistakes) = policy::parse(Source::new(".tenantlint.yaml", POLICY), &FOLDER, &FOLDER) {
        for error in mistakes.errors {
            let file = mistakes.files.get(error.span.file);
            assert!(file.text().is_ok_and(|text| text.get(error.span.start as usize..error.span.end as usize).is_some()));
        }
    }
});
