extension microsoftGraphV1

resource orders 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'orders'
  displayName: 'Orders'
  signInAudience: 'AzureADMyOrg'
}

resource site 'Microsoft.Web/sites@2024-04-01' existing = {
  name: 'orders'
}

resource auth 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: orders.appId
          openIdIssuer: 'https://login.microsoftonline.com/3f7c1d52-8a0e-4b1b-9a76-5d2c0e84f613/v2.0'
        }
      }
    }
  }
}
