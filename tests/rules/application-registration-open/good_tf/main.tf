resource "msgraph_update_resource" "this" {
  url         = "policies/authorizationPolicy"
  api_version = "v1.0"
  body = {
    defaultUserRolePermissions = {
      allowedToCreateApps = false
    }
  }
}
