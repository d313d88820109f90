resource "azuread_application" "a" {
  display_name     = "a"
  sign_in_audience = "AzureADMultipleOrgs"
}
