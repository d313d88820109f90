//! The baseline: the known findings of a repository, so that a run fails only on new ones.
//!
//! A finding is known if the baseline contains its fingerprint with the same fact, and a severity that is not lower. The fact and the
//! severity belong to the match, because another value on the same object, or a worse result, was never seen by those who wrote the baseline.

use crate::finding::{Finding, Undecided};
use crate::message::Label;
use crate::metadata::Severity;
use crate::rules::RuleSet;
use crate::source::Sources;
use crate::text::{Text, Words};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The name of the file.
pub const NAME: &str = ".tenantlint-baseline.json";

/// The one version of the format.
const VERSION: &str = "tenantlint/baseline/1";

/// A known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The rule.
    pub rule: String,
    /// Name of the tenant, where the policy file names tenants.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tenant: String,
    /// The object, in the format of its file.
    pub address: String,
    /// The value that the finding is about, or an identifier of it; empty if it is about the object as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fact: String,
    /// The severity. A higher one is a new finding.
    pub severity: Severity,
    /// The title.
    pub title: String,
    /// The fingerprint, as in reports.
    pub fingerprint: String,
    /// The day on which the finding became known.
    #[schemars(with = "Date")]
    pub first_seen: Date,
    /// Identifies the text that the finding points at; nothing in a file, which records only the finding.
    #[serde(skip)]
    pub(crate) text: Option<u64>,
}

/// The file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "tenantlint baseline")]
struct File {
    /// The JSON Schema, for editors.
    #[serde(default, rename = "$schema")]
    _json_schema: Option<String>,
    /// The version of this format.
    #[schemars(extend("const" = VERSION))]
    schema: String,
    /// The known findings.
    findings: Vec<Entry>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub enum BaselineError {
    /// The text is no baseline.
    Invalid(#[from] serde_json::Error),
    /// The file has another version.
    Version(String),
}

/// The known findings.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    pub(crate) entries: Vec<Entry>,
    /// Whether the input of the run contains everything that the baseline is about, so that what is not found is gone.
    pub is_whole: bool,
    /// The rules of which nothing is known.
    pub(crate) locked: HashSet<&'static str>,
}

/// A finding that a baseline contains.
#[derive(Debug, Clone)]
pub struct Known {
    pub finding: Box<Finding>,
    /// The day on which it became known; nothing if it is known from another revision.
    pub first_seen: Option<Date>,
}

/// The findings of a run, compared with a baseline.
#[derive(Debug, Default)]
pub struct Compared {
    /// Those that are not in the baseline.
    pub new: Vec<Box<Finding>>,
    pub known: Vec<Known>,
    /// What the baseline and this run contain.
    pub changes: Changes,
}

/// The entries of a baseline and of a run.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Those of findings that are not in the baseline.
    pub new: Vec<Entry>,
    /// Those of known findings, as they are now.
    pub known: Vec<Entry>,
    /// Those that this run could not find, because it did not read or decide everything.
    pub unseen: Vec<Entry>,
    /// Those whose findings no longer exist.
    pub gone: Vec<Entry>,
}

/// What a run could find.
#[derive(Debug)]
pub struct Coverage<'r> {
    /// The date of the run.
    pub today: Date,
    /// The names of the tenants.
    pub tenants: &'r [String],
    /// The rules that ran.
    pub ran: HashSet<&'static str>,
    /// All rules that exist.
    pub known: &'r RuleSet,
    pub undecided: &'r [Undecided],
    /// The files, if findings are known only while the text that they point at does not change.
    pub texts: Option<&'r Sources>,
    /// Whether everything in the input could be read.
    pub is_read: bool,
}

impl BaselineError {
    pub fn text(&self) -> Text {
        match self {
            Self::Invalid(error) => Words::from(error.to_string()).into(),
            Self::Version(version) => Text::new("the version is `{version}`, and this version of tenantlint reads `{known}`")
                .with("version", version)
                .with("known", VERSION),
        }
    }
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// [`BaselineError`] if it is none.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let file: File = serde_json::from_str(text)?;
        if file.schema == VERSION {
            Ok(Self { entries: file.findings, ..Self::default() })
        } else {
            Err(BaselineError::Version(file.schema))
        }
    }

    /// A baseline of these findings.
    pub fn of(findings: &[Box<Finding>], coverage: &Coverage<'_>) -> Self {
        Self { entries: findings.iter().map(|finding| Entry::of(finding, coverage)).collect(), ..Self::default() }
    }

    /// The same baseline, to which findings of these rules are always new. They are not recorded either.
    #[must_use]
    pub fn without(self, locked: impl IntoIterator<Item = &'static str>) -> Self {
        Self { locked: locked.into_iter().collect(), ..self }
    }

    /// The entries that make more known than those of another baseline.
    pub fn added_to(&self, other: &Self) -> Vec<&Entry> {
        let mut known: HashMap<[&str; 3], Severity> = HashMap::new();
        for entry in &other.entries {
            let severity = known.entry(entry.key()).or_insert(entry.severity);
            *severity = entry.severity.max(*severity);
        }
        self.entries.iter().filter(|entry| known.get(&entry.key()).is_none_or(|severity| *severity < entry.severity)).collect()
    }

    /// Splits findings into known and new ones.
    ///
    /// An entry with the title of a finding is about this finding, and any number of equal ones. Otherwise the object may have been renamed,
    /// and an entry makes one finding known, so that another finding at the same place is new.
    pub fn compare(&self, findings: Vec<Box<Finding>>, coverage: &Coverage<'_>) -> Compared {
        let mut by_key: HashMap<[&str; 3], Vec<(usize, &Entry)>> = HashMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            by_key.entry(entry.key()).or_default().push((number, entry));
        }
        let mut is_used = vec![false; self.entries.len()];
        let mut use_entry = |entry: &Entry, fits: &dyn Fn(&Entry, bool) -> bool| {
            let candidates = by_key.get(&entry.key())?;
            let is_fit = |(number, known): &&(usize, &Entry)| {
                let is_same_text = known.text.is_none() || known.text == entry.text;
                known.severity >= entry.severity && is_same_text && fits(known, is_used.get(*number).is_some_and(|is_used| *is_used))
            };
            let (number, known) = candidates.iter().find(is_fit)?;
            if let Some(is_used) = is_used.get_mut(*number) {
                *is_used = true;
            }
            Some(known.first_seen)
        };
        let (locked, findings): (Vec<_>, Vec<_>) = findings.into_iter().partition(|finding| self.locked.contains(finding.rule.id));
        let current: Vec<Entry> = findings.iter().map(|finding| Entry::of(finding, coverage)).collect();
        let mut first_seen: Vec<_> = current.iter().map(|entry| use_entry(entry, &|known, _| known.title == entry.title)).collect();
        for (entry, date) in current.iter().zip(&mut first_seen).filter(|(_, date)| date.is_none()) {
            *date = use_entry(entry, &|_, is_used| !is_used);
        }
        let mut compared = Compared { new: locked, ..Compared::default() };
        for ((finding, entry), date) in findings.into_iter().zip(current).zip(first_seen) {
            if let Some(first_seen) = date {
                compared.changes.known.push(Entry { first_seen, ..entry });
                compared.known.push(Known { finding, first_seen: Some(first_seen) });
            } else {
                compared.changes.new.push(entry);
                compared.new.push(finding);
            }
        }
        // What differs in nothing is one entry.
        for entries in [&mut compared.changes.new, &mut compared.changes.known] {
            entries.sort();
            entries.dedup();
        }
        let unused = self.entries.iter().zip(is_used).filter(|(_, is_used)| !is_used).map(|(entry, _)| entry.clone());
        let could_find = coverage.finder();
        (compared.changes.gone, compared.changes.unseen) = unused.partition(|entry| self.is_whole && could_find(entry));
        compared
    }
}

impl Changes {
    /// The entries of the next baseline, in the order of the file; with `is_update` none for new findings.
    pub fn entries(&self, is_update: bool) -> Vec<&Entry> {
        let new = self.new.iter().filter(|_| !is_update);
        let mut entries: Vec<_> = self.known.iter().chain(&self.unseen).chain(new).collect();
        entries.sort();
        // What differs in nothing but the date is one finding.
        entries.dedup_by(|later, first| Entry { first_seen: first.first_seen, ..later.clone() } == **first);
        entries
    }
}

/// What identifies a finding: tenant, fingerprint and fact. The entry of a finding has the same.
pub type Key = [String; 3];

/// What identifies a finding.
pub fn key(finding: &Finding, tenants: &[String]) -> Key {
    [tenants.get(finding.tenant).cloned().unwrap_or_default(), finding.fingerprint(), finding.fact.clone()]
}

impl Entry {
    fn of(finding: &Finding, coverage: &Coverage<'_>) -> Self {
        let [tenant, fingerprint, fact] = key(finding, coverage.tenants);
        Self {
            rule: finding.rule.id.to_owned(),
            tenant,
            address: finding.subject.identity().into_owned(),
            fact,
            severity: finding.severity,
            title: finding.title.render(str::to_owned),
            fingerprint,
            first_seen: coverage.today,
            text: coverage.texts.map(|sources| text_of(finding, sources)),
        }
    }

    fn key(&self) -> [&str; 3] {
        [&self.tenant, &self.fingerprint, &self.fact]
    }
}

/// Identifies what a finding points at, in any order.
fn text_of(finding: &Finding, sources: &Sources) -> u64 {
    /// A longer text is that of a whole object, of which the finding is about a part.
    const MOST: usize = 1 << 12;
    let hash = |label: &Label| {
        let mut hasher = DefaultHasher::new();
        if (label.span.end - label.span.start) as usize <= MOST {
            sources.text(label.span).hash(&mut hasher);
        }
        hasher.finish()
    };
    finding.labels().map(hash).fold(0, u64::wrapping_add)
}

impl Coverage<'_> {
    /// Whether the run would have found the finding of an entry: its rule ran and decided on the object.
    fn finder(&self) -> impl Fn(&Entry) -> bool {
        let tenant = |number: usize| self.tenants.get(number).map_or("", String::as_str);
        let mut undecided: BTreeMap<(&str, &str), Vec<Option<String>>> = BTreeMap::new();
        for result in self.undecided {
            let address = result.subject.as_ref().map(|subject| subject.identity().into_owned());
            undecided.entry((result.rule.id, tenant(result.tenant))).or_default().push(address);
        }
        move |entry| {
            let of_rule = undecided.get(&(&*entry.rule, &*entry.tenant)).map_or(&[][..], Vec::as_slice);
            let is_decided = of_rule.iter().all(|address| address.as_ref().is_some_and(|address| *address != entry.address));
            let exists = self.known.find(&entry.rule).is_some();
            self.is_read && is_decided && (self.ran.contains(&*entry.rule) || !exists)
        }
    }
}

/// The text of a baseline: an entry in each line, so that the changes of two branches rarely meet. `line` renders an entry.
pub fn text(entries: &[&Entry], line: impl Fn(&Entry) -> String) -> String {
    let lines: Vec<_> = entries.iter().map(|entry| format!("\n    {}", line(entry))).collect();
    let end = if lines.is_empty() { "" } else { "\n  " };
    format!("{{\n  \"schema\": \"{VERSION}\",\n  \"findings\": [{}{end}]\n}}\n", lines.join(","))
}

/// The JSON Schema of the file.
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<File>().to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Merged, Remediation, Subject};
    use crate::message::{Label, Text};
    use crate::source::{FileId, Span};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn finding(fact: &str, title: &'static str, severity: Severity) -> Box<Finding> {
        let rule = crate::rules::find("application-credential-weak").unwrap();
        Box::new(Finding {
            rule,
            severity,
            confidence: rule.confidence,
            tenant: 0,
            subject: Subject { kind: "application".into(), address: "a".into(), id: Some("a".into()), ..Subject::default() },
            title: Text::new(title),
            primary: Label::at(Span::new(FileId(0), 0, 0), ""),
            related: Vec::new(),
            remediation: Remediation::default(),
            pointer: "/x".into(),
            fact: fact.to_owned(),
            comments: &[],
            merged: Merged::default(),
        })
    }

    fn coverage(ran: &[&'static str], is_read: bool) -> Coverage<'static> {
        static KNOWN: std::sync::OnceLock<RuleSet> = std::sync::OnceLock::new();
        Coverage {
            today: TODAY,
            tenants: &[],
            ran: ran.iter().copied().collect(),
            known: KNOWN.get_or_init(RuleSet::default),
            undecided: &[],
            texts: None,
            is_read,
        }
    }

    /// The baseline of a run that found this.
    fn baseline(findings: Vec<Box<Finding>>) -> Baseline {
        let first = Coverage { today: date(2026, 1, 1), ..coverage(&[], true) };
        let changes = Baseline::default().compare(findings, &first).changes;
        let text = text(&changes.entries(false), |entry| serde_json::to_string(entry).unwrap());
        Baseline { is_whole: true, ..Baseline::parse(&text).unwrap() }
    }

    /// The numbers of new, known and gone findings.
    fn numbers(known: Vec<Box<Finding>>, now: Vec<Box<Finding>>) -> [usize; 3] {
        let Changes { new, known, gone, .. } = baseline(known).compare(now, &coverage(&["application-credential-weak"], true)).changes;
        [new.len(), known.len(), gone.len()]
    }

    #[test]
    fn only_the_same_fact_that_is_not_worse_is_known() {
        let low = || finding("a", "t", Severity::Low);
        assert_eq!(numbers(vec![low()], vec![low()]), [0, 1, 0]);
        assert_eq!(numbers(vec![low()], vec![finding("b", "t", Severity::Low)]), [1, 0, 1], "another fact");
        assert_eq!(numbers(vec![low()], vec![finding("a", "t", Severity::Medium)]), [1, 0, 1], "worse");
        assert_eq!(numbers(vec![low()], vec![finding("a", "t", Severity::Info)]), [0, 1, 0], "less severe");
        assert_eq!(numbers(vec![low()], vec![finding("a", "renamed", Severity::Low)]), [0, 1, 0]);
        assert_eq!(numbers(vec![low()], Vec::new()), [0, 0, 1]);
    }

    #[test]
    fn another_finding_at_the_same_place_is_new() {
        let [one, other] = ["through group one", "through group two"].map(|title| move || finding("a", title, Severity::Low));
        assert_eq!(numbers(vec![one()], vec![one(), other()]), [1, 1, 0]);
        assert_eq!(numbers(vec![one()], vec![other(), one()]), [1, 1, 0]);
        assert_eq!(numbers(vec![one(), other()], vec![other()]), [0, 1, 1]);
    }

    #[test]
    fn what_a_run_could_not_find_is_not_gone() {
        let known = || baseline(vec![finding("a", "t", Severity::Low)]);
        let of_rule = &["application-credential-weak"];
        let gone = |baseline: Baseline, coverage: &Coverage<'_>| baseline.compare(Vec::new(), coverage).changes.gone.len();
        assert_eq!(gone(known(), &coverage(of_rule, true)), 1);
        assert_eq!(gone(known(), &coverage(&[], true)), 0, "its rule did not run");
        assert_eq!(gone(known(), &coverage(of_rule, false)), 0, "a file could not be read");
        assert_eq!(gone(Baseline { is_whole: false, ..known() }, &coverage(of_rule, true)), 0, "a part of the input");
        let kept = Baseline { is_whole: false, ..known() }.compare(Vec::new(), &coverage(of_rule, true)).changes;
        assert_eq!(kept.entries(true).len(), 1);
    }

    #[test]
    fn known_entries_keep_their_date_and_an_update_adds_nothing() {
        let [old, new] = ["a", "b"].map(|fact| move || finding(fact, "t", Severity::Low));
        let changes = baseline(vec![old()]).compare(vec![new(), old()], &coverage(&[], true)).changes;
        let dates: Vec<_> = changes.entries(false).iter().map(|entry| (entry.fact.clone(), entry.first_seen)).collect();
        assert_eq!(dates, [("a".to_owned(), date(2026, 1, 1)), ("b".to_owned(), TODAY)]);
        assert_eq!(changes.entries(true).len(), 1);
    }

    #[test]
    fn a_text_that_is_no_baseline_is_an_error() {
        for text in ["", "[]", "{}", "<<<<<<< HEAD", r#"{"schema":"tenantlint/baseline/2","findings":[]}"#, r#"{"schema":1}"#] {
            assert!(Baseline::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_checked_in_schema_is_fresh() {
        let path = format!("{}/schemas/baseline.schema.json", env!("CARGO_MANIFEST_DIR"));
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap_or_default() == fresh, "{path} is stale: run `cargo xtask update`");
    }
}
