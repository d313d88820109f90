resource "azuread_application_registration" "portal" {
  display_name = "Portal"
}
