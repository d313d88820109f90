targetScope = 'resourceGroup'

resource d 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'd'
  location: 'x'
}

module r 'role.bicep' = {
  name: 'r'
  scope: subscription('00000000-0000-4000-8000-000000000002')
  params: { who: d.properties.principalId }
}
