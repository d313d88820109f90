data "azurerm_role_definition" "r" {
  name = "Operator of things"
}

resource "azurerm_role_assignment" "r" {
  scope              = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_id = data.azurerm_role_definition.r.id
  principal_id       = "a0000000-0000-4000-8000-000000000001"
}
