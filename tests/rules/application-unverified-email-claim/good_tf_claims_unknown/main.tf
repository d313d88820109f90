variable "claim" {
  type = string
}

resource "msgraph_resource" "portal" {
  url = "applications"
  body = {
    displayName             = "Portal"
    signInAudience          = "AzureADMultipleOrgs"
    optionalClaims          = { idToken = [{ name = var.claim }] }
    authenticationBehaviors = { removeUnverifiedEmailClaim = false }
  }
}
