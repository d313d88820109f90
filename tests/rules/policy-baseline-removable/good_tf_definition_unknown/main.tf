variable "definition" {
  type = string
}

resource "azurerm_policy_set_definition" "own" {
  name         = "own"
  display_name = "Own"
  policy_type  = "Custom"
}

resource "azurerm_subscription_policy_assignment" "some" {
  name                 = "some"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_definition_id = var.definition
}

resource "azurerm_subscription_policy_assignment" "own" {
  name                 = "own"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_definition_id = azurerm_policy_set_definition.own.id
}
