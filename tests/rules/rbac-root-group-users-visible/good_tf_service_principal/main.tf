resource "azuread_service_principal" "pipeline" {
  client_id = "9a8b7c6d-1111-4222-8333-444455556666"
}

resource "azurerm_role_assignment" "owner" {
  scope                = "/providers/Microsoft.Management/managementGroups/11111111-2222-4333-8444-555566667777"
  role_definition_name = "Owner"
  principal_id         = azuread_service_principal.pipeline.object_id
}
