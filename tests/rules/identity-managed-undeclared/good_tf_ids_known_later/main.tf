variable "rg" {}
resource "azurerm_user_assigned_identity" "d" {
  name                = "d"
  resource_group_name = var.rg
  location            = "x"
}
