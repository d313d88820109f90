resource "azuread_application" "this" {
  display_name     = "with a secret"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_application_password" "this" {
  application_id = azuread_application.this.id
}
