resource "azurerm_subscription_policy_assignment" "b" {
  name                 = "baseline"
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
}
