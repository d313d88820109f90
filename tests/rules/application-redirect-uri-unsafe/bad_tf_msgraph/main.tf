resource "msgraph_resource" "portal" {
  url  = "applications"
  body = { displayName = "Portal", signInAudience = "AzureADMyOrg", publicClient = { redirectUris = ["http://localhost", "http://portal.contoso.example/"] } }
}
