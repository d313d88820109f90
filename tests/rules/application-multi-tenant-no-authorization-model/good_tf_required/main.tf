resource "azuread_application" "portal" {
  display_name     = "Portal"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_service_principal" "portal" {
  client_id                    = azuread_application.portal.client_id
  app_role_assignment_required = true
}
