//! A gateway takes tokens of any tenant.

use crate::finding::{Action, Step};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// `validate-azure-ad-token` and `validate-jwt` that take tokens of `common` or `organizations` while nothing narrows them: no list of
    /// issuers, no client applications, and no required claim `tid`, `iss`, `azp`, `appid`, `oid`, `roles`, `groups` or `scp` with values. The
    /// policy may be a file of its own, or the text in a resource of ARM, Bicep or Terraform; behind a link it is undecided.
    ///
    /// ## Why it matters
    /// The gateway is often the only thing before an API that looks at a token. Metadata of `common` publishes the keys of every tenant, so
    /// the signature tells nothing about who calls.
    ///
    /// ## Bad
    /// ```xml api-policy.xml
    /// <policies><inbound>
    ///   <validate-azure-ad-token tenant-id="common"><audiences><audience>api://orders</audience></audiences></validate-azure-ad-token>
    /// </inbound></policies>
    /// ```
    ///
    /// ## Good
    /// ```xml api-policy.xml
    /// <policies><inbound>
    ///   <validate-azure-ad-token tenant-id="11111111-2222-4333-8444-555566667777"><audiences><audience>api://orders</audience></audiences></validate-azure-ad-token>
    /// </inbound></policies>
    /// ```
    ///
    /// ## When it is wrong
    /// When the service behind the gateway checks the tenant itself.
    ///
    /// ## Sources
    /// - Azure API Management: Validate Microsoft Entra token
    /// - Azure API Management: Validate JWT
    pub static RULE = {
        id: "api-management-token-any-tenant",
        group: Group::ApiManagement,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "the gateway takes tokens of any tenant",
        attack: &["T1190"],
        controls: &[],
        needs: &[Kind::ApiManagementPolicy],
        joins: &[],
        options: None,
        check: Check::ApiManagementPolicy(check),
    };
}

/// Claims that narrow who may call.
const NARROWING: &[&str] = &["tid", "iss", "azp", "appid", "oid", "roles", "groups", "scp"];

fn check(policy: &View<'_, ApiManagementPolicy<'_>>, out: &mut Findings<'_>) {
    if matches!(policy.element.state(), State::Unknown(_)) {
        return out.needs(policy, "policy", &policy.element);
    }
    let lists = [&policy.issuers, &policy.client_application_ids];
    let claims = &policy.required_claims;
    let is_narrowed =
        lists.iter().any(|list| !list.elements().is_empty()) || NARROWING.iter().any(|claim| policy.required_claim(claim).is_some());
    if is_narrowed {
        return;
    }
    for endpoint in policy.endpoints() {
        match endpoint.known().map(|text| AuthorityTenant::of(text)) {
            Some(Some(AuthorityTenant::Placeholder)) => {
                out.undecided(policy, &policy.place(endpoint), "the tenant is a placeholder that still has to be replaced".into());
            }
            Some(_) => {}
            None => out.needs(policy, "tenant", endpoint),
        }
    }
    let Some(shared) = policy.shared_endpoints().next() else { return };
    let place = policy.place(shared);
    if lists.iter().any(|list| matches!(list.state(), State::Unknown(_))) || matches!(claims.state(), State::Unknown(_)) {
        return out.undecided(policy, &place, "what narrows the callers cannot be known".into());
    }
    out.report(policy, "/tenantId", Label::new(place, "keys of every tenant, and nothing narrows the callers"))
        .step("write the id of your tenant here")
        .step(Step::from("require the claim `tid`").with(Action::Code(CLAIM.into())));
}

const CLAIM: &str = "<required-claims><claim name=\"tid\"><value><tenant-id></value></claim></required-claims>";
