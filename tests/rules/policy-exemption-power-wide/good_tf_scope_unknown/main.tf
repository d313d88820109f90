data "azurerm_management_group" "other" {
  display_name = "Other"
}

resource "azapi_resource" "settings" {
  type      = "Microsoft.Management/managementGroups/settings@2023-04-01"
  name      = "default"
  parent_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  body      = { properties = { defaultManagementGroup = "/providers/Microsoft.Management/managementGroups/quarantine" } }
}

resource "azurerm_role_assignment" "other" {
  scope                = data.azurerm_management_group.other.id
  role_definition_name = "Owner"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
