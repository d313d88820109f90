resource "azurerm_role_definition" "op" {
  name  = "Operator"
  scope = "/subscriptions/00000000-0000-4000-8000-000000000001"
  permissions {
    actions = ["Microsoft.Compute/*/read"]
  }
  assignable_scopes = ["/subscriptions/00000000-0000-4000-8000-000000000001"]
}
