//! The findings of `allow-list-entry-unsound`: entries that accept without saying why, for too long, too widely, or for nothing.

use super::Policy;
use super::entry::{Entry, Run, Use, unseen};
use crate::finding::{Finding, Step, Subject, Undecided};
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::resource::{Kind, Origin, Place, Problem};
use crate::rules::policy_file::allow_list_entry_unsound::RULE;
use crate::source::{FileId, Span};
use crate::syntax::tree::Bytes;
use std::collections::HashSet;

/// What was read and judged.
pub(super) struct Input<'i> {
    pub run: &'i Run<'i>,
    /// The tenant without a name, where nothing belongs to it.
    pub idle: Option<usize>,
    pub complete: &'i [Vec<Kind>],
    pub undecided: &'i [Undecided],
    pub problems: &'i [Problem],
}

/// One thing that is wrong with an entry.
struct Defect {
    /// What it concerns: a JSON pointer in the entry.
    pointer: &'static str,
    severity: Severity,
    title: Text,
    place: Bytes,
    label: Text,
    help: Text,
}

impl Defect {
    fn new(pointer: &'static str, place: &Bytes, title: &'static str, label: impl Into<Text>, help: impl Into<Text>) -> Self {
        Self { pointer, severity: RULE.severity, title: title.into(), place: place.clone(), label: label.into(), help: help.into() }
    }
}

/// Everything that is wrong with the allow-list. `uses` tells of each entry what it was good for.
pub(super) fn findings(policy: &Policy, file: FileId, uses: &[Use], input: &Input<'_>) -> Vec<Box<Finding>> {
    let blind = Blind::new(policy, input);
    let defects = |(entry, used): (&'_ Entry, &'_ Use)| {
        let mut defects = record(entry, policy.allow_list.require_expiry);
        if entry.holds(input.run.today) {
            defects.extend(name_alone(entry, used));
            defects.extend(wide(entry, used));
            defects.extend(unused(entry, used, &blind));
        } else {
            defects.extend(expired(entry));
        }
        defects.into_iter().map(|defect| finding(policy, entry, file, defect)).collect::<Vec<_>>()
    };
    policy.entries.iter().zip(uses).flat_map(defects).collect()
}

fn finding(policy: &Policy, entry: &Entry, file: FileId, defect: Defect) -> Box<Finding> {
    let place = Place::new(Span::new(file, defect.place.start, defect.place.end), Origin::Literal);
    Box::new(Finding {
        rule: &RULE,
        severity: policy.severity(&RULE).unwrap_or(defect.severity),
        confidence: RULE.confidence,
        tenant: entry.tenant.unwrap_or_default(),
        subject: Subject {
            kind: "allowListEntry".to_owned(),
            address: format!("allow[{}]", entry.number),
            // What the entry says names it: its number changes with every entry before it, and the fingerprint must not.
            id: Some(format!("{} {}", entry.rule.id, entry.selector.name())),
            name: None,
            app_id: None,
            declared: false,
        },
        title: defect.title.with("rule", entry.rule.id),
        primary: Label::new(place, defect.label),
        related: Vec::new(),
        remediation: Step::from(defect.help).into(),
        pointer: defect.pointer.into(),
        comments: &[],
    })
}

/// What is missing of the record that somebody looked.
fn record(entry: &Entry, require_expiry: bool) -> Vec<Defect> {
    let places = &entry.places;
    let mut defects = Vec::new();
    if entry.reason.is_empty() {
        let help = "write under `reason` why the finding is right as it is";
        defects.push(Defect::new("/reason", &places.reason, "allow-list entry for `{rule}` gives no reason", "no `reason`", help));
    }
    if entry.reviewer.is_empty() {
        let help = "write under `reviewer` who looked at it";
        defects.push(Defect::new("/reviewer", &places.reviewer, "allow-list entry for `{rule}` names no reviewer", "no `reviewer`", help));
    }
    if entry.expires.is_none() && require_expiry {
        let help = "write under `expires` the day on which it shall be looked at again";
        defects.push(Defect::new("/expires", &places.expires, "allow-list entry for `{rule}` never expires", "no `expires`", help));
    }
    defects
}

/// An entry whose last day has passed.
fn expired(entry: &Entry) -> Option<Defect> {
    let day = entry.expires?.to_string();
    let label = Text::new("{day} was its last day: what it accepted is reported again").with("day", day.clone());
    let help = "look at it again, then set a new day or take the entry out";
    let defect = Defect::new("/expires", &entry.places.expires, "allow-list entry for `{rule}` expired on {day}", label, help);
    Some(Defect { severity: Severity::Medium, title: defect.title.with("day", day), ..defect })
}

/// An entry that knows what exists in a tenant by nothing but a name that others choose.
fn name_alone(entry: &Entry, used: &Use) -> Option<Defect> {
    let selector = &entry.selector;
    let name = selector.display_name.as_ref()?;
    let is_alone = selector.app_id.is_none() && selector.id.is_none() && selector.address.is_none();
    if !is_alone || used.ids.is_empty() {
        return None;
    }
    let label = "whoever may register or rename one can choose this name";
    let defect = Defect::new(
        "/resource/displayName",
        &entry.places.display_name,
        "allow-list entry for `{rule}` goes by the display name `{name}` alone",
        label,
        ids(used),
    );
    Some(Defect { title: defect.title.with("name", name.text()), ..defect })
}

/// What to write instead of a name: the ids of the first few resources.
fn ids(used: &Use) -> Text {
    const SHOWN: usize = 3;
    let ids: Vec<_> = used.ids.iter().take(SHOWN).map(|(id, key)| format!("`{key}: {id}`")).collect();
    let template = if used.ids.len() > SHOWN { "write {ids} and {more} more, an entry for each" } else { "write {ids}" };
    Text::new(template).with("ids", ids.join(", ")).with("more", used.ids.len().saturating_sub(SHOWN).to_string())
}

/// An entry without an id that accepts findings on several resources.
fn wide(entry: &Entry, used: &Use) -> Option<Defect> {
    let has_id = entry.selector.app_id.is_some() || entry.selector.id.is_some();
    let count = used.resources.len();
    if has_id || count < 2 {
        return None;
    }
    let label = Text::new("{count} resources fit, and so will others").with("count", count.to_string());
    let help = "write an entry for each, with its `appId` or `id`";
    let defect = Defect::new("/resource", &entry.places.resource, "allow-list entry for `{rule}` accepts {count} resources", label, help);
    Some(Defect { title: defect.title.with("count", count.to_string()), ..defect })
}

/// An entry that nothing fits, where all was read that could.
fn unused(entry: &Entry, used: &Use, blind: &Blind<'_>) -> Option<Defect> {
    if !used.resources.is_empty() || used.undecided || !blind.sees_all_of(entry) {
        return None;
    }
    let label = "nothing that the rule reports fits";
    let help = "take the entry out: it would accept the next thing that fits";
    Some(Defect::new("", &entry.places.resource, "allow-list entry for `{rule}` accepts nothing", label, help))
}

/// What the run could not see: there, that nothing fits an entry says nothing.
struct Blind<'i> {
    input: &'i Input<'i>,
    /// Tenants and rules that had nothing to look at.
    unseen: HashSet<(usize, &'static str)>,
    tenants: Vec<usize>,
}

impl<'i> Blind<'i> {
    fn new(policy: &Policy, input: &'i Input<'i>) -> Self {
        let unseen: HashSet<_> = unseen(input.undecided).collect();
        let tenants = (0..policy.tenant_names().len()).filter(|tenant| Some(*tenant) != input.idle).collect();
        Self { input, unseen, tenants }
    }

    /// Whether everything was read on which the rule of an entry could report.
    fn sees_all_of(&self, entry: &Entry) -> bool {
        let mut tenants = self.tenants.iter().copied().filter(|tenant| entry.tenant.is_none_or(|named| named == *tenant));
        self.input.run.has_run(entry.rule.id) && tenants.all(|tenant| self.sees_all(entry, tenant))
    }

    fn sees_all(&self, entry: &Entry, tenant: usize) -> bool {
        let needs = entry.rule.needs;
        let is_complete = |kind| self.input.complete.get(tenant).is_some_and(|kinds| kinds.contains(kind));
        let all_lists = !needs.is_empty() && needs.iter().copied().flatten().all(is_complete);
        // What could not be read may hold what fits.
        let all_files = self.input.run.whole_input && self.input.problems.is_empty();
        !self.unseen.contains(&(tenant, entry.rule.id)) && (all_lists || all_files)
    }
}
