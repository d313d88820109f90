resource "azurerm_subscription" "x" {
  subscription_name = "x"
  subscription_id   = "00000000-0000-4000-8000-000000000002"
}
