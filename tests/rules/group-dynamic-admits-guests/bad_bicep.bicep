extension microsoftGraphV1

targetScope = 'subscription'

resource g 'Microsoft.Graph/groups@v1.0' = {
  displayName: 'Sales'
  uniqueName: 'sales'
  mailEnabled: false
  mailNickname: 'sales'
  securityEnabled: true
  groupTypes: ['DynamicMembership']
  membershipRule: 'user.department -eq "Sales"'
  membershipRuleProcessingState: 'On'
}

resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(g.id)
  properties: {
    principalId: g.id
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
  }
}
