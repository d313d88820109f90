targetScope = 'tenant'

param movers array

resource policy 'Microsoft.Subscription/policies@2021-10-01' = {
  name: 'default'
  blockSubscriptionsIntoTenant: true
  exemptedPrincipals: movers
}
