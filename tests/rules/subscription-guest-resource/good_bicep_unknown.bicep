targetScope = 'subscription'

param msp string

resource delegation 'Microsoft.ManagedServices/registrationDefinitions@2022-10-01' = {
  name: guid('msp')
  properties: {
    registrationDefinitionName: 'MSP'
    managedByTenantId: msp
    authorizations: []
  }
}
