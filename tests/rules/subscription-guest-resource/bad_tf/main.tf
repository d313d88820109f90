resource "azurerm_lighthouse_definition" "msp" {
  name               = "MSP"
  managing_tenant_id = "22222222-2222-4333-8444-555566667777"
  scope              = "/subscriptions/00000000-0000-4000-8000-000000000001"
  authorization {
    principal_id       = "a0000000-0000-4000-8000-000000000001"
    role_definition_id = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
  }
}
