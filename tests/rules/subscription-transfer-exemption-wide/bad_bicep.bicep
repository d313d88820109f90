targetScope = 'tenant'

resource policy 'Microsoft.Subscription/policies@2021-10-01' = {
  name: 'default'
  blockSubscriptionsIntoTenant: true
  exemptedPrincipals: ['e879cf0f-2b4d-5431-109a-f72fc9868693']
}
