//! Reports authorization policies that allow users to consent to apps on their own.

use super::pointer_part;
use crate::resource::Resource;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// An authorization policy that assigns users a permission grant policy for their own consent that is not listed in the option
    /// `policies` (default: `microsoft-user-default-low`, which allows low-impact permissions for apps of verified publishers), or that
    /// allows user consent for risky apps.
    ///
    /// A permission grant policy of the tenant itself is reported with medium confidence, because the rule cannot see what it allows.
    ///
    /// ## Why it matters
    /// A consent prompt for a malicious app looks like any other. A user who accepts it gives the attacker access to data such as their
    /// mailbox, and this access remains after the user changes their password.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "id": "authorizationPolicy", "defaultUserRolePermissions": { "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity", "id": "authorizationPolicy", "defaultUserRolePermissions": { "permissionGrantPoliciesAssigned": [] } }
    /// ```
    ///
    /// ## When it is wrong
    /// When the policy is a custom one that allows little. Add it to the option `policies`:
    /// ```yaml
    /// rules:
    ///   application-user-consent-open: { policies: [microsoft-user-default-low, contoso-verified-publishers] }
    /// ```
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `authorizationPolicy`
    /// - Microsoft Learn: Configure how users consent to applications
    pub static RULE = {
        id: "application-user-consent-open",
        group: Group::Application,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "users can consent to apps without an administrator",
        attack: &["T1528"],
        controls: &["CIS Azure 5.0 5.12", "CIS Azure 5.0 5.13", "CIS M365 6.0 5.1.5.1", "MS.AAD.5.2v1", "EIDSCA.AP08", "EIDSCA.AP09"],
        needs: &[Kind::AuthorizationPolicy],
        options: Some(OptionSpec::of::<ConsentOptions>()),
        check: Check::AuthorizationPolicy(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ConsentOptions {
    /// Ids of the permission grant policies that may allow user consent.
    policies: Vec<String>,
}

impl Default for ConsentOptions {
    fn default() -> Self {
        Self { policies: vec![LOW.to_owned()] }
    }
}

impl ConsentOptions {
    /// Whether the option lists this policy, with or without the prefix before its id.
    fn contains(&self, name: &str) -> bool {
        self.policies.iter().any(|known| {
            let known = known.to_ascii_lowercase();
            known.strip_prefix(FOR_SELF).unwrap_or(&known) == name
        })
    }
}

/// The policy for low-impact permissions of apps of verified publishers.
const LOW: &str = "microsoft-user-default-low";

/// Prefix of a policy for user consent, in lower case because Microsoft spells it in two ways.
const FOR_SELF: &str = "managepermissiongrantsforself.";

fn check(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    check_risky(policy, out);
    let nested = policy.default_user_role_permissions.known().map(|permissions| &permissions.permission_grant_policies_assigned);
    let beta = &policy.permission_grant_policy_ids_assigned_to_default_user_role;
    let assigned = nested.filter(|assigned| !assigned.is_absent()).unwrap_or(beta);
    let Some(list) = out.known(policy, "permissionGrantPoliciesAssigned", assigned) else { return };
    let allowed = out.options::<ConsentOptions>();
    for entry in list {
        let Some(id) = out.known(policy, "permissionGrantPoliciesAssigned", entry) else { continue };
        let lower = id.to_ascii_lowercase();
        let Some(name) = lower.strip_prefix(FOR_SELF).filter(|name| !allowed.contains(name)) else { continue };
        let is_known = name.starts_with("microsoft-");
        let label = if is_known { "not in the option `policies`" } else { "a policy of this tenant; the rule cannot see what it allows" };
        out.report(policy, format!("{POINTER}/{}", pointer_part(name)), Label::new(policy.place(entry), label))
            .title(Text::new("users can consent to apps under permission grant policy `{policy}`").with("policy", name))
            .confidence(if is_known { Confidence::High } else { Confidence::Medium })
            .step(narrower(policy.resource, id.to_string(), &allowed).at(policy.place(entry)))
            .step("add the policy to the option `policies` if it allows little");
    }
}

const POINTER: &str = "/defaultUserRolePermissions/permissionGrantPoliciesAssigned";

/// Checks user consent for risky apps. The default of the service (null) does not allow it.
fn check_risky(policy: &View<'_, AuthorizationPolicy<'_>>, out: &mut Findings<'_>) {
    let risky = &policy.allow_user_consent_for_risky_apps;
    match risky.state() {
        State::Known(true) => {
            out.report(
                policy,
                "/allowUserConsentForRiskyApps",
                Label::new(policy.place(risky), "`true` includes apps that Microsoft considers risky"),
            )
            .title("users can consent to risky apps")
            .step(Change::set(policy.resource, "/allowUserConsentForRiskyApps", "false").safe());
        }
        State::Unknown(_) => out.needs(policy, "allowUserConsentForRiskyApps", risky),
        State::Known(false) | State::Null => {}
        State::Absent => {
            out.lacks(policy, "allowUserConsentForRiskyApps", risky);
        }
    }
}

/// Replaces a policy with the low-impact policy of Microsoft, or removes it if the option does not list that one.
fn narrower<'r>(resource: &'r Resource<'r>, id: String, options: &ConsentOptions) -> Change<'r> {
    if options.contains(LOW) {
        return Change::replace(resource, POINTER, id, "ManagePermissionGrantsForSelf.microsoft-user-default-low");
    }
    Change::remove(resource, POINTER, id).to("remove the policy, so that only administrators can grant consent")
}
