resource "azurerm_role_assignment" "r" {
  scope                = "/"
  role_definition_name = "User Access Administrator"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
