//! How reports are written: a title names its subject, and no text uses the words that the glossary of the project replaces.

use crate::plain;
use regex::Regex;
use std::cell::RefCell;
use std::sync::LazyLock;
use tenantlint::finding::{Finding, Line, Undecided};

/// Kinds of which a tenant has one object: their titles need no name.
const SINGLETONS: &[&str] = &[
    "adminConsentRequestPolicy",
    "authenticationFlowsPolicy",
    "authorizationPolicy",
    "crossTenantAccessPolicyConfigurationDefault",
    "deviceManagementSettings",
    "deviceRegistrationPolicy",
    "identitySecurityDefaultsEnforcementPolicy",
    "managementGroupSettings",
    "organization",
    "subscriptionPolicy",
    "tenantAppManagementPolicy",
];

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
        "nobody",
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

/// Whether a title names the subject of its finding by its name, its address in the code, or an id. An assignment has only an id, and is
/// named by its principal, its role or its scope.
fn names(finding: &Finding) -> bool {
    let subject = &finding.subject;
    if SINGLETONS.contains(&&*subject.kind) {
        return true;
    }
    let values = RefCell::new(Vec::new());
    finding.title.render(|value| {
        values.borrow_mut().push(value.to_owned());
        value.to_owned()
    });
    let values = values.into_inner();
    if subject.kind.contains("Assignment") || subject.kind.contains("Eligibility") {
        return values.iter().any(|value| !value.is_empty());
    }
    let names = [subject.name.as_deref(), subject.id.as_deref(), subject.app_id.as_deref(), Some(&*subject.address)];
    names.into_iter().flatten().filter(|name| !name.is_empty()).any(|name| values.iter().any(|value| value == name))
}

pub fn of_finding(finding: &Finding) -> Result<(), String> {
    let title = plain(&finding.title);
    if !names(finding) {
        return Err(format!("the title does not name the {} `{}`: {title}", finding.subject.kind, finding.subject.address));
    }
    is_plain(&title)?;
    finding.labels().try_for_each(|label| is_plain(&plain(&label.text)))?;
    finding.remediation.lines(plain, plain).into_iter().try_for_each(|line| match line {
        Line::Sentence(sentence) => is_plain(&sentence),
        Line::Code(_) => Ok(()),
    })
}

pub fn of_undecided(undecided: &Undecided) -> Result<(), String> {
    is_plain(&plain(&undecided.missing))
}
