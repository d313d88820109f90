//! The findings of `allow-list-entry-unsound`: entries without a reason, reviewer or expiry date, and entries that are expired, too broad or unused.

use super::Policy;
use super::entry::{Entry, Run, Use, Void, unseen};
use crate::finding::{Finding, Merged, Step, Subject, Undecided};
use crate::message::{Label, Text};
use crate::metadata::Severity;
use crate::resource::{Kind, Origin, Place, Problem};
use crate::rules::policy_file::allow_list_entry_unsound::RULE;
use crate::source::FileId;
use crate::syntax::tree::Bytes;
use std::collections::HashSet;

/// The input of the run.
pub(super) struct Input<'i> {
    pub run: &'i Run<'i>,
    /// The tenant without a name, if no file belongs to it.
    pub idle: Option<usize>,
    pub complete: &'i [Vec<Kind>],
    pub undecided: &'i [Undecided],
    pub problems: &'i [Problem],
}

/// One defect of an entry.
struct Defect {
    /// The part of the entry with the defect, as a JSON pointer.
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

/// All defects of the allow-list. `uses` contains what each entry accepted.
pub(super) fn findings(policy: &Policy, file: FileId, uses: &[Use], input: &Input<'_>) -> Vec<Box<Finding>> {
    let blind = Blind::new(policy, input);
    let defects = |(entry, used): (&'_ Entry, &'_ Use)| {
        let mut defects = record(entry, policy.allow_list.require_expiry);
        if let Some(void) = entry.void {
            defects = vec![accepts_nothing(entry, void)];
        } else if entry.holds(input.run.today) {
            defects.extend(name_alone(entry, used));
            defects.extend(wide(entry, used));
            defects.extend(several(entry, used));
            defects.extend(unused(entry, used, &blind));
        } else {
            defects.extend(expired(entry));
        }
        defects.into_iter().map(|defect| finding(policy, entry, file, defect)).collect::<Vec<_>>()
    };
    policy.entries.iter().zip(uses).flat_map(defects).collect()
}

fn finding(policy: &Policy, entry: &Entry, file: FileId, defect: Defect) -> Box<Finding> {
    let place = Place::new(entry.span(&defect.place, file), Origin::Literal);
    Box::new(Finding {
        rule: &RULE,
        severity: policy.severity(&RULE).unwrap_or(defect.severity),
        confidence: RULE.confidence,
        tenant: entry.tenant.unwrap_or_default(),
        subject: Subject {
            kind: "allowListEntry".to_owned(),
            address: format!("allow[{}]", entry.number),
            // The content of the entry identifies it, because its number changes with every entry before it and the fingerprint must not change.
            id: Some(entry.name()),
            ..Subject::default()
        },
        title: defect.title.with("rule", entry.rule.id),
        primary: Label::new(place, defect.label),
        related: Vec::new(),
        remediation: Step::from(defect.help).into(),
        pointer: defect.pointer.into(),
        fact: String::new(),
        comments: &[],
        merged: Merged::default(),
    })
}

/// An entry whose effect a reviewer does not see.
fn accepts_nothing(entry: &Entry, void: Void) -> Defect {
    let places = &entry.places;
    let defect = match void {
        Void::Reason => {
            let title = "the reason of the allow-list entry for `{rule}` is blank";
            Defect::new(
                "/reason",
                &places.reason,
                title,
                "no visible character",
                "add a `reason` that explains why the finding is acceptable",
            )
        }
        Void::Reviewer => {
            let title = "the reviewer of the allow-list entry for `{rule}` is blank";
            Defect::new("/reviewer", &places.reviewer, title, "no visible character", "add the `reviewer` who reviewed it")
        }
        Void::Everything => {
            let title = "allow-list entry for `{rule}` matches every resource";
            Defect::new("/resource", &places.resource, title, "the entry accepts nothing", "name the resources that were reviewed")
        }
    };
    Defect { severity: Severity::High, ..defect }
}

/// Missing parts of the record of a review.
fn record(entry: &Entry, require_expiry: bool) -> Vec<Defect> {
    let places = &entry.places;
    let mut defects = Vec::new();
    if entry.reason.is_empty() {
        let help = "add a `reason` that explains why the finding is acceptable";
        defects.push(Defect::new("/reason", &places.reason, "allow-list entry for `{rule}` has no reason", "no `reason`", help));
    }
    if entry.reviewer.is_empty() {
        let help = "add the `reviewer` who reviewed it";
        defects.push(Defect::new("/reviewer", &places.reviewer, "allow-list entry for `{rule}` has no reviewer", "no `reviewer`", help));
    }
    if entry.expires.is_none() && require_expiry {
        let help = "add `expires` with the date of the next review";
        defects.push(Defect::new("/expires", &places.expires, "allow-list entry for `{rule}` never expires", "no `expires`", help));
    }
    defects
}

/// An entry that has expired.
fn expired(entry: &Entry) -> Option<Defect> {
    let day = entry.expires?.to_string();
    let label = Text::new("expired after {day}: the findings are reported again").with("day", day.clone());
    let help = "review the finding, then set a new date or remove the entry";
    let defect = Defect::new("/expires", &entry.places.expires, "allow-list entry for `{rule}` expired on {day}", label, help);
    Some(Defect { severity: Severity::Medium, title: defect.title.with("day", day), ..defect })
}

/// An entry that identifies an object in a tenant only by a display name, which others can choose.
fn name_alone(entry: &Entry, used: &Use) -> Option<Defect> {
    let selector = &entry.selector;
    let name = selector.display_name.as_ref()?;
    let is_alone = selector.app_id.is_none() && selector.id.is_none() && selector.address.is_none();
    if !is_alone || used.ids.is_empty() {
        return None;
    }
    let label = "anyone who can create or rename such an object can choose this name";
    let defect = Defect::new(
        "/resource/displayName",
        &entry.places.display_name,
        "allow-list entry for `{rule}` matches only by the display name `{name}`",
        label,
        ids(used),
    );
    Some(Defect { title: defect.title.with("name", name.text()), ..defect })
}

/// The ids of the first few resources, to replace the name.
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
    let label = Text::new("matches {count} resources, and possibly more later").with("count", count.to_string());
    let help = "add an entry for each resource, with its `appId` or `id`";
    let defect = Defect::new("/resource", &entry.places.resource, "allow-list entry for `{rule}` accepts {count} resources", label, help);
    Some(Defect { title: defect.title.with("count", count.to_string()), ..defect })
}

/// An entry without a fact on a resource with several, of which it accepts none.
fn several(entry: &Entry, used: &Use) -> Option<Defect> {
    const SHOWN: usize = 5;
    if used.several.is_empty() {
        return None;
    }
    let facts: Vec<_> = used.several.iter().filter(|fact| !fact.is_empty()).take(SHOWN).map(|fact| format!("`fact: \"{fact}\"`")).collect();
    let help = if facts.is_empty() {
        Text::new("resolve the findings, because they cannot be told apart in the policy file")
    } else {
        Text::new("add the one that was reviewed, and an entry for each other one: {facts}").with("facts", facts.join(", "))
    };
    let title = "allow-list entry for `{rule}` does not name which of several facts it accepts";
    Some(Defect::new("/fact", &entry.places.resource, title, "accepts nothing on a resource with several", help))
}

/// An entry that matches nothing although the input is complete.
fn unused(entry: &Entry, used: &Use, blind: &Blind<'_>) -> Option<Defect> {
    if !used.resources.is_empty() || used.undecided || !blind.sees_all_of(entry) {
        return None;
    }
    let label = "matches no finding of the rule";
    let help = if entry.selector.address.is_some() && entry.selector.root.is_none() {
        "remove the entry, or add `root` with the folder of the root module or template if it is not the folder of the policy file"
    } else {
        "remove the entry, because it would accept the next finding that matches"
    };
    Some(Defect::new("", &entry.places.resource, "allow-list entry for `{rule}` accepts nothing", label, help))
}

/// What the run could not check. There, an entry without a match is not a defect.
struct Blind<'i> {
    input: &'i Input<'i>,
    /// Tenants and rules without input.
    unseen: HashSet<(usize, &'static str)>,
    tenants: Vec<usize>,
}

impl<'i> Blind<'i> {
    fn new(policy: &Policy, input: &'i Input<'i>) -> Self {
        let unseen: HashSet<_> = unseen(input.undecided).collect();
        let tenants = (0..policy.tenant_names().len()).filter(|tenant| Some(*tenant) != input.idle).collect();
        Self { input, unseen, tenants }
    }

    /// Whether everything was read that the rule of an entry could report.
    fn sees_all_of(&self, entry: &Entry) -> bool {
        let mut tenants = self.tenants.iter().copied().filter(|tenant| entry.tenant.is_none_or(|named| named == *tenant));
        self.input.run.has_run(entry.rule.id) && tenants.all(|tenant| self.sees_all(entry, tenant))
    }

    fn sees_all(&self, entry: &Entry, tenant: usize) -> bool {
        let needs = entry.rule.needs;
        let is_complete = |kind| self.input.complete.get(tenant).is_some_and(|kinds| kinds.contains(kind));
        let all_lists = !needs.is_empty() && needs.iter().copied().flatten().all(is_complete);
        // What could not be read may contain a match.
        let all_files = self.input.run.whole_input && self.input.problems.is_empty();
        !self.unseen.contains(&(tenant, entry.rule.id)) && (all_lists || all_files)
    }
}
