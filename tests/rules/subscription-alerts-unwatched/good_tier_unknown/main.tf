variable "tier" {}
resource "azurerm_security_center_subscription_pricing" "arm" {
  tier          = var.tier
  resource_type = "Arm"
}
