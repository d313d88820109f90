variable "administrator" {
  type = string
}

resource "azurerm_role_assignment" "owner" {
  scope                = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  role_definition_name = "Owner"
  principal_id         = var.administrator
}
