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
use tenantlint::rules::{RULES, Rule};

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
        needed(rule).any(|kind| self.kinds.contains(&(column, kind.name().to_owned())))
    }
}

fn needed(rule: &Rule) -> impl Iterator<Item = &'static Kind> {
    rule.needs.iter().flat_map(|alternatives| alternatives.iter())
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
            let may_exist =
                rule.needs.iter().all(|alternatives| alternatives.iter().any(|kind| exist.contains(&(column, kind.name().to_owned()))));
            let of = |section: &str| {
                contents.iter().filter(move |content| content.section == section && content.concerns(rule, column)).collect::<Vec<_>>()
            };
            let (reported, clean, undecided) = (of("Reported"), of("Clean"), of("Undecided"));
            let near = clean.iter().filter(|clean| reported.iter().any(|reported| is_alike(clean, reported))).count();
            let counts = [reported.len(), clean.len(), near, undecided.len()];
            if counts == [0; 4] && !may_exist || rule.needs.is_empty() {
                table.push_str(" – |");
            } else {
                write!(table, " {} |", counts.map(|count| count.to_string()).join("/")).unwrap();
            }
        }
        table.push('\n');
    }
    let head = "# Cases of each rule by format\n\nEach cell counts the cases with a finding, the clean ones, those of the clean ones that differ from a reported case in little (near \
misses), and the undecided ones. The cases are in `tests/rules`. `–`: no file of this format contains what the rule needs.\n\n";
    let columns = format!("| rule | {} |\n|{}\n", FORMATS.join(" | "), " --- |".repeat(FORMATS.len() + 1));
    let expected = format!("{head}{columns}{table}");
    let path = root().join(PATH);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(path, expected).map_err(|error| error.to_string());
    }
    let actual = std::fs::read_to_string(path).unwrap_or_default();
    if actual == expected { Ok(()) } else { Err(format!("{PATH} is not up to date: run `cargo xtask update`")) }
}
