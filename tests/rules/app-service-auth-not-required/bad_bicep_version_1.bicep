resource auth 'Microsoft.Web/sites/config@2024-04-01' = {
  name: 'expenses/authsettings'
  properties: {
    enabled: true
    clientId: '9a8b7c6d-1111-4222-8333-444455556666'
    defaultProvider: 'AzureActiveDirectory'
    issuer: 'https://sts.windows.net/11111111-2222-4333-8444-555566667777/'
    unauthenticatedClientAction: 'AllowAnonymous'
  }
}
