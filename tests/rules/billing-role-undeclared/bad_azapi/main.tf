resource "azapi_resource" "billing" {
  type      = "Microsoft.Billing/billingAccounts/billingRoleAssignments@2024-04-01"
  name      = "b0000000-0000-4000-8000-000000000001"
  parent_id = "/providers/Microsoft.Billing/billingAccounts/1234"
  body = {
    properties = {
      principalId      = "a0000000-0000-4000-8000-000000000001"
      principalType    = "User"
      roleDefinitionId = "/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006"
    }
  }
}
