//! Reports a device registration policy with a high limit of devices per user.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A device registration policy whose `userDeviceQuota` is higher than `max` (default 20).
    ///
    /// ## Why it matters
    /// An attacker who has signed in as a user can register devices in the name of that user. Each device keeps access that a password
    /// reset does not remove.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "userDeviceQuota": 50 }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "userDeviceQuota": 10 }
    /// ```
    ///
    /// ## When it is wrong
    /// If the limit is set in Intune, disable the rule in the policy file (`enabled: false`) with that `reason`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `deviceRegistrationPolicy`
    pub static RULE = {
        id: "device-quota-wide",
        group: Group::Device,
        severity: Severity::Low,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "device limit per user is high",
        attack: &["T1098.005"],
        controls: &["CIS M365 6.0 5.1.4.2", "ZTA 21837"],
        needs: &[Kind::DeviceRegistrationPolicy],
        options: Some(OptionSpec::of::<QuotaOptions>()),
        check: Check::DeviceRegistrationPolicy(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct QuotaOptions {
    /// Highest device limit per user that is not reported.
    max: i64,
}

impl Default for QuotaOptions {
    fn default() -> Self {
        Self { max: 20 }
    }
}

fn check(policy: &View<'_, DeviceRegistrationPolicy<'_>>, out: &mut Findings<'_>) {
    let max = out.options::<QuotaOptions>().max;
    let Some(&quota) = out.known(policy, "userDeviceQuota", &policy.user_device_quota) else { return };
    if quota > max {
        let label = Text::new("higher than {max}").with("max", max.to_string());
        out.report(policy, "/userDeviceQuota", Label::new(policy.place(&policy.user_device_quota), label))
            .title(Text::new("the device limit per user is {quota}").with("quota", quota.to_string()))
            .step(Change::set(policy.resource, "/userDeviceQuota", max.to_string()));
    }
}
