resource "msgraph_update_resource" "portal" {
  url  = "applications/a0000000-0000-4000-8000-000000000300"
  body = { signInAudience = "AzureADMultipleOrgs" }
}
