resource "azuread_application_federated_identity_credential" "c" {
  application_id = "/applications/a0000000-0000-4000-8000-000000000001"
  display_name   = "c"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://token.actions.githubusercontent.com"
  subject        = "repo:contoso/app:pull_request"
}
