resource "azurerm_role_assignment" "r" {
  scope                = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  role_definition_name = "Reader"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
  principal_type       = "User"
}
