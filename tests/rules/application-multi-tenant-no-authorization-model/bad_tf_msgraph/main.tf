resource "msgraph_resource" "portal" {
  url  = "applications"
  body = { displayName = "Portal", signInAudience = "AzureADMultipleOrgs" }
  response_export_values = { appId = "appId" }
}

resource "msgraph_resource" "principal" {
  url  = "servicePrincipals"
  body = { appId = msgraph_resource.portal.output.appId }
}
