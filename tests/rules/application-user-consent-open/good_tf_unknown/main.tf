variable "policy" {
  type = string
}

resource "msgraph_update_resource" "this" {
  url  = "policies/authorizationPolicy"
  body = { defaultUserRolePermissions = { permissionGrantPoliciesAssigned = [var.policy] } }
}
