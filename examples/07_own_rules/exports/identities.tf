variable "cost_center" {
  type = string
}

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "deploy"
  location            = "westeurope"
  resource_group_name = "billing"

  tags = {
    owner       = "ana@contoso.example"
    cost-center = var.cost_center
  }
}

resource "azurerm_user_assigned_identity" "build" {
  name                = "build"
  location            = "westeurope"
  resource_group_name = "billing"

  tags = {
    cost-center = "4711"
  }
}
