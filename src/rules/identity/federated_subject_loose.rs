//! Reports federated identity credentials that trust an unknown issuer or too many subjects.

use crate::resource::is_entra_host;
use crate::rules::declared::DECLARE_PARTNER;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A federated identity credential of an app or a managed identity that has one of these problems:
    ///
    /// - The issuer is not listed in the option `issuers` (default: GitHub Actions, Microsoft Entra ID, AKS, Azure DevOps, GitLab, HCP
    ///   Terraform and Google).
    /// - The issuer is a Microsoft Entra tenant other than this one that is not declared in the inventory `partners` of the policy file.
    /// - The subject contains a wildcard, which Microsoft Entra ID compares literally, so that no token matches (severity low).
    /// - The subject of a GitHub token names no repository, a repository without a branch or environment, or pull requests of a repository.
    /// - No clause of the claims-matching expression names a repository and what runs in it, or a workspace of HCP Terraform.
    ///   `job_workflow_ref` names the workflow that is called, and not the repository that calls it.
    ///
    /// Subjects of other issuers are not compared with the format of GitHub. The rule is undecided if the id of this tenant is needed and
    /// not in the input, and for an expression in an undocumented format.
    ///
    /// ## Why it matters
    /// Anyone who can obtain a matching token from the issuer can sign in as the app or identity, without a client secret. If the subject
    /// covers pull requests, everyone who can push a branch gets such a token before a review. GitHub gives workflows on pull requests from
    /// forks no token, unless the repository sends write tokens to them.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "b0000000-0000-4000-8000-000000000001", "name": "github", "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:contoso/app:pull_request", "audiences": ["api://AzureADTokenExchange"] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "b0000000-0000-4000-8000-000000000001", "name": "github", "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:contoso/app:environment:production", "audiences": ["api://AzureADTokenExchange"] }
    /// ```
    ///
    /// ## When it is wrong
    /// When the issuer is your own. Add it to the option `issuers`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `federatedIdentityCredential`
    /// - GitHub Docs: OpenID Connect, subject claims
    pub static RULE = {
        id: "identity-federated-subject-loose",
        group: Group::Identity,
        severity: Severity::High,
        confidence: Confidence::Medium,
        since: "0.1.0",
        summary: "federated identity credential trusts a broad subject or issuer",
        attack: &["T1550.001"],
        needs: &[Kind::FederatedIdentityCredential],
        joins: &[Kind::Organization],
        options: Some(OptionSpec::of::<IssuerOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of `identity-federated-subject-loose`.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct IssuerOptions {
    /// Trusted issuers: the URL of each issuer, or its beginning up to a `/`.
    issuers: Vec<String>,
}

impl Default for IssuerOptions {
    fn default() -> Self {
        let issuers = [
            GITHUB,
            "https://login.microsoftonline.com/",
            "https://sts.windows.net/",
            "https://oidc.prod-aks.azure.com/",
            "https://vstoken.dev.azure.com/",
            "https://gitlab.com",
            "https://app.terraform.io",
            "https://app.eu.terraform.io",
            "https://accounts.google.com",
        ];
        Self { issuers: issuers.map(str::to_owned).to_vec() }
    }
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const TERRAFORM_CLOUD: &str = "https://app.terraform.io";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for credential in tenant.views::<FederatedIdentityCredential<'_>>(&Kind::FederatedIdentityCredential) {
        let Some(issuer) = out.known(&credential, "issuer", credential.issuer()) else { continue };
        check_issuer(&credential, issuer, tenant, out);
        check_subject(&credential, issuer, out);
    }
}

fn check_issuer(credential: &View<'_, FederatedIdentityCredential<'_>>, issuer: &str, tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<IssuerOptions>();
    let known = options.issuers.iter().find(|known| is_under(issuer, known));
    let place = credential.place(credential.issuer());
    if !issuer.starts_with("https://") {
        out.report(credential, "/issuer", Label::new(place, "the issuer of a token is a URL with `https://`"))
            .title(
                Text::new("issuer `{issuer}` of federated identity credential `{credential}` matches no token")
                    .with("issuer", issuer)
                    .with("credential", name_of(credential)),
            )
            .severity(Severity::Low)
            .step("write the URL of the issuer exactly as the `iss` claim of its tokens contains it")
            .step(DELETE);
        return;
    }
    if known.is_none() && !is_aks(issuer) {
        out.report(credential, "/issuer", Label::new(place, "not listed in the option `issuers`"))
            .title(
                Text::new("federated identity credential `{credential}` trusts unlisted issuer `{issuer}`")
                    .with("credential", name_of(credential))
                    .with("issuer", issuer),
            )
            .step("add the issuer to the option `issuers`")
            .step(DELETE);
        return;
    }
    // Each tenant has an issuer of its own at these hosts, so a known host is not enough.
    let Some(home) = tenant_of(issuer).filter(|home| !known.is_some_and(|known| known.contains(home))) else { return };
    match tenant.is_self(home) {
        _ if out.inventory().partner(home).is_some() => {}
        Some(true) => {}
        Some(false) => {
            out.report(credential, "/issuer", Label::new(place, "the issuer of another tenant"))
                .title(
                    Text::new("federated identity credential `{credential}` trusts tenant `{tenant}`")
                        .with("credential", name_of(credential))
                        .with("tenant", home),
                )
                .step(DECLARE_PARTNER)
                .step(DELETE);
        }
        None => out.undecided(
            credential,
            &place,
            "whether this issuer is the tenant itself is not known: the tenant id is not in the input".into(),
        ),
    }
}

const DELETE: &str = "delete the federated identity credential";

fn check_subject(credential: &View<'_, FederatedIdentityCredential<'_>>, issuer: &str, out: &mut Findings<'_>) {
    let subject = credential.subject();
    let expression = credential.claims_matching_expression().known().map(|expression| &expression.value);
    if let Some(expression) = expression.filter(|_| subject.is_absent() || subject.is_null()) {
        let Some(text) = out.known(credential, "claimsMatchingExpression", expression) else { return };
        let clauses = clauses(text);
        if clauses.is_empty() {
            out.undecided(credential, &credential.place(expression), "the claims-matching expression is not in a documented format".into());
        }
        // A token must match all clauses, so one strict clause is enough.
        let all: Option<Vec<&str>> = clauses.iter().map(|clause| clause.looseness(issuer)).collect();
        if let Some(label) = all.and_then(|labels| labels.first().copied()) {
            out.report(credential, "/claimsMatchingExpression", Label::new(credential.place(expression), label))
                .title(
                    Text::new("federated identity credential `{credential}` trusts broad expression `{expression}`")
                        .with("credential", name_of(credential))
                        .with("expression", &**text),
                )
                .step("name the repository, and the branch or environment, in the expression");
        }
        return;
    }
    let Some(text) = out.known(credential, "subject", subject) else { return };
    if text.contains('*') {
        out.report(credential, "/subject", Label::new(credential.place(subject), "a wildcard in a subject is compared literally"))
            .title(
                Text::new("subject `{subject}` of federated identity credential `{credential}` matches no token")
                    .with("credential", name_of(credential))
                    .with("subject", &**text),
            )
            .severity(Severity::Low)
            .step("write the exact subject, or use a claims-matching expression");
        return;
    }
    if let Some(label) = looseness(issuer, text) {
        out.report(credential, "/subject", Label::new(credential.place(subject), label))
            .title(
                Text::new("federated identity credential `{credential}` trusts broad subject `{subject}`")
                    .with("credential", name_of(credential))
                    .with("subject", &**text),
            )
            .step("name the repository, and an environment or branch that outsiders cannot use");
    }
}

/// Whether `issuer` equals `known` or is below it: `https://gitlab.com.example.org` is not below `https://gitlab.com`.
fn is_under(issuer: &str, known: &str) -> bool {
    issuer.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || known.ends_with('/'))
}

/// Whether AKS is the issuer. It has a host in each region.
fn is_aks(issuer: &str) -> bool {
    let host = issuer.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let is_host = host.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '.'));
    is_host && host.ends_with(".oic.prod-aks.azure.com")
}

/// The tenant of a Microsoft Entra issuer, such as `https://login.microsoftonline.com/<tenant>/v2.0`.
fn tenant_of(issuer: &str) -> Option<&str> {
    let (host, path) = issuer.strip_prefix("https://")?.split_once('/')?;
    let tenant = path.split('/').next().filter(|tenant| uuid::Uuid::try_parse(tenant).is_ok())?;
    is_entra_host(host).then_some(tenant)
}

/// Why a subject is too broad.
fn looseness(issuer: &str, subject: &str) -> Option<&'static str> {
    if is_under(issuer, GITHUB) { looseness_at_github(subject) } else { None }
}

/// Claims that the subject of a GitHub token can contain. The flags state whether the claim names a repository, and whether it limits
/// what runs there to something that outsiders cannot choose.
///
/// Source: GitHub Docs, reference of `OpenID` Connect, `include_claim_keys`.
const CLAIMS: &[(&str, bool, bool)] = &[
    ("actor", false, false),
    ("base_ref", false, false),
    ("environment", false, true),
    ("head_ref", false, false),
    // It names the repository of the workflow that is called, and not the one that calls it.
    ("job_workflow_ref", false, true),
    ("ref", false, true),
    ("repo", true, false),
    ("repository", true, false),
    ("repository_id", true, false),
    ("repository_owner", false, false),
    ("repository_owner_id", false, false),
    ("repository_visibility", false, false),
    ("workflow", false, false),
    ("workflow_ref", true, true),
];

/// Why the subject of a GitHub token is too broad. A subject is a list of claims with values: `repo:contoso/app:environment:production`.
fn looseness_at_github(subject: &str) -> Option<&'static str> {
    let mut parts = subject.split(':');
    let (mut has_repository, mut has_what_runs, mut count) = (false, false, 0);
    while let Some(claim) = parts.next() {
        if claim == "pull_request" {
            return Some("covers every pull request, before its review");
        }
        let known = CLAIMS.iter().find(|(name, ..)| *name == claim);
        let value = known.and_then(|_| parts.next());
        if let Some((_, repository, what_runs)) = known.filter(|_| value.is_some()) {
            let what_runs = &(*what_runs && value != Some(""));
            (has_repository, has_what_runs) = (has_repository | repository, has_what_runs | what_runs);
        } else if count == 0 {
            // GitHub issues no token with such a subject.
            return None;
        }
        count += 1;
    }
    match (has_repository, has_what_runs, count) {
        (true, true, _) => None,
        (false, ..) => Some("does not name a repository"),
        (true, false, 1) => Some("covers everything that runs in the repository"),
        (true, false, _) => Some("does not name a branch or an environment"),
    }
}

/// A clause of a claims-matching expression: `claims['sub'] matches 'repo:contoso/app:environment:*'`.
struct Clause<'e> {
    claim: &'e str,
    is_pattern: bool,
    value: &'e str,
}

/// The clauses of an expression, joined by `and`. Empty if the expression is in another format.
///
/// Source: Microsoft Learn, Flexible federated identity credentials, language structure (2024-08).
fn clauses(expression: &str) -> Vec<Clause<'_>> {
    let pieces: Vec<&str> = expression.split('\'').collect();
    // A clause has four pieces. A single remaining piece is the text after the last quote.
    pieces.chunks(4).filter(|piece| piece.len() > 1).map(Clause::of).collect::<Option<_>>().unwrap_or_default()
}

impl<'e> Clause<'e> {
    /// Reads a clause from the texts before and between its quotes.
    fn of(pieces: &[&'e str]) -> Option<Self> {
        let [before, claim, operator, value] = *pieces else { return None };
        let operator = operator.trim_start().strip_prefix(']')?.trim();
        let is_pattern = operator.eq_ignore_ascii_case("matches");
        let is_clause = before.trim_end().ends_with("claims[") && (is_pattern || operator.eq_ignore_ascii_case("eq"));
        is_clause.then_some(Self { claim, is_pattern, value })
    }

    /// Why the clause does not limit what runs, and in which repository.
    fn looseness(&self, issuer: &str) -> Option<&'static str> {
        const OPEN: &str = "a wildcard matches the repository, or everything that runs in it";
        let known = if self.is_pattern { self.value.split(['*', '?']).next().unwrap_or_default() } else { self.value };
        let is_whole = known.len() == self.value.len();
        if self.claim != "sub" {
            // `owner/name/.github/workflows/deploy.yml@refs/heads/main`
            return (!is_whole && known.matches('/').count() < 2).then_some(OPEN);
        }
        if !is_whole && !known.contains(':') {
            return Some(OPEN);
        }
        if is_under(issuer, GITHUB) {
            return looseness_at_github(known).map(|why| if is_whole || known.contains("pull_request") { why } else { OPEN });
        }
        if is_under(issuer, TERRAFORM_CLOUD) {
            // `organization:contoso:project:app:workspace:prod:run_phase:*`
            let workspace = known.split_once(":workspace:").map(|(_, rest)| rest.split(':').next().unwrap_or_default());
            return (!is_whole && workspace.is_none_or(str::is_empty)).then_some(OPEN);
        }
        // `project_path:group/app:ref_type:*` names the project and what it runs for, `project_path:group/app:*` the project alone.
        (!is_whole && known.splitn(3, ':').nth(2).is_none_or(str::is_empty)).then_some(OPEN)
    }
}
