targetScope = 'tenant'

resource made 'Microsoft.Subscription/aliases@2021-10-01' = {
  name: 'x'
  properties: {
    displayName: 'x'
    workload: 'Production'
    subscriptionId: '00000000-0000-4000-8000-000000000002'
  }
}
