variable "taken_out" {
  type = list(string)
}

resource "azurerm_role_definition" "op" {
  name  = "Operator"
  scope = "/subscriptions/00000000-0000-4000-8000-000000000001"
  permissions {
    actions     = ["*"]
    not_actions = var.taken_out
  }
}
