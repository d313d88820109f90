//! Who can set the properties that membership rules read, as a table.
//!
//! Sources: Tenable, indicator of exposure on dynamic groups; Maester, analysis of dynamic group rules; Attic, CHK-1177; Microsoft Graph,
//! `invitation`; Microsoft Learn, "Conditional Access: Filter for devices" (properties that a device's user can change, 2025-04) and "Manually
//! register devices with Windows Autopilot" (who sets `[ZTDID]` and the group tag, 2026-03).

use super::Setter::{self, DeviceOwner, Enrolment, Guest, HelpDesk, Inviter, Tenant};
use super::Strength::{self, Exploitable, Robust, Suspicious};
use crate::syntax::membership_rule::Object::{self, Device, User};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// The setters do not depend on the value.
    Plain(Strength, &'static [Setter]),
    /// `userType`: an invitation sets `Guest`, and only administrators can set another value.
    UserType,
    /// `creationType`: the service sets how an external user came in, and nothing for the tenant's own users.
    CreationType,
    /// An email address: the invited person owns the domain and chooses the local part.
    Address,
    /// A name that the service derives from the invited address: `local_domain#EXT#@tenant`. The part after the mark belongs to the tenant.
    SignInName,
    /// `dirSyncEnabled`: the synchronization sets it, and an invited guest is never synchronized.
    Synchronized,
    /// The physical ids of a device: those of Windows Autopilot are set by whoever registers devices for the tenant (administrators, resellers
    /// and manufacturers), the others by the device.
    PhysicalIds,
    /// Others can choose one of these values; only the tenant can set any other value.
    Values(&'static [&'static str]),
    /// `accountEnabled`, which is `true` for every relevant account.
    Enabled,
    /// An id that every object has.
    Id,
}

use Nature::{Address, CreationType, Enabled, Id, PhysicalIds, Plain, SignInName, Synchronized, UserType, Values};

/// Set by the inviter (`invitedUserDisplayName`) and by the administrator of the guest's home tenant.
const NAME: Nature = Plain(Exploitable, &[Inviter, Guest, HelpDesk]);
/// Set by guests where self-service sign-up asks for it, and by user administrators.
const PROFILE: Nature = Plain(Suspicious, &[Guest, HelpDesk]);
/// Reported by the device, and its owner can rename it.
const REPORTED_BY_DEVICE: Nature = Plain(Exploitable, &[DeviceOwner]);
/// Decided by the enrollment method.
const BY_ENROLMENT: Nature = Plain(Suspicious, &[Enrolment]);
/// Set by administrators, synchronization or the service itself.
const OWN: Nature = Plain(Robust, &[Tenant]);
/// `ServerAD` requires a device in the tenant's own domain. The other values are available to anyone who can join or register a device, and
/// to a virtual machine in a subscription that a guest created.
const JOIN: Nature = Values(&["AzureAD", "Workplace"]);

const TABLE: &[(Object, &str, Nature)] = &[
    (User, "accountEnabled", Enabled),
    (User, "city", PROFILE),
    (User, "companyName", PROFILE),
    (User, "country", PROFILE),
    (User, "creationType", CreationType),
    (User, "department", PROFILE),
    (User, "dirSyncEnabled", Synchronized),
    (User, "displayName", NAME),
    (User, "givenName", PROFILE),
    (User, "jobTitle", PROFILE),
    (User, "mail", Address),
    (User, "mailNickname", SignInName),
    (User, "mobile", PROFILE),
    (User, "objectId", Id),
    (User, "otherMails", Address),
    (User, "postalCode", PROFILE),
    (User, "preferredLanguage", PROFILE),
    (User, "proxyAddresses", Address),
    (User, "state", PROFILE),
    (User, "streetAddress", PROFILE),
    (User, "surname", PROFILE),
    (User, "telephoneNumber", PROFILE),
    (User, "userPrincipalName", SignInName),
    (User, "userType", UserType),
    (Device, "accountEnabled", Enabled),
    (Device, "deviceCategory", BY_ENROLMENT),
    (Device, "deviceId", Id),
    (Device, "deviceManufacturer", REPORTED_BY_DEVICE),
    (Device, "deviceModel", REPORTED_BY_DEVICE),
    (Device, "deviceOSType", REPORTED_BY_DEVICE),
    (Device, "deviceOSVersion", REPORTED_BY_DEVICE),
    (Device, "deviceOwnership", BY_ENROLMENT),
    (Device, "devicePhysicalIds", PhysicalIds),
    (Device, "deviceTrustType", JOIN),
    (Device, "displayName", REPORTED_BY_DEVICE),
    (Device, "enrollmentProfileName", BY_ENROLMENT),
    (Device, "isRooted", BY_ENROLMENT),
    (Device, "manufacturer", REPORTED_BY_DEVICE),
    (Device, "model", REPORTED_BY_DEVICE),
    (Device, "objectId", Id),
    (Device, "operatingSystem", REPORTED_BY_DEVICE),
    (Device, "operatingSystemVersion", REPORTED_BY_DEVICE),
    (Device, "physicalIds", PhysicalIds),
    // The first is the default; the second is the value of any Azure virtual machine with Microsoft Entra sign-in.
    (Device, "profileType", Values(&["RegisteredDevice", "SecureVM"])),
    // The label of Azure virtual machines with Microsoft Entra sign-in.
    (Device, "systemLabels", Values(&["AzureResource"])),
    (Device, "trustType", JOIN),
];

/// The beginnings of physical ids that the registration with Windows Autopilot sets: the mark of a registered device, and its group tag.
pub(super) const AUTOPILOT: &[&str] = &["[ztdid]", "[orderid]", "[purchaseorderid]"];

/// The values of `creationType` of external users: of those that were invited, and of those that signed up themselves.
pub(super) const EXTERNAL: [&str; 2] = ["Invitation", "SelfServiceSignUp"];

impl Nature {
    /// The nature of a property. Properties that the table does not list are set by the tenant only: extensions, `employeeId`, synchronized
    /// properties, `isCompliant`, and properties about management.
    pub fn of(object: Object, name: &str) -> Self {
        TABLE.iter().find(|row| row.0 == object && row.1 == name).map_or(OWN, |row| row.2)
    }
}
