//! Tests of the tables: a resource with every property, and the complete result.

use super::{DscResource, element};
use crate::eval::Value;
use crate::reader::frame::Frame;
use crate::resource::{Collector, Format, Origin, Place};
use crate::source::{FileId, Span};
use crate::syntax::json::{Scan, scan};
use serde_json::{Value as Json, json};

fn read(text: &str, around: Format) -> Collector {
    let mut members = Scan::default();
    scan(text, 0, &mut members).unwrap();
    let mut made = Collector::default();
    element(Frame::whole(FileId(0)), 0, text, &members, around, &mut made);
    made
}

/// The kind and the JSON of each object that a snapshot resource creates.
fn objects(name: &str, properties: &str) -> Vec<(String, Json)> {
    let text = format!("{{\"displayName\":\"x\",\"resourceType\":\"microsoft.entra.{name}\",\"properties\":{properties}}}");
    let made = read(&text, Format::UtcmSnapshot);
    assert_eq!(made.problems, []);
    made.resources.iter().map(|resource| (resource.kind.name().to_owned(), serde_json::from_str(&resource.json).unwrap())).collect()
}

fn object(name: &str, properties: &str) -> Json {
    let mut made = objects(name, properties);
    assert_eq!(made.len(), 1, "{made:?}");
    made.remove(0).1
}

#[test]
fn the_authorization_policy() {
    assert_eq!(
        object(
            "authorizationpolicy",
            r#"{"IsSingleInstance":"Yes","Id":"authorizationPolicy","DisplayName":"Authorization Policy","Description":"d","Ensure":"Present",
                "AllowInvitesFrom":"AdminsGuestInvitersAndAllMembers","GuestUserRole":"restrictedguest","AllowedToUseSspr":true,
                "AllowedToSignUpEmailBasedSubscriptions":false,"AllowEmailVerifiedUsersToJoinOrganization":false,"BlockMsolPowershell":true,
                "DefaultUserRoleAllowedToCreateApps":true,"DefaultUserRoleAllowedToCreateSecurityGroups":false,
                "DefaultUserRoleAllowedToCreateTenants":false,"DefaultUserRoleAllowedToReadBitlockerKeysForOwnedDevice":true,
                "DefaultUserRoleAllowedToReadOtherUsers":null,
                "PermissionGrantPolicyIdsAssignedToDefaultUserRole":["ManagePermissionGrantsForSelf.microsoft-user-default-low"]}"#
        ),
        json!({
            "id": "authorizationPolicy", "displayName": "Authorization Policy", "description": "d",
            "allowInvitesFrom": "adminsGuestInvitersAndAllMembers", "guestUserRoleId": "2af84b1e-32c8-42b7-82bc-daa82404023b",
            "allowedToSignUpEmailBasedSubscriptions": false, "allowedToUseSSPR": true, "allowEmailVerifiedUsersToJoinOrganization": false,
            "blockMsolPowerShell": true,
            "defaultUserRolePermissions": {"allowedToCreateApps": true, "allowedToCreateSecurityGroups": false, "allowedToCreateTenants": false,
                "allowedToReadBitlockerKeysForOwnedDevice": true,
                "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForSelf.microsoft-user-default-low"]}
        })
    );
    // A value of a later version is kept; null and empty text count as unset.
    assert_eq!(
        object("authorizationPolicy", r#"{"AllowInvitesFrom":"SomeOthers","GuestUserRole":"Wizard"}"#),
        json!({"allowInvitesFrom": "SomeOthers", "guestUserRoleId": "Wizard"})
    );
    assert_eq!(object("authorizationPolicy", r#"{"AllowInvitesFrom":"","GuestUserRole":null}"#), json!({}));
}

#[test]
fn an_app() {
    assert_eq!(
        object(
            "application",
            r#"{"ObjectId":"o","AppId":"a","DisplayName":"portal","Description":"","SignInAudience":"azureadmultipleorgs","AvailableToOtherTenants":true,
                "GroupMembershipClaims":"SecurityGroup","IdentifierUris":"api://a","IsFallbackPublicClient":false,"PublicClient":false,
                "Homepage":"https://h","LogoutURL":"https://l","ReplyURLs":["https://r"],"KnownClientApplications":"",
                "Api":{"RequestedAccessTokenVersion":2,"Oauth2PermissionScopes":[{"id":"s","value":"read","isEnabled":true,"type":"User"}]},
                "OptionalClaims":{"IdToken":[{"Name":"email","Source":"","Essential":false}],"AccessToken":[]},
                "AuthenticationBehaviors":{"RemoveUnverifiedEmailClaim":"True","BlockAzureADGraphAccess":"false","RequireClientServicePrincipal":""},
                "AppRoles":[{"Id":"r","DisplayName":"R","Description":"d","Value":"R","IsEnabled":true,"AllowedMemberTypes":["User"],"Origin":"Application"}],
                "PasswordCredentials":[{"KeyId":"k","DisplayName":"p","StartDateTime":"2024-01-01","EndDateTime":"2026-01-01","Hint":"abc"}],
                "KeyCredentials":[{"KeyId":"k","DisplayName":"p","EndDateTime":"2026-01-01","Type":"AsymmetricX509Cert","Usage":"Verify","Key":"MII"}],
                "Owners":["a@b","0b0c2f0e-1111-4222-8333-444455556666","some app"],
                "Permissions":[{"Name":"User.Read","SourceAPI":"Microsoft Graph","Type":"Delegated"}],"ApplicationId":"other","TenantId":"t"}"#
        ),
        json!({
            "id": "o", "appId": "a", "displayName": "portal", "signInAudience": "AzureADMultipleOrgs", "availableToOtherTenants": true,
            "groupMembershipClaims": "SecurityGroup", "identifierUris": ["api://a"], "isFallbackPublicClient": false,
            "web": {"homePageUrl": "https://h", "logoutUrl": "https://l", "redirectUris": ["https://r"]},
            "api": {"knownClientApplications": [], "requestedAccessTokenVersion": 2,
                "oauth2PermissionScopes": [{"id": "s", "value": "read", "isEnabled": true, "type": "User"}]},
            "optionalClaims": {"idToken": [{"name": "email", "essential": false}], "accessToken": [], "saml2Token": []},
            "authenticationBehaviors": {"blockAzureADGraphAccess": false, "removeUnverifiedEmailClaim": true},
            "appRoles": [{"id": "r", "displayName": "R", "description": "d", "value": "R", "isEnabled": true, "allowedMemberTypes": ["User"]}],
            "passwordCredentials": [{"keyId": "k", "displayName": "p", "startDateTime": "2024-01-01", "endDateTime": "2026-01-01", "hint": "abc"}],
            "keyCredentials": [{"keyId": "k", "displayName": "p", "endDateTime": "2026-01-01", "type": "AsymmetricX509Cert", "usage": "Verify"}],
            "owners": [{"userPrincipalName": "a@b"}, {"id": "0b0c2f0e-1111-4222-8333-444455556666"}, {"displayName": "some app"}]
        })
    );
}

#[test]
fn an_audience_is_known_to_be_single_tenant_or_not() {
    let audience = |properties: &str| object("application", properties)["signInAudience"].clone();
    assert_eq!(audience(r#"{"AvailableToOtherTenants":false}"#), json!("AzureADMyOrg"));
    assert!(audience(r#"{"AvailableToOtherTenants":true}"#)["$unknown"].as_str().unwrap().contains("AzureADMyOrg"));
    assert_eq!(audience(r#"{"DisplayName":"x"}"#), Json::Null, "what is not there was not collected");
    assert_eq!(
        audience(r#"{"AvailableToOtherTenants":false,"SignInAudience":"PersonalMicrosoftAccount"}"#),
        json!("PersonalMicrosoftAccount")
    );
    // A configuration has one of two values, and the first by default.
    let configured = |members: &[(&str, Value)]| {
        let mut made = Collector::default();
        let header = Place::new(Span { file: FileId(0), start: 0, end: 1 }, Origin::Literal);
        let properties = Value::object(members.iter().map(|(name, value)| ((*name).into(), value.clone())));
        DscResource { name: "AADApplication", address: None, format: Format::Dsc, properties, header }.give(&mut made);
        serde_json::from_str::<Json>(&made.resources[0].json).unwrap()["signInAudience"].clone()
    };
    assert_eq!(configured(&[("AvailableToOtherTenants", Value::bool(true))]), json!("AzureADMultipleOrgs"));
    assert_eq!(configured(&[("AvailableToOtherTenants", Value::bool(false))]), json!("AzureADMyOrg"));
    assert_eq!(configured(&[]), json!("AzureADMyOrg"));
    assert_eq!(configured(&[("SignInAudience", Value::text("PersonalMicrosoftAccount"))]), json!("PersonalMicrosoftAccount"));
    assert_eq!(configured(&[("AvailableToOtherTenants", Value::unknown("later"))]), json!({"$unknown": "later"}));
}

#[test]
fn a_conditional_access_policy() {
    assert_eq!(
        object(
            "conditionalaccesspolicy",
            r#"{"Id":"1","DisplayName":"guests","State":"Enabled","IncludeUsers":["All"],"ExcludeUsers":["a@b",""],"IncludeGroups":["Some group"],
                "IncludeRoles":["Global Administrator"],"IncludeGuestOrExternalUserTypes":["internalGuest","b2bCollaborationGuest"],
                "IncludeExternalTenantsMembershipKind":"enumerated","IncludeExternalTenantsMembers":["t"],
                "ExcludeGuestOrExternalUserTypes":[],"ExcludeExternalTenantsMembershipKind":"","ExcludeExternalTenantsMembers":[],
                "IncludeApplications":["all"],"ExcludeApplications":["0b0c2f0e-1111-4222-8333-444455556666","Some app"],"IncludeUserActions":[],
                "ClientAppTypes":["all"],"IncludeLocations":[],"ExcludeLocations":[],"IncludePlatforms":[],"ExcludePlatforms":["linux"],
                "DeviceFilterMode":"","DeviceFilterRule":"","SignInRiskLevels":["high"],"GrantControlOperator":"or","BuiltInControls":["Mfa"],
                "AuthenticationStrength":"Phishing-resistant MFA","TermsOfUse":"","CustomAuthenticationFactors":[],"TransferMethods":"",
                "SignInFrequencyIsEnabled":false,"SignInFrequencyType":"","PersistentBrowserMode":"","CloudAppSecurityType":""}"#
        ),
        json!({
            "id": "1", "displayName": "guests", "state": "enabled",
            "conditions": {
                "users": {"includeUsers": ["All"], "excludeUsers": ["a@b"],
                    "includeGroups": [{"$unknown": "it is a name, and the input does not contain the id of the object"}],
                    "includeRoles": [{"$unknown": "it is a name, and the input does not contain the id of the object"}],
                    "includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest,b2bCollaborationGuest",
                        "externalTenants": {"membershipKind": "enumerated", "members": ["t"]}}},
                "applications": {"includeApplications": ["All"],
                    "excludeApplications": ["0b0c2f0e-1111-4222-8333-444455556666", {"$unknown": "it is a name, and the input does not contain the id of the object"}],
                    "includeUserActions": []},
                "clientAppTypes": ["all"], "platforms": {"excludePlatforms": ["linux"]}, "signInRiskLevels": ["high"]
            },
            "grantControls": {"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": [],
                "authenticationStrength": {"displayName": "Phishing-resistant MFA"}},
            "sessionControls": {"signInFrequency": {"isEnabled": false}}
        })
    );
}

#[test]
fn cross_tenant_access() {
    let setting = r#"{"UsersAndGroups":{"AccessType":"allowed","Targets":[{"Target":"AllUsers","TargetType":"user"}]},
        "Applications":{"AccessType":"blocked","Targets":{"Target":"AllApplications","TargetType":"application"}}}"#;
    let graph = json!({
        "usersAndGroups": {"accessType": "allowed", "targets": [{"target": "AllUsers", "targetType": "user"}]},
        "applications": {"accessType": "blocked", "targets": [{"target": "AllApplications", "targetType": "application"}]}
    });
    assert_eq!(
        object(
            "crossTenantAccessPolicyConfigurationPartner",
            &format!(
                r#"{{"PartnerTenantId":"p","TenantId":"own","B2BCollaborationInbound":{setting},"B2BDirectConnectOutbound":{setting},
                "InboundTrust":{{"IsMfaAccepted":true,"IsCompliantDeviceAccepted":false,"IsHybridAzureADJoinedDeviceAccepted":false}},
                "AutomaticUserConsentSettings":{{"InboundAllowed":true,"OutboundAllowed":false}}}}"#
            )
        ),
        json!({
            "tenantId": "p", "b2bCollaborationInbound": graph, "b2bDirectConnectOutbound": graph,
            "inboundTrust": {"isMfaAccepted": true, "isCompliantDeviceAccepted": false, "isHybridAzureADJoinedDeviceAccepted": false},
            "automaticUserConsentSettings": {"inboundAllowed": true, "outboundAllowed": false}
        })
    );
    assert_eq!(
        object(
            "crossTenantAccessPolicyConfigurationDefault",
            &format!(r#"{{"IsSingleInstance":"Yes","B2BCollaborationInbound":{setting}}}"#)
        ),
        json!({"b2bCollaborationInbound": graph})
    );
}

#[test]
fn users_and_their_roles() {
    assert_eq!(
        objects(
            "user",
            r#"{"UserPrincipalName":"e_f#EXT#@b","DisplayName":"Eve","UserType":"guest","MemberOf":[],"Roles":["Global Administrator"],"Password":null}"#
        ),
        [
            ("user".to_owned(), json!({"userPrincipalName": "e_f#EXT#@b", "displayName": "Eve", "userType": "Guest"})),
            (
                "unifiedRoleAssignment".to_owned(),
                json!({"principal": {"userPrincipalName": "e_f#EXT#@b", "userType": "Guest"}, "roleDefinition": {"displayName": "Global Administrator"}})
            )
        ]
    );
    assert_eq!(
        objects(
            "group",
            r#"{"Id":"g","DisplayName":"all","MailNickname":"all","GroupTypes":["DynamicMembership"],"MembershipRule":"user.mail -ne null",
                "MembershipRuleProcessingState":"on","SecurityEnabled":true,"MailEnabled":false,"IsAssignableToRole":false,"Visibility":"private",
                "Members":["a@b"],"GroupAsMembers":["Others"],"Owners":[],"AssignedToRole":["Helpdesk Administrator"]}"#
        ),
        [
            (
                "group".to_owned(),
                json!({"id": "g", "displayName": "all", "mailNickname": "all", "groupTypes": ["DynamicMembership"],
                    "membershipRule": "user.mail -ne null", "membershipRuleProcessingState": "On", "securityEnabled": true, "mailEnabled": false,
                    "isAssignableToRole": false, "visibility": "Private", "owners": [],
                    "members": [{"userPrincipalName": "a@b"}, {"displayName": "Others"}]})
            ),
            (
                "unifiedRoleAssignment".to_owned(),
                json!({"principalId": "g", "principal": {"displayName": "all"}, "roleDefinition": {"displayName": "Helpdesk Administrator"}})
            )
        ]
    );
    assert_eq!(
        object(
            "roleEligibilityScheduleRequest",
            r#"{"Action":"AdminAssign","Principal":"a@b","RoleDefinition":"Reader","DirectoryScopeId":"/","PrincipalType":"User",
                "ScheduleInfo":{"startDateTime":"2024-01-01","expiration":{"type":"afterDateTime","endDateTime":"2026-01-01"}}}"#
        ),
        json!({"action": "adminAssign", "directoryScopeId": "/", "principal": {"userPrincipalName": "a@b"}, "roleDefinition": {"displayName": "Reader"},
            "scheduleInfo": {"startDateTime": "2024-01-01", "expiration": {"type": "afterDateTime", "endDateTime": "2026-01-01"}}})
    );
    assert_eq!(
        object(
            "roleDefinition",
            r#"{"Id":"r","DisplayName":"R","IsEnabled":true,"RolePermissions":"microsoft.directory/x/read","ResourceScopes":["/"]}"#
        ),
        json!({"id": "r", "displayName": "R", "isEnabled": true, "resourceScopes": ["/"],
            "rolePermissions": [{"allowedResourceActions": ["microsoft.directory/x/read"]}]})
    );
}

#[test]
fn settings_of_the_tenant() {
    assert_eq!(
        object(
            "groupsSettings",
            r#"{"IsSingleInstance":"Yes","AllowToAddGuests":true,"AllowGuestsToBeGroupOwner":false,"UsageGuidelinesUrl":"https://u"}"#
        ),
        json!({"displayName": "Group.Unified", "templateId": "62375ab9-6b52-47ed-826b-58e47e0e304b", "values": [
            {"name": "AllowGuestsToBeGroupOwner", "value": "False"}, {"name": "AllowToAddGuests", "value": "True"},
            {"name": "UsageGuidelinesUrl", "value": "https://u"}]})
    );
    assert_eq!(
        object(
            "deviceRegistrationPolicy",
            r#"{"UserDeviceQuota":50,"MultiFactorAuthConfiguration":false,"AzureADJoinIsAdminConfigurable":true,"AzureADAllowedToJoin":"Selected",
                "AzureADAllowedToJoinUsers":["a@b"],"AzureADAllowedToJoinGroups":[],"AzureAdJoinLocalAdminsRegisteringMode":"None",
                "LocalAdminsEnableGlobalAdmins":true,"LocalAdminPasswordIsEnabled":false}"#
        ),
        json!({"userDeviceQuota": 50, "multiFactorAuthConfiguration": "notRequired",
            "azureADJoin": {"isAdminConfigurable": true,
                "allowedToJoin": {"@odata.type": "#microsoft.graph.enumeratedDeviceRegistrationMembership", "users": ["a@b"]},
                "localAdmins": {"enableGlobalAdmins": true, "registeringUsers": {"@odata.type": "#microsoft.graph.noDeviceRegistrationMembership"}}},
            "localAdminPassword": {"isEnabled": false}})
    );
    assert_eq!(
        object("authenticationFlowPolicy", r#"{"SelfServiceSignUpEnabled":true}"#),
        json!({"selfServiceSignUp": {"isEnabled": true}})
    );
    assert_eq!(
        object("externalIdentityPolicy", r#"{"allowExternalIdentitiesToLeave":false}"#),
        json!({"allowExternalIdentitiesToLeave": false})
    );
    assert_eq!(
        object("securityDefaults", r#"{"IsEnabled":false}"#),
        json!({"id": "00000000-0000-0000-0000-000000000005", "isEnabled": false})
    );
    assert_eq!(
        object("tenantDetails", r#"{"IsSingleInstance":"Yes","TechnicalNotificationMails":"a@b"}"#),
        json!({"technicalNotificationMails": ["a@b"]})
    );
    assert_eq!(
        object(
            "adminConsentRequestPolicy",
            r#"{"IsEnabled":true,"NotifyReviewers":false,"RequestDurationInDays":30,"Reviewers":[{"ReviewerType":"Role","ReviewerId":"R"}]}"#
        ),
        json!({"isEnabled": true, "notifyReviewers": false, "requestDurationInDays": 30, "reviewers": [{"displayName": "R", "queryType": "Role"}]})
    );
}

#[test]
fn governance() {
    assert_eq!(
        object(
            "entitlementManagementAccessPackageAssignmentPolicy",
            r#"{"Id":"p","DisplayName":"External","DurationInDays":0,"ExpirationDateTime":"","CanExtend":true,
                "RequestorSettings":{"ScopeType":"AllExternalSubjects","AcceptRequests":true,"AllowedRequestors":[]},
                "RequestApprovalSettings":{"IsApprovalRequired":false,"ApprovalMode":"NoApproval"}}"#
        ),
        json!({"id": "p", "displayName": "External", "durationInDays": 0, "canExtend": true,
            "requestorSettings": {"scopeType": "AllExternalSubjects", "acceptRequests": true},
            "requestApprovalSettings": {"isApprovalRequired": false, "approvalMode": "NoApproval"}})
    );
    assert_eq!(
        object(
            "accessReviewDefinition",
            r#"{"Id":"r","DisplayName":"R","ScopeValue":{"odataType":"t","PrincipalScopes":[{"Query":"/v1.0/users?$filter=userType eq 'Guest'","QueryType":"MicrosoftGraph"}]},
                "SettingsValue":{"AutoApplyDecisionsEnabled":true,"DefaultDecision":"Deny","DefaultDecisionEnabled":true,"InstanceDurationInDays":4}}"#
        ),
        json!({"id": "r", "displayName": "R",
            "scope": {"@odata.type": "t", "principalScopes": [{"query": "/v1.0/users?$filter=userType eq 'Guest'", "queryType": "MicrosoftGraph"}]},
            "settings": {"autoApplyDecisionsEnabled": true, "defaultDecisionEnabled": true, "defaultDecision": "Deny", "instanceDurationInDays": 4}})
    );
}

#[test]
fn absent_objects_are_skipped_and_no_secret_is_read() {
    for ensure in ["Absent", "absent"] {
        assert_eq!(objects("application", &format!(r#"{{"DisplayName":"x","Ensure":"{ensure}"}}"#)), []);
        assert_eq!(objects("domain", &format!(r#"{{"Id":"x","ENSURE":"{ensure}"}}"#)), []);
    }
    assert_eq!(objects("application", r#"{"DisplayName":"x","Ensure":"Present"}"#).len(), 1);
    assert_eq!(
        objects(
            "socialIdentityProvider",
            r#"{"ClientId":"c","ClientSecret":"s","Credential":{"Password":"p"},"Nested":{"AccessTokens":["t"],"Name":"n"}}"#
        ),
        [("microsoft.entra.socialIdentityProvider".to_owned(), json!({"ClientId": "c", "Nested": {"Name": "n"}}))]
    );
}

#[test]
fn a_key_that_is_written_twice_is_unknown() {
    let twice =
        read(r#"{"resourceType":"microsoft.entra.application","properties":{"DisplayName":"x","AppId":"a","AppId":"b"}}"#, Format::Graph);
    assert_eq!(twice.problems.len(), 1);
    assert!(twice.resources[0].json.contains("$unknown") && !twice.resources[0].json.contains("\"b\""), "{}", twice.resources[0].json);
    let twice =
        read(r#"{"resourceType":"microsoft.entra.application","properties":{"AppId":"a"},"properties":{"AppId":"b"}}"#, Format::Graph);
    let json: Json = serde_json::from_str(&twice.resources[0].json).unwrap();
    assert!(json["appId"]["$unknown"].is_string() && json["displayName"]["$unknown"].is_string(), "{json}");
    let twice =
        read(r#"{"resourceType":"microsoft.entra.application","resourceType":"microsoft.entra.user","properties":{}}"#, Format::Graph);
    assert_eq!((twice.problems.len(), twice.resources.len()), (1, 0));
}
