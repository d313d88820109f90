//! Reports admin consent request policies that are disabled or have no reviewers.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An admin consent request policy that is disabled, or that is enabled without reviewers.
    ///
    /// ## Why it matters
    /// Users who may not consent to an app ask administrators by email or chat instead. A request that an attacker sends this way looks
    /// like any other, and an administrator may grant consent to a malicious app.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/adminConsentRequestPolicy/$entity", "isEnabled": false, "reviewers": [] }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/adminConsentRequestPolicy/$entity", "isEnabled": true, "reviewers": [{ "query": "/v1.0/groups/b3d0c1de-1111-4222-8333-444455556666/transitiveMembers/microsoft.graph.user", "queryType": "MicrosoftGraph" }] }
    /// ```
    ///
    /// ## When it is wrong
    /// When another process handles consent requests. Accept the finding under `allow:` in the policy file and name the process in
    /// `reason`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `adminConsentRequestPolicy`
    pub static RULE = {
        id: "application-admin-consent-workflow-off",
        group: Group::Application,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "users cannot request admin consent",
        attack: &["T1528", "T1566.002"],
        controls: &["CIS M365 6.0 5.1.5.2", "MS.AAD.5.3v1", "EIDSCA.CR01"],
        needs: &[Kind::AdminConsentRequestPolicy],
        check: Check::AdminConsentRequestPolicy(check),
    };
}

fn check(policy: &View<'_, AdminConsentRequestPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(enabled) = out.known(policy, "isEnabled", &policy.is_enabled) else { return };
    if !enabled {
        out.report(policy, "/isEnabled", Label::new(policy.place(&policy.is_enabled), "the admin consent workflow is disabled")).step(
            Change::set(policy.resource, "/isEnabled", "true")
                .and("/reviewers", REVIEWERS)
                .to("enable admin consent requests and set the reviewers"),
        );
    } else if policy.reviewers.is_null() || policy.reviewers.known().is_some_and(Vec::is_empty) {
        out.report(policy, "/reviewers", Label::new(policy.place(&policy.reviewers), "no reviewers"))
            .title("admin consent requests have no reviewer")
            .step(Change::set(policy.resource, "/reviewers", REVIEWERS).to("set the reviewers of admin consent requests"));
    } else {
        out.needs(policy, "reviewers", &policy.reviewers);
    }
}

const REVIEWERS: &str = r#"[{"query":"/users/<id>","queryType":"MicrosoftGraph"}]"#;
