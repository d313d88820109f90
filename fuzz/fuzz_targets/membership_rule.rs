//! Rules of dynamic groups and device filters, from text to the attributes they depend on. Every reported span must be inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenantlint::model::membership::Membership;
use tenantlint::syntax::json::json_offset;
use tenantlint::syntax::membership_rule::{Dialect, parse};

fuzz_target!(|text: &str| {
    let written = serde_json::to_string(text).expect("text is JSON");
    let place = |at: std::ops::Range<usize>| {
        assert!(text.get(at.clone()).is_some());
        assert!(written.get(json_offset(&written, at.start)..json_offset(&written, at.end)).is_some());
    };
    for dialect in [Dialect::Group, Dialect::DeviceFilter] {
        match parse(text, dialect) {
            Ok(rule) => {
                let membership = Membership::of(&rule, &|domain| domain.len() % 2 == 0);
                membership.occurrences.into_iter().for_each(|occurrence| place(occurrence.bytes));
            }
            Err(error) => place(error.at),
        }
    }
});
