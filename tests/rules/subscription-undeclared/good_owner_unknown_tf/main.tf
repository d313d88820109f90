resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001"
  role_definition_name = "Owner"
  principal_id         = var.owner
}
variable "owner" {}
