resource "azapi_resource" "auth" {
  type      = "Microsoft.Web/sites/config@2024-04-01"
  name      = "authsettingsV2"
  parent_id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/sites/expenses"
  body = {
    properties = {
      platform         = { enabled = true }
      globalValidation = { requireAuthentication = false }
      identityProviders = {
        azureActiveDirectory = {
          enabled      = true
          registration = { clientId = "9a8b7c6d-1111-4222-8333-444455556666", openIdIssuer = "https://login.microsoftonline.com/common/v2.0" }
        }
      }
    }
  }
}
