//! Who can set the properties that rules read, as a table.
//!
//! Sources: Tenable, indicator of exposure on dynamic groups; Maester, analysis of dynamic group rules; Attic, CHK-1177; Microsoft Graph,
//! `invitation`; Microsoft Learn, "Conditional Access: Filter for devices" (properties that a device's user can change, 2025-04).

use super::Setter::{self, DeviceOwner, Enrolment, Guest, HelpDesk, Inviter, Tenant};
use super::Strength::{self, Exploitable, Robust, Suspicious};
use crate::syntax::membership_rule::Object::{self, Device, User};

/// What decides who can set a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// The value does not matter.
    Plain(Strength, &'static [Setter]),
    /// `userType`: an invitation gives `Guest`, and only administrators anything else.
    UserType,
    /// An e-mail address: whoever is invited owns its domain and chooses the part before it.
    Address,
    /// A name that the service makes of the invited address: `local_domain#EXT#@tenant`. What stands behind the mark is the tenant's own.
    SignInName,
    /// Others choose it among some values, which are named; any other value is the tenant's to give.
    Values(&'static [&'static str]),
    /// Whether an account is in use: each that matters is.
    Enabled,
    /// An id that every object has.
    Id,
}

use Nature::{Address, Enabled, Id, Plain, SignInName, UserType, Values};

/// An inviter gives it (`invitedUserDisplayName`), and the administrator of the guest's own directory.
const NAME: Nature = Plain(Exploitable, &[Inviter, Guest, HelpDesk]);
/// Guests give these themselves where self-service sign-up asks for them; user administrators write them.
const PROFILE: Nature = Plain(Suspicious, &[Guest, HelpDesk]);
/// The device tells these of itself, and its owner renames it at will.
const TOLD_BY_DEVICE: Nature = Plain(Exploitable, &[DeviceOwner]);
/// The way of enrolment decides.
const BY_ENROLMENT: Nature = Plain(Suspicious, &[Enrolment]);
/// Administrators, synchronisation or the service itself.
const OWN: Nature = Plain(Robust, &[Tenant]);
/// `ServerAD` needs a device in the tenant's own domain; whoever may join or register a device gets the others, and so does the machine
/// in a subscription that a guest made.
const JOIN: Nature = Values(&["AzureAD", "Workplace"]);

const TABLE: &[(Object, &str, Nature)] = &[
    (User, "accountEnabled", Enabled),
    (User, "city", PROFILE),
    (User, "companyName", PROFILE),
    (User, "country", PROFILE),
    (User, "department", PROFILE),
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
    (Device, "deviceManufacturer", TOLD_BY_DEVICE),
    (Device, "deviceModel", TOLD_BY_DEVICE),
    (Device, "deviceOSType", TOLD_BY_DEVICE),
    (Device, "deviceOSVersion", TOLD_BY_DEVICE),
    (Device, "deviceOwnership", BY_ENROLMENT),
    (Device, "devicePhysicalIds", BY_ENROLMENT),
    (Device, "deviceTrustType", JOIN),
    (Device, "displayName", TOLD_BY_DEVICE),
    (Device, "enrollmentProfileName", BY_ENROLMENT),
    (Device, "isRooted", BY_ENROLMENT),
    (Device, "manufacturer", TOLD_BY_DEVICE),
    (Device, "model", TOLD_BY_DEVICE),
    (Device, "objectId", Id),
    (Device, "operatingSystem", TOLD_BY_DEVICE),
    (Device, "operatingSystemVersion", TOLD_BY_DEVICE),
    (Device, "physicalIds", BY_ENROLMENT),
    // The default, and what a machine in any subscription of the tenant has that lets people sign in with Entra.
    (Device, "profileType", Values(&["RegisteredDevice", "SecureVM"])),
    // The label of such a machine.
    (Device, "systemLabels", Values(&["AzureResource"])),
    (Device, "trustType", JOIN),
];

impl Nature {
    /// That of a property. Those that the table does not name are the tenant's own: extensions, `employeeId`, what is synchronised,
    /// `isCompliant`, and what tells of management.
    pub fn of(object: Object, name: &str) -> Self {
        TABLE.iter().find(|row| row.0 == object && row.1 == name).map_or(OWN, |row| row.2)
    }
}
