resource "azuread_application" "a" {
  display_name     = "a"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_service_principal" "a" {
  client_id = azuread_application.a.client_id
}
