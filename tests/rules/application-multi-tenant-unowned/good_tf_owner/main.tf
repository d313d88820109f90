data "azuread_client_config" "current" {}

resource "azuread_application" "a" {
  display_name     = "a"
  sign_in_audience = "AzureADMultipleOrgs"
  owners           = [data.azuread_client_config.current.object_id]
}
