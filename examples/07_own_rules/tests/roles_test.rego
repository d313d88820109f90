package contoso.roles_test

import rego.v1

import data.contoso.roles

assignment(scope) := {"kind": "roleAssignment", "object": {"properties": {
	"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635",
	"scope": scope,
}}}

test_owner_of_a_subscription_is_found if {
	count(roles.deny) == 1 with input as assignment("/subscriptions/55555555-0000-4000-8000-000000000001")
}

test_owner_of_a_management_group_is_found if {
	count(roles.deny) == 1 with input as assignment("/providers/Microsoft.Management/managementGroups/contoso")
}

test_owner_of_a_resource_group_is_allowed if {
	count(roles.deny) == 0 with input as assignment("/subscriptions/55555555-0000-4000-8000-000000000001/resourceGroups/billing")
}
