resource "azurerm_federated_identity_credential" "a" {
  name                = "a"
  resource_group_name = "app"
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "https://token.actions.githubusercontent.com"
  parent_id           = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/d"
  subject             = "repo:contoso/app:environment:production"
}
