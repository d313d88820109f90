//! Conditional Access: policies, named locations, authentication strengths.

use crate::reader::rows::{Row, attribute, constant, filled, optional, with_default};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType {
        terraform: "azuread_authentication_strength_policy",
        kind: "authenticationStrengthPolicy",
        rows: AUTHENTICATION_STRENGTH,
        parts: &[],
    },
    ResourceType { terraform: "azuread_conditional_access_policy", kind: "conditionalAccessPolicy", rows: POLICY, parts: &[] },
    ResourceType { terraform: "azuread_named_location", kind: "namedLocation", rows: NAMED_LOCATION, parts: &[] },
];

/// The provider sends every condition: an omitted list is empty, and an omitted block sets no condition.
const POLICY: &[Row] = &[
    Row::Tail { from: "object_id|id", to: "id" },
    attribute("display_name", "displayName"),
    attribute("state", "state"),
    Row::Block {
        from: "conditions",
        to: "conditions",
        rows: &[
            attribute("client_app_types", "clientAppTypes"),
            with_default("sign_in_risk_levels", "signInRiskLevels", "[]"),
            with_default("user_risk_levels", "userRiskLevels", "[]"),
            with_default("service_principal_risk_levels", "servicePrincipalRiskLevels", "[]"),
            filled("insider_risk_levels", "insiderRiskLevels"),
            Row::Block { from: "applications", to: "applications", rows: APPLICATIONS },
            Row::Block { from: "users", to: "users", rows: USERS },
            Row::Optional { from: "client_applications", to: "clientApplications", default: Some("null"), rows: CLIENT_APPLICATIONS },
            Row::Optional {
                from: "devices",
                to: "devices",
                default: Some("null"),
                rows: &[Row::Optional { from: "filter", to: "deviceFilter", default: Some("null"), rows: FILTER }],
            },
            Row::Optional {
                from: "locations",
                to: "locations",
                default: Some("null"),
                rows: &[attribute("included_locations", "includeLocations"), with_default("excluded_locations", "excludeLocations", "[]")],
            },
            Row::Optional {
                from: "platforms",
                to: "platforms",
                default: Some("null"),
                rows: &[attribute("included_platforms", "includePlatforms"), with_default("excluded_platforms", "excludePlatforms", "[]")],
            },
            Row::Joined { from: "authentication_flow_transfer_methods", to: "authenticationFlows/transferMethods", by: "," },
        ],
    },
    Row::Optional { from: "grant_controls", to: "grantControls", default: Some("null"), rows: GRANT },
    Row::Optional { from: "session_controls", to: "sessionControls", default: Some("null"), rows: SESSION },
];

const APPLICATIONS: &[Row] = &[
    with_default("included_applications", "includeApplications", "[]"),
    with_default("excluded_applications", "excludeApplications", "[]"),
    with_default("included_user_actions", "includeUserActions", "[]"),
    Row::Optional { from: "filter", to: "applicationFilter", default: Some("null"), rows: FILTER },
];

const CLIENT_APPLICATIONS: &[Row] = &[
    with_default("included_service_principals", "includeServicePrincipals", "[]"),
    with_default("excluded_service_principals", "excludeServicePrincipals", "[]"),
    Row::Optional { from: "filter", to: "servicePrincipalFilter", default: Some("null"), rows: FILTER },
];

const USERS: &[Row] = &[
    with_default("included_users", "includeUsers", "[]"),
    with_default("excluded_users", "excludeUsers", "[]"),
    with_default("included_groups", "includeGroups", "[]"),
    with_default("excluded_groups", "excludeGroups", "[]"),
    with_default("included_roles", "includeRoles", "[]"),
    with_default("excluded_roles", "excludeRoles", "[]"),
    Row::Optional { from: "included_guests_or_external_users", to: "includeGuestsOrExternalUsers", default: Some("null"), rows: GUESTS },
    Row::Optional { from: "excluded_guests_or_external_users", to: "excludeGuestsOrExternalUsers", default: Some("null"), rows: GUESTS },
];

const GUESTS: &[Row] = &[
    Row::Joined { from: "guest_or_external_user_types", to: "guestOrExternalUserTypes", by: "," },
    Row::Optional {
        from: "external_tenants",
        to: "externalTenants",
        default: Some("null"),
        rows: &[
            Row::Case {
                of: "membership_kind",
                cases: &[
                    ("\"all\"", &[constant("@odata.type", "\"#microsoft.graph.conditionalAccessAllExternalTenants\"")]),
                    (
                        "\"enumerated\"",
                        &[
                            constant("@odata.type", "\"#microsoft.graph.conditionalAccessEnumeratedExternalTenants\""),
                            attribute("members", "members"),
                        ],
                    ),
                ],
                otherwise: &[],
            },
            attribute("membership_kind", "membershipKind"),
        ],
    },
];

const FILTER: &[Row] = &[attribute("mode", "mode"), attribute("rule", "rule")];

const GRANT: &[Row] = &[
    attribute("operator", "operator"),
    with_default("built_in_controls", "builtInControls", "[]"),
    with_default("custom_authentication_factors", "customAuthenticationFactors", "[]"),
    with_default("terms_of_use", "termsOfUse", "[]"),
    Row::Tail { from: "authentication_strength_policy_id", to: "authenticationStrength/id" },
];

const SESSION: &[Row] = &[
    with_default("application_enforced_restrictions_enabled", "applicationEnforcedRestrictions/isEnabled", "false"),
    Row::Presence { from: "cloud_app_security_policy", to: "cloudAppSecurity/isEnabled", set: "true", unset: None },
    filled("cloud_app_security_policy", "cloudAppSecurity/cloudAppSecurityType"),
    attribute("disable_resilience_defaults", "disableResilienceDefaults"),
    Row::Presence { from: "persistent_browser_mode", to: "persistentBrowser/isEnabled", set: "true", unset: None },
    filled("persistent_browser_mode", "persistentBrowser/mode"),
    Row::Presence { from: "sign_in_frequency|sign_in_frequency_interval", to: "signInFrequency/isEnabled", set: "true", unset: None },
    filled("sign_in_frequency", "signInFrequency/value"),
    filled("sign_in_frequency_period", "signInFrequency/type"),
    filled("sign_in_frequency_authentication_type", "signInFrequency/authenticationType"),
    filled("sign_in_frequency_interval", "signInFrequency/frequencyInterval"),
];

const NAMED_LOCATION: &[Row] = &[
    Row::Tail { from: "object_id|id", to: "id" },
    attribute("display_name", "displayName"),
    optional(
        "ip",
        "",
        &[
            constant("@odata.type", "\"#microsoft.graph.ipNamedLocation\""),
            Row::Wrapped { from: "ip_ranges", to: "ipRanges", default: None, key: "cidrAddress", with: &[] },
            with_default("trusted", "isTrusted", "false"),
        ],
    ),
    optional(
        "country",
        "",
        &[
            constant("@odata.type", "\"#microsoft.graph.countryNamedLocation\""),
            attribute("countries_and_regions", "countriesAndRegions"),
            with_default("include_unknown_countries_and_regions", "includeUnknownCountriesAndRegions", "false"),
            filled("country_lookup_method", "countryLookupMethod"),
        ],
    ),
];

const AUTHENTICATION_STRENGTH: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    attribute("display_name", "displayName"),
    attribute("description", "description"),
    constant("policyType", "\"custom\""),
    attribute("allowed_combinations", "allowedCombinations"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::{HEADER, object, object_unknown, unknown};
    use crate::resource::Origin;
    use serde_json::json;

    #[test]
    fn a_policy_with_every_block() {
        let made = object(
            "azuread_conditional_access_policy",
            r#"{
                "id": "/identity/conditionalAccess/policies/ca1", "object_id": "ca1", "display_name": "guests", "state": "enabledForReportingButNotEnforced",
                "conditions": [{
                    "client_app_types": ["all"], "sign_in_risk_levels": ["high"], "user_risk_levels": [], "service_principal_risk_levels": null,
                    "insider_risk_levels": "", "authentication_flow_transfer_methods": ["deviceCodeFlow", "authenticationTransfer"],
                    "applications": [{"included_applications": ["All"], "excluded_applications": ["e"], "included_user_actions": null,
                        "filter": [{"mode": "include", "rule": "CustomSecurityAttribute.x -eq \"y\""}]}],
                    "client_applications": [{"included_service_principals": ["ServicePrincipalsInMyTenant"], "excluded_service_principals": [],
                        "filter": [{"mode": "exclude", "rule": "r"}]}],
                    "devices": [{"filter": [{"mode": "exclude", "rule": "device.isCompliant -eq True"}]}],
                    "locations": [{"included_locations": ["All"], "excluded_locations": ["AllTrusted"]}],
                    "platforms": [{"included_platforms": ["all"], "excluded_platforms": ["linux"]}],
                    "users": [{"included_users": ["None"], "excluded_users": ["u"], "included_groups": ["g"], "excluded_groups": ["h"],
                        "included_roles": ["r"], "excluded_roles": [],
                        "included_guests_or_external_users": [{"guest_or_external_user_types": ["internalGuest", "b2bCollaborationGuest"],
                            "external_tenants": [{"membership_kind": "all", "members": []}]}],
                        "excluded_guests_or_external_users": [{"guest_or_external_user_types": ["serviceProvider"],
                            "external_tenants": [{"membership_kind": "enumerated", "members": ["t1"]}]}]}]
                }],
                "grant_controls": [{"operator": "OR", "built_in_controls": ["mfa"], "custom_authentication_factors": null, "terms_of_use": ["t"],
                    "authentication_strength_policy_id": "/policies/authenticationStrengthPolicies/00000000-0000-0000-0000-000000000004"}],
                "session_controls": [{"application_enforced_restrictions_enabled": true, "cloud_app_security_policy": "monitorOnly",
                    "disable_resilience_defaults": false, "persistent_browser_mode": "never", "sign_in_frequency": 10,
                    "sign_in_frequency_authentication_type": "primaryAndSecondaryAuthentication",
                    "sign_in_frequency_interval": "timeBased", "sign_in_frequency_period": "hours"}]
            }"#,
        );
        assert_eq!(made.kind, "conditionalAccessPolicy");
        assert_eq!(
            made.json(),
            json!({
                "id": "ca1", "displayName": "guests", "state": "enabledForReportingButNotEnforced",
                "conditions": {
                    "clientAppTypes": ["all"], "signInRiskLevels": ["high"], "userRiskLevels": [], "servicePrincipalRiskLevels": [],
                    "authenticationFlows": {"transferMethods": "deviceCodeFlow,authenticationTransfer"},
                    "applications": {"includeApplications": ["All"], "excludeApplications": ["e"], "includeUserActions": [],
                        "applicationFilter": {"mode": "include", "rule": "CustomSecurityAttribute.x -eq \"y\""}},
                    "clientApplications": {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"], "excludeServicePrincipals": [],
                        "servicePrincipalFilter": {"mode": "exclude", "rule": "r"}},
                    "devices": {"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}},
                    "locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
                    "platforms": {"includePlatforms": ["all"], "excludePlatforms": ["linux"]},
                    "users": {"includeUsers": ["None"], "excludeUsers": ["u"], "includeGroups": ["g"], "excludeGroups": ["h"],
                        "includeRoles": ["r"], "excludeRoles": [],
                        "includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest,b2bCollaborationGuest",
                            "externalTenants": {"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"}},
                        "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "serviceProvider",
                            "externalTenants": {"@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
                                "membershipKind": "enumerated", "members": ["t1"]}}},
                },
                "grantControls": {"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": ["t"],
                    "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}},
                "sessionControls": {"applicationEnforcedRestrictions": {"isEnabled": true},
                    "cloudAppSecurity": {"isEnabled": true, "cloudAppSecurityType": "monitorOnly"}, "disableResilienceDefaults": false,
                    "persistentBrowser": {"isEnabled": true, "mode": "never"},
                    "signInFrequency": {"isEnabled": true, "value": 10, "type": "hours", "frequencyInterval": "timeBased",
                        "authenticationType": "primaryAndSecondaryAuthentication"}},
            })
        );
    }

    #[test]
    fn an_omitted_condition_is_not_set() {
        let made = object(
            "azuread_conditional_access_policy",
            r#"{"display_name":"x","state":"enabled","conditions":[{"client_app_types":["all"],"devices":[],
                "applications":[{"included_applications":["All"]}],"users":[{"included_users":["All"]}]}],
                "session_controls":[{"sign_in_frequency":0,"sign_in_frequency_interval":"everyTime","persistent_browser_mode":""}]}"#,
        );
        assert_eq!(
            made.json(),
            json!({
                "displayName": "x", "state": "enabled",
                "conditions": {
                    "clientAppTypes": ["all"], "signInRiskLevels": [], "userRiskLevels": [], "servicePrincipalRiskLevels": [],
                    "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": [], "applicationFilter": null},
                    "clientApplications": null, "devices": null, "locations": null, "platforms": null,
                    "users": {"includeUsers": ["All"], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [],
                        "excludeRoles": [], "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null},
                },
                "grantControls": null,
                "sessionControls": {"applicationEnforcedRestrictions": {"isEnabled": false},
                    "signInFrequency": {"isEnabled": true, "frequencyInterval": "everyTime"}},
            })
        );
        assert_eq!(made.place("/conditions/devices").0, Origin::Default);
        assert_eq!(made.place("/grantControls"), (Origin::Default, HEADER));
    }

    #[test]
    fn an_unknown_list_of_guests_leaves_the_rest_known() {
        let made = object_unknown(
            "azuread_conditional_access_policy",
            r#"{"state":"enabled","conditions":[{"users":[{"included_guests_or_external_users":[
                {"guest_or_external_user_types":["internalGuest",null],"external_tenants":[{"members":["t"]}]}]}]}]}"#,
            r#"{"id":true,"object_id":true,"conditions":[{"client_app_types":true,"users":[{"excluded_groups":[true],"included_users":true,
                "included_guests_or_external_users":[{"guest_or_external_user_types":[false,true],"external_tenants":[{"membership_kind":true}]}]}]}]}"#,
        );
        let made = made.json();
        assert_eq!(made["state"], "enabled");
        assert_eq!(made["id"], unknown());
        let users = &made["conditions"]["users"];
        assert_eq!(users["includeUsers"], unknown());
        assert_eq!(
            users["includeGuestsOrExternalUsers"],
            json!({"guestOrExternalUserTypes": unknown(),
                "externalTenants": {"@odata.type": unknown(), "members": unknown(), "membershipKind": unknown()}})
        );
    }

    #[test]
    fn a_named_location_is_of_addresses_or_of_countries() {
        let addresses = object(
            "azuread_named_location",
            r#"{"id":"/identity/conditionalAccess/namedLocations/n1","display_name":"office","country":[],
            "ip":[{"ip_ranges":["192.0.2.0/24"],"trusted":null}]}"#,
        );
        assert_eq!(
            addresses.json(),
            json!({"id": "n1", "displayName": "office", "@odata.type": "#microsoft.graph.ipNamedLocation",
                "ipRanges": [{"cidrAddress": "192.0.2.0/24"}], "isTrusted": false})
        );
        let countries = object(
            "azuread_named_location",
            r#"{"id":"n2","display_name":"home",
            "country":[{"countries_and_regions":["JP"],"include_unknown_countries_and_regions":true}]}"#,
        );
        assert_eq!(
            countries.json(),
            json!({"id": "n2", "displayName": "home", "@odata.type": "#microsoft.graph.countryNamedLocation",
                "countriesAndRegions": ["JP"], "includeUnknownCountriesAndRegions": true})
        );
        let neither = object_unknown("azuread_named_location", r#"{"display_name":"x"}"#, r#"{"ip":true}"#);
        assert_eq!(neither.json(), json!({"displayName": "x", "@odata.type": unknown(), "ipRanges": unknown(), "isTrusted": unknown()}));
    }

    #[test]
    fn an_authentication_strength() {
        let made = object(
            "azuread_authentication_strength_policy",
            r#"{"id":"/policies/authenticationStrengthPolicies/s1","display_name":"keys","description":"d","allowed_combinations":["fido2"]}"#,
        );
        assert_eq!(
            made.json(),
            json!({"id": "s1", "displayName": "keys", "description": "d", "policyType": "custom", "allowedCombinations": ["fido2"]})
        );
    }
}
