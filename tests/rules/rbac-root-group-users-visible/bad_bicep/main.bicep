targetScope = 'tenant'

resource root 'Microsoft.Management/managementGroups@2023-04-01' existing = {
  name: '11111111-2222-4333-8444-555566667777'
}

resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('owner')
  scope: root
  properties: {
    roleDefinitionId: tenantResourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')
    principalId: 'a0000000-0000-4000-8000-000000000001'
    principalType: 'User'
  }
}
