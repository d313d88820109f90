resource "azurerm_role_definition" "op" {
  name  = "Operator"
  scope = "/subscriptions/00000000-0000-4000-8000-000000000001"
  permissions {
    actions = ["Microsoft.Authorization/roleAssignments/*"]
  }
}

resource "azurerm_role_assignment" "vendor" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_name = azurerm_role_definition.op.name
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
