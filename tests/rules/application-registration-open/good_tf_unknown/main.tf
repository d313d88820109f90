variable "x" {}
resource "msgraph_update_resource" "a" {
  url  = "policies/authorizationPolicy"
  body = { defaultUserRolePermissions = { allowedToCreateApps = var.x } }
}
