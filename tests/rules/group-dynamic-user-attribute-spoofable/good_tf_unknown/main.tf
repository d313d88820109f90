variable "r" {}
resource "azuread_group" "g" {
  display_name     = "g"
  security_enabled = true
  types            = ["DynamicMembership"]
  dynamic_membership {
    enabled = true
    rule    = var.r
  }
}
