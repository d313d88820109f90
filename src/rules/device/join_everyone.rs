//! Reports a device registration policy that lets all users join devices to the tenant.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A device registration policy that lets all users join devices to the tenant (`azureADJoin.allowedToJoin` is of type
    /// `allDeviceRegistrationMembership`). This includes guests with their own machine.
    ///
    /// Only the `@odata.type` of `allowedToJoin` contains this information. The rule is undecided if an export omits it.
    ///
    /// ## Why it matters
    /// A joined device can become a member of dynamic groups and may satisfy Conditional Access. A guest can create such a device as a
    /// virtual machine in a subscription that they own.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "azureADJoin": { "allowedToJoin": { "@odata.type": "#microsoft.graph.allDeviceRegistrationMembership" } } }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#policies/deviceRegistrationPolicy/$entity", "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
    ///   "azureADJoin": { "allowedToJoin": { "@odata.type": "#microsoft.graph.enumeratedDeviceRegistrationMembership" } } }
    /// ```
    ///
    /// ## When it is wrong
    /// If users set up their own devices, and Conditional Access does not rely on joined devices, disable the rule in the policy file
    /// (`enabled: false`) with that `reason`.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `deviceRegistrationPolicy`
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "device-join-everyone",
        group: Group::Device,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "all users can join devices to the tenant",
        attack: &["T1098.005"],
        controls: &["CIS M365 6.0 5.1.4.1"],
        needs: &[Kind::DeviceRegistrationPolicy],
        check: Check::DeviceRegistrationPolicy(check),
    };
}

fn check(policy: &View<'_, DeviceRegistrationPolicy<'_>>, out: &mut Findings<'_>) {
    let Some(join) = out.known(policy, "azureADJoin", &policy.azure_ad_join) else { return };
    let Some(allowed) = out.known(policy, "allowedToJoin", &join.allowed_to_join) else { return };
    let Some(kind) = out.known(policy, "@odata.type", &allowed.odata_type) else { return };
    if kind.ends_with("allDeviceRegistrationMembership") {
        out.report(policy, "/azureADJoin/allowedToJoin", Label::new(policy.place(&allowed.odata_type), "all users")).step(
            Change::set(policy.resource, "/azureADJoin/allowedToJoin/@odata.type", ENUMERATED)
                .and("/azureADJoin/allowedToJoin/groups", "[\"<group-id>\"]")
                .to("allow only the members of one group to join devices"),
        );
    } else if !kind.ends_with("noDeviceRegistrationMembership") && !kind.ends_with("enumeratedDeviceRegistrationMembership") {
        out.undecided(policy, &policy.place(&allowed.odata_type), "`allowedToJoin` has an undocumented type".into());
    }
}

const ENUMERATED: &str = "\"#microsoft.graph.enumeratedDeviceRegistrationMembership\"";
