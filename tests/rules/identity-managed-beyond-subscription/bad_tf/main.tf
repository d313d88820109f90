resource "azurerm_user_assigned_identity" "d" {
  name                = "d"
  resource_group_name = "app"
  location            = "x"
}

resource "azurerm_role_assignment" "r" {
  scope                = "/providers/Microsoft.Management/managementGroups/platform"
  role_definition_name = "Contributor"
  principal_id         = azurerm_user_assigned_identity.d.principal_id
}
