use super::super::{Membership, Setter, Strength};
use super::{analysed, first, spoofable};
use crate::syntax::membership_rule::{Dialect, parse};

#[test]
fn each_property_has_its_setters() {
    use Setter::{DeviceOwner, Enrolment, Tenant};
    use Strength::{Exploitable, Robust, Suspicious};
    for (rule, strength, setters) in [
        ("device.displayName -startsWith \"SAW\"", Exploitable, vec![DeviceOwner]),
        ("device.operatingSystem eq \"Doors\"", Exploitable, vec![DeviceOwner]),
        ("device.deviceOSVersion -startsWith \"10.0\"", Exploitable, vec![DeviceOwner]),
        ("device.deviceTrustType -eq \"AzureAD\"", Exploitable, vec![DeviceOwner]),
        ("device.trustType -in [\"ServerAD\", \"Workplace\"]", Exploitable, vec![DeviceOwner]),
        ("device.deviceTrustType -contains \"AD\"", Exploitable, vec![DeviceOwner]),
        ("device.deviceTrustType -ne null", Suspicious, vec![DeviceOwner]),
        ("device.deviceTrustType -eq \"ServerAD\"", Robust, vec![Tenant]),
        ("device.profileType -eq \"SecureVM\"", Exploitable, vec![DeviceOwner]),
        ("device.profileType -eq \"Printer\"", Robust, vec![Tenant]),
        ("device.systemLabels -contains \"AzureResource\"", Exploitable, vec![DeviceOwner]),
        ("device.systemLabels -any (_ -eq \"M365Managed\")", Robust, vec![Tenant]),
        ("device.deviceOwnership -eq \"Company\"", Suspicious, vec![Enrolment]),
        ("device.devicePhysicalIds -any _ -startsWith \"[ZTDId]\"", Robust, vec![Tenant]),
        ("device.devicePhysicalIds -any (_ -eq \"[OrderID]:179887111881\")", Robust, vec![Tenant]),
        ("device.devicePhysicalIds -any (_ -contains \"ZTD\")", Suspicious, vec![Enrolment]),
        ("device.devicePhysicalIds -any (_ -startsWith \"[USER-HWID]\")", Suspicious, vec![Enrolment]),
        ("device.enrollmentProfileName -eq \"Kiosk\"", Suspicious, vec![Enrolment]),
        ("device.managementType -eq \"MDM\"", Robust, vec![Tenant]),
        ("device.extensionAttribute1 -eq \"SAW\"", Robust, vec![Tenant]),
    ] {
        assert_eq!(first(rule), (strength, setters), "{rule}");
    }
}

#[test]
fn managed_devices_are_distinguished_from_self_described_ones() {
    for rule in [
        "device.managementType -eq \"MDM\"",
        "device.displayName -startsWith \"A\" -and device.deviceManagementAppId -eq \"1\"",
        "device.displayName -startsWith \"A\" -and device.isCompliant -eq True",
        "device.displayName -startsWith \"A\" -and device.isCompliant -ne \"False\"",
        "device.mdmAppId -in [\"1\"]",
        "device.deviceId -eq \"1\" -or device.objectId -in [\"1\"]",
        "device.extensionAttribute1 -eq \"SAW\"",
        "device.systemLabels -contains \"M365Managed\"",
        "-not (device.managementType -ne \"MDM\")",
        "device.memberOf -any (group.objectId -in ['1'])",
    ] {
        assert!(analysed(rule, |membership| membership.requires_management), "{rule}");
        assert_eq!(spoofable(rule), Vec::<String>::new(), "{rule}");
    }
    for rule in [
        "device.displayName -startsWith \"A\"",
        "device.objectId -ne null",
        "device.accountEnabled -eq true",
        "device.displayName -startsWith \"A\" -or device.managementType -eq \"MDM\"",
        "device.isCompliant -eq False",
        "device.isCompliant -ne true",
        "device.extensionAttribute1 -ne \"SAW\"",
        "-not (device.managementType -eq \"MDM\")",
        "device.trustType -eq \"AzureAD\"",
        "device.systemLabels -contains \"AzureResource\"",
    ] {
        assert!(!analysed(rule, |membership| membership.requires_management), "{rule}");
    }
    assert!(!analysed("user.employeeId -eq \"1\"", |membership| membership.requires_management), "users are not managed");
}

#[test]
fn the_places_in_a_filter_are_exact() {
    let rule = "(device.displayName -contains \"PAW\" -or device.model -eq \"X\") -and device.isCompliant -ne True";
    let parsed = parse(rule, Dialect::DeviceFilter).unwrap();
    let membership = Membership::of(&parsed, &|_| false);
    let places: Vec<&str> = membership.spoofable().map(|occurrence| &rule[occurrence.bytes.clone()]).collect();
    assert_eq!(places, ["device.displayName -contains \"PAW\"", "device.model -eq \"X\""]);
    assert!(membership.occurrences.iter().map(|occurrence| occurrence.bytes.start).is_sorted());
    assert_eq!(&rule[membership.occurrences[0].property.bytes.clone()], "device.displayName");
}
