resource "azurerm_role_assignment" "r" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_name = "Contributor"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
