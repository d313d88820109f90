//! Reports principals that the subscription policy exempts although they should not be.

use crate::finding::Undecided;
use crate::rules::names;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An exempted principal of the subscription policy that is a guest or external member, a disabled user, a deleted user, or not listed
    /// in the option `principals` (default: none). More exempted principals than the option `max` (default: 5) are also reported.
    ///
    /// External and disabled users are recognized where users are in the input. An empty list in an export is undecided, because only a
    /// Global Administrator with elevated access can see the list. Set the option `exported-by-administrator` (default: `false`) if such an
    /// administrator made the export.
    ///
    /// ## Why it matters
    /// Both settings of the subscription policy are off for an exempted user: they can move subscriptions into and out of the tenant. An
    /// exempted guest is exactly the attacker that the policy is meant to stop. The account of someone who has left, or a list that no one
    /// maintains, gives attackers a way around the policy.
    ///
    /// ## Bad
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "exemptedPrincipals": ["e879cf0f-2b4d-5431-109a-f72fc9868693"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "id": "/providers/Microsoft.Subscription/policies/default", "name": "default", "type": "Microsoft.Subscription/policies",
    ///   "properties": { "exemptedPrincipals": [] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the users are exempted on purpose. List their object ids in the option `principals`. External, disabled and deleted users are
    /// reported even if they are listed; accept such a finding under `allow:` in the policy file.
    /// ```yaml
    /// rules:
    ///   subscription-transfer-exemption-wide: { principals: [e879cf0f-2b4d-5431-109a-f72fc9868693] }
    /// ```
    ///
    /// ## Sources
    /// - Microsoft Learn: Manage Azure subscription policies
    /// - ARM: `Microsoft.Subscription/policies`, 2021-10-01
    pub static RULE = {
        id: "subscription-transfer-exemption-wide",
        group: Group::Subscription,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "subscription policy exempts guests, unlisted users or too many users",
        attack: &["T1098.003"],
        controls: &["CIS Azure 5.0 5.25", "CIS Azure 6.0 5.6"],
        needs: &[Kind::SubscriptionPolicy],
        joins: &[Kind::User],
        options: Some(OptionSpec::of::<ExemptionOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ExemptionOptions {
    /// The object ids of the users who are exempted on purpose.
    principals: Vec<String>,
    /// The maximum number of exempted principals.
    max: usize,
    /// Whether a Global Administrator with elevated access made the export, so that an empty list is known to be empty.
    exported_by_administrator: bool,
}

impl Default for ExemptionOptions {
    fn default() -> Self {
        Self { principals: Vec::new(), max: 5, exported_by_administrator: false }
    }
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    for policy in tenant.views::<SubscriptionPolicy<'_>>(&Kind::SubscriptionPolicy) {
        check_policy(&policy, tenant, out);
    }
}

fn check_policy(policy: &View<'_, SubscriptionPolicy<'_>>, tenant: &Tenant, out: &mut Findings<'_>) {
    let options = out.options::<ExemptionOptions>();
    let list = policy.exempted_principals();
    if list.is_null() || list.known().is_some_and(Vec::is_empty) {
        if !policy.resource.format.is_from_code() && !options.exported_by_administrator {
            let missing = "`exemptedPrincipals` is empty, but only a Global Administrator with elevated access can see the list";
            out.undecided(policy, &policy.place(list), missing.into());
        }
        return;
    }
    let Some(principals) = out.known(policy, "exemptedPrincipals", list) else { return };
    for principal in principals {
        // Code may refer to the guest that it invites.
        let invited = principal.full_reference().and_then(|address| tenant.user(&address)).filter(|user| user.external() == Some(true));
        if let Some(guest) = invited {
            let (title, label) = external(guest);
            out.report(policy, format!("/properties/exemptedPrincipals/{}", guest.id), Label::new(policy.place(principal), label))
                .title(Text::new(title).with("user", names::guest(guest)))
                .related(guest.label())
                .step(Change::remove(policy.resource, LIST, "").at(policy.place(principal)));
            continue;
        }
        let Some(id) = out.known(policy, "exemptedPrincipals", principal) else { continue };
        if let Some((title, label, is_unlisted)) = objection(id, tenant, &options) {
            let name = tenant.user(id).map(|user| user.name).filter(|name| !name.is_empty()).unwrap_or(id);
            let report = out
                .report(policy, format!("/properties/exemptedPrincipals/{}", &**id), Label::new(policy.place(principal), label))
                .title(Text::new(title).with("user", name))
                .step(Change::remove(policy.resource, LIST, &**id).at(policy.place(principal)));
            if is_unlisted {
                report.step("list the object id in the rule's option `principals`");
            }
        } else if tenant.user(id).is_none()
            && let Some(gap) = tenant.completeness(&Kind::User).gap()
        {
            out.undecided_partial(&Kind::User, gap);
        } else if tenant.user(id).is_none() {
            out.undecided_once("some exempted principals are not among the users in the input", || Undecided::collect(&Kind::User));
        } else if let Some(user) = tenant.user(id).filter(|user| user.external().is_none()) {
            let missing = if user.standing.is_none() {
                "whether the exempted user `{id}` is external is not known: `userType` is not in the input"
            } else {
                "whether the exempted user `{id}` is external is not known: `userPrincipalName` is not in the input"
            };
            let missing = Text::new(missing);
            out.undecided(policy, &policy.place(principal), missing.with("id", id.to_string()));
        }
    }
    if principals.len() > options.max {
        let label = Text::new("at most {max} principals are allowed").with("max", options.max.to_string());
        out.report(policy, "/properties/exemptedPrincipals", Label::new(policy.place(list), label))
            .title(Text::new("the subscription policy exempts {count} principals").with("count", principals.len().to_string()))
            .step("exempt only the users who are currently transferring subscriptions");
    }
}

const LIST: &str = "/exemptedPrincipals";

/// The title and the label for an external user.
fn external(user: UserFacts<'_>) -> (&'static str, &'static str) {
    if user.guest() == Some(true) {
        ("guest `{user}` is exempted from the subscription policy", "a guest")
    } else {
        ("external user `{user}` is exempted from the subscription policy", "an external user")
    }
}

/// Why this principal should not be exempted: title, label, and whether the only reason is that the option `principals` does not list it.
/// External and disabled users are reported even if the option lists them.
fn objection(id: &str, tenant: &Tenant, options: &ExemptionOptions) -> Option<(&'static str, &'static str, bool)> {
    let user = tenant.user(id);
    let all_users = tenant.is_whole(&Kind::User);
    match user {
        Some(user) if user.external() == Some(true) => {
            let (title, label) = external(user);
            Some((title, label, false))
        }
        Some(user) if tenant.is_disabled(user) => {
            Some(("disabled user `{user}` is exempted from the subscription policy", "the account is disabled", false))
        }
        None if all_users => Some((
            "`{user}`, which is not a user of the tenant, is exempted from the subscription policy",
            "deleted, or not the id of a user",
            false,
        )),
        _ if options.principals.iter().any(|named| named.eq_ignore_ascii_case(id)) => None,
        _ => Some((
            "principal `{user}` is exempted from the subscription policy but not listed in `principals`",
            "not in the rule's option `principals`",
            true,
        )),
    }
}
