extension microsoftGraphV1

resource a 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'a'
  displayName: 'a'
  signInAudience: 'AzureADMultipleOrgs'
  servicePrincipalLockConfiguration: { isEnabled: false }
}
