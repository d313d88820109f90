resource "azurerm_subscription_policy_exemption" "e" {
  name                 = "e"
  subscription_id      = "/subscriptions/00000000-0000-4000-8000-000000000001"
  policy_assignment_id = "/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/policyAssignments/baseline"
  exemption_category   = "Waiver"
}
