//! The Bicep parser: any text ends, and every place lies in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantlint::syntax::bicep::{parse, parse_parameters};

fuzz_target!(|text: &str| {
    for file in [parse(text), parse_parameters(text)] {
        for diagnostic in &file.diagnostics {
            assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic:?}");
        }
    }
});
