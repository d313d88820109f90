//! Reports API Management policies that accept tokens from every tenant.

use crate::finding::{Action, Step};
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A `validate-azure-ad-token` or `validate-jwt` policy that accepts tokens from `common`, `organizations` or `consumers` without
    /// anything that limits the tenants: no list of issuers, and no required claim `tid` or `iss` with values. Object ids in the claims `oid`
    /// and `groups` exist in one tenant only, so they count too.
    ///
    /// Client applications (`azp`, `appid`), `roles` and `scp` do not count. A client application can be the same for users of every
    /// tenant, and the administrator of any tenant can consent to a scope and assign a role. A list of issuers that contains `common` or
    /// `organizations` does not count either.
    ///
    /// The policy can be in a file of its own, or in the text of an ARM, Bicep or Terraform resource. The rule is undecided for a policy
    /// that is referenced by a link, for a tenant that is a placeholder, and if a list or the claims are not known.
    ///
    /// ## Why it matters
    /// The gateway is often the only component in front of an API that validates tokens. The metadata of `common` contains the signing keys
    /// of every tenant, so a valid signature does not show which tenant the caller belongs to.
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
    /// When the service that the gateway protects checks the tenant itself. Accept the finding under `allow:` in the policy file.
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
        summary: "API Management policy accepts tokens from every tenant",
        attack: &["T1190"],
        needs: &[Kind::ApiManagementPolicy],
        check: Check::ApiManagementPolicy(check),
    };
}

fn check(policy: &View<'_, ApiManagementPolicy<'_>>, out: &mut Findings<'_>) {
    if matches!(policy.element.state(), State::Unknown(_)) {
        return out.needs(policy, "policy", &policy.element);
    }
    let limits_tenants = policy.limits_tenants();
    if limits_tenants == Some(true) {
        return;
    }
    for endpoint in policy.endpoints() {
        match endpoint.known().map(|text| AuthorityTenant::of(text)) {
            Some(Some(AuthorityTenant::Placeholder)) => {
                out.undecided(policy, &policy.place(endpoint), "the tenant is a placeholder".into());
            }
            Some(_) => {}
            None => out.needs(policy, "tenant", endpoint),
        }
    }
    let Some(shared) = policy.shared_endpoints().next() else { return };
    let place = policy.place(shared);
    if limits_tenants.is_none() {
        return out.undecided(policy, &place, "whether the policy limits the tenants is not known".into());
    }
    let is_personal = matches!(shared.known().and_then(|text| AuthorityTenant::of(text)), Some(AuthorityTenant::Consumers));
    let address = policy.resource.address.as_deref().and_then(|address| address.rsplit_once('#')).map(|(holder, _)| holder);
    let template = match (address.is_some(), is_personal) {
        (true, false) => "policy `{policy}` in `{address}` accepts tokens from every tenant",
        (true, true) => "policy `{policy}` in `{address}` accepts tokens of every personal account",
        (false, false) => "policy `{policy}` accepts tokens from every tenant",
        (false, true) => "policy `{policy}` accepts tokens of every personal account",
    };
    let element = policy.element.known().map(ToString::to_string).unwrap_or_default();
    out.report(policy, "/tenantId", Label::new(place, "no issuer or claim limits the tenants"))
        .title(Text::new(template).with("policy", element).with("address", address.unwrap_or_default()))
        .step("set the tenant to the id of your tenant")
        .step(Step::from("require the claim `tid`").with(Action::Code(CLAIM.into())));
}

const CLAIM: &str = "<required-claims><claim name=\"tid\"><value><tenant-id></value></claim></required-claims>";
