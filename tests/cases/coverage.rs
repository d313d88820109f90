//! The table of the cases of each rule by format, in `docs/coverage.md`. `UPDATE_EXPECTED=1` writes it.

use crate::document::Case;
use crate::root;
use crate::rules::document;
use libtest_mimic::{Failed, Trial};
use rayon::prelude::*;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use tenantlint::load::load_paths;
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Format, Kind};
use tenantlint::rules::{RULES, Rule, find};

const PATH: &str = "docs/coverage.md";

const FORMATS: [&str; 6] = ["exports", "Microsoft365DSC, UTCM", "Terraform", "Bicep", "ARM templates", "settings of apps"];

/// How much of a clean case must be equal to a reported one, so that only the difference between them keeps the rule silent.
const ALIKE: f32 = 0.8;

fn column(format: Format) -> usize {
    match format {
        Format::Graph | Format::EntraExporter | Format::ScubaGear | Format::Azure => 0,
        Format::UtcmSnapshot | Format::UtcmBaseline | Format::DscReport | Format::Dsc => 1,
        Format::Terraform | Format::TerraformPlan | Format::TerraformState => 2,
        Format::Bicep => 3,
        Format::Arm => 4,
        Format::AppConfiguration => 5,
    }
}

/// The columns by short names, in the order of [`FORMATS`].
const EXPORTS: usize = 0;
const DSC: usize = 1;
const TERRAFORM: usize = 2;
const BICEP: usize = 3;
const ARM: usize = 4;
const APPS: usize = 5;

/// The position of an outcome in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Finding,
    Clean,
    NearMiss,
    Undecided,
}

use Of::{Clean, Finding, NearMiss, Undecided};

const OUTCOMES: [(Of, &str); 4] = [(Finding, "finding"), (Clean, "clean"), (NearMiss, "near miss"), (Undecided, "undecided")];

const NONE: &[Of] = &[Finding, Clean, NearMiss, Undecided];

/// Outcomes that no input in these formats can have, and why.
struct Impossible {
    rules: &'static [&'static str],
    columns: &'static [usize],
    outcomes: &'static [Of],
    reason: &'static str,
}

const fn impossible(
    rules: &'static [&'static str],
    columns: &'static [usize],
    outcomes: &'static [Of],
    reason: &'static str,
) -> Impossible {
    Impossible { rules, columns, outcomes, reason }
}

const IMPOSSIBLE: &[Impossible] = &[
    impossible(
        &[
            "application-single-tenant-blocked",
            "application-multi-tenant-unowned",
            "application-guest-owner",
            "application-multi-tenant-no-authorization-model",
            "application-unverified-email-claim",
            "application-instance-lock-missing",
            "application-redirect-uri-unsafe",
            "application-credential-weak",
            "path-guest-ownership",
        ],
        &[APPS],
        NONE,
        "a project of the Agents Toolkit contains only the name and the audience of an app",
    ),
    impossible(
        &["application-audience-implicit"],
        &[EXPORTS, DSC, APPS],
        &[Finding, Undecided],
        "an export shows the audience, and the toolkits have a documented default",
    ),
    impossible(&["application-audience-implicit"], &[TERRAFORM, BICEP, ARM], &[Undecided], "code shows whether it sets the audience"),
    impossible(
        &["application-foreign-privileged"],
        &[DSC, BICEP, ARM],
        NONE,
        "`appOwnerOrganizationId` is read-only, and neither format contains it",
    ),
    impossible(&["application-instance-lock-missing"], &[DSC], &[Finding], "`AADApplication` has neither the lock nor the publisher"),
    impossible(
        &["application-redirect-uri-unsafe"],
        &[DSC],
        &[Clean],
        "`AADApplication` has no redirect URIs of single-page apps and public clients",
    ),
    impossible(
        &["guest-stale", "guest-invitation-pending", "guest-unsponsored"],
        &[DSC, TERRAFORM],
        NONE,
        "the types for users have no sign-ins, dates of invitations or sponsors",
    ),
    impossible(&["subscription-policy-ineffective"], &[EXPORTS], &[Finding, Undecided], "Azure returns the settings under `properties`"),
    impossible(
        &["subscription-guest-made", "subscription-guest-resource", "identity-managed-undeclared"],
        &[DSC],
        NONE,
        "the types for Microsoft Entra ID contain no subscriptions, Azure roles and managed identities",
    ),
    impossible(&["rbac-root-scope-standing"], &[BICEP], &[Undecided], "a template shows whether its target scope is the tenant"),
    impossible(
        &["identity-managed-directory-power"],
        &[DSC],
        NONE,
        "the types for Microsoft Entra ID contain no permissions of managed identities",
    ),
    impossible(
        &["identity-managed-directory-power"],
        &[TERRAFORM, BICEP, ARM],
        &[Clean],
        "code does not show that a managed identity has no other roles and permissions",
    ),
    impossible(
        &["identity-managed-undeclared"],
        &[BICEP, ARM],
        &[Finding, Clean],
        "the ids of managed identities are assigned on deployment",
    ),
    impossible(
        &["billing-not-reviewed"],
        &[TERRAFORM, BICEP, ARM],
        &[Finding],
        "the rule is about exports that lack billing; code declares no whole tenant",
    ),
];

fn why_impossible(rule: &Rule, column: usize, of: Of) -> Option<&'static str> {
    // A near miss is a clean case beside a finding.
    let is_one = |outcomes: &[Of]| outcomes.contains(&of) || of == NearMiss && (outcomes.contains(&Finding) || outcomes.contains(&Clean));
    let applies = |entry: &&Impossible| entry.rules.contains(&rule.id) && entry.columns.contains(&column) && is_one(entry.outcomes);
    IMPOSSIBLE.iter().find(applies).map(|entry| entry.reason)
}

pub fn trial() -> Trial {
    Trial::test("coverage::the_table_is_up_to_date", || compare().map_err(Failed::from))
}

/// What a case contains.
pub struct Content {
    section: String,
    /// The kinds in each column.
    kinds: BTreeSet<(usize, String)>,
    text: String,
}

impl Content {
    pub fn of(case: &Case) -> Self {
        let folder = case.folder();
        let loaded = load_paths(&[".".into()], folder.path(), Variables::default());
        let mut all = Collector::default();
        read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| all.join(part));
        let kinds = all.resources.iter().map(|resource| (column(resource.format), resource.kind.name().to_owned())).collect();
        let text = case.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect::<Vec<_>>().join("\n");
        Self { section: case.section.clone(), kinds, text }
    }

    /// Whether the case has a kind that the rule needs in the column of this format.
    pub fn concerns_format(&self, rule: &Rule, format: Format) -> bool {
        self.concerns(rule, column(format))
    }

    /// Whether the case has a kind that the rule needs in this column.
    fn concerns(&self, rule: &Rule, column: usize) -> bool {
        needs(rule).into_iter().flatten().flat_map(Kind::family).any(|kind| self.kinds.contains(&(column, kind.name().to_owned())))
    }
}

/// What a rule needs: one of each list. A rule without needs is about whatever it joins.
fn needs(rule: &Rule) -> Vec<&'static [Kind]> {
    if rule.needs.is_empty() && !rule.joins.is_empty() { vec![rule.joins] } else { rule.needs.to_vec() }
}

/// Whether what the rule needs can be in a file of this format, because it is in some case. Bicep and ARM templates express the same, and
/// Terraform too, with `azapi` and `msgraph`.
fn may_exist(column: usize, rule: &Rule, exist: &BTreeSet<(usize, String)>) -> bool {
    let same: &[usize] = match column {
        TERRAFORM => &[TERRAFORM, BICEP, ARM],
        BICEP | ARM => &[BICEP, ARM],
        _ => &[column],
    };
    let is_in_some = |kind: &Kind| same.iter().any(|column| exist.contains(&(*column, kind.name().to_owned())));
    needs(rule).iter().all(|alternatives| alternatives.iter().flat_map(Kind::family).any(is_in_some))
}

fn is_alike(clean: &Content, reported: &Content) -> bool {
    TextDiff::from_words(&clean.text, &reported.text).ratio() >= ALIKE
}

fn compare() -> Result<(), String> {
    let contents: Vec<Vec<Content>> = RULES.par_iter().map(|rule| document(rule).cases.iter().map(Content::of).collect()).collect();
    let exist: BTreeSet<(usize, String)> = contents.iter().flatten().flat_map(|content| content.kinds.iter().cloned()).collect();
    let mut table = String::new();
    for (rule, contents) in RULES.iter().zip(&contents) {
        write!(table, "| [{id}](rules/{id}.md) |", id = rule.id).unwrap();
        for (column, _) in FORMATS.iter().enumerate() {
            let of = |section: &str| {
                contents.iter().filter(move |content| content.section == section && content.concerns(rule, column)).collect::<Vec<_>>()
            };
            let (reported, clean, undecided) = (of("Reported"), of("Clean"), of("Undecided"));
            let near = clean.iter().filter(|clean| reported.iter().any(|reported| is_alike(clean, reported))).count();
            let counts = [reported.len(), clean.len(), near, undecided.len()];
            let mut cells = Vec::new();
            for ((of, name), count) in OUTCOMES.into_iter().zip(counts) {
                match why_impossible(rule, column, of) {
                    Some(reason) if count > 0 => {
                        let format = FORMATS[column];
                        return Err(format!("{}: {format} has a case ({name}) that is declared impossible: {reason}", rule.id));
                    }
                    Some(_) => cells.push("–".to_owned()),
                    None => cells.push(count.to_string()),
                }
            }
            let is_impossible = cells.iter().all(|cell| cell == "–") || counts == [0; 4] && !may_exist(column, rule, &exist);
            let cell = if is_impossible || needs(rule).is_empty() { "–".to_owned() } else { cells.join("/") };
            write!(table, " {cell} |").unwrap();
        }
        table.push('\n');
    }
    let head = "# Cases of each rule by format\n\nEach cell counts the cases with a finding, the clean ones, those of the clean ones that differ from a reported case in little (near \
misses), and the undecided ones. The cases are in `tests/rules`. `–`: no file of this format contains what the rule needs, or no file of this \
format has this outcome; the reasons are below.\n\n";
    let columns = format!("| rule | {} |\n|{}\n", FORMATS.join(" | "), " --- |".repeat(FORMATS.len() + 1));
    let mut reasons = "\n## Outcomes that cannot exist\n\n| rules | formats | outcomes | why |\n| --- | --- | --- | --- |\n".to_owned();
    for Impossible { rules, columns, outcomes, reason } in IMPOSSIBLE {
        if let Some(unknown) = rules.iter().find(|rule| find(rule).is_none()) {
            return Err(format!("`IMPOSSIBLE` names `{unknown}`, which is not a rule"));
        }
        let columns: Vec<&str> = columns.iter().map(|column| FORMATS[*column]).collect();
        let outcomes: Vec<&str> = OUTCOMES.iter().filter(|(of, _)| outcomes.contains(of)).map(|(_, name)| *name).collect();
        let rules: Vec<String> = rules.iter().map(|rule| format!("[{rule}](rules/{rule}.md)")).collect();
        let outcomes = if outcomes.len() == OUTCOMES.len() { "all".to_owned() } else { outcomes.join(", ") };
        writeln!(reasons, "| {} | {} | {outcomes} | {reason} |", rules.join(", "), columns.join(", ")).unwrap();
    }
    let expected = format!("{head}{columns}{table}{reasons}");
    let path = root().join(PATH);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(path, expected).map_err(|error| error.to_string());
    }
    let actual = std::fs::read_to_string(path).unwrap_or_default();
    if actual == expected { Ok(()) } else { Err(format!("{PATH} is not up to date: run `cargo xtask update`")) }
}
