resource "azurerm_key_vault" "app" {
  name                = "app"
  resource_group_name = "app"
  location            = "westeurope"
  tenant_id           = "11111111-2222-4333-8444-555566667777"
  sku_name            = "standard"
}

resource "azurerm_role_assignment" "secrets" {
  scope                = azurerm_key_vault.app.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
}
