//! Reports devices of guests, and devices managed by an app that is not declared.

use crate::finding::Undecided;
use crate::model::Group as GroupObject;
use crate::model::membership::Membership;
use crate::remediation::delete_device;
use crate::rules::prelude::*;
use crate::rules::{name_of, names};
use std::collections::HashSet;

rule! {
    /// ## What it finds
    /// A device whose registered owner or registered user is a guest or another external user.
    ///
    /// If the option `management-apps` (default: empty) lists the apps that manage devices, the rule also reports a device that another app
    /// manages, provided that a dynamic group or a Conditional Access policy trusts managed or compliant devices.
    ///
    /// The rule is undecided if the registered owners of the devices are not in the input, or if the input does not show where an owner
    /// comes from.
    ///
    /// ## Why it matters
    /// The device counts for dynamic groups and Conditional Access like any other device, and it remains when the guest account is removed.
    /// An attacker with a guest account can use it to keep access.
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
    /// If guests are given company devices, add an allow-list entry for the device.
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
        summary: "guest has registered a device",
        attack: &["T1098.005"],
        needs: &[Kind::Device],
        joins: &[Kind::DirectoryObject, Kind::User, Kind::Group, Kind::ConditionalAccessPolicy],
        options: Some(OptionSpec::of::<DeviceOptions>()),
        check: Check::Tenant(check),
    };
}

/// Options of the rule.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct DeviceOptions {
    /// Client IDs (`mdmAppId`) of the apps that may manage devices. If empty, management apps are not checked.
    management_apps: Vec<String>,
}

fn check(tenant: &Tenant, out: &mut Findings<'_>) {
    const LISTED: &[&str] = &["registeredOwners", "registeredUsers"];
    let mut is_listed = false;
    for device in tenant.views::<Device<'_>>(&Kind::Device) {
        is_listed = true;
        // The registered owner of a device is also its registered user, and is reported once.
        let mut seen = HashSet::new();
        let owners = ObjectId::of_setting(&device.id).map_or(&[][..], |id| tenant.related(Relation::DeviceOwner, id));
        for owner in owners.iter().filter(|owner| seen.insert(owner.to)) {
            let Some(user) = outsider(tenant, owner.to, out) else { continue };
            out.report(&device, format!("/registeredOwners/{}", owner.to), Label::at(owner.span, "registered owner or user of the device"))
                .title(title(user, owner.to, "registered owner or user", name_of(&device)))
                .related(user.label())
                .step(Change::delete(device.resource).to(DELETE));
        }
    }
    let mut seen = HashSet::new();
    for owner in tenant.views::<DirectoryObject<'_>>(&Kind::DirectoryObject) {
        let path = owner.resource.address.as_deref().unwrap_or_default();
        let mut parts = path.split('/');
        let (of, device, relation) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
        let is_owner = LISTED.iter().any(|name| name.eq_ignore_ascii_case(relation));
        if !is_owner || !of.is_some_and(|of| of.eq_ignore_ascii_case("devices")) {
            continue;
        }
        is_listed = true;
        let Some(id) = ObjectId::of_setting(&owner.id).filter(|id| seen.insert((device, *id))) else { continue };
        let Some(user) = outsider(tenant, id, out) else { continue };
        let relation = if relation.eq_ignore_ascii_case("registeredUsers") { "registered user" } else { "registered owner" };
        let device_id = device.unwrap_or_default();
        let name = tenant
            .find::<Device<'_>>(&Kind::Device, ObjectId::of(device_id))
            .map_or_else(|| device_id.to_owned(), |device| name_of(&device));
        // The pointer contains the device, because a user may own several.
        let pointer = format!("/registeredOwners/{}", device.unwrap_or_default());
        out.report(
            &owner,
            pointer,
            Label::new(owner.place(owner.user_principal_name.or(&owner.id)), "registered owner or user of the device"),
        )
        .title(title(user, id, relation, name))
        .related(user.label())
        .step(delete_device(device, DELETE));
    }
    check_management(tenant, out);
    if !is_listed && tenant.count_of(&Kind::Device) > 0 {
        out.undecided_once("the registered owners of the devices are not in the input", || Undecided::collect(&Kind::Device));
    }
}

const DELETE: &str = "delete the device if no member of the tenant uses it";

/// Reports devices that are managed by an undeclared app.
fn check_management(tenant: &Tenant, out: &mut Findings<'_>) {
    let apps = out.options::<DeviceOptions>().into_owned().management_apps;
    if apps.is_empty() {
        return;
    }
    let devices: Vec<View<'_, Device<'_>>> = tenant.views(&Kind::Device).collect();
    if devices.is_empty() || devices.iter().any(|device| device.mdm_app_id.is_absent()) {
        out.undecided_once("which app manages some devices is not in the input", || Undecided::collect(&Kind::Device));
    }
    let is_undeclared = |app: &str| !app.is_empty() && !apps.iter().any(|declared| declared.eq_ignore_ascii_case(app));
    let mut undeclared = devices.iter().filter(|device| device.mdm_app_id.known().is_some_and(|app| is_undeclared(app))).peekable();
    if undeclared.peek().is_none() {
        return;
    }
    let Some(trust) = trust(tenant) else {
        if let Some(missing) = [Kind::Group, Kind::ConditionalAccessPolicy].iter().find(|kind| !tenant.is_told(kind)) {
            out.undecided_once("whether managed devices are trusted is not in the input", || Undecided::collect(missing));
        }
        return;
    };
    for device in undeclared {
        out.report(device, "/mdmAppId", Label::new(device.place(&device.mdm_app_id), "not listed in the option `management-apps`"))
            .title(
                Text::new("device `{device}` is managed by undeclared app `{app}`, and managed devices are trusted")
                    .with("device", name_of(device))
                    .with("app", device.mdm_app_id.known().map(ToString::to_string).unwrap_or_default()),
            )
            .related(trust.clone())
            .step("add the app to the option `management-apps` if it may manage devices")
            .step(Change::delete(device.resource).to(DELETE));
    }
}

/// A membership rule or policy that trusts managed or compliant devices, whichever app manages them.
fn trust(tenant: &Tenant) -> Option<Label> {
    let mut groups = tenant.views::<GroupObject<'_>>(&Kind::Group);
    let by_group = groups.find_map(|group| {
        let rule = group.parsed_rule().filter(|_| !group.is_paused())?.ok()?;
        let membership = Membership::of(&rule, &|_| true);
        let (mut about, mut by_app) = (membership.occurrences.iter(), membership.occurrences.iter());
        if !membership.requires_management || by_app.any(|occurrence| occurrence.property.name == "deviceManagementAppId") {
            return None;
        }
        let first = about.find(|occurrence| !occurrence.is_negative && MANAGED.contains(&occurrence.property.name))?;
        let place = group.place_within(&group.membership_rule, &first.bytes);
        Some(Label::new(place, "this membership rule trusts managed devices"))
    });
    let by_policy = || {
        let policies = tenant.views::<ConditionalAccessPolicy<'_>>(&Kind::ConditionalAccessPolicy);
        let mut enforced = policies.filter(|policy| policy.is_enforced() == Some(true));
        enforced
            .find_map(|policy| Some(Label::new(policy.place(policy.control("compliantDevice")?), "this policy trusts compliant devices")))
    };
    by_group.or_else(by_policy)
}

/// Device properties that the management app sets.
const MANAGED: &[&str] = &["managementType", "isCompliant"];

/// Who is an owner or user of which device.
fn title(user: UserFacts<'_>, id: ObjectId, relation: &'static str, device: String) -> Text {
    let kind = if user.guest() == Some(true) { "guest" } else { "external user" };
    let name = names::user(user).unwrap_or_else(|| id.to_string());
    Text::new("{kind} `{user}` is a {relation} of device `{device}`")
        .with("kind", kind)
        .with("user", name)
        .with("relation", relation)
        .with("device", device)
}

/// The owner or user of a device, if they are a guest or another external user.
fn outsider<'t>(tenant: &'t Tenant, owner: ObjectId, out: &mut Findings<'_>) -> Option<UserFacts<'t>> {
    let user = tenant.user_of(owner);
    if user.and_then(UserFacts::external).is_none() {
        out.undecided_once("whether some device owners are external users is not in the input", || Undecided::collect(&Kind::User));
    }
    user.filter(|user| user.external() == Some(true))
}
