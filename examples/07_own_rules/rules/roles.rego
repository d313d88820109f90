package contoso.roles

import rego.v1

# Roles that nobody has on a whole subscription or above it, by the ids of their definitions.
forbidden := {
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
}

# METADATA
# title: role assignment has a forbidden role on a whole subscription
# description: These roles can assign roles, also to themselves. They are assigned on resource groups.
# custom:
#   id: contoso/forbidden-role
#   severity: high
#   kind: roleAssignment
#   reads: [/properties/roleDefinitionId, /properties/scope]
#   help: assign the role on a resource group
deny contains finding if {
	is_wide(input.object.properties.scope)
	role := forbidden[definition(input.object.properties.roleDefinitionId)]
	finding := {
		"pointer": "/properties/roleDefinitionId",
		"message": sprintf("role `%s` is assigned on `%s`", [role, input.object.properties.scope]),
	}
}

definition(id) := lower(regex.replace(id, "^.*/", ""))

is_wide(scope) if regex.match("(?i)^(/|/subscriptions/[^/]+|/providers/Microsoft.Management/managementGroups/[^/]+)$", scope)
