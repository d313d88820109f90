targetScope = 'subscription'

param who string

resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(who)
  properties: {
    principalId: who
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')
  }
}
