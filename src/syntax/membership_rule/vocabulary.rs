//! The vocabulary of the language: properties with their types, operators, and variants of hyphens and quotes.

use super::ast::Operator;

/// The object type of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    User,
    Device,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    Text,
    Bool,
    Date,
    /// Several texts: compared directly, or by `-any` and `-all` with `_`.
    Texts,
    /// `assignedPlans`, whose elements have the fields `capabilityStatus`, `service` and `servicePlanId`.
    Plans,
    /// `memberOf`, whose elements have the field `objectId`.
    Groups,
    /// A directory extension, whose type is unknown here.
    Extension,
}

impl PropertyKind {
    /// The name of an element of a collection in `-any` and `-all`, and its fields; `None` for other types.
    pub(super) fn elements(self) -> Option<(&'static str, &'static [&'static str])> {
        match self {
            Self::Texts => Some(("_", &[])),
            Self::Plans => Some(("assignedPlan", &["capabilityStatus", "service", "servicePlanId"])),
            Self::Groups => Some(("group", &["objectId"])),
            Self::Text | Self::Bool | Self::Date | Self::Extension => None,
        }
    }
}

use PropertyKind::{Bool, Date, Groups, Plans, Text, Texts};

/// Source: "Manage rules for dynamic membership groups in Microsoft Entra ID", Supported properties (2024-12).
const USER: &[(&str, PropertyKind)] = &[
    ("accountEnabled", Bool),
    ("assignedPlans", Plans),
    ("city", Text),
    ("companyName", Text),
    ("country", Text),
    ("creationType", Text),
    ("department", Text),
    ("dirSyncEnabled", Bool),
    ("displayName", Text),
    ("employeeHireDate", Date),
    ("employeeId", Text),
    ("facsimileTelephoneNumber", Text),
    ("givenName", Text),
    ("jobTitle", Text),
    ("mail", Text),
    ("mailNickname", Text),
    ("memberOf", Groups),
    ("mobile", Text),
    ("objectId", Text),
    ("onPremisesDistinguishedName", Text),
    ("onPremisesSecurityIdentifier", Text),
    ("otherMails", Texts),
    ("passwordPolicies", Text),
    ("physicalDeliveryOfficeName", Text),
    ("postalCode", Text),
    ("preferredLanguage", Text),
    ("proxyAddresses", Texts),
    ("sipProxyAddress", Text),
    ("state", Text),
    ("streetAddress", Text),
    ("surname", Text),
    ("telephoneNumber", Text),
    ("usageLocation", Text),
    ("userPrincipalName", Text),
    ("userType", Text),
];

/// The documentation has separate lists for groups and filters, with different names for the same property; but the service accepts
/// `device.operatingSystem` in a group rule as well (the acceptance tests of the azuread provider), so this is one list.
///
/// Source: "Rules for devices" in the article above, and "Conditional Access: Filter for devices", Supported operators and device
/// properties (2025-04).
const DEVICE: &[(&str, PropertyKind)] = &[
    ("accountEnabled", Bool),
    ("deviceCategory", Text),
    ("deviceId", Text),
    ("deviceManagementAppId", Text),
    ("deviceManufacturer", Text),
    ("deviceModel", Text),
    ("deviceOSType", Text),
    ("deviceOSVersion", Text),
    ("deviceOwnership", Text),
    ("devicePhysicalIds", Texts),
    ("deviceTrustType", Text),
    ("displayName", Text),
    ("enrollmentProfileName", Text),
    ("isCompliant", Bool),
    ("isRooted", Bool),
    ("managementType", Text),
    ("manufacturer", Text),
    ("mdmAppId", Text),
    ("memberOf", Groups),
    ("model", Text),
    ("objectId", Text),
    ("operatingSystem", Text),
    ("operatingSystemVersion", Text),
    ("physicalIds", Texts),
    ("profileType", Text),
    ("systemLabels", Texts),
    ("trustType", Text),
];

/// The extension attributes 1 to 15, of users and devices.
const EXTENSION_ATTRIBUTES: [&str; 15] = [
    "extensionAttribute1",
    "extensionAttribute2",
    "extensionAttribute3",
    "extensionAttribute4",
    "extensionAttribute5",
    "extensionAttribute6",
    "extensionAttribute7",
    "extensionAttribute8",
    "extensionAttribute9",
    "extensionAttribute10",
    "extensionAttribute11",
    "extensionAttribute12",
    "extensionAttribute13",
    "extensionAttribute14",
    "extensionAttribute15",
];

/// The property of this name, in the documented spelling, and its type.
///
/// Case is ignored: the documentation calls names case-sensitive, but spells `mailNickName` and `devicePhysicalIDs` both ways.
pub(super) fn property(object: Object, name: &str) -> Option<(&str, PropertyKind)> {
    let table = if object == Object::User { USER } else { DEVICE };
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    if let Some(found) = table.iter().find(|(known, _)| is(known)) {
        return Some(*found);
    }
    if let Some(found) = EXTENSION_ATTRIBUTES.into_iter().find(|known| is(known)) {
        return Some((found, Text));
    }
    is_extension(name).then_some((name, PropertyKind::Extension))
}

/// Whether this is `extension_<app id>_<name>`.
fn is_extension(name: &str) -> bool {
    const PREFIX: &str = "extension_";
    let rest = name.split_at_checked(PREFIX.len()).filter(|(start, _)| start.eq_ignore_ascii_case(PREFIX)).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split_once('_')).is_some_and(|(app, name)| !app.is_empty() && !name.is_empty())
}

/// Source: "Supported expression operators" in the article above.
const OPERATORS: [(&str, Operator); 14] = [
    ("eq", Operator::Eq),
    ("ne", Operator::Ne),
    ("startsWith", Operator::StartsWith),
    ("notStartsWith", Operator::NotStartsWith),
    ("endsWith", Operator::EndsWith),
    ("notEndsWith", Operator::NotEndsWith),
    ("contains", Operator::Contains),
    ("notContains", Operator::NotContains),
    ("match", Operator::Match),
    ("notMatch", Operator::NotMatch),
    ("in", Operator::In),
    ("notIn", Operator::NotIn),
    ("le", Operator::Le),
    ("ge", Operator::Ge),
];

impl Operator {
    /// The operator of this name, without its hyphen.
    pub(super) fn named(name: &str) -> Option<Self> {
        OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, operator)| operator)
    }

    /// Its name, without the hyphen.
    pub fn name(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("", |(name, _)| name)
    }

    /// Whether it is a negation.
    pub fn is_negative(self) -> bool {
        matches!(self, Self::Ne | Self::NotStartsWith | Self::NotEndsWith | Self::NotContains | Self::NotMatch | Self::NotIn)
    }
}

/// Whether this is a hyphen or a typographic dash, which the documentation itself contains.
pub(super) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The quotes that can close a text opened by this one.
pub(super) fn closing_quotes(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '“' | '”' | '„' => Some(&['”', '“']),
        '‘' | '’' | '‚' => Some(&['’', '‘']),
        _ => None,
    }
}
