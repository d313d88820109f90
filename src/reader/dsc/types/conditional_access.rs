//! Conditional Access, and security defaults.

use super::{LIST, ResourceType, TYPE};
use crate::reader::dsc::recode::Recode;
use crate::reader::rows::{Row, attribute, constant, filled};

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        name: "ConditionalAccessPolicy",
        kind: "conditionalAccessPolicy",
        rows: POLICY,
        recoded: &[
            ("State", Recode::Words(&["enabled", "disabled", "enabledForReportingButNotEnforced"])),
            ("IncludeUsers", LIST),
            ("ExcludeUsers", LIST),
            ("IncludeGroups", NAMED),
            ("ExcludeGroups", NAMED),
            ("IncludeRoles", NAMED),
            ("ExcludeRoles", NAMED),
            ("IncludeApplications", APPS),
            ("ExcludeApplications", APPS),
            ("IncludeServicePrincipals", CONDITION),
            ("ExcludeServicePrincipals", CONDITION),
            ("IncludeUserActions", LIST),
            ("AuthenticationContexts", NAMED),
            ("IncludeLocations", CONDITION),
            ("ExcludeLocations", CONDITION),
            ("IncludePlatforms", CONDITION),
            ("ExcludePlatforms", CONDITION),
            ("ClientAppTypes", LIST),
            ("SignInRiskLevels", LIST),
            ("UserRiskLevels", LIST),
            ("ServicePrincipalRiskLevels", LIST),
            ("IncludeGuestOrExternalUserTypes", CONDITION),
            ("ExcludeGuestOrExternalUserTypes", CONDITION),
            ("IncludeExternalTenantsMembers", CONDITION),
            ("ExcludeExternalTenantsMembers", CONDITION),
            ("IncludeExternalTenantsMembershipKind", Recode::Words(&["all", "enumerated"])),
            ("ExcludeExternalTenantsMembershipKind", Recode::Words(&["all", "enumerated"])),
            ("DeviceFilterMode", Recode::Words(&["include", "exclude"])),
            ("GrantControlOperator", Recode::Words(&["AND", "OR"])),
            ("BuiltInControls", CONTROLS),
            ("CustomAuthenticationFactors", LIST),
            ("TermsOfUse", NAMED),
        ],
        ..TYPE
    },
    ResourceType {
        name: "NamedLocationPolicy",
        kind: "namedLocation",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("odataType", "@odata.type"),
            Row::Wrapped { from: "IpRanges", to: "ipRanges", default: None, key: "cidrAddress", with: &[] },
            attribute("IsTrusted", "isTrusted"),
            attribute("CountriesAndRegions", "countriesAndRegions"),
            attribute("IncludeUnknownCountriesAndRegions", "includeUnknownCountriesAndRegions"),
            filled("CountryLookupMethod", "countryLookupMethod"),
        ],
        recoded: &[("IpRanges", LIST), ("CountriesAndRegions", LIST)],
        ..TYPE
    },
    ResourceType {
        name: "AuthenticationStrengthPolicy",
        kind: "authenticationStrengthPolicy",
        rows: &[
            filled("Id", "id"),
            attribute("DisplayName", "displayName"),
            filled("Description", "description"),
            attribute("AllowedCombinations", "allowedCombinations"),
        ],
        recoded: &[("AllowedCombinations", LIST)],
        ..TYPE
    },
    ResourceType {
        name: "SecurityDefaults",
        kind: "identitySecurityDefaultsEnforcementPolicy",
        rows: &[
            constant("id", "\"00000000-0000-0000-0000-000000000005\""),
            attribute("DisplayName", "displayName"),
            attribute("IsEnabled", "isEnabled"),
        ],
        ..TYPE
    },
];

/// An empty list means no condition, for which Graph has null.
const CONDITION: Recode = Recode::Filled(&LIST);

const NAMED: Recode = Recode::Each(&Recode::Ids(&[]));

const APPS: Recode = Recode::Each(&Recode::Ids(&["All", "None", "Office365", "MicrosoftAdminPortals"]));

const CONTROLS: Recode = Recode::Each(&Recode::Words(&[
    "block",
    "mfa",
    "compliantDevice",
    "domainJoinedDevice",
    "approvedApplication",
    "compliantApplication",
    "passwordChange",
]));

/// Users are identified by sign-in name and locations by display name, which cannot be confused with the keywords of Graph.
const POLICY: &[Row] = &[
    filled("Id", "id"),
    attribute("DisplayName", "displayName"),
    attribute("State", "state"),
    attribute("IncludeUsers", "conditions/users/includeUsers"),
    attribute("ExcludeUsers", "conditions/users/excludeUsers"),
    attribute("IncludeGroups", "conditions/users/includeGroups"),
    attribute("ExcludeGroups", "conditions/users/excludeGroups"),
    attribute("IncludeRoles", "conditions/users/includeRoles"),
    attribute("ExcludeRoles", "conditions/users/excludeRoles"),
    Row::Joined {
        from: "IncludeGuestOrExternalUserTypes",
        to: "conditions/users/includeGuestsOrExternalUsers/guestOrExternalUserTypes",
        by: ",",
    },
    filled("IncludeExternalTenantsMembershipKind", "conditions/users/includeGuestsOrExternalUsers/externalTenants/membershipKind"),
    attribute("IncludeExternalTenantsMembers", "conditions/users/includeGuestsOrExternalUsers/externalTenants/members"),
    Row::Joined {
        from: "ExcludeGuestOrExternalUserTypes",
        to: "conditions/users/excludeGuestsOrExternalUsers/guestOrExternalUserTypes",
        by: ",",
    },
    filled("ExcludeExternalTenantsMembershipKind", "conditions/users/excludeGuestsOrExternalUsers/externalTenants/membershipKind"),
    attribute("ExcludeExternalTenantsMembers", "conditions/users/excludeGuestsOrExternalUsers/externalTenants/members"),
    attribute("IncludeApplications", "conditions/applications/includeApplications"),
    attribute("ExcludeApplications", "conditions/applications/excludeApplications"),
    attribute("IncludeUserActions", "conditions/applications/includeUserActions"),
    attribute("AuthenticationContexts", "conditions/applications/includeAuthenticationContextClassReferences"),
    filled("ApplicationsFilter", "conditions/applications/applicationFilter/rule"),
    filled("ApplicationsFilterMode", "conditions/applications/applicationFilter/mode"),
    attribute("IncludeServicePrincipals", "conditions/clientApplications/includeServicePrincipals"),
    attribute("ExcludeServicePrincipals", "conditions/clientApplications/excludeServicePrincipals"),
    attribute("ClientAppTypes", "conditions/clientAppTypes"),
    attribute("IncludeLocations", "conditions/locations/includeLocations"),
    attribute("ExcludeLocations", "conditions/locations/excludeLocations"),
    attribute("IncludePlatforms", "conditions/platforms/includePlatforms"),
    attribute("ExcludePlatforms", "conditions/platforms/excludePlatforms"),
    filled("DeviceFilterMode", "conditions/devices/deviceFilter/mode"),
    filled("DeviceFilterRule", "conditions/devices/deviceFilter/rule"),
    attribute("SignInRiskLevels", "conditions/signInRiskLevels"),
    attribute("UserRiskLevels", "conditions/userRiskLevels"),
    attribute("ServicePrincipalRiskLevels", "conditions/servicePrincipalRiskLevels"),
    filled("TransferMethods", "conditions/authenticationFlows/transferMethods"),
    filled("GrantControlOperator", "grantControls/operator"),
    attribute("BuiltInControls", "grantControls/builtInControls"),
    attribute("CustomAuthenticationFactors", "grantControls/customAuthenticationFactors"),
    attribute("TermsOfUse", "grantControls/termsOfUse"),
    filled("AuthenticationStrength", "grantControls/authenticationStrength/displayName"),
    attribute("ApplicationEnforcedRestrictionsIsEnabled", "sessionControls/applicationEnforcedRestrictions/isEnabled"),
    attribute("CloudAppSecurityIsEnabled", "sessionControls/cloudAppSecurity/isEnabled"),
    filled("CloudAppSecurityType", "sessionControls/cloudAppSecurity/cloudAppSecurityType"),
    attribute("PersistentBrowserIsEnabled", "sessionControls/persistentBrowser/isEnabled"),
    filled("PersistentBrowserMode", "sessionControls/persistentBrowser/mode"),
    attribute("SignInFrequencyIsEnabled", "sessionControls/signInFrequency/isEnabled"),
    filled("SignInFrequencyType", "sessionControls/signInFrequency/type"),
    filled("SignInFrequencyValue", "sessionControls/signInFrequency/value"),
    filled("SignInFrequencyInterval", "sessionControls/signInFrequency/frequencyInterval"),
];
