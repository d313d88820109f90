variable "actions" {
  type = list(string)
}

resource "azapi_resource" "settings" {
  type      = "Microsoft.Management/managementGroups/settings@2023-04-01"
  name      = "default"
  parent_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  body      = { properties = { defaultManagementGroup = "/providers/Microsoft.Management/managementGroups/quarantine" } }
}

resource "azurerm_role_definition" "operator" {
  name  = "Operator"
  scope = "/providers/Microsoft.Management/managementGroups/quarantine"
  permissions {
    actions = var.actions
  }
}

resource "azurerm_role_assignment" "operator" {
  scope              = "/providers/Microsoft.Management/managementGroups/quarantine"
  role_definition_id = azurerm_role_definition.operator.role_definition_resource_id
  principal_id       = "a0000000-0000-4000-8000-000000000001"
}
