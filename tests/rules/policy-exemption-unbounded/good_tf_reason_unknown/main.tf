variable "reason" {
  type = string
}

variable "policies" {
  type = list(string)
}

resource "azurerm_subscription_policy_assignment" "own" {
  name                 = "own"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_definition_id = "/providers/Microsoft.Authorization/policySetDefinitions/own"
}

resource "azurerm_subscription_policy_exemption" "e" {
  name                            = "e"
  subscription_id                 = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_assignment_id            = azurerm_subscription_policy_assignment.own.id
  exemption_category              = "Waiver"
  description                     = var.reason
  expires_on                      = "2027-01-31T00:00:00Z"
  policy_definition_reference_ids = var.policies
}
