resource "azuread_group" "g" {
  display_name     = "creators"
  security_enabled = true
  types            = ["DynamicMembership"]

  dynamic_membership {
    enabled = true
    rule    = "user.userType -eq \"Member\""
  }
}

resource "azapi_resource" "billing" {
  type      = "Microsoft.Billing/billingAccounts/billingRoleAssignments@2024-04-01"
  name      = "b0000000-0000-4000-8000-000000000001"
  parent_id = "/providers/Microsoft.Billing/billingAccounts/1234"
  body = {
    properties = {
      principalId      = azuread_group.g.object_id
      principalType    = "Group"
      roleDefinitionId = "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006"
    }
  }
}
