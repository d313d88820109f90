//! Reports device registration without MFA.

use crate::remediation::new_policy;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A device registration policy that does not require MFA (`multiFactorAuthConfiguration` is `notRequired`), while no enforced
    /// Conditional Access policy requires it for the user action `urn:user:registerdevice`. A policy counts only if it applies at any risk,
    /// on any platform and from any location.
    ///
    /// The rule is undecided if no Conditional Access policies are in the input, or if such a policy applies only to some users.
    ///
    /// ## Why it matters
    /// A stolen password is then enough to register a device that the tenant trusts. The attacker keeps that device after the password is
    /// changed.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "multiFactorAuthConfiguration": "notRequired" }
    /// { "displayName": "Register", "state": "disabled",
    ///   "conditions": { "applications": { "includeUserActions": ["urn:user:registerdevice"] }, "users": { "includeUsers": ["All"] } }, "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "multiFactorAuthConfiguration": "notRequired" }
    /// { "displayName": "Register", "state": "enabled",
    ///   "conditions": { "applications": { "includeUserActions": ["urn:user:registerdevice"] }, "users": { "includeUsers": ["All"] } }, "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } }
    /// ```
    ///
    /// ## When it is wrong
    /// If the input does not contain all Conditional Access policies of the tenant, add the missing ones to the input.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `deviceRegistrationPolicy`
    /// - Microsoft Learn: Require MFA for device registration
    pub static RULE = {
        id: "device-registration-without-mfa",
        group: Group::Device,
        severity: Severity::High,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "device registration does not require MFA",
        attack: &["T1098.005"],
        controls: &["CIS Azure 5.0 5.22", "ZTA 21872"],
        needs: &[Kind::DeviceRegistrationPolicy],
        joins: &[Kind::ConditionalAccessPolicy],
        check: Check::Tenant(check),
    };
}

/// The user action for which MFA must be required.
const ACTION: &str = "urn:user:registerdevice";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies: Vec<View<'_, ConditionalAccessPolicy<'_>>> = tenant.views(&Kind::ConditionalAccessPolicy).collect();
    let is_in_input = tenant.is_told(&Kind::ConditionalAccessPolicy);
    let answers: Vec<Option<bool>> = policies.iter().map(requires_mfa).collect();
    for policy in tenant.views::<DeviceRegistrationPolicy<'_>>(&Kind::DeviceRegistrationPolicy) {
        let setting = &policy.multi_factor_auth_configuration;
        let Some(value) = out.known(&policy, "multiFactorAuthConfiguration", setting) else { continue };
        if value.eq_ignore_ascii_case("required") {
            continue;
        }
        let place = policy.place(setting);
        if !value.eq_ignore_ascii_case("notRequired") {
            out.undecided(&policy, &place, "`multiFactorAuthConfiguration` has an undocumented value".into());
            continue;
        }
        let mut requiring = policies.iter().zip(&answers).filter(|(_, answer)| **answer == Some(true)).map(|(policy, _)| policy).peekable();
        if requiring.peek().is_some() {
            if !requiring.any(|policy| policy.is_for_everybody() == Some(true)) {
                out.undecided(&policy, &place, "the Conditional Access policy that requires MFA may not apply to all users".into());
            }
            continue;
        }
        if answers.contains(&None) || !is_in_input {
            let missing = "whether a Conditional Access policy requires MFA is not known";
            out.undecided_without(&policy, &place, missing.into(), &Kind::ConditionalAccessPolicy);
            continue;
        }
        let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { continue };
        let mut report = out
            .report(&policy, "/multiFactorAuthConfiguration", Label::new(place, "neither this setting nor Conditional Access requires MFA"))
            .title(match absence {
                Absence::InTenant => "device registration does not require MFA",
                Absence::InInput => "neither device registration nor a Conditional Access policy in the input requires MFA",
            })
            .absence(absence)
            .step(new_policy(policy.resource, PURPOSE, POLICY));
        if let Some(near) = policies.iter().find(|policy| policy.targets_action(ACTION) == Some(true)) {
            report = report.related(Label::new(near.place(&near.state), "targets device registration, but does not always enforce MFA"));
        }
        let _ = report;
    }
}

/// Whether a policy requires MFA of at least some users to register a device. `None` if that is not known.
fn requires_mfa(policy: &View<'_, ConditionalAccessPolicy<'_>>) -> Option<bool> {
    let answers = [policy.targets_action(ACTION), policy.protects(), policy.is_for_nobody().map(|nobody| !nobody), policy.exists()];
    if answers.contains(&Some(false)) { Some(false) } else { answers.iter().all(Option::is_some).then_some(true) }
}

const PURPOSE: &str = "create a Conditional Access policy that requires MFA to register a device";

const POLICY: &str = r#"{"displayName":"Devices: MFA to register","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeUserActions":["urn:user:registerdevice"]},"users":{"includeUsers":["All"],"excludeUsers":["<emergency-account-id>"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#;
