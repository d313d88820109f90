extension microsoftGraphV1

resource g 'Microsoft.Graph/groups@v1.0' = {
  displayName: 'g'
  uniqueName: 'g'
  mailEnabled: false
  mailNickname: 'g'
  securityEnabled: true
  groupTypes: ['DynamicMembership']
  membershipRule: 'device.displayName -startsWith "ADM-"'
  membershipRuleProcessingState: 'On'
}
