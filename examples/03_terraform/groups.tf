resource "azuread_group" "finance" {
  display_name     = "finance-${var.environment}"
  security_enabled = true
  types            = ["DynamicMembership"]

  dynamic_membership {
    enabled = true
    rule    = <<-EOT
      (user.department -eq "Finance") -and (user.userType -eq "Member")
    EOT
  }
}

resource "azuread_service_principal" "apps" {
  for_each = module.apps

  client_id                    = each.value.client_id
  app_role_assignment_required = true
}
