//! Tokens of another issuer that are taken too freely.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A federated credential of an app or identity whose issuer is none of the known ones (option `issuers`), whose subject is a wildcard,
    /// names a whole repository or pull requests of it (GitHub), or whose claims-matching expression leaves the repository open. Subjects
    /// of other issuers are not held against the form of GitHub.
    ///
    /// ## Why it matters
    /// Whoever can get such a token from the issuer acts as the app, without a secret. A pull request of a stranger is enough where pull
    /// requests are a subject.
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
    /// When the issuer is your own: list it in `issuers`.
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
        summary: "tokens of another issuer are taken too freely",
        attack: &["T1550.001"],
        controls: &[],
        needs: &[Kind::FederatedIdentityCredential],
        options: Some(OptionSpec::of::<IssuerOptions>()),
        check: Check::FederatedIdentityCredential(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct IssuerOptions {
    /// Issuers that are known: the beginning of the URL.
    issuers: Vec<String>,
}

impl Default for IssuerOptions {
    fn default() -> Self {
        let usual = [
            GITHUB,
            "https://login.microsoftonline.com/",
            "https://sts.windows.net/",
            "https://oidc.prod-aks.azure.com/",
            "https://vstoken.dev.azure.com/",
            "https://gitlab.com",
            "https://app.terraform.io",
            "https://accounts.google.com",
        ];
        Self { issuers: usual.map(str::to_owned).to_vec() }
    }
}

const GITHUB: &str = "https://token.actions.githubusercontent.com";

fn check(credential: &View<'_, FederatedIdentityCredential<'_>>, out: &mut Findings<'_>) {
    let options = out.options::<IssuerOptions>();
    let Some(issuer) = out.known(credential, "issuer", credential.issuer()) else { return };
    // AKS has a host for each region.
    let is_aks = issuer.starts_with("https://") && issuer.contains(".oic.prod-aks.azure.com/");
    if !is_aks && !options.issuers.iter().any(|known| issuer.starts_with(known.as_str())) {
        out.report(credential, "/issuer", Label::new(credential.place(credential.issuer()), "none of the issuers that are known"))
            .title("tokens of an issuer are taken that nobody has named")
            .help("name the issuer in the option `issuers`, or take the credential away");
    }
    let subject = credential.subject();
    let expression = credential.claims_matching_expression().known().map(|expression| &expression.value);
    if let Some(expression) = expression.filter(|_| subject.is_absent() || subject.is_null()) {
        let Some(text) = out.known(credential, "claimsMatchingExpression", expression) else { return };
        if is_expression_loose(text) {
            out.report(
                credential,
                "/claimsMatchingExpression",
                Label::new(credential.place(expression), "a wildcard stands for the repository, or for all behind it"),
            )
            .help("name the repository, and the branch or environment, in the expression");
        }
        return;
    }
    let Some(text) = out.known(credential, "subject", subject) else { return };
    if let Some(label) = looseness(issuer, text) {
        out.report(credential, "/subject", Label::new(credential.place(subject), label))
            .help("name the repository and an environment or branch that strangers cannot use");
    }
}

/// Why a subject is loose.
fn looseness(issuer: &str, subject: &str) -> Option<&'static str> {
    if subject.contains('*') {
        return Some("a wildcard");
    }
    if !issuer.starts_with(GITHUB) {
        return None;
    }
    let mut parts = subject.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("repo"), Some(repository), Some(rest)) if repository.contains('/') => match rest {
            "pull_request" => Some("every pull request, of strangers too"),
            _ if ["environment:", "ref:", "job_workflow_ref:"].iter().any(|part| rest.starts_with(part)) => None,
            _ => Some("neither a branch nor an environment is named"),
        },
        (Some("repo"), Some(_), None) => Some("a whole repository, whatever runs in it"),
        _ => None,
    }
}

/// Whether an expression such as `claims['sub'] matches 'repo:contoso/*'` leaves the repository or all behind it open.
fn is_expression_loose(expression: &str) -> bool {
    let patterns = expression.split('\'').skip(1).step_by(2).filter(|text| text.contains(':') || text.contains('*'));
    let mut patterns = patterns.filter(|text| text.contains('*')).peekable();
    patterns.peek().is_some()
        && patterns.any(|pattern| {
            let before = pattern.split('*').next().unwrap_or_default();
            // `repo:owner/name:environment:*` names the repository and what it runs for, `repo:owner/name:*` the repository alone.
            before.splitn(3, ':').nth(2).is_none_or(str::is_empty)
        })
}
