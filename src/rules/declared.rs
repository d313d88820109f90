//! Access of rules to the inventory, and findings on its entries: an entry without an object in the tenant, or past its review date.

use super::{Findings, Report};
use crate::finding::Subject;
use crate::inventory::{Entry, Inventory};
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::model::{Identified, Setting, Str, Tenant, View};
use crate::resource::Kind;
use jiff::civil::Date;

static NONE: Inventory = Inventory::NONE;

impl<'r> Findings<'r> {
    /// The objects that the policy file declares for this tenant.
    pub fn inventory(&self) -> &'r Inventory {
        self.settings.inventories.get(self.tenant).unwrap_or(&NONE)
    }

    /// The date with which review dates are compared.
    pub fn today(&self) -> Date {
        self.settings.today
    }

    /// Reports a finding on an entry in a list of the inventory, such as `guests`. The primary label is at [`Entry::span`] or
    /// [`Entry::review_span`].
    pub fn report_entry<T>(&mut self, list: &'static str, entry: &Entry<T>, primary: Label) -> Report<'_> {
        let subject = Subject {
            kind: "inventoryEntry".to_owned(),
            address: format!("{list}[{}]", entry.id),
            // The list is part of the id, because several lists may contain the same principal.
            id: Some(format!("{list} {}", entry.key)),
            name: entry.name.clone(),
            ..Subject::default()
        };
        self.add(subject, "".into(), String::new(), primary, Vec::new())
    }
}

/// How to accept a tenant.
pub(super) const DECLARE_PARTNER: &str = "declare the tenant in the inventory `partners`";

/// A tenant that is neither this one nor a declared partner. The rule is undecided if the id is unknown or a placeholder.
pub(super) fn undeclared_tenant<'v, 'a, T: Identified>(
    view: &View<'_, T>,
    property: &'static str,
    setting: &'v Setting<'a, Str<'a>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) -> Option<&'v str> {
    let id = out.known(view, property, setting)?;
    if out.inventory().partner(id).is_some() || tenant.is_self(id) == Some(true) {
        return None;
    }
    if uuid::Uuid::try_parse(id).is_err() {
        let missing = Text::new("`{property}` is empty or a placeholder").with("property", property);
        out.undecided(view, &view.place(setting), missing);
        return None;
    }
    Some(id)
}

/// An undeclared tenant that is known to be another one than this. The rule is also undecided if the id of this tenant is not in the input.
pub(super) fn other_tenant<'v, 'a, T: Identified>(
    view: &View<'_, T>,
    property: &'static str,
    setting: &'v Setting<'a, Str<'a>>,
    tenant: &Tenant,
    out: &mut Findings<'_>,
) -> Option<&'v str> {
    let id = undeclared_tenant(view, property, setting, tenant, out)?;
    if tenant.is_self(id).is_none() {
        let missing = "whether this is another tenant is not known: the id of this tenant is not in the input";
        out.undecided(view, &view.place(setting), missing.into());
        return None;
    }
    Some(id)
}

/// Reports an entry that is past its review date.
pub(super) fn report_past_review<T>(list: &'static str, entry: &Entry<T>, out: &mut Findings<'_>) {
    if entry.is_past_review(out.today()) {
        out.report_entry(list, entry, Label::at(entry.review_span, "the review date has passed"))
            .title(
                Text::new("entry `{id}` of the inventory `{list}` is past its review date").with("id", entry.id.clone()).with("list", list),
            )
            .step("review the entry and set the next review date");
    }
}

/// Reports these entries, for which the input has no object, if it contains all objects of these kinds.
pub(super) fn report_missing<'e, T: 'e>(
    list: &'static str,
    entries: impl Iterator<Item = &'e Entry<T>>,
    kinds: &[Kind],
    tenant: &Tenant,
    out: &mut Findings<'_>,
) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() || !kinds.iter().all(|kind| out.sees_all(tenant, kind)) {
        return;
    }
    for entry in entries {
        out.report_entry(list, entry, Label::at(entry.span, "no object with this id in the export"))
            .title(
                Text::new("entry `{id}` of the inventory `{list}` does not exist in the tenant")
                    .with("id", entry.id.clone())
                    .with("list", list),
            )
            .severity(Severity::Info)
            .step("remove the entry from the inventory");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, parse};
    use crate::rules::Settings;
    use crate::source::{FileId, Source};
    use jiff::civil::date;
    use std::path::Path;

    const GUEST: &str = "7C64653E-44f8-422a-88d6-2a224f4babb8";

    fn settings(policy: &Policy) -> Settings {
        Settings { inventories: policy.inventories(FileId(3)), ..policy.settings(date(2026, 11, 22), &[]) }
    }

    #[test]
    fn a_finding_on_an_entry_points_into_it_and_is_identified_by_its_key() {
        let fingerprint = |before: &str, id: &str| {
            let text =
                format!("version: 1\ninventory: {{ guests: {{ people: [{before}{{ id: {id}, name: Ana, review-by: 2026-01-01 }}] }} }}\n");
            let (policy, files) = parse(Source::new(".tenantlint.yaml", text), Path::new("/repo"), Path::new("/repo")).unwrap();
            let settings = settings(&policy);
            let mut out = Findings::new(&settings, 0);
            let entry = out.inventory().guests.as_ref().unwrap().people.get(GUEST).unwrap();
            assert!(entry.is_past_review(out.today()));
            out.report_entry("guests", entry, Label::at(entry.review_span, "review date"));
            let finding = out.findings.iter().next().unwrap();
            assert_eq!(finding.primary.span.file, FileId(3));
            assert_eq!(finding.subject.name.as_deref(), Some("Ana"));
            let span = crate::source::Span { file: FileId(0), ..finding.primary.span };
            assert_eq!(files.text(span), "2026-01-01");
            finding.fingerprint()
        };
        let alone = fingerprint("", GUEST);
        assert_eq!(alone, fingerprint("{ id: a@b.example }, ", GUEST), "entries before it do not change it");
        assert_eq!(alone, fingerprint("", &GUEST.to_lowercase()));
    }

    #[test]
    fn without_a_policy_nothing_is_declared() {
        let settings = Policy::default().settings(date(2026, 11, 22), &[]);
        assert!(Findings::new(&settings, 5).inventory().guests.is_none());
    }
}
