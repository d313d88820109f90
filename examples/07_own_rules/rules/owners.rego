package contoso.owners

import rego.v1

# The people who may own apps.
allowed := {
	"ana@contoso.example",
	"ben@contoso.example",
}

# METADATA
# title: app registration has an owner who is not on the list
# description: An owner of an app can add a client secret to it, and sign in as the app.
# custom:
#   id: contoso/app-owner
#   severity: high
#   controls: [ISM-11]
#   kind: application
#   reads: [/displayName, /owners, /owners/*/userPrincipalName]
#   help: remove the owner, or add them to the list in `rules/owners.rego`
deny contains finding if {
	some index, owner in input.object.owners
	not lower(owner.userPrincipalName) in allowed
	finding := {
		"pointer": sprintf("/owners/%d/userPrincipalName", [index]),
		"message": sprintf("app registration `%s` has owner `%s`, who is not on the list", [input.object.displayName, owner.userPrincipalName]),
	}
}
