import { appType, audienceOf, roleDefinitions } from 'shared.bicep'

extension microsoftGraphV1

@description('The environment, as names end with it.')
param environment 'dev' | 'prod'

@description('The apps that people sign in to.')
param apps appType[]

@description('The tenant whose tokens the sites take; empty for those of any tenant.')
param tenantId string = ''

// One registration for each app, which each environment sets in its own file of parameters.
module registrations 'modules/app.bicep' = [
  for app in apps: {
    name: 'registration-${app.name}'
    params: {
      name: '${app.name}-${environment}'
      audience: audienceOf(app.users)
      redirectUris: ['https://${app.host}/.auth/login/aad/callback']
    }
  }
]

// Their sites, with built-in authentication.
module sites 'modules/site.bicep' = [
  for (app, i) in apps: {
    name: 'site-${app.name}'
    params: {
      name: '${app.name}-${environment}'
      clientId: registrations[i].outputs.appId
      tenantId: tenantId
    }
  }
]

// Open to every tenant by mistake.
resource survey 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'survey-${environment}'
  displayName: 'survey-${environment}'
  signInAudience: 'AzureADMultipleOrgs'
  web: {
    redirectUris: ['https://survey.contoso.example/signin-oidc']
  }
}

// The audience is not set, and sources disagree about its default: set it explicitly.
resource report 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'report-${environment}'
  displayName: 'report-${environment}'

  resource pipeline 'federatedIdentityCredentials' = {
    name: '${report.uniqueName}/pipeline'
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:contoso/report:environment:${environment}'
    audiences: ['api://AzureADTokenExchange']
  }
}

resource reportPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: report.appId
  appRoleAssignmentRequired: true
}

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'report', environment)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleDefinitions.reader)
    principalId: reportPrincipal.id
    principalType: 'ServicePrincipal'
  }
}
