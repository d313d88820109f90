locals {
  reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
}

resource "azurerm_role_assignment" "finance" {
  scope              = data.azurerm_subscription.current.id
  role_definition_id = "${data.azurerm_subscription.current.id}/providers/Microsoft.Authorization/roleDefinitions/${local.reader}"
  principal_id       = azuread_group.finance.object_id
}

resource "azurerm_role_assignment" "operators" {
  for_each = var.operators

  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Contributor"
  principal_id         = each.value
}
