resource "msgraph_resource" "a" {
  url  = "applications"
  body = { displayName = "a", signInAudience = "AzureADMultipleOrgs", servicePrincipalLockConfiguration = null }
}
