resource "msgraph_update_resource" "credentials" {
  url         = "policies/defaultAppManagementPolicy"
  api_version = "beta"
  body        = { isEnabled = false }
}
