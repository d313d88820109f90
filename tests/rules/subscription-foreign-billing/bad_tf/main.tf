resource "azurerm_subscription" "x" {
  subscription_name = "x"
  billing_scope_id  = "/providers/Microsoft.Billing/billingAccounts/9999/enrollmentAccounts/1"
}
