resource operator 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: 'c0000000-0000-4000-8000-000000000001'
  scope: subscription()
  properties: {
    roleName: 'Operator'
    type: 'customRole'
    permissions: [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }]
    assignableScopes: [subscription().id]
  }
}

resource vendor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id)
  properties: {
    roleDefinitionId: operator.id
    principalId: 'a0000000-0000-4000-8000-000000000001'
    principalType: 'User'
  }
}
