resource "azuread_application_registration" "portal" {
  display_name     = "Portal"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_application_app_role" "reader" {
  application_id       = azuread_application_registration.portal.id
  role_id              = "c0000000-0000-4000-8000-000000000001"
  allowed_member_types = ["User"]
  description          = "May read"
  display_name         = "Reader"
  value                = "Reader"
}

resource "azuread_service_principal" "portal" {
  client_id = azuread_application_registration.portal.client_id
}
