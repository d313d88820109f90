//! What rules ask of the inventory, and findings that stand in it: an entry that the tenant does not have, or that nobody has
//! looked at for too long.

use super::{Findings, Report};
use crate::finding::{Finding, Label, Subject, Text};
use crate::inventory::{Entry, Inventory};
use jiff::civil::Date;

static NONE: Inventory = Inventory::NONE;

impl<'r> Findings<'r> {
    /// What the repository declares that this tenant holds.
    pub fn inventory(&self) -> &'r Inventory {
        self.settings.inventories.get(self.tenant).unwrap_or(&NONE)
    }

    /// Today, for what is past its review.
    pub fn today(&self) -> Date {
        self.settings.today
    }

    /// Reports a finding on an entry of the inventory, in the list of this name (`guests`). The primary label stands in the entry:
    /// at [`Entry::span`] or [`Entry::review_span`].
    pub fn report_entry<T>(&mut self, list: &'static str, entry: &Entry<T>, primary: Label) -> Report<'_> {
        self.findings.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            tenant: self.tenant,
            subject: Subject {
                kind: "inventoryEntry".to_owned(),
                address: format!("{list}[{}]", entry.id),
                // The list is part of it: one principal may stand in several.
                id: Some(format!("{list} {}", entry.key)),
                name: entry.name.clone(),
                app_id: None,
                declared: false,
            },
            title: Text::new(self.rule.summary),
            primary,
            related: Vec::new(),
            help: Text::default(),
            pointer: "".into(),
            comments: &[],
        });
        Report(self.findings.last_mut().expect("just pushed"))
    }
}
