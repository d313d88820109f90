extension microsoftGraphV1

param environment string = 'prod'

var apps = [
  { name: 'expenses', users: 'AzureADMyOrg', roles: ['approver'] }
  { name: 'portal', users: 'AzureADMultipleOrgs', roles: ['partner'] }
  { name: 'labs', users: 'AzureADandPersonalMicrosoftAccount', roles: [] }
]

module app 'modules/app.bicep' = [
  for each in apps: {
    name: 'app-${each.name}'
    params: {
      name: '${each.name}-${environment}'
      audience: each.users
      roles: each.roles
    }
  }
]

resource survey 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'survey'
  displayName: 'survey-${environment}'
  signInAudience: 'AzureADMultipleOrgs'
  identifierUris: ['api://survey', 'api://survey-old']
}

resource never 'Microsoft.Graph/applications@v1.0' = if (false) {
  uniqueName: 'never'
  displayName: 'never'
  signInAudience: 'AzureADMultipleOrgs'
}
