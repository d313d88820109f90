package contoso.tags

import rego.v1

required := {"cost-center", "owner"}

# METADATA
# title: managed identity has no tag
# description: An alert on an identity goes to the person in its tag `owner`.
# custom:
#   id: contoso/required-tag
#   kind: userAssignedIdentity
#   reads: [/name, /tags]
#   help: add the tag
deny contains finding if {
	some tag in required
	tenantlint.state(input, sprintf("/tags/%s", [tag])) in {"absent", "null"}
	finding := {
		"pointer": sprintf("/tags/%s", [tag]),
		"message": sprintf("managed identity `%s` has no tag `%s`", [input.object.name, tag]),
	}
}

# A tag with a value that nobody knows before the deployment.
deny contains finding if {
	some tag in required
	pointer := sprintf("/tags/%s", [tag])
	tenantlint.state(input, pointer) == "unknown"
	finding := {"pointer": pointer, "undecided": sprintf("the value of the tag `%s` is unknown", [tag])}
}
