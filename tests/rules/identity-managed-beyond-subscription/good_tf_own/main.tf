resource "azurerm_user_assigned_identity" "d" {
  name                = "d"
  resource_group_name = "app"
  location            = "x"
}

data "azurerm_subscription" "s" {}

resource "azurerm_role_assignment" "r" {
  scope                = data.azurerm_subscription.s.id
  role_definition_name = "Contributor"
  principal_id         = azurerm_user_assigned_identity.d.principal_id
}
