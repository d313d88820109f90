//! The controls of benchmarks and the techniques of ATT&CK that rules name, with how far the rules cover them.
//!
//! Titles are our own words, because the texts of the benchmarks have their own licenses. Those of `SCuBA` (public domain) and the names of
//! EIDSCA and ATT&CK are shortened.
//!
//! Sources: CIS Microsoft Azure Foundations Benchmark 5.0 and 6.0, CIS Microsoft 365 Foundations Benchmark 6.0, CISA `SCuBA` secure
//! configuration baseline for Microsoft Entra ID, Entra ID Security Config Analyzer, MITRE ATT&CK.

use crate::metadata::Metadata;

/// A list of controls that rules cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// CIS Microsoft Azure Foundations Benchmark, 5.0 and 6.0
    CisAzure,
    /// CIS Microsoft 365 Foundations Benchmark, 6.0
    #[value(name = "cis-m365")]
    #[serde(rename = "cis-m365")]
    CisM365,
    /// CISA `SCuBA` baseline for Microsoft Entra ID
    #[value(help = "CISA SCuBA baseline for Microsoft Entra ID")]
    Scuba,
    /// Entra ID Security Config Analyzer
    Eidsca,
    /// MITRE ATT&CK techniques
    Attack,
}

impl Framework {
    /// All frameworks.
    pub const ALL: [Self; 5] = [Self::CisAzure, Self::CisM365, Self::Scuba, Self::Eidsca, Self::Attack];

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::CisAzure => "CIS Microsoft Azure Foundations Benchmark",
            Self::CisM365 => "CIS Microsoft 365 Foundations Benchmark",
            Self::Scuba => "CISA SCuBA baseline for Microsoft Entra ID",
            Self::Eidsca => "Entra ID Security Config Analyzer (EIDSCA)",
            Self::Attack => "MITRE ATT&CK",
        }
    }

    /// What its states mean, if that is not obvious.
    pub fn note(self) -> Option<&'static str> {
        (self == Self::Attack).then_some("every technique is covered in part: the rules check settings that make it possible")
    }

    /// Its controls that a rule covers, in the order of the framework.
    pub fn controls(self) -> impl Iterator<Item = &'static Control> {
        CONTROLS.iter().filter(move |control| control.framework == self)
    }
}

/// How far the rules that name a control cover it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    Whole,
    /// What they do not check, as a sentence.
    Part(&'static str),
    /// What they report beyond the control.
    Wider(&'static str),
}

/// A control of a benchmark, or a technique of ATT&CK.
#[derive(Debug, Clone, Copy)]
pub struct Control {
    pub framework: Framework,
    /// The version of the benchmark; empty if the id contains it or there is none.
    pub version: &'static str,
    pub id: &'static str,
    pub title: &'static str,
    pub coverage: Coverage,
}

impl Control {
    /// The id as rules name it, such as `CIS Azure 5.0 5.14`.
    pub fn name(&self) -> String {
        match self.framework {
            Framework::CisAzure => format!("CIS Azure {} {}", self.version, self.id),
            Framework::CisM365 => format!("CIS M365 {} {}", self.version, self.id),
            Framework::Scuba | Framework::Eidsca | Framework::Attack => self.id.to_owned(),
        }
    }

    /// Whether a rule covers it.
    pub fn is_named_by(&self, rule: &Metadata) -> bool {
        let name = self.name();
        let named = if self.framework == Framework::Attack { rule.attack } else { rule.controls };
        named.contains(&&*name)
    }
}

use Coverage::{Part, Whole, Wider};

const fn azure_5(id: &'static str, title: &'static str, coverage: Coverage) -> Control {
    Control { framework: Framework::CisAzure, version: "5.0", id, title, coverage }
}

const fn azure_6(id: &'static str, title: &'static str, coverage: Coverage) -> Control {
    Control { framework: Framework::CisAzure, version: "6.0", id, title, coverage }
}

const fn m365(id: &'static str, title: &'static str, coverage: Coverage) -> Control {
    Control { framework: Framework::CisM365, version: "6.0", id, title, coverage }
}

const fn scuba(id: &'static str, title: &'static str, coverage: Coverage) -> Control {
    Control { framework: Framework::Scuba, version: "", id, title, coverage }
}

const fn eidsca(id: &'static str, title: &'static str, coverage: Coverage) -> Control {
    Control { framework: Framework::Eidsca, version: "", id, title, coverage }
}

const fn attack(id: &'static str, title: &'static str) -> Control {
    let coverage = Part("only settings that make the technique possible are checked");
    Control { framework: Framework::Attack, version: "", id, title, coverage }
}

const REVIEWS: Coverage = Part("how often reviews recur and who the reviewers are is not checked");
const ACCESS_ADMINISTRATOR: Coverage = Part("members of the organization who have the role below the root scope are not reported");
const LOW_RISK_CONSENT: Coverage = Part("consent to low-impact permissions of verified publishers is allowed by default");
const BLOCK_LIST: Coverage = Part("a list of blocked domains is also accepted");
const ALERTS: Coverage = Wider("other reasons why security alerts reach no one");
const TRANSFERS: Coverage = Wider("who is exempted from the subscription policy");

/// Every control that a rule names.
pub static CONTROLS: &[Control] = &[
    azure_5("5.3.2", "guests are reviewed regularly", REVIEWS),
    azure_5("5.3.3", "use of the role User Access Administrator is restricted", ACCESS_ADMINISTRATOR),
    azure_5("5.12", "users cannot consent to applications", LOW_RISK_CONSENT),
    azure_5("5.13", "users can consent only to apps of verified publishers, for selected permissions", Whole),
    azure_5("5.14", "users cannot register applications", Whole),
    azure_5("5.15", "guests can read only their own directory objects", Whole),
    azure_5("5.16", "only specific administrator roles can invite guests, or no one", Whole),
    azure_5("5.22", "registering or joining devices requires MFA", Whole),
    azure_5("5.23", "no custom role administers a subscription", Whole),
    azure_5("5.25", "no one can move subscriptions into or out of the tenant", TRANSFERS),
    azure_5("8.1.1.1", "Microsoft Defender CSPM is on", ALERTS),
    azure_5("8.1.9.1", "Microsoft Defender for Resource Manager is on", ALERTS),
    azure_5(
        "8.1.14",
        "security alerts are sent by email from a severity on",
        Part("the severity from which alerts are sent is not checked"),
    ),
    azure_6("5.1.2", "registering or joining devices requires MFA", Whole),
    azure_6("5.3.2", "guests are reviewed regularly", REVIEWS),
    azure_6("5.3.3", "use of the role User Access Administrator is restricted", ACCESS_ADMINISTRATOR),
    azure_6("5.4", "no custom role administers a subscription", Whole),
    azure_6("5.6", "no one can move subscriptions into or out of the tenant", TRANSFERS),
    m365("4.1", "devices without a compliance policy are marked as not compliant", Whole),
    m365("5.1.2.2", "users cannot register applications", Whole),
    m365("5.1.4.1", "not every user can join devices to the tenant", Whole),
    m365("5.1.4.2", "the number of devices of a user is limited to 20", Whole),
    m365("5.1.5.1", "users cannot consent to applications", LOW_RISK_CONSENT),
    m365("5.1.5.2", "the admin consent workflow is enabled", Whole),
    m365("5.1.6.1", "invitations go only to allowed domains", BLOCK_LIST),
    m365("5.1.6.2", "guests can read only their own directory objects", Whole),
    m365("5.1.6.3", "only guest inviters can invite guests", Whole),
    m365("5.3.2", "access reviews cover guests", REVIEWS),
    scuba("MS.AAD.5.1v1", "only administrators can register applications", Whole),
    scuba("MS.AAD.5.2v1", "consent by users to applications is restricted", Whole),
    scuba("MS.AAD.5.3v1", "an admin consent workflow is configured", Whole),
    scuba("MS.AAD.5.5v1", "no passwords are added to applications", Wider("passwords that applications already have")),
    scuba("MS.AAD.5.6v1", "passwords of applications are valid for at most 180 days", Wider("other weak credentials of applications")),
    scuba(
        "MS.AAD.5.7v1",
        "certificates of applications are valid for at most 365 days",
        Part("up to 730 days are accepted, unless the option `max-certificate-days` is lower"),
    ),
    scuba(
        "MS.AAD.8.1v1",
        "guests have limited or restricted access to directory objects",
        Wider("limited access, as a finding of severity low"),
    ),
    scuba("MS.AAD.8.2v1", "only guest inviters can invite guests", Whole),
    scuba("MS.AAD.8.3v1", "invitations go only to specific domains", BLOCK_LIST),
    eidsca("EIDSCA.AP04", "guest invitations are restricted", Whole),
    eidsca("EIDSCA.AP06", "users cannot join the tenant by email validation", Wider("self-service sign-up through user flows")),
    eidsca("EIDSCA.AP07", "access of guests is restricted to their own directory objects", Whole),
    eidsca("EIDSCA.AP08", "the consent policy for users allows only low-impact permissions", Whole),
    eidsca("EIDSCA.AP09", "users cannot consent to risky apps", Wider("other policies for consent by users")),
    eidsca("EIDSCA.AP10", "users cannot register applications", Whole),
    eidsca("EIDSCA.CR01", "the admin consent workflow is enabled", Whole),
    eidsca("EIDSCA.ST08", "guests cannot own Microsoft 365 groups", Wider("guests who own groups that grant something")),
    attack("T1069.003", "Permission Groups Discovery: Cloud Groups"),
    attack("T1078.004", "Valid Accounts: Cloud Accounts"),
    attack("T1087.004", "Account Discovery: Cloud Account"),
    attack("T1098", "Account Manipulation"),
    attack("T1098.001", "Account Manipulation: Additional Cloud Credentials"),
    attack("T1098.003", "Account Manipulation: Additional Cloud Roles"),
    attack("T1098.005", "Account Manipulation: Device Registration"),
    attack("T1136.003", "Create Account: Cloud Account"),
    attack("T1190", "Exploit Public-Facing Application"),
    attack("T1199", "Trusted Relationship"),
    attack("T1484.002", "Domain or Tenant Policy Modification: Trust Modification"),
    attack("T1528", "Steal Application Access Token"),
    attack("T1537", "Transfer Data to Cloud Account"),
    attack("T1548.005", "Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access"),
    attack("T1550.001", "Use Alternate Authentication Material: Application Access Token"),
    attack("T1552.001", "Unsecured Credentials: Credentials In Files"),
    attack("T1556", "Modify Authentication Process"),
    attack("T1556.009", "Modify Authentication Process: Conditional Access Policies"),
    attack("T1562", "Impair Defenses"),
    attack("T1562.001", "Impair Defenses: Disable or Modify Tools"),
    attack("T1566.002", "Phishing: Spearphishing Link"),
    attack("T1578", "Modify Cloud Compute Infrastructure"),
    attack("T1606", "Forge Web Credentials"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;
    use std::collections::BTreeSet;

    /// Tests of the Zero Trust Assessment have numbers, and are no framework of `--controls`.
    fn is_zero_trust(name: &str) -> bool {
        name.strip_prefix("ZTA ").is_some_and(|number| number.parse::<u32>().is_ok())
    }

    #[test]
    fn every_id_that_a_rule_names_is_listed_and_every_listed_id_is_named() {
        let listed: BTreeSet<String> = CONTROLS.iter().map(Control::name).collect();
        assert_eq!(listed.len(), CONTROLS.len(), "an id is listed twice");
        let ids = RULES.iter().flat_map(|rule| rule.attack.iter().chain(rule.controls));
        let named: BTreeSet<String> = ids.filter(|name| !is_zero_trust(name)).map(|name| (*name).to_owned()).collect();
        assert_eq!(named, listed);
    }

    #[test]
    fn techniques_are_named_as_such() {
        let is_technique =
            |id: &str| id.starts_with('T') && id.get(1..5).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(CONTROLS.iter().all(|control| (control.framework == Framework::Attack) == is_technique(control.id)));
    }
}
