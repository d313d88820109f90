//! The policy file, with its mistakes, and the file format of inventories.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use tenantlint::policy;
use tenantlint::source::Source;

fuzz_target!(|text: &str| {
    let nowhere = Path::new("/nowhere");
    if let Err(mistakes) = policy::parse(Source::new(".tenantlint.yaml", text), nowhere, nowhere) {
        for error in mistakes.errors {
            let file = mistakes.files.get(error.span.file);
            assert!(file.text().is_ok_and(|text| text.get(error.span.start as usize..error.span.end as usize).is_some()));
        }
    }
});
