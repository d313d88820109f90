extension microsoftGraphV1

resource g 'Microsoft.Graph/groups@v1.0' = {
  displayName: 'Sales'
  uniqueName: 'sales'
  mailEnabled: false
  mailNickname: 'sales'
  securityEnabled: true
  groupTypes: ['DynamicMembership']
  membershipRule: 'user.department is "Sales"'
  membershipRuleProcessingState: 'On'
}
