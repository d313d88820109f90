resource "azurerm_management_group" "quarantine" {
  name         = "quarantine"
  display_name = "Quarantine"
}

resource "azapi_resource" "settings" {
  type      = "Microsoft.Management/managementGroups/settings@2023-04-01"
  name      = "default"
  parent_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  body      = { properties = { defaultManagementGroup = azurerm_management_group.quarantine.id } }
}
