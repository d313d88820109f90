data "azurerm_subscription" "current" {}

resource "azurerm_role_assignment" "owner" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
