//! How reports are written: a title names its subject, and no text uses the words that the glossary of the project replaces.

use crate::{plain, root};
use regex::Regex;
use std::cell::Cell;
use std::sync::LazyLock;
use tenantlint::finding::{Finding, Line, Undecided};
use tenantlint::language::Language;
use tenantlint::message::Text;

/// Settings that apply to the whole tenant: a title needs no name for them.
const OF_THE_TENANT: &[&str] = &[
    "adminConsentRequestPolicy",
    "authenticationFlowsPolicy",
    "authorizationPolicy",
    "crossTenantAccessPolicyConfigurationDefault",
    "deviceManagementSettings",
    "deviceRegistrationPolicy",
    "groupSetting",
    "identitySecurityDefaultsEnforcementPolicy",
    "managementGroupSettings",
    "subscriptionPolicy",
    "tenantAppManagementPolicy",
];

/// Rules that report what is missing in the tenant, on any object that shows it.
const ABOUT_THE_TENANT: &[&str] = &["billing-not-reviewed"];

/// Words and phrases that no reader of Microsoft Learn would expect.
static QUAINT: LazyLock<Regex> = LazyLock::new(|| {
    let words = [
        "he",
        "him",
        "his",
        "shall",
        "told",
        "tells?",
        "says",
        "speaks?",
        "stands",
        "behind",
        "somebody",
        "nobody (?:answers|would)",
        "from elsewhere",
        "passed over",
        "taken for",
        "believed",
        "turn this round",
        "answers for",
        "lives too long",
        "is over",
        "come in",
        "leaves out",
        "several factors",
        "second factor",
        "cut off",
        "makes no sense",
        "of one's own",
        "let do",
    ];
    Regex::new(&format!(r"(?i)\b(?:{})\b", words.join("|"))).unwrap()
});

/// What is between backticks is a name, a value or a command, and not ours to choose.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new("`[^`]*`").unwrap());

/// Fails on a text with a word that is replaced.
pub fn is_plain(text: &str) -> Result<(), String> {
    let prose = QUOTED.replace_all(text, "``");
    QUAINT.find(&prose).map_or(Ok(()), |word| Err(format!("`{}` in: {text}", word.as_str())))
}

/// Whether a title has a name, an address or an id: a value in backticks.
fn names(finding: &Finding) -> bool {
    let named = Cell::new(false);
    let title = plain(&finding.title);
    finding.title.render(|value| {
        named.set(named.get() || !value.is_empty() && title.contains(&format!("`{value}`")));
        value.to_owned()
    });
    named.get() || OF_THE_TENANT.contains(&&*finding.subject.kind) || ABOUT_THE_TENANT.contains(&finding.rule.id)
}

pub fn of_finding(finding: &Finding) -> Result<(), String> {
    let title = plain(&finding.title);
    if !names(finding) {
        return Err(format!("the title does not name the {} `{}`: {title}", finding.subject.kind, finding.subject.address));
    }
    is_plain(&title)?;
    is_translated(&finding.title)?;
    finding.labels().try_for_each(|label| is_translated(&label.text))?;
    finding.remediation.steps.iter().try_for_each(|step| is_translated(&step.sentence))?;
    finding.labels().try_for_each(|label| is_plain(&plain(&label.text)))?;
    finding.remediation.lines(plain, plain).into_iter().try_for_each(|line| match line {
        Line::Sentence(sentence) => is_plain(&sentence),
        Line::Code(_) => Ok(()),
    })
}

pub fn of_undecided(undecided: &Undecided) -> Result<(), String> {
    is_translated(&undecided.missing)?;
    is_translated(&undecided.decide.sentence)?;
    is_plain(&plain(&undecided.missing))
}

/// Every sentence of a result has a translation, also one that a macro composes. Texts with no other words than values need none.
fn is_translated(text: &Text) -> Result<(), String> {
    static VALUES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{[a-z]+\}").unwrap());
    let has_words = |template: &&str| VALUES.replace_all(template, "").contains(char::is_alphabetic);
    let mut missing = text.templates().filter(has_words).filter(|template| Language::Japanese.translate(template).is_none());
    missing.next().map_or(Ok(()), |template| Err(format!("without a translation in locales/ja: {template}")))
}

/// Documents and rule pages, line by line; code and what it prints is not prose.
pub fn documents_are_plain() {
    let examples = root().join("examples").read_dir().unwrap().map(|entry| entry.unwrap().path());
    let files =
        ["", "docs", "docs/rules", "examples"].iter().map(|folder| root().join(folder)).chain(examples).filter(|path| path.is_dir());
    let mut faults = Vec::new();
    for folder in files {
        for path in
            folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "md"))
        {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut is_code = false;
            for (line, number) in text.lines().zip(1..) {
                is_code ^= line.starts_with("```");
                if let (false, Err(fault)) = (is_code, is_plain(line)) {
                    faults.push(format!("{}:{number}: {fault}", path.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
