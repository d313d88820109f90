resource d 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'd'
  location: 'x'
}

resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('r')
  scope: tenant()
  properties: { roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c', principalId: d.properties.principalId }
}
