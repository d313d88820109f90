variable "actions" {
  type = list(string)
}

resource "azurerm_role_definition" "op" {
  name  = "Operator"
  scope = "/subscriptions/00000000-0000-4000-8000-000000000001"
  permissions {
    actions = var.actions
  }
}

resource "azurerm_role_assignment" "vendor" {
  scope              = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_id = azurerm_role_definition.op.role_definition_resource_id
  principal_id       = "a0000000-0000-4000-8000-000000000001"
}
