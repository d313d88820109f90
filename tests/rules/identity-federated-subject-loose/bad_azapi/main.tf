resource "azapi_resource" "c" {
  type      = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30"
  name      = "c"
  parent_id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/d"
  body = { properties = { issuer = "https://token.actions.githubusercontent.com", subject = "repo:contoso/app:pull_request", audiences = ["x"] } }
}
