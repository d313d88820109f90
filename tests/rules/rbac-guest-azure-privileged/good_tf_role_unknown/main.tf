variable "role" {
  type = string
}

resource "azurerm_role_assignment" "vendor" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_name = var.role
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
