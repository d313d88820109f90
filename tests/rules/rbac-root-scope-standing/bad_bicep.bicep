targetScope = 'tenant'
resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'b0000000-0000-4000-8000-000000000001'
  properties: { roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', principalId: 'a0000000-0000-4000-8000-000000000001' }
}
