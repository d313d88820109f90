extension microsoftGraphV1

resource a 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'a'
  displayName: 'a'
  signInAudience: 'AzureADMyOrg'
  web: { redirectUris: ['http://app.contoso.example/signin'] }
}
