resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'expenses'
  location: 'westeurope'
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'WEBSITE_AUTH_AAD_ALLOWED_TENANTS', value: '' }
      ]
    }
  }
}

resource auth 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: false }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: { clientId: '9a8b7c6d-1111-4222-8333-444455556666', openIdIssuer: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777/v2.0' }
      }
    }
  }
}
