resource "azurerm_management_group" "platform" {
  name = "platform"
}

resource "azurerm_management_group_policy_assignment" "baseline" {
  name                 = "baseline"
  management_group_id  = azurerm_management_group.platform.id
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
}

resource "azurerm_subscription_policy_exemption" "e" {
  name                 = "e"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_assignment_id = azurerm_management_group_policy_assignment.baseline.id
  exemption_category   = "Waiver"
  description          = "CHG-1, until the move"
}
