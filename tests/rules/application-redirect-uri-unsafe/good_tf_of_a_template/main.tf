resource "azuread_application_from_template" "portal" {
  display_name = "Portal"
  template_id  = "c0000000-0000-4000-8000-000000000001"
}
