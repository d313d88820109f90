targetScope = 'tenant'

resource quarantine 'Microsoft.Management/managementGroups@2023-04-01' = {
  name: 'quarantine'
  properties: { displayName: 'Quarantine' }
}

resource settings 'Microsoft.Management/managementGroups/settings@2023-04-01' = {
  name: '11111111-2222-4333-8444-555566667777/default'
  properties: {
    defaultManagementGroup: quarantine.id
    requireAuthorizationForGroupCreation: true
  }
}
