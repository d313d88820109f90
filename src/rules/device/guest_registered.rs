//! A device of a guest.

use crate::rules::prelude::*;

rule! {
    /// ## What it finds
    /// A device whose registered owner or user is a guest, or comes from elsewhere.
    ///
    /// ## Why it matters
    /// The device counts for dynamic groups and Conditional Access as any other, and stays when the guest is gone.
    ///
    /// ## Bad
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#devices", "value": [{ "id": "e0000000-0000-4000-8000-000000000001", "displayName": "VM-1", "deviceId": "e0000000-0000-4000-8000-0000000000d1", "trustType": "AzureAd",
    ///   "registeredOwners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "v_f.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }] }] }
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "v_f.example#EXT#@contoso.onmicrosoft.com", "userType": "Guest" }
    /// ```
    ///
    /// ## Good
    /// ```json
    /// { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#devices", "value": [{ "id": "e0000000-0000-4000-8000-000000000001", "displayName": "VM-1", "deviceId": "e0000000-0000-4000-8000-0000000000d1", "trustType": "AzureAd",
    ///   "registeredOwners": [{ "@odata.type": "#microsoft.graph.user", "id": "a0000000-0000-4000-8000-000000000001", "userPrincipalName": "ana@contoso.example", "userType": "Member" }] }] }
    /// { "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Vendor", "userPrincipalName": "ana@contoso.example", "userType": "Member" }
    /// ```
    ///
    /// ## When it is wrong
    /// When guests get devices of the house.
    ///
    /// ## Sources
    /// - Microsoft Graph: resource type `device`
    /// - BeyondTrust: Restless guests
    pub static RULE = {
        id: "device-guest-registered",
        group: Group::Device,
        severity: Severity::Medium,
        confidence: Confidence::High,
        since: "0.1.0",
        summary: "a guest has registered a device",
        attack: &["T1098.005"],
        controls: &[],
        needs: &[Kind::Device],
        options: None,
        check: Check::Tenant(check),
    };
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    const STEP: &str = "find out what the device is, and remove it where nobody of the house uses it";
    for device in tenant.views::<Device<'_>>(&Kind::Device) {
        let owners = ObjectId::of_setting(&device.id).map_or(&[][..], |id| tenant.related(Relation::DeviceOwner, id));
        let outsiders =
            owners.iter().filter_map(|owner| Some((owner, tenant.user_of(owner.to).filter(|user| user.external() == Some(true))?)));
        for (owner, user) in outsiders {
            out.report(&device, "/registeredOwners", Label::at(owner.span, "its owner, or user, is from elsewhere"))
                .related(user.label())
                .help(STEP);
        }
    }
    for owner in tenant.views::<DirectoryObject<'_>>(&Kind::DirectoryObject) {
        let path = owner.resource.address.as_deref().unwrap_or_default().to_ascii_lowercase();
        let Some(user) = ObjectId::of_setting(&owner.id).filter(|_| path.starts_with("devices/")).and_then(|id| tenant.user_of(id)) else {
            continue;
        };
        if user.external() == Some(true) {
            out.report(&owner, "", Label::new(owner.place(owner.user_principal_name.or(&owner.id)), "owner, or user, of a device"))
                .related(user.label())
                .help(STEP);
        }
    }
}
