targetScope = 'subscription'

resource msp 'Microsoft.ManagedServices/registrationDefinitions@2022-10-01' = {
  name: guid('msp')
  properties: {
    registrationDefinitionName: 'MSP'
    managedByTenantId: '22222222-2222-4333-8444-555566667777'
    authorizations: []
  }
}
