targetScope = 'tenant'

resource made 'Microsoft.Subscription/aliases@2021-10-01' = {
  name: 'sub-1'
  properties: {
    displayName: 'sub 1'
    workload: 'Production'
    billingScope: '/providers/Microsoft.Billing/billingAccounts/1/enrollmentAccounts/2'
  }
}
