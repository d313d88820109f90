//! Resource Manager's spelling of resource types. Files may use any case, because Resource Manager compares types case-insensitively.
//!
//! An unlisted word keeps its spelling. Source: Azure Resource Manager reference (2026-07).

use std::borrow::Cow;

const PROVIDERS: &[&str] = &[
    "Microsoft.AAD",
    "Microsoft.AlertsManagement",
    "Microsoft.ApiManagement",
    "Microsoft.App",
    "Microsoft.AppConfiguration",
    "Microsoft.Authorization",
    "Microsoft.Automation",
    "Microsoft.AzureActiveDirectory",
    "Microsoft.Batch",
    "Microsoft.Billing",
    "Microsoft.Cache",
    "Microsoft.Cdn",
    "Microsoft.CognitiveServices",
    "Microsoft.Compute",
    "Microsoft.ContainerInstance",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.DataFactory",
    "Microsoft.DBforMySQL",
    "Microsoft.DBforPostgreSQL",
    "Microsoft.DesktopVirtualization",
    "Microsoft.Devices",
    "Microsoft.DocumentDB",
    "Microsoft.EventGrid",
    "Microsoft.EventHub",
    "Microsoft.GuestConfiguration",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    "Microsoft.Kubernetes",
    "Microsoft.KubernetesConfiguration",
    "Microsoft.Logic",
    "Microsoft.MachineLearningServices",
    "Microsoft.ManagedIdentity",
    "Microsoft.ManagedServices",
    "Microsoft.Management",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    "Microsoft.OperationsManagement",
    "Microsoft.RecoveryServices",
    "Microsoft.Resources",
    "Microsoft.Search",
    "Microsoft.Security",
    "Microsoft.ServiceBus",
    "Microsoft.SignalRService",
    "Microsoft.Sql",
    "Microsoft.Storage",
    "Microsoft.Subscription",
    "Microsoft.Synapse",
    "Microsoft.VirtualMachineImages",
    "Microsoft.Web",
];

const WORDS: &[&str] = &[
    "accessPolicies",
    "actionGroups",
    "activityLogAlerts",
    "agentPools",
    "apiVersionSets",
    "appServiceEnvironments",
    "applicationGateways",
    "applicationGroups",
    "authConfigs",
    "availabilitySets",
    "basicPublishingCredentialsPolicies",
    "blobServices",
    "containerApps",
    "containerGroups",
    "databaseAccounts",
    "dataCollectionRules",
    "diagnosticSettings",
    "dnsZones",
    "domainServices",
    "federatedIdentityCredentials",
    "fileServices",
    "firewallRules",
    "flexibleServers",
    "frontDoors",
    "hostPools",
    "hostNameBindings",
    "iotHubs",
    "linkedServices",
    "loadBalancers",
    "managedClusters",
    "managedEnvironments",
    "managementGroups",
    "metricAlerts",
    "networkInterfaces",
    "networkSecurityGroups",
    "networkWatchers",
    "policyAssignments",
    "policyDefinitions",
    "policyExemptions",
    "policySetDefinitions",
    "privateDnsZones",
    "privateEndpoints",
    "publicIPAddresses",
    "publicIPPrefixes",
    "redis",
    "resourceGroups",
    "roleAssignments",
    "roleAssignmentScheduleRequests",
    "roleDefinitions",
    "roleEligibilityScheduleRequests",
    "routeTables",
    "securityRules",
    "serverfarms",
    "sourcecontrols",
    "staticSites",
    "storageAccounts",
    "trafficManagerProfiles",
    "userAssignedIdentities",
    "virtualMachines",
    "virtualMachineScaleSets",
    "virtualNetworkGateways",
    "virtualNetworkPeerings",
    "virtualNetworkRules",
    "virtualNetworks",
];

pub fn canonical(written: &str) -> String {
    let mut words = written.trim_end_matches('/').split('/');
    let spelled = |table: &[&'static str], word: &str| -> Cow<'static, str> {
        let known = table.iter().find(|known| known.eq_ignore_ascii_case(word));
        known.map_or_else(|| Cow::Owned(word.to_owned()), |known| Cow::Borrowed(*known))
    };
    let mut spelling = spelled(PROVIDERS, words.next().unwrap_or_default()).into_owned();
    for word in words {
        spelling.push('/');
        spelling.push_str(&spelled(WORDS, word));
    }
    spelling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_one_spelling() {
        assert_eq!(canonical("microsoft.insights/diagnosticsettings"), "Microsoft.Insights/diagnosticSettings");
        assert_eq!(canonical("Microsoft.Web/serverFarms/"), "Microsoft.Web/serverfarms");
        assert_eq!(canonical("My.Rp/someThings"), "My.Rp/someThings");
    }
}
