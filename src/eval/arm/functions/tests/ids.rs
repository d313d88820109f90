//! Resource ids, of which a rule needs at least the type and the name.

use super::agree;
use super::expression::shown_at;
use crate::eval::Scope;

const SUBSCRIPTION: &str = "2e518a80-f860-4467-a00e-d81aaf1ff42e";

/// `EvaluationTests.cs` of Bicep, `ResourceId_expressions_are_evaluated_successfully`.
#[test]
fn an_id_is_as_known_as_its_scope() {
    for (expression, expected) in [
        (
            "resourceId('SUB', 'customRg', 'My.Rp/parent/child', 'myParent', 'myChild')",
            "'/subscriptions/SUB/resourceGroups/customRg/providers/My.Rp/parent/myParent/child/myChild'",
        ),
        ("tenantResourceId('My.Rp/parent/child', 'myParent', 'myChild')", "'/providers/My.Rp/parent/myParent/child/myChild'"),
        (
            "subscriptionResourceId('SUB', 'My.Rp/parent/child', 'myParent', 'myChild')",
            "'/subscriptions/SUB/providers/My.Rp/parent/myParent/child/myChild'",
        ),
        ("subscriptionResourceId('My.Rp/parent', 'a')", "‹/subscriptions/…/providers/My.Rp/parent/a›"),
        (
            "extensionResourceId(tenantResourceId('My.Rp/parent/child', 'a', 'b'), 'My.ExtensionRp/parent/child', 'c', 'd')",
            "'/providers/My.Rp/parent/a/child/b/providers/My.ExtensionRp/parent/c/child/d'",
        ),
        ("extensionResourceId(resourceGroup().id, 'My.Rp/lock', 'a')", "‹/subscriptions/…/providers/My.Rp/lock/a›"),
        (
            "extensionResourceId(tenantResourceId('Microsoft.Management/managementGroups', 'SUB'), 'My.Rp/parent', 'a')",
            "'/providers/Microsoft.Management/managementGroups/SUB/providers/My.Rp/parent/a'",
        ),
        (
            "managementGroupResourceId('root', 'My.Rp/parent', 'a')",
            "'/providers/Microsoft.Management/managementGroups/root/providers/My.Rp/parent/a'",
        ),
        ("managementGroupResourceId('My.Rp/parent', 'a')", "‹/providers/Microsoft.Management/managementGroups/…/providers/My.Rp/parent/a›"),
        ("resourceId('My.Rp/parent/child', 'a')", "! a resource type and a name for each of its parts are required"),
        ("resourceId('My.Rp/parent', 'a', 'b')", "! a resource type and a name for each of its parts are required"),
        ("resourceId('a', 'b', 'c', 'd', 'My.Rp/x', 'e')", "! a resource type and a name for each of its parts are required"),
        ("tenantResourceId('My.Rp/x', createArray())", "! a string is required, not a list"),
    ] {
        let (expression, expected) = (expression.replace("SUB", SUBSCRIPTION), expected.replace("SUB", SUBSCRIPTION));
        assert_eq!(shown_at(&expression, Some(Scope::ResourceGroup)), expected, "{expression}");
    }
}

/// Microsoft Learn, "Resource functions for ARM templates", `resourceId`: the form depends on the scope.
#[test]
fn without_a_scope_an_id_is_below_that_of_the_deployment() {
    for (expression, scope, expected) in [
        ("resourceId('My.Rp/x', 'a')", Some(Scope::ResourceGroup), "‹/subscriptions/…/providers/My.Rp/x/a›"),
        ("resourceId('My.Rp/x', 'a')", Some(Scope::Subscription), "‹/subscriptions/…/providers/My.Rp/x/a›"),
        ("resourceId('My.Rp/x', 'a')", Some(Scope::ManagementGroup), "'/providers/My.Rp/x/a'"),
        ("resourceId('My.Rp/x', 'a')", Some(Scope::Tenant), "'/providers/My.Rp/x/a'"),
        ("resourceId('My.Rp/x', 'a')", None, "‹…/providers/My.Rp/x/a›"),
        ("resourceId('rg', 'My.Rp/x', 'a')", Some(Scope::ResourceGroup), "‹/subscriptions/…/resourceGroups/rg/providers/My.Rp/x/a›"),
        ("resourceId('rg', 'My.Rp/x', 'a')", None, "‹/subscriptions/…/providers/My.Rp/x/a›"),
        (
            "resourceId('2e518a80-f860-4467-a00e-d81aaf1ff42e', 'My.Rp/x', 'a')",
            Some(Scope::Subscription),
            "'/subscriptions/2e518a80-f860-4467-a00e-d81aaf1ff42e/providers/My.Rp/x/a'",
        ),
    ] {
        assert_eq!(shown_at(expression, scope), expected, "{expression} {scope:?}");
    }
}

#[test]
fn an_unknown_name_leaves_the_rest_of_the_id_known() {
    agree(&[
        ("tenantResourceId('My.Rp/x/y', unknown(), 'b')", "‹/providers/My.Rp/x/…/y/b›"),
        ("tenantResourceId('My.Rp/x', partly('kv-', '-prod'))", "‹/providers/My.Rp/x/kv-…-prod›"),
        ("tenantResourceId(unknown(), 'b')", "‹…›"),
        ("subscriptionResourceId(subscription().subscriptionId, 'My.Rp/x', 'a')", "‹/subscriptions/…/providers/My.Rp/x/a›"),
        ("resourceId(unknown(), 'rg', 'My.Rp/x', 'a')", "‹/subscriptions/…/resourceGroups/rg/providers/My.Rp/x/a›"),
        ("extensionResourceId(unknown(), 'My.Rp/x', 'a')", "‹…/providers/My.Rp/x/a›"),
    ]);
}

#[test]
fn values_of_the_deployment_are_unknown_but_ids_have_a_known_start() {
    agree(&[
        ("subscription().id", "‹/subscriptions/…›"),
        ("subscription().subscriptionId", "‹…›"),
        ("subscription().tenantId", "‹…›"),
        ("subscription('s').id", "'/subscriptions/s'"),
        ("resourceGroup().id", "‹/subscriptions/…›"),
        ("resourceGroup().location", "‹…›"),
        ("resourceGroup().tags.owner", "‹…›"),
        ("resourceGroup().type", "'Microsoft.Resources/resourceGroups'"),
        ("resourceGroup('rg').id", "‹/subscriptions/…/resourceGroups/rg›"),
        ("resourceGroup('s', 'rg').id", "'/subscriptions/s/resourceGroups/rg'"),
        ("managementGroup().id", "‹/providers/Microsoft.Management/managementGroups/…›"),
        ("managementGroup('root').id", "'/providers/Microsoft.Management/managementGroups/root'"),
        ("tenant().tenantId", "‹…›"),
        ("environment().authentication.loginEndpoint", "'https://login.microsoftonline.com/'"),
        ("environment().name", "'AzureCloud'"),
        ("roleDefinitions('owner').roleDefinitionId", "'8e3af657-a8ff-443c-a75c-2fe8c4bcb635'"),
        ("roleDefinitions('Reader').id", "'/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7'"),
        ("roleDefinitions('Other').id", "‹/providers/Microsoft.Authorization/roleDefinitions/…›"),
        ("roleDefinitions(newGuid()).id", "‹/providers/Microsoft.Authorization/roleDefinitions/…›"),
        ("roleDefinitions(1)", "! the name of a role is required, not a number"),
        ("uri(deployment().properties.templateLink.uri, '../a/b.json')", "‹…/a/b.json›"),
        ("uri(newGuid(), 'https://b/c')", "‹…›"),
        ("uri('https://a', newGuid())", "‹…›"),
        ("deployment().properties", "‹…›"),
        ("reference('x').primaryEndpoints.blob", "‹…›"),
        ("listKeys('x', '2021-01-01').keys", "‹…›"),
        ("newGuid()", "‹…›"),
        ("utcNow('u')", "‹…›"),
        ("getSecret()", "‹…›"),
        ("concat('https://', environment().suffixes.storage, '/x')", "'https://core.windows.net/x'"),
    ]);
}
