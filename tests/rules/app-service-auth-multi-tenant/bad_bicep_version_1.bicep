resource auth 'Microsoft.Web/sites/config@2024-04-01' = {
  name: 'expenses/authsettings'
  properties: {
    enabled: true
    clientId: '9a8b7c6d-1111-4222-8333-444455556666'
    defaultProvider: 'AzureActiveDirectory'
    issuer: 'https://login.microsoftonline.com/common/v2.0'
    unauthenticatedClientAction: 'RedirectToLoginPage'
  }
}
