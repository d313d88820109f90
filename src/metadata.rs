//! The metadata of a rule: everything that reports, the policy file and `collect` need, without its check.

use crate::language::Language;
use crate::resource::Kind;

/// A rule without its check.
#[derive(Debug)]
pub struct Metadata {
    /// Kebab-case name; it never changes.
    pub id: &'static str,
    pub group: Group,
    /// The severity of its findings, unless a finding sets another one.
    pub severity: Severity,
    /// The confidence of its findings, unless a finding sets another one.
    pub confidence: Confidence,
    /// The version that introduced it.
    pub since: &'static str,
    /// One line that states what it finds.
    pub summary: &'static str,
    /// MITRE ATT&CK techniques that the findings make possible; `controls` has their names.
    pub attack: &'static [&'static str],
    /// CIS, `SCuBA` and other benchmark ids; the module `controls` has their titles.
    pub controls: &'static [&'static str],
    /// Kinds without which the rule is undecided for the tenant. Each is a list: its first kind, or any of the others in its place.
    pub needs: &'static [&'static [Kind]],
    /// Kinds that the rule also reads if the input has them.
    ///
    /// Together with `needs`, these are the only kinds that the rule may ask the tenant's index for: `collect` requests them, and the
    /// index keeps nothing else.
    pub joins: &'static [Kind],
    /// Rules that report the same places with more detail: where one of them has a finding, a finding of this rule is a note on it.
    pub note_on: &'static [&'static str],
    /// Rules whose findings at places of a finding of this rule are parts of it, in the order of the attack.
    pub parts: &'static [&'static str],
    /// Markdown under six headings: what, why, bad, good, when it is wrong, sources.
    pub docs: &'static str,
}

impl Metadata {
    /// A rule of this group whose other properties are those of most rules that are not built in.
    pub const fn new(group: Group, id: &'static str, summary: &'static str, docs: &'static str) -> Self {
        Self {
            id,
            group,
            severity: Severity::Medium,
            confidence: Confidence::High,
            since: "",
            summary,
            attack: &[],
            controls: &[],
            needs: &[],
            joins: &[],
            note_on: &[],
            parts: &[],
            docs,
        }
    }

    /// The kinds that the rule declares, each for its whole [family](Kind::family).
    pub fn declared(&self) -> impl Iterator<Item = &'static Kind> {
        self.needs.iter().copied().flatten().chain(self.joins)
    }

    /// What the rule needs, for people: alternatives as `a or b`.
    pub fn needs_names(&self, language: Language) -> Vec<String> {
        let or = language.text(" or ");
        self.needs.iter().map(|kinds| kinds.iter().map(Kind::name).collect::<Vec<_>>().join(or)).collect()
    }

    /// Its documentation in Markdown.
    pub fn markdown(&self, language: Language) -> String {
        // A doc comment keeps the space after its slashes.
        let english: String = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).flat_map(|line| [line, "\n"]).collect();
        language.markdown(&english)
    }

    /// Whether the rule declares a kind or the family that the kind belongs to.
    pub fn declares(&self, kind: &Kind) -> bool {
        self.declared().any(|declared| declared.family().contains(kind))
    }
}

/// The area that a rule covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Application,
    /// Guests and who may invite them.
    Guest,
    /// What other tenants are allowed to do.
    CrossTenant,
    /// Subscriptions and their way into and out of the tenant.
    Subscription,
    /// Azure roles and directory roles.
    Rbac,
    ManagementGroup,
    Policy,
    /// Managed identities and federated credentials.
    Identity,
    Device,
    Group,
    ConditionalAccess,
    Billing,
    /// The sign-in configuration of apps.
    CodeConfig,
    /// Sign-in by App Service and Container Apps.
    AppService,
    StaticWebApp,
    ApiManagement,
    /// Paths that join several settings.
    Path,
    /// What differs between two inputs.
    Drift,
    Own,
    /// Rules of an organization, which its policy file defines.
    Custom,
}

impl Group {
    /// The name in reports and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Guest => "guest",
            Self::CrossTenant => "cross-tenant",
            Self::Subscription => "subscription",
            Self::Rbac => "rbac",
            Self::ManagementGroup => "management-group",
            Self::Policy => "policy",
            Self::Identity => "identity",
            Self::Device => "device",
            Self::Group => "group",
            Self::ConditionalAccess => "conditional-access",
            Self::Billing => "billing",
            Self::CodeConfig => "code-config",
            Self::AppService => "app-service",
            Self::StaticWebApp => "static-web-app",
            Self::ApiManagement => "api-management",
            Self::Path => "path",
            Self::Drift => "drift",
            Self::Own => "tenantlint",
            Self::Custom => "custom",
        }
    }
}

/// The severity of a finding.
#[derive(
    Debug,
    Default,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Informational.
    Info,
    /// Weakens a defense.
    Low,
    /// Helps an attack.
    #[default]
    Medium,
    /// Exposes the tenant to an attack.
    High,
    /// An attack is directly possible or in progress.
    Critical,
}

impl Severity {
    /// The name in reports and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The next lower severity.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}

/// How certain a rule is that a finding is correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A hint.
    Low,
    /// Right in most tenants.
    Medium,
    /// The input proves it.
    High,
}

impl Confidence {
    /// The name in reports and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
