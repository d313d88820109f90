resource "azuread_application_flexible_federated_identity_credential" "c" {
  application_id             = "/applications/a0000000-0000-4000-8000-000000000001"
  display_name               = "c"
  audience                   = "api://AzureADTokenExchange"
  issuer                     = "https://token.actions.githubusercontent.com"
  claims_matching_expression = "claims['sub'] matches 'repo:contoso/app:*'"
}
