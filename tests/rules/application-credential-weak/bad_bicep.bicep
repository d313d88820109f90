extension microsoftGraphV1

resource portal 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'portal'
  displayName: 'Portal'
  signInAudience: 'AzureADMultipleOrgs'
  passwordCredentials: [{ displayName: 'ci', startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2028-01-01T00:00:00Z' }]
}
