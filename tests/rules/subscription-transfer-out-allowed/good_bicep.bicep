targetScope = 'tenant'

resource policy 'Microsoft.Subscription/policies@2021-10-01' = {
  name: 'default'
  blockSubscriptionsLeavingTenant: true
}
