resource "azurerm_management_group" "platform" {
  name = "platform"
}

resource "azurerm_management_group_subscription_association" "prod" {
  management_group_id = azurerm_management_group.platform.id
  subscription_id     = "/subscriptions/00000000-0000-4000-8000-000000000001"
}

resource "azurerm_management_group_policy_assignment" "baseline" {
  name                 = "baseline"
  management_group_id  = azurerm_management_group.platform.id
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
}

resource "azurerm_subscription_policy_assignment" "baseline" {
  name                 = "baseline"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
}
