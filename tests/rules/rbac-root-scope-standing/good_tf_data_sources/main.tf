data "azurerm_subscription" "current" {}

data "azurerm_resource_group" "app" {
  name = "app"
}

data "azurerm_management_group" "platform" {
  name = "platform"
}

data "azurerm_management_group" "itself" {
  name = "${data.azurerm_management_group.itself.id}${data.azurerm_management_group.itself.id}"
}

locals {
  scopes = {
    subscription = data.azurerm_subscription.current.id
    group        = data.azurerm_resource_group.app.id
    platform     = data.azurerm_management_group.platform.id
    itself       = data.azurerm_management_group.itself.id
  }
}

resource "azurerm_role_assignment" "reader" {
  for_each             = local.scopes
  scope                = each.value
  role_definition_name = "Reader"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
