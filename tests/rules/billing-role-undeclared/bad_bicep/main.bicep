targetScope = 'tenant'
resource r 'Microsoft.Billing/billingAccounts/billingRoleAssignments@2024-04-01' = {
  name: '1234/x'
  properties: { principalId: 'a0000000-0000-4000-8000-000000000001', roleDefinitionId: '/providers/Microsoft.Billing/billingAccounts/1234/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-100000000006' }
}
