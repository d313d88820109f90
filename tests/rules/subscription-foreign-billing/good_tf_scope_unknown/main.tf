data "azurerm_billing_enrollment_account_scope" "ea" {
  billing_account_name    = "1234"
  enrollment_account_name = "1"
}

resource "azurerm_subscription" "x" {
  subscription_name = "x"
  billing_scope_id  = data.azurerm_billing_enrollment_account_scope.ea.id
}
