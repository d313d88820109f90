//! Every kind is read from every export format that contains it: its kind, its JSON, its line.

use crate::common::{errors, findings, folder, run_paths, run_text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tenantlint::load::{Loaded, load_input, load_paths};
use tenantlint::reader::{Variables, read_all};
use tenantlint::resource::{Collector, Kind, Problem, Resource};

/// The results of a reader, in order.
struct Given {
    resources: Vec<Resource<'static>>,
    complete: BTreeSet<String>,
    problems: Vec<String>,
}

/// The kinds of which the input contains all resources, as the files show it.
fn whole(all: &Collector) -> BTreeSet<String> {
    let whole = all.completeness.iter().filter(|(_, completeness)| completeness.is_whole());
    whole.map(|((kind, _), _)| kind.to_string()).collect()
}

impl Given {
    fn of(loaded: &Loaded) -> Self {
        let mut all = Collector::default();
        read_all(&loaded.sources, &loaded.project, &|_| 0, &|_| Collector::default(), &mut |part| all.join(part));
        Self {
            complete: whole(&all),
            resources: all.resources,
            problems: all.problems.into_iter().map(|problem| problem.message.to_string()).collect(),
        }
    }

    fn text(text: &str) -> Self {
        Self::of(&load_input(text.as_bytes(), "export.json", Path::new("."), Variables::default()))
    }

    fn file(path: &str, text: &str) -> Self {
        let folder = folder(&[(path, text)]);
        Self::of(&load_paths(&[".".into()], folder.path(), Variables::default()))
    }

    /// `kind address` of each resource.
    fn kinds(&self) -> Vec<String> {
        let shown = |resource: &Resource<'_>| {
            let address = resource.address.as_ref().map(|address| format!(" {address}")).unwrap_or_default();
            format!("{}{address}", resource.kind)
        };
        self.resources.iter().map(shown).collect()
    }

    fn only(&self) -> Value {
        let [resource] = self.resources.as_slice() else { panic!("{:?} {:?}", self.kinds(), self.problems) };
        serde_json::from_str(&resource.json).unwrap()
    }
}

/// A Graph kind: its request path, and an object whose properties identify it. Empty if only its context or type does.
struct OfGraph {
    kind: &'static str,
    set: &'static str,
    shape: &'static str,
}

const fn graph(kind: &'static str, set: &'static str, shape: &'static str) -> OfGraph {
    OfGraph { kind, set, shape }
}

const OF_GRAPH: &[OfGraph] = &[
    graph(
        "accessPackageAssignmentPolicy",
        "identityGovernance/entitlementManagement/assignmentPolicies",
        r#"{"id":"1","allowedTargetScope":"allExternalUsers"}"#,
    ),
    graph(
        "accessReviewScheduleDefinition",
        "identityGovernance/accessReviews/definitions",
        r#"{"id":"1","descriptionForAdmins":"x","scope":{},"settings":{}}"#,
    ),
    graph(
        "adminConsentRequestPolicy",
        "policies/adminConsentRequestPolicy",
        r#"{"isEnabled":true,"notifyReviewers":true,"requestDurationInDays":14,"reviewers":[]}"#,
    ),
    graph("application", "applications", r#"{"id":"1","appId":"2","signInAudience":"AzureADMyOrg"}"#),
    graph("appManagementPolicy", "policies/appManagementPolicies", r#"{"id":"1","displayName":"x","isEnabled":true,"restrictions":{}}"#),
    graph("appRoleAssignment", "appRoleAssignments", r#"{"id":"1","appRoleId":"2","principalId":"3","resourceId":"4"}"#),
    graph(
        "authenticationFlowsPolicy",
        "policies/authenticationFlowsPolicy",
        r#"{"id":"authenticationFlowsPolicy","selfServiceSignUp":{"isEnabled":true}}"#,
    ),
    graph(
        "authenticationStrengthPolicy",
        "policies/authenticationStrengthPolicies",
        r#"{"id":"1","policyType":"custom","allowedCombinations":["fido2"],"requirementsSatisfied":"mfa"}"#,
    ),
    graph("authorizationPolicy", "policies/authorizationPolicy", r#"{"id":"authorizationPolicy","allowInvitesFrom":"everyone"}"#),
    graph(
        "b2bManagementPolicy",
        "policies/b2bManagementPolicies",
        r#"{"id":"1","type":"B2BManagementPolicy","definition":["{\"B2BManagementPolicy\":{}}"]}"#,
    ),
    graph(
        "b2xIdentityUserFlow",
        "identity/b2xUserFlows",
        r#"{"id":"1","userFlowType":"signUpOrSignIn","userFlowTypeVersion":1,"apiConnectorConfiguration":{}}"#,
    ),
    graph("conditionalAccessPolicy", "identity/conditionalAccess/policies", r#"{"conditions":{},"grantControls":null,"state":"enabled"}"#),
    graph(
        "connectedOrganization",
        "identityGovernance/entitlementManagement/connectedOrganizations",
        r#"{"id":"1","identitySources":[],"state":"configured"}"#,
    ),
    graph(
        "crossTenantAccessPolicyConfigurationDefault",
        "policies/crossTenantAccessPolicy/default",
        r#"{"isServiceDefault":true,"inboundTrust":{},"b2bCollaborationInbound":{}}"#,
    ),
    graph(
        "crossTenantAccessPolicyConfigurationPartner",
        "policies/crossTenantAccessPolicy/partners",
        r#"{"tenantId":"1","isServiceProvider":false,"inboundTrust":null,"b2bCollaborationInbound":null}"#,
    ),
    graph(
        "crossTenantIdentitySyncPolicyPartner",
        "policies/crossTenantAccessPolicy/partners('1')/identitySynchronization",
        r#"{"tenantId":"1","userSyncInbound":{"isSyncAllowed":true}}"#,
    ),
    graph("device", "devices", r#"{"id":"1","deviceId":"2","operatingSystem":"Windows","trustType":"Workplace"}"#),
    graph("deviceManagementSettings", "deviceManagement/settings", r#"{"deviceComplianceCheckinThresholdDays":30,"secureByDefault":true}"#),
    graph(
        "deviceRegistrationPolicy",
        "policies/deviceRegistrationPolicy",
        r#"{"id":"deviceRegistrationPolicy","userDeviceQuota":50,"azureADRegistration":{},"azureADJoin":{}}"#,
    ),
    graph("directoryObject", "groups('1')/owners", ""),
    graph("directoryRole", "directoryRoles", r#"{"id":"1","displayName":"x","roleTemplateId":"2"}"#),
    graph(
        "entitlementManagementSettings",
        "identityGovernance/entitlementManagement/settings",
        r#"{"id":"1","externalUserLifecycleAction":"none"}"#,
    ),
    graph("externalIdentitiesPolicy", "policies/externalIdentitiesPolicy", r#"{"id":"1","allowExternalIdentitiesToLeave":true}"#),
    graph(
        "federatedIdentityCredential",
        "applications('1')/federatedIdentityCredentials",
        r#"{"id":"1","name":"x","issuer":"https://a","subject":"b","audiences":["c"]}"#,
    ),
    graph("group", "groups", r#"{"id":"1","groupTypes":["DynamicMembership"]}"#),
    graph("groupSetting", "groupSettings", r#"{"id":"1","templateId":"2","values":[]}"#),
    graph(
        "identitySecurityDefaultsEnforcementPolicy",
        "policies/identitySecurityDefaultsEnforcementPolicy",
        r#"{"id":"00000000-0000-0000-0000-000000000005","isEnabled":false}"#,
    ),
    graph("invitation", "invitations", r#"{"invitedUserEmailAddress":"a@b.example"}"#),
    graph("namedLocation", "identity/conditionalAccess/namedLocations", r#"{"id":"1","isTrusted":true,"ipRanges":[]}"#),
    graph(
        "oAuth2PermissionGrant",
        "oauth2PermissionGrants",
        r#"{"clientId":"1","consentType":"AllPrincipals","resourceId":"2","scope":"x"}"#,
    ),
    graph("organization", "organization", r#"{"id":"1","verifiedDomains":[]}"#),
    graph("permissionGrantPolicy", "policies/permissionGrantPolicies", r#"{"id":"1","displayName":"x","includes":[],"excludes":[]}"#),
    graph(
        "privilegedAccessGroupAssignmentSchedule",
        "identityGovernance/privilegedAccess/group/assignmentSchedules",
        r#"{"groupId":"1","accessId":"member","principalId":"2","assignmentType":"assigned","memberType":"direct","scheduleInfo":{}}"#,
    ),
    graph(
        "privilegedAccessGroupAssignmentScheduleInstance",
        "identityGovernance/privilegedAccess/group/assignmentScheduleInstances",
        r#"{"groupId":"1","accessId":"member","principalId":"2","assignmentType":"assigned","memberType":"direct","assignmentScheduleId":"3"}"#,
    ),
    graph("privilegedAccessGroupAssignmentScheduleRequest", "identityGovernance/privilegedAccess/group/assignmentScheduleRequests", ""),
    graph(
        "privilegedAccessGroupEligibilitySchedule",
        "identityGovernance/privilegedAccess/group/eligibilitySchedules",
        r#"{"groupId":"1","accessId":"member","principalId":"2","memberType":"direct","scheduleInfo":{}}"#,
    ),
    graph(
        "privilegedAccessGroupEligibilityScheduleInstance",
        "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
        r#"{"groupId":"1","accessId":"member","principalId":"2","memberType":"direct","eligibilityScheduleId":"3"}"#,
    ),
    graph("privilegedAccessGroupEligibilityScheduleRequest", "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests", ""),
    graph("servicePrincipal", "servicePrincipals", r#"{"id":"1","appId":"2","servicePrincipalType":"Application"}"#),
    graph(
        "tenantAppManagementPolicy",
        "policies/defaultAppManagementPolicy",
        r#"{"id":"1","isEnabled":true,"applicationRestrictions":{}}"#,
    ),
    graph(
        "unifiedRoleAssignment",
        "roleManagement/directory/roleAssignments",
        r#"{"id":"1","principalId":"2","roleDefinitionId":"3","directoryScopeId":"/"}"#,
    ),
    graph(
        "unifiedRoleAssignmentSchedule",
        "roleManagement/directory/roleAssignmentSchedules",
        r#"{"principalId":"2","roleDefinitionId":"3","directoryScopeId":"/","assignmentType":"Assigned","memberType":"Direct","scheduleInfo":{}}"#,
    ),
    graph(
        "unifiedRoleAssignmentScheduleInstance",
        "roleManagement/directory/roleAssignmentScheduleInstances",
        r#"{"principalId":"2","roleDefinitionId":"3","directoryScopeId":"/","assignmentType":"Assigned","roleAssignmentScheduleId":"4"}"#,
    ),
    graph("unifiedRoleAssignmentScheduleRequest", "roleManagement/directory/roleAssignmentScheduleRequests", ""),
    graph("unifiedRoleDefinition", "roleManagement/directory/roleDefinitions", r#"{"id":"1","templateId":"1","rolePermissions":[]}"#),
    graph(
        "unifiedRoleEligibilitySchedule",
        "roleManagement/directory/roleEligibilitySchedules",
        r#"{"principalId":"2","roleDefinitionId":"3","directoryScopeId":"/","memberType":"Direct","scheduleInfo":{}}"#,
    ),
    graph(
        "unifiedRoleEligibilityScheduleInstance",
        "roleManagement/directory/roleEligibilityScheduleInstances",
        r#"{"principalId":"2","roleDefinitionId":"3","directoryScopeId":"/","memberType":"Direct","roleEligibilityScheduleId":"4"}"#,
    ),
    graph("unifiedRoleEligibilityScheduleRequest", "roleManagement/directory/roleEligibilityScheduleRequests", ""),
    graph("user", "users", r#"{"id":"1","userPrincipalName":"a@b.example","displayName":"A"}"#),
];

/// The ARM kinds: their type, and an object without it that its properties identify.
const OF_ARM: &[(&str, &str, &str)] = &[
    ("alertsSuppressionRule", "Microsoft.Security/alertsSuppressionRules", ""),
    ("associatedTenant", "Microsoft.Billing/billingAccounts/associatedTenants", ""),
    ("billingAccount", "Microsoft.Billing/billingAccounts", r#"{"agreementType":"EnterpriseAgreement","accountType":"Enterprise"}"#),
    ("billingPolicy", "Microsoft.Billing/billingAccounts/policies", ""),
    ("billingProfile", "Microsoft.Billing/billingAccounts/billingProfiles", ""),
    (
        "billingRoleAssignment",
        "Microsoft.Billing/billingAccounts/billingRoleAssignments",
        r#"{"principalId":"1","principalTenantId":"2","roleDefinitionId":"3","scope":"/"}"#,
    ),
    ("billingRoleDefinition", "Microsoft.Billing/billingAccounts/billingRoleDefinitions", ""),
    ("containerAppAuthConfig", "Microsoft.App/containerApps/authConfigs", ""),
    (
        "federatedIdentityCredential",
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        r#"{"name":"x","properties":{"issuer":"https://a","subject":"b","audiences":["c"]}}"#,
    ),
    ("invoiceSection", "Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections", ""),
    ("managementGroup", "Microsoft.Management/managementGroups", ""),
    (
        "managementGroupSettings",
        "Microsoft.Management/managementGroups/settings",
        r#"{"name":"default","requireAuthorizationForGroupCreation":true}"#,
    ),
    ("managementGroupSubscription", "Microsoft.Management/managementGroups/subscriptions", ""),
    (
        "policyAssignment",
        "Microsoft.Authorization/policyAssignments",
        r#"{"name":"x","policyDefinitionId":"1","enforcementMode":"Default"}"#,
    ),
    (
        "policyExemption",
        "Microsoft.Authorization/policyExemptions",
        r#"{"name":"x","policyAssignmentId":"1","exemptionCategory":"Waiver"}"#,
    ),
    ("registrationAssignment", "Microsoft.ManagedServices/registrationAssignments", ""),
    ("registrationDefinition", "Microsoft.ManagedServices/registrationDefinitions", ""),
    ("roleAssignment", "Microsoft.Authorization/roleAssignments", r#"{"roleDefinitionId":"1","principalId":"2","scope":"/"}"#),
    ("roleAssignmentSchedule", "Microsoft.Authorization/roleAssignmentSchedules", ""),
    ("roleAssignmentScheduleInstance", "Microsoft.Authorization/roleAssignmentScheduleInstances", ""),
    ("roleAssignmentScheduleRequest", "Microsoft.Authorization/roleAssignmentScheduleRequests", ""),
    ("roleDefinition", "Microsoft.Authorization/roleDefinitions", r#"{"roleName":"x","permissions":[],"assignableScopes":["/"]}"#),
    ("roleEligibilitySchedule", "Microsoft.Authorization/roleEligibilitySchedules", ""),
    ("roleEligibilityScheduleInstance", "Microsoft.Authorization/roleEligibilityScheduleInstances", ""),
    ("roleEligibilityScheduleRequest", "Microsoft.Authorization/roleEligibilityScheduleRequests", ""),
    ("securityAutomation", "Microsoft.Security/automations", ""),
    ("securityContact", "Microsoft.Security/securityContacts", ""),
    ("securityPricing", "Microsoft.Security/pricings", ""),
    ("Microsoft.Web/sites", "Microsoft.Web/sites", ""),
    (
        "Microsoft.Web/sites/config",
        "Microsoft.Web/sites/config",
        r#"{"platform":{},"globalValidation":{},"identityProviders":{},"login":{}}"#,
    ),
    ("subscription", "Microsoft.Resources/subscriptions", r#"{"subscriptionId":"1","displayName":"x","state":"Enabled"}"#),
    ("subscriptionAlias", "Microsoft.Subscription/aliases", ""),
    ("subscriptionPolicy", "Microsoft.Subscription/policies", r#"{"name":"default","properties":{"blockSubscriptionsIntoTenant":true}}"#),
    ("subscriptionTransfer", "Microsoft.Subscription/changeTenantRequest", ""),
    ("userAssignedIdentity", "Microsoft.ManagedIdentity/userAssignedIdentities", ""),
];

/// Kinds in the code of applications: the file, the rest of its address, and its text.
const OF_CODE: &[(&str, &str, &str, &str)] = &[
    (
        "apiManagementPolicy",
        "policies/inbound.xml",
        "#validate-azure-ad-token",
        "<inbound><validate-azure-ad-token tenant-id=\"common\"/></inbound>",
    ),
    ("signInConfiguration", "src/appsettings.json", "#AzureAd", "{\"AzureAd\":{\"TenantId\":\"common\",\"ClientId\":\"c\"}}"),
    ("staticWebAppConfiguration", "staticwebapp.config.json", "", "{\"routes\":[]}"),
];

const METADATA: &str = "https://graph.microsoft.com/v1.0/$metadata#";

/// A text with an object on its own line.
type Around = (&'static str, fn(&str, &str) -> String);

/// Checks that the text yields the object unchanged, with the line on which it starts.
fn is_given(kind: &str, format: &str, object: &str, text: &str) {
    let given = Given::text(text);
    assert_eq!(given.problems, Vec::<String>::new(), "{kind} {format}: {text}");
    assert_eq!(given.only(), serde_json::from_str::<Value>(object).unwrap(), "{kind} {format}: {text}");
    let resource = &given.resources[0];
    assert_eq!(resource.kind.name(), kind, "{format}: {text}");
    let line = |offset: usize| text[..offset].matches('\n').count();
    assert_eq!(line(resource.span.start as usize), line(text.find(object).unwrap()), "{kind} {format}");
}

#[test]
fn every_kind_of_the_model_is_tested_here() {
    let of_code = OF_CODE.iter().map(|(kind, ..)| *kind);
    let others = OF_ARM.iter().map(|(kind, ..)| *kind).chain(of_code);
    let tested: BTreeSet<&str> = OF_GRAPH.iter().map(|of| of.kind).chain(others).collect();
    let known: BTreeSet<&str> = Kind::KNOWN.iter().map(Kind::name).collect();
    assert_eq!(tested, known);
}

#[test]
fn a_truncated_configuration_is_reported_once() {
    let folder = folder(&[("appsettings.json", "{ \"AzureAd\": { \"TenantId\": \"common\",")]);
    let outcome = run_paths(&["appsettings.json".into()], folder.path());
    assert_eq!(errors(&outcome).len(), 1, "{:?}", errors(&outcome));
}

/// The levels of the problems in `file` if the whole folder is checked.
fn levels(files: &[(&str, &str)], file: &str) -> Vec<&'static str> {
    let folder = folder(files);
    let outcome = run_paths(&[".".into()], folder.path());
    let of_file = outcome.problems.iter().filter(|problem| outcome.sources.get(problem.span.file).path == file);
    of_file.map(Problem::level).collect()
}

#[test]
fn only_an_export_is_an_error_if_it_is_malformed() {
    let unrelated = [
        "",
        "{",
        "{\"name\":\"web\",\"lockfileVersion\":3",
        "[{\"a\":1,}]",
        "[\n  // comment\n  {\"key\":\"ctrl+k\"}\n]",
        "[\n  {{ range .Pages }}\n  {\"id\": {{ .Id }} }\n  {{ end }}\n]",
        "{\"name\": ${name}}",
        "Lorem ipsum\n",
        "{\"value\":[1],\"a\":1,\"a\":2}",
        "WARNING: x\n{\"a\":1}",
        "ÜBER\n[",
    ];
    for text in unrelated {
        assert_eq!(levels(&[("a.json", text)], "a.json"), [""; 0], "{text}");
    }
    let exports = [
        "{\"displayName\":\"x\",\"state\":\"enabled\",\"conditions\":{},\"grantControls\":{},}",
        "{\"DisplayName\":\"x\",\"State\":\"enabled\",\"Conditions\":{},\"GrantControls\":{",
        "{\"isServiceDefault\":true,\"inboundTrust\":{\"isMfaAccepted\":true,}}",
        "{\"userDeviceQuota\":50,\"azureADJoin\":{},}",
        "[{\"id\":\"1\",},{\"id\":\"/subscriptions/s/providers/Microsoft.Web/sites/x\",\"type\":\"Microsoft.Web/sites\"}]",
        "WARNING: x\n{\"signInAudience\":",
        "ERROR: (AuthorizationFailed) The client is not authorized\n",
        "WARNING: x\nERROR: Please run 'az login'\n",
        "Get-MgUser_List: Insufficient privileges\n",
    ];
    for text in exports {
        let levels = levels(&[("a.json", text)], "a.json");
        assert!(levels.contains(&"error"), "{text}: {levels:?}");
    }
    // The path, and the files beside it.
    assert_eq!(levels(&[("Users/u/u.json", "")], "Users/u/u.json"), ["error"]);
    let beside = "{\"id\":\"authorizationPolicy\",\"allowInvitesFrom\":\"none\"}";
    for text in ["", "{\"value\":["] {
        assert_eq!(levels(&[("x/a.json", text), ("x/policy.json", beside)], "x/a.json"), ["error"], "{text}");
        assert_eq!(levels(&[("y/a.json", text), ("x/policy.json", beside)], "y/a.json"), [""; 0], "{text}");
    }
    let template = "{\"id\":\"authorizationPolicy\",\"allowInvitesFrom\":{{ .Values.from }}}";
    assert_eq!(levels(&[("a.json", template)], "a.json"), ["warning"]);
}

#[test]
fn text_before_the_json_is_skipped_with_a_warning() {
    for banner in
        ["Welcome To Microsoft Graph!\n", "Welcome to Microsoft Graph!\r\n\r\nConnected via x\r\n", "[INFO] x\n", "WARNING: depth\n"]
    {
        let text = format!("{banner}{{\"id\":\"authorizationPolicy\",\"allowInvitesFrom\":\"everyone\"}}");
        let folder = folder(&[("a.json", &text)]);
        let outcome = run_paths(&[".".into()], folder.path());
        assert_eq!(outcome.problems.iter().map(Problem::level).collect::<Vec<_>>(), ["warning"], "{banner}");
        assert!(outcome.findings.iter().any(|finding| finding.rule.id == "guest-invite-everyone"), "{banner}");
    }
    let list = "[{\"appId\":\"1\",\"signInAudience\":\"AzureADMyOrg\"}]";
    assert!(!Given::text(&format!("Connected via x\n{list}")).complete.is_empty());
    assert!(Given::text(&format!("WARNING: x\n{list}")).complete.is_empty());
}

#[test]
fn code_is_read_by_the_name_of_its_file() {
    for (kind, path, name, text) in OF_CODE {
        let given = Given::file(path, text);
        assert_eq!((given.kinds(), given.problems), (vec![format!("{kind} {path}{name}")], Vec::new()), "{path}");
        assert_eq!(Given::file("other.txt", text).kinds(), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn graph_is_read_by_its_context() {
    let around: &[Around] = &[
        ("list", |set, object| format!("{{\"@odata.context\":\"{METADATA}{set}\",\"value\":[\n{object}\n]}}")),
        ("batch", |set, object| {
            format!(
                "{{\"responses\":[{{\"id\":\"1\",\"status\":200,\"body\":{{\"@odata.context\":\"{METADATA}{set}\",\"value\":[\n{object}]}}}}]}}"
            )
        }),
        ("lines", |set, object| {
            format!(
                "{{\"@odata.context\":\"{METADATA}{set}\",\"value\":[]}}\n{{\"@odata.context\":\"{METADATA}{set}\",\"value\":[{object}]}}\n"
            )
        }),
    ];
    let some = r#"{"id":"7","name":"x"}"#;
    for of in OF_GRAPH {
        for (format, text) in around {
            is_given(of.kind, format, some, &text(of.set, some));
        }
        let object = format!("{{\"@odata.context\":\"{METADATA}{}/$entity\",\"id\":\"7\"}}", of.set);
        is_given(of.kind, "one object", &object, &format!("\n{object}"));
    }
}

#[test]
fn graph_is_read_by_its_type() {
    for of in OF_GRAPH {
        let object = format!("{{\"@odata.type\":\"#microsoft.graph.{}\",\"id\":\"7\"}}", of.kind);
        is_given(of.kind, "object", &object, &format!("\n{object}"));
        is_given(of.kind, "list", &object, &format!("[\n{object}\n]"));
        is_given(of.kind, "mixed list", &object, &format!("{{\"@odata.context\":\"{METADATA}directoryObjects\",\"value\":[\n{object}]}}"));
    }
    for (derived, base) in [
        ("ipNamedLocation", "namedLocation"),
        ("countryNamedLocation", "namedLocation"),
        ("agentIdentityBlueprint", "application"),
        ("agentIdentity", "servicePrincipal"),
        ("agentUser", "user"),
        ("directorySetting", "groupSetting"),
    ] {
        let object = format!("{{\"@odata.type\":\"#microsoft.graph.{derived}\",\"id\":\"7\"}}");
        is_given(base, derived, &object, &object);
    }
    // An unknown type is of the kind of its list.
    let object = r##"{"@odata.type":"#microsoft.graph.galacticNamedLocation","id":"7"}"##;
    let set = "identity/conditionalAccess/namedLocations";
    is_given("namedLocation", "list", object, &format!("{{\"@odata.context\":\"{METADATA}{set}\",\"value\":[{object}]}}"));
}

/// Every object of Graph and ARM.
fn shapes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_arm = OF_ARM.iter().map(|(kind, _, shape)| (*kind, *shape));
    OF_GRAPH.iter().map(|of| (of.kind, of.shape)).chain(of_arm).filter(|(_, shape)| !shape.is_empty())
}

#[test]
fn an_object_without_a_type_is_identified_by_its_properties() {
    for (kind, object) in shapes() {
        for text in
            [format!("\n{object}"), format!("[\n{object}]"), format!("{{\"value\":[\n{object}]}}"), format!("{{\"some\":\n{object}}}")]
        {
            is_given(kind, "shape", object, &text);
        }
    }
}

#[test]
fn too_few_properties_identify_no_kind() {
    for (kind, object) in shapes() {
        let Value::Object(members) = serde_json::from_str(object).unwrap() else { panic!("{object}") };
        for key in members.keys() {
            let less: serde_json::Map<String, Value> =
                [(key.clone(), members[key].clone()), ("name".to_owned(), json!("x"))].into_iter().collect();
            let given = Given::text(&Value::Object(less).to_string());
            let names: BTreeSet<&str> = given.resources.iter().map(|resource| resource.kind.name()).collect();
            // A property that no other kind has may be sufficient; it must never identify a different kind.
            assert!(names.is_empty() || names == BTreeSet::from([kind]), "{key} of {kind}: {names:?}");
        }
    }
    for other in [
        r#"{"id":"1","displayName":"x"}"#,
        r#"{"id":"1","name":"x","includes":[],"excludes":[]}"#,
        r#"{"id":"1","isEnabled":true}"#,
        r#"{"conditions":[],"state":"open","name":"x"}"#,
        r#"{"platform":"linux","login":"x","name":"y"}"#,
        r#"{"issuer":"https://a","audiences":["b"],"jwksUri":"c"}"#,
        r#"{"id":"1","principalId":"2","roleDefinitionId":"3","directoryScopeId":"/","action":"adminAssign","scheduleInfo":{}}"#,
        r#"{"id":"1","userFlowType":"signIn","userFlowTypeVersion":1,"apiConnectorConfiguration":{},"isLanguageCustomizationEnabled":true}"#,
        r#"{"type":"ActivityBasedTimeoutPolicy","definition":["{\"ActivityBasedTimeoutPolicy\":{\"Version\":1}}"],"displayName":"x"}"#,
        // References to resources.
        r#"{"id":"/subscriptions/1/providers/Microsoft.Authorization/policyAssignments/x"}"#,
        r#"{"id":"/subscriptions/1/providers/Microsoft.Authorization/policyAssignments/x","name":"x"}"#,
        r#"{"id":"/subscriptions/1/providers/Microsoft.Authorization/policyAssignments","properties":{}}"#,
        r#"{"id":"/subscriptions/1/providers","properties":{}}"#,
    ] {
        for text in [other.to_owned(), format!("[{other}]"), format!("{{\"value\":[{other}]}}")] {
            assert_eq!(Given::text(&text).kinds(), Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn arm_is_read_by_its_types() {
    let around: &[Around] = &[
        ("REST", |_, object| format!("{{\"value\":[\n{object}\n],\"nextLink\":null}}")),
        ("Azure CLI", |_, object| format!("[\n{object}\n]")),
        ("object", |_, object| format!("\n{object}")),
        ("batch", |_, object| format!("{{\"responses\":[{{\"httpStatusCode\":200,\"content\":{{\"value\":[\n{object}]}}}}]}}")),
        ("Resource Graph", |_, object| format!("{{\"count\":1,\"data\":[\n{object}],\"skip_token\":null,\"total_records\":1}}")),
        ("lines", |_, object| format!("{{}}\n{object}\n")),
    ];
    for (kind, arm_type, _) in OF_ARM {
        let objects = [
            format!("{{\"id\":\"x\",\"name\":\"x\",\"type\":\"{arm_type}\",\"properties\":{{}}}}"),
            format!("{{\"id\":\"x\",\"name\":\"x\",\"type\":\"{arm_type}\",\"some\":1}}"),
            format!("{{\"id\":\"x\",\"name\":\"x\",\"type\":\"{}\",\"tenantId\":\"1\",\"properties\":{{}}}}", arm_type.to_lowercase()),
        ];
        for (format, text) in around {
            for object in &objects {
                is_given(kind, format, object, &text("", object));
            }
        }
    }
}

#[test]
fn arm_is_read_by_ids_too() {
    for (kind, arm_type, _) in OF_ARM.iter().filter(|(_, arm_type, _)| *arm_type != "Microsoft.Resources/subscriptions") {
        let (namespace, types) = arm_type.split_once('/').unwrap();
        let path = types.split('/').collect::<Vec<_>>().join("/x/");
        let object = format!("{{\"id\":\"/subscriptions/1/providers/{namespace}/{path}/x\",\"name\":\"x\",\"properties\":{{}}}}");
        is_given(kind, "id", &object, &format!("[\n{object}]"));
    }
}

#[test]
fn an_id_identifies_an_object_of_unknown_type() {
    let path = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Web/sites/x/config/authsettingsV2";
    for (own, kind) in
        [("Microsoft.Web/sites/authsettingsv2", "Microsoft.Web/sites/config"), ("Microsoft.Web/sites", "Microsoft.Web/sites")]
    {
        let object = format!("{{\"id\":\"{path}\",\"name\":\"authsettingsV2\",\"type\":\"{own}\",\"properties\":{{}}}}");
        is_given(kind, "id and type", &object, &object);
    }
}

#[test]
fn entra_exporter_is_read_by_its_paths() {
    for (path, kind) in [
        ("Organization/Organization.json", "organization"),
        ("Policies/AuthorizationPolicy/authorizationPolicy/authorizationPolicy.json", "authorizationPolicy"),
        ("Policies/IdentitySecurityDefaultsEnforcementPolicy/1/1.json", "identitySecurityDefaultsEnforcementPolicy"),
        ("Policies/AdminConsentRequestPolicy/AdminConsentRequestPolicy/AdminConsentRequestPolicy.json", "adminConsentRequestPolicy"),
        ("Policies/PermissionGrantPolicies/1/1.json", "permissionGrantPolicy"),
        ("Policies/ExternalIdentitiesPolicy/1/1.json", "externalIdentitiesPolicy"),
        ("Policies/CrossTenantAccessPolicy/Default/Default/Default.json", "crossTenantAccessPolicyConfigurationDefault"),
        ("Policies/CrossTenantAccessPolicy/Partners/Partners/Partners.json", "crossTenantAccessPolicyConfigurationPartner"),
        ("Policies/DefaultAppManagementPolicy/1/1.json", "tenantAppManagementPolicy"),
        ("Policies/AppManagementPolicies/1/1.json", "appManagementPolicy"),
        ("Identity/Conditional/AccessPolicies/1/1.json", "conditionalAccessPolicy"),
        ("Identity/Conditional/NamedLocations/1/1.json", "namedLocation"),
        ("Identity/B2XUserFlows/1/1.json", "b2xIdentityUserFlow"),
        ("IdentityGovernance/AccessReviews/1/1.json", "accessReviewScheduleDefinition"),
        ("IdentityGovernance/EntitlementManagement/AccessPackages/9/AssignmentPolicies/1/1.json", "accessPackageAssignmentPolicy"),
        ("IdentityGovernance/EntitlementManagement/ConnectedOrganizations/1/1.json", "connectedOrganization"),
        ("IdentityGovernance/EntitlementManagement/Settings/1/1.json", "entitlementManagementSettings"),
        ("Groups/1/1.json", "group"),
        ("Groups/9/Owners/1/1.json", "directoryObject groups/9/owners/1"),
        ("Groups/9/Members/1/1.json", "directoryObject groups/9/members/1"),
        ("GroupSettings/1/1.json", "groupSetting"),
        ("Applications/1/1.json", "application"),
        ("Applications/9/Owners/1/1.json", "directoryObject applications/9/owners/1"),
        ("Applications/9/AppManagementPolicies/1/1.json", "appManagementPolicy applications/9/appManagementPolicies/1"),
        ("ServicePrincipals/1/1.json", "servicePrincipal"),
        ("ServicePrincipals/9/Owners/1/1.json", "directoryObject servicePrincipals/9/owners/1"),
        ("ServicePrincipals/9/AppRoleAssignments/1/1.json", "appRoleAssignment"),
        ("ServicePrincipals/9/AppRoleAssignedTo/1/1.json", "appRoleAssignment"),
        ("ServicePrincipals/9/Oauth2PermissionGrants/1/1.json", "oAuth2PermissionGrant"),
        ("Users/1/1.json", "user"),
        ("Devices/1/1.json", "device"),
        ("Devices/9/RegisteredOwners/1/1.json", "directoryObject devices/9/registeredOwners/1"),
        ("DirectoryRoles/1/1.json", "directoryRole"),
        ("DirectoryRoles/9/Members/1/1.json", "directoryObject directoryRoles/9/members/1"),
        ("DirectoryRoles/9/ScopedMembers/1/1.json", "scopedRoleMembership directoryRoles/9/scopedMembers/1"),
        ("RoleManagement/Directory/RoleDefinitions/1/1.json", "unifiedRoleDefinition"),
        ("RoleManagement/Directory/RoleAssignments/1/1.json", "unifiedRoleAssignment"),
        ("RoleManagement/Directory/RoleAssignmentScheduleInstances/1/1.json", "unifiedRoleAssignmentScheduleInstance"),
        ("PIM/DirectoryRoles/1.json", "unifiedRoleEligibilityScheduleInstance"),
        ("PIM/Groups/1.json", "privilegedAccessGroupEligibilitySchedule"),
        ("PIM/Resources/Subscriptions/1.json", "roleEligibilitySchedule"),
        ("IAM/RoleDefinitions/BuiltInRole/1.json", "roleDefinition"),
        ("IAM/RoleDefinitions/CustomRole/ManagementGroups/9/1.json", "roleDefinition"),
    ] {
        let object = r##"{"@odata.type":"#microsoft.graph.user","id":"1","isEnabled":true}"##;
        let given = Given::file(&format!("out/{path}"), &format!("\u{feff}\n{object}\n"));
        assert_eq!((given.kinds(), &given.problems), (vec![kind.to_owned()], &Vec::new()), "{path}");
        assert_eq!(given.only(), serde_json::from_str::<Value>(object).unwrap(), "{path}");
        assert_eq!(given.complete, BTreeSet::new(), "{path}");
    }
}

#[test]
fn entra_exporter_has_its_own_spelling_of_some_files() {
    let eligibility = r#"{"id":"/x","name":"x","type":"Microsoft.Authorization/roleEligibilitySchedules","principalId":"1","memberType":"Direct",
        "roleEligibilityScheduleRequestId":"/y","scope":{"id":"/subscriptions/2","type":"subscription"}}"#;
    let given = Given::file("PIM/Resources/Subscriptions/&y.json", eligibility);
    assert_eq!(given.kinds(), ["roleEligibilitySchedule"]);
    assert_eq!(given.only()["scope"], "/subscriptions/2");
    let resource = &given.resources[0];
    let place = resource.place(&resource.json[resource.json.find("\"/subscriptions/2\"").unwrap()..][..1]);
    assert_eq!(&eligibility[place.span.start as usize..place.span.end as usize], "\"/subscriptions/2\"");

    let member = r#"{"Id":"1","Status":"Provisioned","GroupId":"2","GroupName":"x","PrincipalId":"3","AccessId":"member","MemberType":"direct",
        "ScheduleInfo":{"startDateTime":"2026-01-01T00:00:00Z"},"Policy":null}"#;
    let given = Given::file("PIM/Groups/1.json", member);
    assert_eq!(given.kinds(), ["privilegedAccessGroupEligibilitySchedule"]);
    let object = given.only();
    assert_eq!((&object["groupId"], &object["scheduleInfo"]["startDateTime"]), (&json!("2"), &json!("2026-01-01T00:00:00Z")));
}

#[test]
fn a_response_identifies_the_parent_of_its_objects() {
    let list = |context: &str| {
        let members =
            r##"{"@odata.type":"#microsoft.graph.user","id":"u"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"s"},{"id":5}"##;
        format!("{{\"@odata.context\":\"{METADATA}{context}\",\"value\":[{members}]}}")
    };
    let given = Given::text(&list("groups('9')/members(id)"));
    assert_eq!(
        given.kinds(),
        ["directoryObject groups/9/members/u", "directoryObject groups/9/members/s", "directoryObject groups/9/members"]
    );
    assert_eq!(given.complete, BTreeSet::new());

    // Graph often returns members without a specific type: the request determines it.
    let answer = list("directoryObjects");
    let batches = [
        format!(
            "{{\"requests\":[{{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/groups/9/members?$top=5\"}}],\"responses\":[{{\"id\":\"1\",\"body\":{answer}}}]}}"
        ),
        format!("{{\"responses\":[{{\"id\":\"groups/9/members\",\"status\":200,\"body\":{answer}}}]}}"),
        format!(
            "{{\"responses\":[{{\"url\":\"https://graph.microsoft.com/beta/groups/9/members\",\"body\":{answer}}},{{\"id\":\"2\",\"body\":{{}}}}]}}"
        ),
    ];
    for batch in batches {
        assert_eq!(
            Given::text(&batch).kinds()[..2],
            ["directoryObject groups/9/members/u", "directoryObject groups/9/members/s"],
            "{batch}"
        );
    }

    let given = Given::text(&answer);
    assert_eq!(given.kinds(), ["user", "servicePrincipal", "directoryObject"]);
    assert_eq!(given.complete, BTreeSet::new(), "members of a group are not all users of the tenant");

    let credentials =
        format!("{{\"@odata.context\":\"{METADATA}applications('9')/federatedIdentityCredentials\",\"value\":[{{\"id\":\"1\"}}]}}");
    let given = Given::text(&credentials);
    assert_eq!(given.kinds(), ["federatedIdentityCredential applications/9/federatedIdentityCredentials/1"]);
    assert_eq!(given.complete, BTreeSet::new());
}

#[test]
fn inline_relations_are_kept() {
    let group = r##"{"id":"9","groupTypes":[],"owners":[{"@odata.type":"#microsoft.graph.user","id":"u"}],"members":[{"id":"m"}]}"##;
    assert_eq!(
        Given::text(&format!("{{\"@odata.context\":\"{METADATA}groups(owners())\",\"value\":[{group}]}}")).only(),
        serde_json::from_str::<Value>(group).unwrap()
    );
}

#[test]
fn a_complete_list_of_the_tenant_is_marked_complete() {
    let complete = |text: &str| Given::text(text).complete.into_iter().collect::<Vec<_>>();
    let users = format!("{{\"@odata.context\":\"{METADATA}users\",\"value\":[{{\"id\":\"1\"}}]}}");
    assert_eq!(complete(&users), ["user"]);
    assert_eq!(complete(&users.replace("#users", "#Collection(microsoft.graph.user)")), [""; 0]);
    assert_eq!(complete(&users.replace("\"value\"", "\"@odata.nextLink\":\"https://x\",\"value\"")), [""; 0]);
    let batch = |url: &str| {
        complete(&format!("{{\"requests\":[{{\"id\":\"1\",\"url\":\"{url}\"}}],\"responses\":[{{\"id\":\"1\",\"body\":{users}}}]}}"))
    };
    assert_eq!(batch("/users?$select=id"), ["user"]);
    assert_eq!(batch("/users?$filter=accountEnabled eq true"), [""; 0]);
    // `az ad user list`, and `az ad group member list`, where each object has its type
    assert_eq!(complete(r#"[{"id":"1","userPrincipalName":"a","displayName":"A"}]"#), ["user"]);
    assert_eq!(complete(r##"[{"@odata.type":"#microsoft.graph.user","id":"1","userPrincipalName":"a","displayName":"A"}]"##), [""; 0]);
    // `Get-MgUser` returns the first hundred, and does not indicate that there are more
    assert_eq!(complete(r#"[{"Id":"1","UserPrincipalName":"a","DisplayName":"A"}]"#), [""; 0]);
}

#[test]
fn the_policy_on_invited_domains_is_distinguished_from_other_legacy_policies() {
    let definition = r#"["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{\"AllowedDomains\":[]}}}"]"#;
    let list = format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#legacy/policies\",\"value\":[\
         {{\"id\":\"1\",\"type\":\"B2BManagementPolicy\",\"definition\":{definition}}},\
         {{\"id\":\"2\",\"displayName\":\"x\",\"definition\":{definition}}},\
         {{\"id\":\"3\",\"type\":\"ActivityBasedTimeoutPolicy\",\"definition\":{definition}}},\
         {{\"id\":\"4\",\"type\":\"ActivityBasedTimeoutPolicy\",\"definition\":[\"{{}}\"]}}]}}"
    );
    let given = Given::text(&list);
    assert_eq!(given.kinds(), ["b2bManagementPolicy", "b2bManagementPolicy", "legacyPolicy", "legacyPolicy"]);
    assert!(given.resources[0].json.contains(definition));
    assert_eq!(given.complete.iter().map(String::as_str).collect::<Vec<_>>(), ["b2bManagementPolicy", "legacyPolicy"]);
    let empty = Given::text(&list.replace("\"value\":[", "\"value\":[],\"other\":["));
    assert!(empty.complete.contains("b2bManagementPolicy"));
}

/// A `ScubaGear` export with additional members.
fn scubagear(members: &str) -> String {
    format!(
        "{{\"baseline_version\":\"1\",\"module_version\":\"1.8.0\",\n\
         \"tenant_details\":[{{\"TenantId\":\"t\",\"AADAdditionalData\":[{{\"Id\":\"t\",\"VerifiedDomains\":[{{\"Name\":\"a.example\"}}]}}]}}],\n{members}}}"
    )
}

#[test]
fn scubagear_is_read_in_the_spelling_of_graph() {
    let text = scubagear(
        r#""conditional_access_policies":[
            {"Id":"1","State":"enabled","Conditions":{"Users":{"IncludeUsers":["All"]}},"CreatedDateTime":"\/Date(1647536088205)\/"},
            {"Id":"1","State":"enabled"}, null],
        "authorization_policies":{"Id":"authorizationPolicy","AllowedToUseSspr":true,"BlockMsolPowerShell":null,
            "DefaultUserRolePermissions":{"AllowedToCreateTenants":null},"AdditionalProperties":{"extra":1}},
        "privileged_roles":[{"DisplayName":"x","Assignments":[{"Id":"2","PrincipalId":"3","RoleDefinitionId":"4"}]}],
        "anti_phish_policies":[{"Id":"5","SignInAudience":"AzureADMyOrg"}],
        "aad_successful_commands":["Get-MgBetaIdentityConditionalAccessPolicy","Get-MgBetaDirectorySetting"],
        "aad_unsuccessful_commands":["Get-MgBetaDirectorySetting"],"directory_settings":[]"#,
    );
    for text in [text.clone(), format!("{{\"MetaData\":{{}},\"Raw\":{text}}}")] {
        let given = Given::text(&text);
        assert_eq!(
            given.kinds(),
            ["organization", "conditionalAccessPolicy", "authorizationPolicy", "unifiedRoleAssignmentScheduleInstance"]
        );
        assert!(given.resources.iter().all(|resource| resource.format.name() == "scubagear"));
        assert_eq!(given.problems, Vec::<String>::new());
        assert_eq!(given.complete.iter().collect::<Vec<_>>(), ["conditionalAccessPolicy"], "of the settings the command failed");
        let objects: Vec<Value> = given.resources.iter().map(|resource| serde_json::from_str(&resource.json).unwrap()).collect();
        assert_eq!(
            objects[1],
            json!({"id":"1","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"createdDateTime":"2022-03-17T16:54:48.205Z"})
        );
        // An SDK object has null for properties that were not requested, so null is not a value of the service.
        assert_eq!(objects[2], json!({"id":"authorizationPolicy","allowedToUseSSPR":true,"extra":1}));
        let policy = &given.resources[1];
        let place = policy.place(&policy.json[policy.json.find("[\"All\"]").unwrap()..][..1]);
        assert_eq!(&text[place.span.start as usize..place.span.end as usize], "[\"All\"]");
    }
}

#[test]
fn scubagear_keeps_summaries_of_apps() {
    let given = Given::text(&scubagear(
        r#""risky_applications":[
            {"ObjectId":{"Application":"a","ServicePrincipal":"s"},"AppId":"1","IsMultiTenantEnabled":false,"PasswordCredentials":null,
             "KeyCredentials":[{"KeyId":"k1","IsFromApplication":true},{"KeyId":"k2","IsFromApplication":false}],
             "FederatedCredentials":{"Id":"f","Issuer":"https://a","Subject":"b","Audiences":"c\r\nd\r\n"},"Permissions":[]},
            {"ObjectId":"b","AppId":"2","IsMultiTenantEnabled":true,"KeyCredentials":{"KeyId":"k3"}}],
        "risky_third_party_service_principals":[{"ObjectId":"s","AppId":"1","AppOwnerOrganizationId":"o"}]"#,
    ));
    assert_eq!(
        given.kinds(),
        [
            "organization",
            "application",
            "federatedIdentityCredential applications/a/federatedIdentityCredentials/f",
            "application",
            "servicePrincipal"
        ]
    );
    let objects: Vec<Value> = given.resources.iter().map(|resource| serde_json::from_str(&resource.json).unwrap()).collect();
    assert!(objects[1]["signInAudience"]["$unknown"].is_string(), "{}", objects[1]);
    assert_eq!((&objects[1]["id"], &objects[1]["passwordCredentials"]), (&json!("a"), &json!([])));
    assert_eq!(objects[1]["keyCredentials"].as_array().unwrap().len(), 1);
    assert_eq!(objects[2]["audiences"], json!(["c", "d"]));
    assert_eq!((&objects[3]["signInAudience"], &objects[3]["keyCredentials"][0]["keyId"]), (&json!("AzureADMultipleOrgs"), &json!("k3")));
    assert_eq!(objects[4], json!({"id":"s","appId":"1","appOwnerOrganizationId":"o"}));
    assert_eq!(given.complete, BTreeSet::new(), "only risky ones are kept");
}

#[test]
fn tenant_configuration_management_is_read_by_its_shape() {
    let resources = r#"[
        {"displayName":"AADAuthorizationPolicy-x","resourceType":"microsoft.entra.authorizationpolicy","properties":{"AllowInvitesFrom":"Everyone"}},
        {"displayName":"AADDomain-x","resourceType":"Microsoft.Entra.Domain","properties":{"Id":"a.example"}},
        {"displayName":"gone","resourceType":"microsoft.entra.application","properties":{"DisplayName":"gone","Ensure":"Absent"}},
        {"displayName":"box","resourceType":"microsoft.exchange.sharedmailbox","properties":{"Alias":"a"}}]"#;
    let context = |name: &str| format!("\"@odata.context\":\"{METADATA}admin/configurationManagement/{name}/$entity\",");
    let of = |before: &str| format!("{{{before}\"parameters\":[],\"resources\":{resources}}}");
    let within = format!("{{\"displayName\":\"monitor\",\"baseline\":{}}}", of("\"displayName\":\"b\","));
    for (text, format) in [
        (of(&context("configurationSnapshots")), "utcm-snapshot"),
        (of("\"id\":\"1\",\"displayName\":\"s\","), "utcm-snapshot"),
        (resources.to_owned(), "utcm-snapshot"),
        (of("\"displayName\":\"b\","), "utcm-baseline"),
        (of(&format!("{}\"id\":\"1\",", context("configurationMonitors('1')/baseline"))), "utcm-baseline"),
        (within, "utcm-baseline"),
    ] {
        let given = Given::text(&text);
        let kinds = if format == "utcm-baseline" {
            ["authorizationPolicy AADAuthorizationPolicy-x", "Microsoft.Entra.Domain AADDomain-x"]
        } else {
            ["authorizationPolicy", "Microsoft.Entra.Domain"]
        };
        assert_eq!(given.kinds(), kinds, "{text}");
        assert!(given.resources.iter().all(|resource| resource.format.name() == format), "{text}");
        assert_eq!((given.problems.len(), given.complete.len()), (0, 0), "what is not in it was not collected: {text}");
        let policy = &given.resources[0];
        let place = policy.place(&policy.json[policy.json.find("\"everyone\"").unwrap()..][..1]);
        assert_eq!(&text[place.span.start as usize..place.span.end as usize], "\"Everyone\"");
    }
    for other in [
        r#"{"resources":[{"resourceType":"microsoft.entra.user"}]}"#,
        r#"{"resources":["microsoft.entra.user"],"status":"succeeded","errorDetails":[]}"#,
        r#"{"resources":[],"baseline":5}"#,
        r#"{"resourceType":"microsoft.entra.user","driftedProperties":[]}"#,
        r#"[{"ResourceName":"EXOMailbox","Alias":"a"},{"ResourceName":5},{"resourceType":"AADUser","properties":[]}]"#,
    ] {
        let given = Given::text(other);
        assert_eq!((given.kinds().len(), given.problems.len()), (0, 0), "{other}");
    }
}

#[test]
fn scripts_without_resources_are_passed_over() {
    for script in ["Write-Host 'AADGroup ''x'' { }", "function AADGroup { param($x) }", "$a = 'it''s", "", "AADGroup -Name \"x\" {"] {
        let given = Given::file("run.ps1", script);
        assert_eq!((given.kinds().len(), given.problems.len()), (0, 0), "{script}");
    }
    let script = "Node localhost\n{\n AADGroup 'admins'\n {\n  DisplayName = 'admins'\n  Members = @(\"a@$Domain\")\n  ! }\n}";
    let given = Given::file("run.ps1", script);
    assert_eq!(given.kinds(), ["group [AADGroup]admins"]);
    assert_eq!(given.problems, ["expected a property: `Name = value`"]);
    let group = given.only();
    let member = &group["members"][0];
    assert_eq!(member["$unknown"], "`$Domain` has a value only where the configuration is compiled");
    assert_eq!((&member["startsWith"], &member["endsWith"]), (&json!("a@"), &json!(null)));
}

#[test]
fn an_incomplete_snapshot_is_reported() {
    let job = |members: &str| {
        format!(
            "{{\"id\":\"1\",\"displayName\":\"s\",\"resources\":[\"microsoft.entra.user\"],\"resourceLocation\":\"https://x\",{members}}}"
        )
    };
    let with_content = r#"{"id":"1","status":"failed","errorDetails":[],"resources":[{"resourceType":"microsoft.entra.user","properties":{"UserPrincipalName":"a@b"}}]}"#;
    for text in [
        job("\"status\":\"partiallySuccessful\",\"errorDetails\":[]"),
        job("\"status\":\"succeeded\",\"errorDetails\":[\"Insufficient privileges\"]"),
        with_content.to_owned(),
    ] {
        let problems = Given::text(&text).problems;
        assert_eq!(problems, ["the snapshot is incomplete: objects that are not in it were not collected"], "{text}");
    }
    for text in [job("\"status\":\"succeeded\",\"errorDetails\":[]"), job("\"status\":\"succeeded\",\"errorDetails\":null")] {
        assert_eq!(Given::text(&text).problems, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn powershell_output_is_converted_to_the_spelling_of_graph() {
    // A null of the SDK may be a property that was not requested.
    let text = r#"[{"Id":"1","AppId":"2","SignInAudience":"AzureADMyOrg","Api":{"RequestedAccessTokenVersion":2,"AcceptMappedClaims":null},
        "AuthenticationBehaviors":{"RemoveUnverifiedEmailClaim":null}}]"#;
    let given = Given::text(text);
    assert_eq!(given.kinds(), ["application"]);
    assert_eq!(given.only(), json!({"id":"1","appId":"2","signInAudience":"AzureADMyOrg","api":{"requestedAccessTokenVersion":2}}));
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let given = Given::of(&load_input(&utf16[..], "apps.json", Path::new("."), Variables::default()));
    assert_eq!(given.kinds(), ["application"]);
    // Microsoft365DSC reports have their own names and values.
    let report = Given::text(r#"[{"ResourceName":"AADAuthorizationPolicy","AllowInvitesFrom":"Everyone"}]"#);
    assert_eq!(report.only(), json!({"allowInvitesFrom":"everyone"}));
}

#[test]
fn pages_in_a_list_continue_one_another() {
    let page = |ids: &str, next: &str| {
        let value: Vec<String> = ids
            .split_whitespace()
            .map(|id| format!("{{\"id\":\"{id}\",\"appId\":\"{id}\",\"signInAudience\":\"AzureADMyOrg\"}}"))
            .collect();
        format!("{{\"@odata.context\":\"{METADATA}applications\",{next}\"value\":[{}]}}", value.join(","))
    };
    let next = "\"@odata.nextLink\":\"https://x\",";
    // `jq -s` of pages, of which the last one may be empty
    for (pages, count) in [(vec![page("1 2", next), page("3", "")], 3), (vec![page("1", next), page("", "")], 1)] {
        let given = Given::text(&format!("[{}]", pages.join(",")));
        assert_eq!((given.kinds().len(), given.problems.len()), (count, 0), "{:?}", given.problems);
        assert_eq!(given.complete, BTreeSet::from(["application".to_owned()]));
    }
    // The last page is missing.
    let given = Given::text(&format!("[{},{}]", page("1", next), page("2", next)));
    assert_eq!((given.kinds().len(), given.problems.len()), (2, 1));
    assert_eq!(given.complete, BTreeSet::new());
    // Pages of ARM, of which the last one is empty, in a list and in lines; the empty list of another request continues nothing.
    let assignment = r#"{"value":[{"id":"/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/1","type":"Microsoft.Authorization/roleAssignments","properties":{}}],"nextLink":"https://x"}"#;
    for text in [format!("[{assignment},{{\"value\":[]}}]"), format!("{assignment}\n{{\"value\":[]}}")] {
        let given = Given::text(&text);
        assert_eq!((given.kinds(), given.problems.len()), (vec!["roleAssignment".to_owned()], 0), "{text}");
        assert_eq!(given.complete, BTreeSet::from(["roleAssignment".to_owned()]));
    }
    let given = Given::text(&format!("{{\"roleAssignments\":{assignment},\"other\":{{\"value\":[]}}}}"));
    assert_eq!((given.problems.len(), given.complete), (1, BTreeSet::new()));
    // Lists in a list: only the last one may end where a page does.
    let list = |count: usize| (0..count).map(|n| format!("{{\"appId\":\"{n}\",\"signInAudience\":\"x\"}}")).collect::<Vec<_>>().join(",");
    let whole = |last: usize| Given::text(&format!("[[{}],[{}]]", list(100), list(last))).complete.len();
    assert_eq!((whole(7), whole(100)), (1, 0));
}

#[test]
fn objects_are_found_in_the_wrappers_that_scripts_write() {
    let app = r#"{"id":"1","appId":"2","signInAudience":"AzureADMyOrg"}"#;
    let policy = r#"{"id":"authorizationPolicy","allowInvitesFrom":"everyone"}"#;
    for text in [
        format!(r#"{{"applications":{{"value":[{app}]}},"authorizationPolicy":{policy}}}"#),
        format!(r#"{{"tenant":"t","entra":{{"authorizationPolicy":{policy},"apps":[{app}]}}}}"#),
        format!(r#"{{"Results":[{{"Tenant":"t","authorizationPolicy":{policy},"a":{{"b":[{app}]}}}}]}}"#),
        format!(r#"[{{"id":"x","status":200,"headers":{{}},"body":{{"value":[{app}]}}}},{{"id":"y","status":200,"body":{policy}}}]"#),
        format!(r#"[{{"httpStatusCode":200,"content":{{"value":[{app}]}}}},{{"httpStatusCode":200,"content":{policy}}}]"#),
        format!("[[{app}],[[{policy}]]]"),
        format!(r#"{{"tenants":[{{"id":"t","applications":[{app}],"authorizationPolicy":{policy}}}]}}"#),
    ] {
        let mut kinds = Given::text(&text).kinds();
        kinds.sort();
        assert_eq!(kinds, ["application", "authorizationPolicy"], "{text}");
    }
    // References in objects of another kind are not objects of the tenant.
    for text in [
        r#"{"id":"1","activity":"x","initiatedBy":{"user":{"id":"u","displayName":"A","userPrincipalName":"a@b"}}}"#,
        r#"{"value":[{"id":"1","initiatedBy":{"user":{"id":"u","displayName":"A","userPrincipalName":"a@b"}},"targetResources":[{"id":"v","displayName":"B","userPrincipalName":"b@b"}]}]}"#,
        r#"{"events":[{"properties":{"user":{"id":"u","displayName":"A","userPrincipalName":"a@b"}}}]}"#,
        r#"{"GrantControls":{"AuthenticationStrength":{"AllowedCombinations":null,"PolicyType":null,"Id":null}}}"#,
    ] {
        assert_eq!(Given::text(text).kinds(), Vec::<String>::new(), "{text}");
    }
    // An error among the answers is reported by itself.
    let given = Given::text(&format!(
        r#"[{{"id":"x","status":403,"body":{{"error":{{"code":"Forbidden"}}}}}},{{"id":"y","status":200,"body":{app}}}]"#
    ));
    assert_eq!((given.kinds(), given.problems.len()), (vec!["application".to_owned()], 1));
}

#[test]
fn rows_of_resource_graph_are_objects() {
    let table = |end: &str| {
        let rows = r#"[["/subscriptions/s/providers/Microsoft.Authorization/RoleAssignments/1","microsoft.authorization/roleassignments",{"principalId":"p","scope":"/"}],["/x"]]"#;
        Given::text(&format!(
            r#"{{"totalRecords":2,"count":2,"data":{{"columns":[{{"name":"id","type":"string"}},{{"name":"type"}},{{"name":"properties"}}],"rows":{rows}}}{end}}}"#
        ))
    };
    let given = table("");
    assert_eq!(given.only()["properties"], json!({"principalId": "p", "scope": "/"}));
    assert_eq!((given.problems.len(), given.complete), (0, BTreeSet::from(["roleAssignment".to_owned()])));
    let cut = table(r#","$skipToken":"x""#);
    assert_eq!((cut.kinds().len(), cut.problems.len(), cut.complete), (1, 1, BTreeSet::new()));
    for table in [r#"{"columns":[5],"rows":[[1]]}"#, r#"{"columns":[],"rows":[5,[],[[]]]}"#, r#"{"columns":["id"],"rows":[[{"id":1}],{}]}"#]
    {
        assert_eq!(Given::text(table).kinds(), Vec::<String>::new(), "{table}");
    }
}

#[test]
fn the_content_of_a_request_in_powershell_is_read_with_its_places() {
    let content = r#"{\"value\":[{\"id\":\"1\",\"name\":\"\\u00fc \u00fc\",\"appId\":\"2\",\"signInAudience\":\"AzureADMultipleOrgs\"}],\"nextLink\":\"https://x\"}"#;
    let text = format!(r#"{{"Headers":[],"StatusCode":200,"Method":"GET","Content":"{content}"}}"#);
    let given = Given::text(&text);
    assert_eq!(given.only()["name"], "ü ü");
    let resource = &given.resources[0];
    let place = resource.place(resource.at("/signInAudience").unwrap()).span;
    assert_eq!(&text[place.start as usize..place.end as usize], r#"\"AzureADMultipleOrgs\""#);
    assert_eq!((given.problems.len(), given.complete), (1, BTreeSet::new()), "the next page is missing");
    for content in ["\"\"", "\"{\"", "5", "\"[[[\"", r#""{\"error\":{\"code\":\"AuthorizationFailed\"}}""#] {
        assert_eq!(Given::text(&format!(r#"{{"StatusCode":200,"Content":{content}}}"#)).kinds(), Vec::<String>::new(), "{content}");
    }
}

#[test]
fn azurehound_is_read_by_the_kinds_of_its_items() {
    let items = [
        r#"{"kind":"AZTenant","data":{"id":"/tenants/t","tenantId":"t","domains":["c.example"],"defaultDomain":"c.example","collected":true}}"#,
        r#"{"kind":"AZTenant","data":{"id":"/tenants/other","tenantId":"other"}}"#,
        r#"{"kind":"AZUser","data":{"id":"u","userPrincipalName":"u@c.example","userType":"Guest"}}"#,
        r#"{"kind":"AZAppOwner","data":{"appId":"a","owners":[{"owner":{"id":"u"},"appId":"a"}]}}"#,
        r#"{"kind":"AZGroupMember","data":{"groupId":"g","members":[{"member":{"id":"u"},"groupId":"g"},{"member":{"id":"v"},"groupId":"g"}]}}"#,
        r#"{"kind":"AZGroupMember","data":{"groupId":"h","members":null}}"#,
        r#"{"kind":"AZRoleAssignment","data":{"roleDefinitionId":"r","roleAssignments":[{"id":"1","roleDefinitionId":"r","principalId":"u","directoryScopeId":"/"}]}}"#,
        r#"{"kind":"AZSubscriptionOwner","data":{"subscriptionId":"/subscriptions/s","owners":[{"subscriptionId":"/subscriptions/s","owner":{"id":"/x","type":"Microsoft.Authorization/roleAssignments","properties":{"principalId":"u","roleDefinitionId":"o","scope":"/subscriptions/s"}}}]}}"#,
        r#"{"kind":"AZVM","data":{"id":"/vm"}}"#,
        r#"{"kind":"AZAppOwner","data":5}"#,
    ];
    let expected = [
        "organization",
        "user",
        "directoryObject applications/a/owners/u",
        "directoryObject groups/g/members/u",
        "directoryObject groups/g/members/v",
        "unifiedRoleAssignment",
        "roleAssignment",
    ];
    for text in [format!("{{\"data\":[{}],\"meta\":{{\"type\":\"azure\",\"count\":9}}}}", items.join(",")), items.join("\n")] {
        let given = Given::text(&text);
        assert_eq!((given.kinds(), given.problems.len()), (expected.map(str::to_owned).to_vec(), 0), "{:?}", given.problems);
        assert_eq!(given.complete, BTreeSet::new());
    }
}

#[test]
fn values_that_powershell_cut_off_are_unknown() {
    let text = r#"[{"Id":"1","AppId":"2","SignInAudience":"AzureADMyOrg","Web":"Microsoft.Graph.PowerShell.Models.MicrosoftGraphWebApplication"},
        {"Id":"2","AppId":"3","SignInAudience":"AzureADMyOrg","Web":"System.Collections.Hashtable"}]"#;
    let given = Given::text(text);
    assert_eq!(given.problems.len(), 1);
    assert!(given.problems[0].ends_with("run the command again with `ConvertTo-Json -Depth 10`"), "{:?}", given.problems);
    assert!(given.resources[1].json.contains("\"web\":{\"$unknown\""), "{}", given.resources[1].json);
}

#[test]
fn hostile_exports_do_no_harm() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let many = (0..20_000).map(|n| format!("{{\"Id\":\"{n}\",\"id\":\"{n}\"}}")).collect::<Vec<_>>().join(",");
    for members in [
        format!("\"conditional_access_policies\":{deep}"),
        format!("\"conditional_access_policies\":[{many}]"),
        "\"conditional_access_policies\":5,\"risky_applications\":\"x\",\"tenant_details\":null".to_owned(),
        "\"risky_applications\":[{\"ObjectId\":{\"Application\":{\"Application\":[]}},\"KeyCredentials\":{\"IsFromApplication\":\"x\"},\"FederatedCredentials\":[5,{}]}]".to_owned(),
        "\"authorization_policies\":{\"AdditionalProperties\":{\"AdditionalProperties\":{\"AdditionalProperties\":[]}},\"\":1,\"Ä\":2}".to_owned(),
        "\"aad_successful_commands\":{\"a\":[]},\"aad_unsuccessful_commands\":[5]".to_owned(),
    ] {
        let given = Given::text(&scubagear(&members));
        assert!(given.resources.iter().all(|resource| serde_json::from_str::<Value>(&resource.json).is_ok()), "{members:.100}");
    }
    // Keys that map to the same property are still duplicates.
    let twice = Given::text(
        r#"{"Id":"1","AppId":"2","SignInAudience":"AzureADMyOrg","AdditionalProperties":{"signInAudience":"PersonalMicrosoftAccount"}}"#,
    );
    assert_eq!(twice.problems.len(), 1, "{:?}", twice.problems);
    assert_eq!(twice.resources[0].ambiguous, ["signInAudience"]);
    for batch in [
        r#"{"requests":5,"responses":[{"id":5,"url":null,"body":{"value":[{"id":"1"}]}}]}"#,
        r#"{"requests":[5,{"id":"1"}],"responses":[{"id":"1","body":{"value":[]}},5]}"#,
        r#"{"responses":[{"id":"groups//members","body":{"value":[{"id":"1"}]}}]}"#,
    ] {
        drop(Given::text(batch));
    }
}

/// An export of this many apps, of which the last accepts every tenant.
fn apps(count: usize) -> String {
    let app = |number: usize| {
        let audience = if number + 1 == count { "AzureADMultipleOrgs" } else { "AzureADMyOrg" };
        format!(
            "{{\"appId\": \"b1111111-0000-4000-8000-{number:012}\", \"displayName\": \"App {number}\", \"signInAudience\": \"{audience}\"}}"
        )
    };
    let apps: Vec<String> = (0..count).map(app).collect();
    format!("{{\"@odata.context\": \"https://graph.microsoft.com/v1.0/$metadata#applications\", \"value\": [\n{}\n]}}\n", apps.join(",\n"))
}

#[test]
fn a_compressed_export_is_read_like_its_content() {
    let compress = |name: &str, text: &str, folder: &Path| {
        let mut bytes = Vec::new();
        if Path::new(name).extension().is_some_and(|extension| extension == "gz") {
            let mut encoder = flate2::write::GzEncoder::new(&mut bytes, flate2::Compression::fast());
            std::io::copy(&mut text.as_bytes(), &mut encoder).unwrap();
            encoder.finish().unwrap();
        } else {
            bytes = ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
        }
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    // Large content is read in pieces from a temporary file.
    for (name, count) in [("apps.json.gz", 20), ("apps.json.zst", 20), ("apps.json.gz", 160_000), ("apps.json.zst", 160_000)] {
        let folder = folder(&[]);
        compress(name, &apps(count), folder.path());
        let outcome = run_paths(&[".".into()], folder.path());
        assert_eq!(errors(&outcome), Vec::<String>::new());
        assert_eq!(outcome.resources, count, "{name}");
        let found = outcome.findings.iter().find(|finding| finding.rule.id == "application-multi-tenant").unwrap();
        let source = outcome.sources.get(found.primary.span.file);
        let line = source.position(found.primary.span.start).line;
        assert_eq!((line as usize, source.path.as_str()), (count + 1, name));
    }
}

#[test]
fn a_large_export_from_standard_input_is_read_in_pieces() {
    let loaded = load_input(apps(160_000).as_bytes(), "stdin.json", Path::new("."), Variables::default());
    assert!(loaded.sources.iter().all(|(_, source)| source.is_in_pieces()));
    let outcome = run_text("stdin.json", apps(160_000).as_bytes());
    assert_eq!((errors(&outcome), outcome.resources), (Vec::new(), 160_000));
    assert!(findings(&outcome).contains(&"stdin.json:160001 application-multi-tenant".to_owned()));
}

#[test]
fn a_damaged_compressed_export_is_an_error() {
    for name in ["apps.json.gz", "apps.json.zst"] {
        let folder = folder(&[(name, "no archive")]);
        assert_eq!(errors(&run_paths(&[".".into()], folder.path())).len(), 1, "{name}");
    }
}
