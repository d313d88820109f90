resource "msgraph_resource" "a" {
  url  = "applications"
  body = { displayName = "a", signInAudience = "AzureADMultipleOrgs", optionalClaims = { idToken = [{ name = "email" }] }, authenticationBehaviors = { removeUnverifiedEmailClaim = false } }
}
