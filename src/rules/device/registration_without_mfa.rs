//! Reports device registration without MFA.

use crate::model::conditional_access::{Coverage, Resources, coverage};
use crate::remediation::new_policy;
use crate::rules::name_of;
use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A device registration policy that does not require MFA (`multiFactorAuthConfiguration` is `notRequired`), while no enforced
    /// Conditional Access policy requires it for the user action `urn:user:registerdevice` of all users, including guests. A policy counts
    /// only if it applies at any risk, on any platform and from any location. If it excludes only trusted locations, the severity is medium.
    ///
    /// The rule is undecided if no Conditional Access policies are in the input, or if such a policy applies to the members of groups.
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
        controls: &["CIS Azure 5.0 5.22", "CIS Azure 6.0 5.1.2", "ZTA 21872"],
        needs: &[Kind::DeviceRegistrationPolicy],
        joins: &[Kind::ConditionalAccessPolicy, Kind::Group, Kind::NamedLocation],
        check: Check::Tenant(check),
    };
}

/// The user action for which MFA must be required.
const ACTION: &str = "urn:user:registerdevice";

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    let policies: Vec<View<'_, ConditionalAccessPolicy<'_>>> = tenant.views(&Kind::ConditionalAccessPolicy).collect();
    let Coverage { covered, covered_elsewhere, perhaps, closest } =
        coverage(&policies, tenant, GuestTypes::EVERYONE, Resources::Action(ACTION));
    let missing = GuestTypes::EVERYONE.without(covered);
    let is_in_input = tenant.is_told(&Kind::ConditionalAccessPolicy);
    for policy in tenant.views::<DeviceRegistrationPolicy<'_>>(&Kind::DeviceRegistrationPolicy) {
        let setting = &policy.multi_factor_auth_configuration;
        let Some(value) = out.known(&policy, "multiFactorAuthConfiguration", setting) else { continue };
        if value.eq_ignore_ascii_case("required") || missing.is_empty() {
            continue;
        }
        let place = policy.place(setting);
        if !value.eq_ignore_ascii_case("notRequired") {
            out.undecided(&policy, &place, "`multiFactorAuthConfiguration` has an undocumented value".into());
            continue;
        }
        if missing.without(perhaps).is_empty() || !is_in_input {
            let missing = "whether a Conditional Access policy requires MFA is not known";
            out.undecided_without(&policy, &place, missing.into(), &Kind::ConditionalAccessPolicy);
            continue;
        }
        // The members of a group may be all users.
        if policies.iter().any(|policy| policy.requires_mfa_of_groups(ACTION)) {
            out.undecided(&policy, &place, "the Conditional Access policy that requires MFA may not apply to all users".into());
            continue;
        }
        let Some(absence) = out.absence(tenant, &Kind::ConditionalAccessPolicy) else { continue };
        let near = closest.as_ref().and_then(|(number, obstacle)| Some((policies.get(*number)?, obstacle)));
        let near = near.filter(|(policy, _)| policy.targets_action(ACTION) == Some(true));
        let is_elsewhere = missing.without(covered_elsewhere).is_empty();
        let title = match (absence, near.as_ref().filter(|_| !covered.is_empty())) {
            _ if is_elsewhere => "device registration does not require MFA at trusted locations".into(),
            (_, Some((policy, _))) => Text::new("device registration does not require MFA of all users; `{policy}` excludes some")
                .with("policy", name_of(*policy)),
            (Absence::InTenant, None) => "device registration does not require MFA".into(),
            (Absence::InInput, None) => "neither device registration nor a Conditional Access policy in the input requires MFA".into(),
        };
        let report = out
            .report(&policy, "/multiFactorAuthConfiguration", Label::new(place, "neither this setting nor Conditional Access requires MFA"))
            .title(title)
            .absence(absence)
            .step(new_policy(policy.resource, PURPOSE, POLICY));
        let report = if is_elsewhere { report.lower() } else { report };
        if let Some((_, obstacle)) = near {
            report.related(Label::new(obstacle.place.clone(), obstacle.reason));
        }
    }
}

const PURPOSE: &str = "create a Conditional Access policy that requires MFA to register a device";

const POLICY: &str = r#"{"displayName":"Devices: MFA to register","state":"enabled","conditions":{"clientAppTypes":["all"],"applications":{"includeUserActions":["urn:user:registerdevice"]},"users":{"includeUsers":["All"],"excludeUsers":["<emergency-account-id>"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}"#;
