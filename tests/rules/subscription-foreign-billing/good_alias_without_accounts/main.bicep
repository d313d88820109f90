targetScope = 'tenant'
resource a 'Microsoft.Subscription/aliases@2021-10-01' = {
  name: 'x'
  properties: { displayName: 'x', workload: 'Production', billingScope: '/providers/Microsoft.Billing/billingAccounts/9999/enrollmentAccounts/1' }
}
