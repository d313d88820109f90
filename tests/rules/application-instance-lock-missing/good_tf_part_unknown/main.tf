variable "all" {
  type = bool
}

resource "msgraph_resource" "portal" {
  url = "applications"
  body = {
    displayName                       = "Portal"
    signInAudience                    = "AzureADMultipleOrgs"
    servicePrincipalLockConfiguration = { isEnabled = true, allProperties = var.all }
  }
}
