variable "secrets" {
  type = list(any)
}

resource "msgraph_resource" "portal" {
  url  = "applications"
  body = { displayName = "Portal", signInAudience = "AzureADMyOrg", passwordCredentials = var.secrets }
}
