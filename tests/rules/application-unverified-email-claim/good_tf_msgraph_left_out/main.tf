resource "msgraph_resource" "portal" {
  url  = "applications"
  body = { displayName = "Portal", signInAudience = "AzureADMultipleOrgs", optionalClaims = { idToken = [{ name = "email" }] } }
}
