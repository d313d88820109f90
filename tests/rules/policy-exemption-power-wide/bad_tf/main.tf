resource "azurerm_management_group" "quarantine" {
  name                       = "quarantine"
  parent_management_group_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
}

resource "azapi_resource" "settings" {
  type      = "Microsoft.Management/managementGroups/settings@2023-04-01"
  name      = "default"
  parent_id = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  body = {
    properties = {
      defaultManagementGroup               = azurerm_management_group.quarantine.id
      requireAuthorizationForGroupCreation = true
    }
  }
}

resource "azurerm_role_definition" "exemptions" {
  name  = "Exemptions"
  scope = azurerm_management_group.quarantine.id
  permissions {
    actions = ["Microsoft.Authorization/policyExemptions/*"]
  }
}

resource "azurerm_role_definition" "reader" {
  name  = "Look only"
  scope = azurerm_management_group.quarantine.id
  permissions {
    actions = ["*/read"]
  }
}

resource "azurerm_role_assignment" "by_id" {
  scope              = azurerm_management_group.quarantine.id
  role_definition_id = azurerm_role_definition.exemptions.role_definition_resource_id
  principal_id       = "a0000000-0000-4000-8000-000000000001"
}

resource "azurerm_role_assignment" "by_name" {
  scope                = azurerm_management_group.quarantine.id
  role_definition_name = azurerm_role_definition.exemptions.name
  principal_id         = "a0000000-0000-4000-8000-000000000002"
}

resource "azurerm_pim_eligible_role_assignment" "built_in" {
  scope              = azurerm_management_group.quarantine.id
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/36243c78-bf99-498c-9df9-86d9f8d28608"
  principal_id       = "a0000000-0000-4000-8000-000000000003"
}

resource "azurerm_role_assignment" "harmless" {
  scope                = azurerm_management_group.quarantine.id
  role_definition_name = azurerm_role_definition.reader.name
  principal_id         = "a0000000-0000-4000-8000-000000000004"
}

resource "azurerm_resource_group" "app" {
  name     = "app"
  location = "westeurope"
}

resource "azurerm_role_assignment" "below" {
  scope                = azurerm_resource_group.app.id
  role_definition_name = "Owner"
  principal_id         = "a0000000-0000-4000-8000-000000000005"
}
