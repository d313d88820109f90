extension microsoftGraphV1

param name string

@description('Who may sign in: `AzureADMyOrg` is this tenant alone.')
param audience string = 'AzureADMyOrg'

param redirectUris string[] = []

resource registration 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: name
  displayName: name
  signInAudience: audience
  web: {
    redirectUris: redirectUris
    implicitGrantSettings: {
      enableIdTokenIssuance: true
    }
  }
}

output appId string = registration.appId
