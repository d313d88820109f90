resource "azuread_application" "app" {
  display_name     = "app"
  sign_in_audience = "AzureADMultipleOrgs"
}
