param name string
param clientId string
param tenantId string
param location string = resourceGroup().location

resource plan 'Microsoft.Web/serverfarms@2023-12-01' existing = {
  name: 'plan'
  scope: resourceGroup('shared')
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: name
  location: location
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
  }

  resource authentication 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: {
        enabled: true
      }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'RedirectToLoginPage'
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: clientId
            openIdIssuer: 'https://login.microsoftonline.com/${empty(tenantId) ? 'common' : tenantId}/v2.0'
          }
        }
      }
    }
  }
}
