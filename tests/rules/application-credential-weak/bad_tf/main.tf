resource "azuread_application" "a" {
  display_name     = "a"
  sign_in_audience = "AzureADMyOrg"
}

resource "azuread_application_password" "p" {
  application_id = azuread_application.a.id
  end_date       = "2099-01-01T00:00:00Z"
}
