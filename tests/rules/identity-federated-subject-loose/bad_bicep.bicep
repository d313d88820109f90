resource d 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'd'
  location: 'x'
  resource c 'federatedIdentityCredentials' = {
    name: 'c'
    properties: { issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:contoso/app:pull_request', audiences: ['x'] }
  }
}
