targetScope = 'tenant'

resource a 'Microsoft.Subscription/aliases@2021-10-01' = {
  name: 'a'
  properties: {
    displayName: 'a'
    workload: 'Production'
  }
}
