extension microsoftGraphV1

resource g 'Microsoft.Graph/groups@v1.0' = {
  displayName: 'g'
  uniqueName: 'g'
  mailEnabled: false
  mailNickname: 'g'
  securityEnabled: true
  groupTypes: ['DynamicMembership']
  membershipRule: 'user.extensionAttribute1 -eq "x"'
  membershipRuleProcessingState: 'On'
}

resource r 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('r')
  properties: { roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'), principalId: g.id, principalType: 'Group' }
}
